"""The command line at its seams: options, messages, exit codes; what stands behind it has tests of its own."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from kg import __version__
from kg.cli import app
from kg.cli.output import destination, table
from kg.cli.showing import FORMATS
from kg.errors import KgError
from kg.export import WRITERS
from kg.model import (
    Argument,
    Article,
    Entity,
    Evidence,
    Extraction,
    Mention,
    MentionKind,
    Polarity,
    PredicateKind,
    Proposition,
    Reason,
    Rejected,
    Role,
    Span,
)

Kg = Callable[..., Result]


@pytest.fixture
def kg(tmp_path: Path) -> Kg:
    """Calls the command with a store of its own."""

    def call(*arguments: str, text: str | None = None) -> Result:
        return CliRunner().invoke(app, ["--store", str(tmp_path / "graph.kg"), *arguments], input=text)

    return call


def test_version(kg: Kg) -> None:
    assert kg("--version").stdout == f"kg {__version__}\n"


def test_no_command_prints_the_help_and_counts_as_a_wrong_call() -> None:
    result = CliRunner().invoke(app, [])
    assert result.exit_code == 2
    assert "Commands:" in result.output


def test_unknown_command_counts_as_a_wrong_call(kg: Kg) -> None:
    assert kg("quary").exit_code == 2


def test_python_m_kg_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "kg", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"kg {__version__}\n"


def test_an_error_is_one_line_on_standard_error(kg: Kg) -> None:
    result = kg("ontology", "alligned_wiht")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("kg: error: 'alligned_wiht' is neither")
    assert result.stderr.count("\n") == 1


def test_debug_lets_the_traceback_through(kg: Kg) -> None:
    assert isinstance(kg("--debug", "ontology", "nothing_like_it").exception, KgError)


def test_ontology_as_json_and_as_a_table(kg: Kg) -> None:
    data, shown = json.loads(kg("ontology", "--json").stdout), kg("ontology").stdout
    assert {"classes", "relations"} == data.keys()
    assert all(term["name"] in shown for part in data.values() for term in part)


def test_one_term_of_the_ontology(kg: Kg) -> None:
    assert json.loads(kg("ontology", "State", "--json").stdout)["name"] == "State"
    assert "definition" in kg("ontology", "State").stdout


def test_queries_names_every_saved_query(kg: Kg, root: Path) -> None:
    listed, shown = {q["name"] for q in json.loads(kg("queries", "--json").stdout)}, kg("queries").stdout
    assert listed == {path.stem for path in (root / "queries").glob("*.rq")}
    assert all(name in shown for name in listed)


def test_formats_offered_are_those_that_there_are() -> None:
    assert set(FORMATS) == set(WRITERS)


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), min_size=1), st.integers(30, 200))
def test_a_table_fits_and_loses_no_row(rows: list[list[str]], width: int) -> None:
    lines = table(["a", "b"], rows, width)
    assert len(lines) == len(rows) + 1
    assert all(len(line) <= width and line.isprintable() for line in lines)


def test_an_uncut_table_holds_every_cell() -> None:
    assert table(["name", "n"], [["x" * 200, "1"]])[1] == "x" * 200 + "  1"


def test_a_file_appears_only_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("before")

    def fail() -> None:
        with destination(path) as file:
            file.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert [p.name for p in tmp_path.iterdir()] == ["out.txt"]
    assert path.read_text() == "before"


def test_help_of_every_command_names_each_option(kg: Kg) -> None:
    for command in ("query", "queries", "ontology"):
        assert kg(command, "--help").exit_code == 0


# With a pipeline that knows one kind of sentence: what the commands do with what it finds.

SENTENCE = re.compile(r"(?P<subject>\w+) (?P<cue>did not condemn|condemned) (?P<object>\w+)\.")


def analyzed(article: Article, tools: object) -> Extraction:
    """Stands for the language pipeline."""
    del tools
    return Extraction(article, (), tuple(evidence_of(article, m) for m in SENTENCE.finditer(article.text)))


def evidence_of(article: Article, match: re.Match[str]) -> Evidence:
    return Evidence(
        article=article.id,
        subject=Entity(match["subject"], "State"),
        relation="condemns",
        object=Entity(match["object"], "State"),
        sentence=Span(*match.span()),
        subject_span=Span(*match.span("subject")),
        cue_span=Span(*match.span("cue")),
        object_span=Span(*match.span("object")),
        quote=match[0],
        rule="verb/condemn",
        confidence=0.9,
        polarity=Polarity.NEGATED if "not" in match["cue"] else Polarity.AFFIRMED,
    )


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts the stand-in where the language pipeline is."""
    monkeypatch.setattr("kg.pipeline.analyze", analyzed)
    monkeypatch.setattr("kg.pipeline.Tools.load", lambda _name=None: None)


@pytest.mark.usefixtures("reads")
class TestAdding:
    def test_an_article_from_standard_input(self, kg: Kg) -> None:
        result = kg("add", "-", "--title", "News", "--json", text="Ruritania condemned Graustark.")
        assert result.exit_code == 0, result.stderr
        report = json.loads(result.stdout)
        assert (report["title"], report["outcome"], len(report["gained"])) == ("News", "new", 1)
        assert report["gained"] == [{"subject": "Ruritania", "relation": "condemns", "object": "Graustark"}]

    def test_adding_twice_changes_nothing(self, kg: Kg, tmp_path: Path) -> None:
        article = tmp_path / "a.txt"
        article.write_text("Ruritania condemned Graustark.", encoding="utf-8")
        kg("add", str(article))
        before = kg("stats", "--json").stdout
        assert kg("add", str(article)).stdout.startswith("unchanged")
        assert kg("stats", "--json").stdout == before

    def test_one_bad_file_stops_no_other_and_the_exit_code_says_so(self, kg: Kg, tmp_path: Path) -> None:
        for name, text in (("a.txt", b"\0\0"), ("b.txt", b"Ruritania condemned Graustark.")):
            (tmp_path / name).write_bytes(text)
        result = kg("add", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), str(tmp_path / "c.txt"))
        assert result.exit_code == 1
        assert [line.split(": ")[1] for line in result.stderr.splitlines()] == ["error", "error"]
        assert json.loads(kg("stats", "--json").stdout)["articles"] == 1

    def test_what_one_says_and_another_denies_is_disputed_until_retracted(self, kg: Kg) -> None:
        kg("add", "-", "--source", "urn:one", text="Ruritania condemned Graustark.")
        assert (
            "disputed: Ruritania condemns Graustark"
            in kg("add", "-", "--source", "urn:two", text="Ruritania did not condemn Graustark.").stdout
        )
        assert len(kg("query", "disputed", "--format", "csv").stdout.splitlines()) == 2
        report = json.loads(kg("retract", "urn:two", "--json").stdout)
        assert [s["relation"] for s in report["restored"]] == ["condemns"]
        assert len(kg("query", "disputed", "--format", "csv").stdout.splitlines()) == 1

    def test_retracting_says_what_becomes_of_what_others_say(self, kg: Kg) -> None:
        for source, text in (("urn:one", "condemned"), ("urn:two", "did not condemn")):
            kg("add", "-", "--source", source, text=f"Ruritania {text} Graustark.")
        assert kg("retract", "urn:one").stdout == (
            "retracted urn:one: 0 statements lost, 0 restored, 1 seen otherwise\n"
            "            now denied: Ruritania condemns Graustark\n"
        )
        kg("add", "-", "--force", "--source", "urn:one", text="Ruritania condemned Graustark.")
        assert kg("retract", "urn:two").stdout == (
            "retracted urn:two: 0 statements lost, 1 restored\n            now asserted: Ruritania condemns Graustark\n"
        )
        assert kg("retract", "urn:one").stdout == "retracted urn:one: 1 statement lost, 0 restored\n"

    def test_articles_are_listed(self, kg: Kg) -> None:
        kg("add", "-", "--source", "urn:one", "--published", "2023-11", text="Ruritania condemned Graustark.")
        (listed,) = json.loads(kg("stats", "--articles", "--json").stdout)
        assert (listed["source"], listed["published"]) == ("urn:one", "2023-11")
        assert "urn:one" in kg("stats", "--articles").stdout

    def test_retracting_what_is_not_there(self, kg: Kg) -> None:
        kg("add", "-", text="Ruritania condemned Graustark.")
        result = kg("retract", "urn:none")
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
        assert "no such article" in result.stderr

    def test_retracting_twice_says_who_did_it(self, kg: Kg) -> None:
        kg("add", "-", "--source", "urn:one", text="Ruritania condemned Graustark.")
        kg("retract", "urn:one", "--by", "Ann", "--at", "2024", "--reason", "a hoax")
        for command in (["retract", "urn:one"], ["retract", "--source", "urn:one"], ["diff", "urn:one"]):
            result = kg(*command)
            assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
            assert "any more: retracted by Ann on 2024: a hoax; kg stats" in result.stderr

    def test_an_article_goes_by_the_file_that_it_is_in(
        self, kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "real.txt").write_text("Ruritania condemned Graustark.", encoding="utf-8")
        (tmp_path / "a.txt").symlink_to("real.txt")
        kg("add", "a.txt")
        assert "gained    Ruritania" in kg("diff", "a.txt").stdout
        assert kg("retract", "a.txt", "--json").exit_code == 0
        assert json.loads(kg("stats", "--json").stdout)["articles"] == 0
        assert "any more: retracted by" in kg("retract", "a.txt").stderr
        assert kg("retract", "real.txt").stderr.startswith("kg: error: real.txt: no such article")

    def test_a_hostile_title_stays_text(self, kg: Kg) -> None:
        title = "\x1b[31m<script>\nalert(1)"
        result = kg("add", "-", "--title", title, text="Ruritania condemned Graustark.")
        assert "\x1b" not in result.stdout


@pytest.mark.usefixtures("reads")
class TestShowing:
    @pytest.fixture(autouse=True)
    def graph(self, kg: Kg) -> None:
        kg("add", "-", "--title", "News", text="Ruritania condemned Graustark.")

    @pytest.mark.parametrize("form", sorted(WRITERS))
    def test_a_graph_is_exported_in_each_format(self, kg: Kg, form: str, tmp_path: Path) -> None:
        file = tmp_path / "out"
        assert kg("export", "--format", form, "-o", str(file)).exit_code == 0
        assert "Ruritania" in file.read_text(encoding="utf-8")
        assert form in kg("export", "--help").stdout

    def test_an_unknown_format_leaves_no_file(self, kg: Kg, tmp_path: Path) -> None:
        result = kg("export", "--format", "docx", "-o", str(tmp_path / "out"))
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
        assert "turtle" in result.stderr
        assert not (tmp_path / "out").exists()

    def test_a_folder_that_is_not_there_is_named(self, kg: Kg, tmp_path: Path) -> None:
        assert f"{tmp_path / 'none'}: no such folder" in kg("export", "-o", str(tmp_path / "none" / "out")).stderr

    def test_the_page(self, kg: Kg, tmp_path: Path) -> None:
        assert kg("view", "-o", str(tmp_path / "graph.html")).exit_code == 0
        assert "Ruritania" in (tmp_path / "graph.html").read_text(encoding="utf-8")

    def test_open_opens_the_page(self, kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        opened: list[str] = []
        monkeypatch.setattr("typer.launch", opened.append)
        kg("view", "-o", str(tmp_path / "graph.html"), "--open")
        assert opened == [(tmp_path / "graph.html").as_uri()]

    def test_an_unknown_engine(self, kg: Kg, tmp_path: Path) -> None:
        result = kg("view", "-o", str(tmp_path / "graph.html"), "--engine", "crayon")
        assert (result.exit_code, "known: explorer, pyvis" in result.stderr) == (2, True)

    def test_explain_quotes_and_names_the_article(self, kg: Kg) -> None:
        told = kg("explain", "Ruritania", "condemns", "Graustark").stdout
        assert "[condemned]" in told
        assert "News" in told
        assert json.loads(kg("explain", "Ruritania", "condemns", "Graustark", "--json").stdout)["belief"]

    def test_explaining_what_nobody_says(self, kg: Kg) -> None:
        assert "nothing is known" in kg("explain", "Graustark", "condemns", "Ruritania").stderr

    def test_a_store_from_the_environment(self, tmp_path: Path) -> None:
        environment = {"KG_STORE": str(tmp_path / "graph.kg")}
        assert CliRunner().invoke(app, ["stats", "--json"], env=environment).stdout == kg_stats(tmp_path)


def kg_stats(folder: Path) -> str:
    return CliRunner().invoke(app, ["--store", str(folder / "graph.kg"), "stats", "--json"]).stdout


class TestGaps:
    @pytest.fixture(autouse=True)
    def analyzed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def analyzed(article: Article, tools: object) -> Extraction:
            del tools
            sentence, head = Span(0, len(article.text)), Span(0, 9)
            for_whom = Argument(Role.OBLIQUE, head, head, "ruritania", "for")
            said = [Proposition(sentence, sentence, w, PredicateKind.VERB, (for_whom,)) for w in ("woo", "woo", "eat")]
            reasons = [Reason.NO_FRAME, Reason.NO_FRAME, Reason.TYPE_CLASH]
            mention = Mention(head, head, MentionKind.NAME, (Entity("Ruritania", "State"),))
            return Extraction(article, (mention,), (), tuple(map(Rejected, said, reasons)))

        monkeypatch.setattr("kg.pipeline.analyze", analyzed)
        monkeypatch.setattr("kg.pipeline.Tools.load", lambda _name=None: None)

    def test_the_commonest_come_first_with_their_reason(self, kg: Kg) -> None:
        woo, eat = json.loads(kg("lexicon", "gaps", "-", "--json", text="Ruritania woos.").stdout)
        assert woo == {
            "phrase": "woo for", "kind": "verb", "reason": "no frame", "count": 2, "sentence": "Ruritania woos.",
        }  # fmt: skip
        assert (eat["phrase"], eat["reason"], eat["count"]) == ("eat for", "type clash", 1)

    def test_one_reason_and_a_limit(self, kg: Kg) -> None:
        (gap,) = json.loads(
            kg("lexicon", "gaps", "-", "--reason", "type clash", "--json", text="Ruritania woos.").stdout
        )
        assert gap["phrase"] == "eat for"
        assert "eat" not in kg("lexicon", "gaps", "-", "--limit", "1", text="Ruritania woos.").stdout
        assert kg("lexicon", "gaps", "-", "--reason", "spite", text="Ruritania woos.").exit_code == 2

    def test_without_files_the_articles_of_the_graph(self, kg: Kg) -> None:
        kg("add", "-", text="Ruritania woos.")
        assert "woo for" in kg("lexicon", "gaps").stdout

    def test_without_files_and_graph(self, kg: Kg) -> None:
        assert "no graph" in kg("lexicon", "gaps").stderr


def test_asking_a_graph_that_is_not_there(kg: Kg, tmp_path: Path) -> None:
    assert "no graph" in kg("stats").stderr
    assert list(tmp_path.iterdir()) == []
