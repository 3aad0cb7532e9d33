"""Where output goes and what the standard streams are: encodings, closed streams, devices, links, pipes, failures."""

import contextlib
import io
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kg.cli import app
from kg.cli.output import destination
from kg.model import Article, Entity, Evidence, Extraction, Span
from kg.store import Store

NAME = "Ščepan"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A graph in which a name needs more than Latin-1."""
    article = Article("Ščepan condemned Graustark.", title="News", source="https://example.org/1")
    whole = Span(0, len(article.text))
    said = Evidence(
        article.id, Entity(NAME, "State"), "condemns", Entity("Graustark", "State"),
        whole, Span(0, 6), Span(7, 16), Span(17, 26), article.text, rule="verb/condemn", confidence=0.9,
    )  # fmt: skip
    path = tmp_path / "graph.kg"
    with Store.open(path) as store:
        store.add(Extraction(article, (), (said,)))
    return path


def kg(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def process(
    arguments: Sequence[str | bytes], *, closed: str = "", text: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, some of its standard streams closed by the shell."""
    command = [sys.executable, "-m", "kg", *arguments]
    shell = ["sh", "-c", f'exec "$@" {closed}', "sh", *command] if closed else command
    return subprocess.run(shell, input=text, capture_output=True, check=False, env=os.environ | environment)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_what_is_written_is_utf_8_whatever_the_locale(place: Path, encoding: str) -> None:
    for command in (["export", "--format", "csv"], ["explain", NAME, "condemns", "Graustark"]):
        done = process(["--store", str(place), *command], PYTHONIOENCODING=encoding)
        assert (done.returncode, done.stderr) == (0, b"")
        assert NAME in done.stdout.decode("utf-8")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_closed_stream_is_no_traceback(place: Path, closed: str) -> None:
    done = process(["--store", str(place), "stats"], closed=closed)
    assert (done.returncode, done.stderr) == (0, b"")
    with Store.open(place, read_only=True) as store:
        assert store.stats()["articles"] == 1


def test_a_closed_standard_input_holds_no_text(tmp_path: Path) -> None:
    done = process(["--store", str(tmp_path / "new.kg"), "add", "-"], closed="<&-")
    assert done.returncode == 1
    assert b"standard input: no text in it" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["explain", b"\xff", "condemns", "Graustark"], ["ask", b"\xff"], ["query", "-"]],
    ids=["explain", "ask", "query"],
)
def test_what_is_no_utf_8_is_one_line(place: Path, arguments: list[str | bytes]) -> None:
    done = process(["--store", str(place), *arguments], text=b'SELECT * { ?s ?p "\xff" }')
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (1, b"", 1)
    assert done.stderr.startswith(b"kg: error: ")


def test_a_pipe_that_is_closed_early_is_quiet(place: Path) -> None:
    command = f"{sys.executable} -m kg --store {place} export --format nquads | head -c 9"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=True)
    assert (len(done.stdout), done.stderr) == (9, b"")


def test_a_link_leads_to_the_same_place_afterwards(tmp_path: Path) -> None:
    whole, link = tmp_path / "whole.txt", tmp_path / "link.txt"
    link.symlink_to(whole.name)
    for text in ("first", "second"):
        with destination(link) as file:
            file.write(text)
        assert link.is_symlink()
        assert whole.read_text() == text


def test_who_may_read_a_file_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("before")
    path.chmod(0o600)
    with destination(path) as file:
        file.write("after")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("after", 0o600)


def test_a_device_stays_a_device(tmp_path: Path) -> None:
    with destination(Path(os.devnull)) as file:
        file.write("text")
    assert Path(os.devnull).is_char_device()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        with destination(pipe) as file:
            file.write("text")
        assert reader.communicate()[0] == b"text"
    assert pipe.is_fifo()


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError, match="is a folder; name a file in it"), destination(tmp_path):
        pass
    assert not list(tmp_path.iterdir())


def test_a_dash_is_standard_output(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", out := io.StringIO())
    with destination(Path("-")) as file:
        file.write("text")
    assert out.getvalue() == "text"
    shown = kg("--store", str(place), "view", "-o", "-")
    assert (shown.stdout.startswith("<!DOCTYPE html>"), shown.stderr) == (True, "")
    assert kg("--store", str(place), "view", "-o", "-", "--open").exit_code == 2


class TestFailures:
    """The file of failures never harms another, nor is it read."""

    def test_a_file_of_another_kind_stays(self, tmp_path: Path) -> None:
        notes = tmp_path / "notes.txt"
        notes.write_text("mine")
        kg(
            "--store",
            str(tmp_path / "graph.kg"),
            "add",
            str(tmp_path / "*.none"),
            "--failures",
            str(notes.with_suffix("")),
        )
        kg("--store", str(tmp_path / "graph.kg"), "add", os.devnull, "--failures", str(tmp_path / "other"))
        assert notes.read_text() == "mine"
        assert json.loads((tmp_path / "other").read_text())["place"] == os.devnull

    @pytest.mark.parametrize("name", ["failures.jsonl", "a.jsonl"])
    def test_it_is_not_among_what_is_read(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "a.jsonl").write_text("x")
        result = kg("--store", str(tmp_path / "graph.kg"), "add", str(tmp_path), "--failures", str(tmp_path / name))
        assert (result.exit_code, (tmp_path / "a.jsonl").read_text()) == (2, "x")

    def test_the_others_are_added_where_it_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("Ruritania condemned Graustark.")
        given = [str(tmp_path / "missing.txt"), str(tmp_path / "a.txt"), str(tmp_path / "missing.md")]
        result = kg("--store", str(tmp_path / "graph.kg"), "add", *given, "--failures", str(tmp_path / "no" / "file"))
        assert result.exit_code == 1
        assert "new " in result.stdout
        assert [line.partition(": ")[2] for line in result.stdout.splitlines() if line.startswith("failed")] == [""]
        assert result.stderr.count("no/file: No such file or directory; failures are listed nowhere else") == 1

    def test_a_folder_that_it_lies_in_is_read_once(self, tmp_path: Path) -> None:
        (tmp_path / "a.jsonl").write_text("x")
        for _ in range(2):
            result = kg("--store", str(tmp_path / "graph.kg"), "add", str(tmp_path))
            assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


Complete = Callable[[str], list[str]]


@pytest.fixture
def complete(place: Path) -> Complete:
    """What the shell is offered for a line that is being typed."""

    def call(line: str) -> list[str]:
        words = f"kg --store {place} {line}"
        done = process([], _KG_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(words.count(" ")))
        assert done.stderr == b""
        return done.stdout.decode().split()

    return call


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("view --query al", ["allies"]),
        ("view --focus Gr", ["Graustark"]),
        ("explain Gr", ["Graustark"]),
        ("explain Graustark condem", ["condemns"]),
        ("conflicts --about Gr", ["Graustark"]),
        ("conflicts --format js", ["json", "jsonld"]),
        ("ontology condem", ["condemns"]),
        ("view --engine ", ["explorer", "pyvis"]),
        ("extract --detail ", ["fact", "clause"]),
    ],
)
def test_the_shell_completes(complete: Complete, line: str, offered: list[str]) -> None:
    assert complete(line) == offered


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "-", "--published", "soon"],
        ["add", "-", "--retrieved", "soon"],
        ["add", "-", "--map", "text"],
        ["watch", ".", "--every", "often"],
        ["extract", "-", "--format", "xml"],
        ["extract", "-", "--detail", "none"],
        ["export", "--format", "xml"],
        ["conflicts", "--format", "xml"],
        ["view", "--since", "2024-03", "--until", "2024-02-28"],
        ["view", "--since", "soon"],
        ["ask", " "],
        ["diff"],
        ["diff", "--since", "soon"],
        ["retract"],
        ["retract", "x", "--at", "soon"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_ends_with_2(place: Path, arguments: list[str]) -> None:
    result = kg("--store", str(place), *arguments)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)


HOSTILE = "Š\x1b]0;x\x07\x9b31m\N{RIGHT-TO-LEFT OVERRIDE}"
TERMS = {
    "names": "SELECT ?name { ?s rdfs:label ?name }",
    "all": "CONSTRUCT { ?s rdfs:label ?name } { ?s rdfs:label ?name }",
}


def hostile(path: Path) -> Path:
    """A graph with a name that would command a terminal, as no reader of kg lets in, but another's graph may hold."""
    article = Article(f"{HOSTILE} condemned Graustark.", title=HOSTILE, source="https://example.org/1")
    whole, end = Span(0, len(article.text)), len(HOSTILE)
    said = Evidence(
        article.id, Entity(HOSTILE, "State"), "condemns", Entity("Graustark", "State"),
        whole, Span(0, end), Span(end + 1, end + 10), Span(end + 11, end + 20), article.text, rule="verb/condemn", confidence=0.9,
    )  # fmt: skip
    with Store.open(path) as store:
        store.add(Extraction(article, (), (said,)))
    return path


def on_a_terminal(*arguments: str) -> str:
    """What the command writes to a terminal."""
    master, terminal = os.openpty()
    done = subprocess.Popen([sys.executable, "-m", "kg", *arguments], stdout=terminal, stderr=terminal)
    os.close(terminal)
    shown = b""
    with contextlib.suppress(OSError):  # the end of a terminal
        while part := os.read(master, 65536):
            shown += part
    os.close(master)
    assert done.wait() == 0
    return shown.decode("utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        "export --format csv",
        "export --format jsonl",
        "query names",
        "query names --format csv",
        "query all",
        "stats --articles",
        "diff --since 2020 --json",
        "merge other",
    ],
)
def test_nothing_that_an_article_says_commands_a_terminal(tmp_path: Path, arguments: str) -> None:
    hostile(tmp_path / "other")
    for name, text in TERMS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    places = {name: str(tmp_path / name) for name in (*TERMS, "other")}
    shown = on_a_terminal("--store", str(hostile(tmp_path / "g")), *(places.get(a, a) for a in arguments.split()))
    links = re.sub(r"\x1b\]8;[^\x1b\x07]*\x1b\\|\x1b\[[0-9;?]*[A-Za-z]", "", shown)  # what a table itself is made of
    assert not [c for c in links if not c.isprintable() and c not in "\r\n\t"]
    assert "\x9b" not in shown


def test_a_file_gets_what_a_terminal_does_not(tmp_path: Path) -> None:
    done = process(["--store", str(hostile(tmp_path / "g")), "export", "--format", "csv"])
    assert HOSTILE in done.stdout.decode("utf-8")
