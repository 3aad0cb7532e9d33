"""What cannot be read: one clear line each, whatever it is, and everything else goes on."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from bad_input import FILES, PLACES, make
from documents import STORY
from typer.testing import CliRunner

from kg.cli import app
from kg.model import Article, Extraction
from kg.reading import ReadFailure, read

NAMES = [*FILES, *PLACES]
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
READABLE_BY_ROOT = pytest.param("secret.txt", marks=pytest.mark.skipif(AS_ROOT, reason="root reads any file"))
MEMORY = 1 << 30


def test_there_are_many() -> None:
    assert len(NAMES) >= 60


@pytest.mark.parametrize("name", [*(n for n in NAMES if n != "secret.txt"), READABLE_BY_ROOT], ids=ascii)
def test_each_gives_one_clear_line(name: str, tmp_path: Path) -> None:
    found = list(read([make(name, tmp_path)]))
    assert [isinstance(item, ReadFailure) for item in found] == [True], found
    line = str(found[0])
    assert line.isprintable()
    assert len(line) < len(str(tmp_path)) + 700
    assert "object at 0x" not in line
    assert "Traceback" not in line


def quick(article: Article, tools: object) -> Extraction:
    """Stands for the language pipeline."""
    del tools
    return Extraction(article, (), ())


def test_the_good_files_of_the_same_call_are_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.pipeline.analyze", quick)
    monkeypatch.setattr("kg.pipeline.Tools.load", lambda _name=None: None)
    folder, store = tmp_path / "bad", tmp_path / "graph.kg"
    folder.mkdir()
    small = [name for name in FILES if not name.startswith(("longline", "huge", "bomb", "twice"))]
    places = [str(make(name, folder)) for name in small]
    for name in ("a.txt", "z.txt"):
        (tmp_path / name).write_text(f"{STORY} {name}")
    call = ["--store", str(store), "add", str(tmp_path / "a.txt"), *places, str(tmp_path / "z.txt")]
    result = CliRunner().invoke(app, call)
    errors = result.stderr.splitlines()
    assert result.exit_code == 1
    assert len(errors) == len(small)
    assert all(line.startswith("kg: error: ") for line in errors)
    assert len((tmp_path / "graph.kg.failures.jsonl").read_text().splitlines()) == len(small)
    listed = CliRunner().invoke(app, ["--store", str(store), "stats", "--articles", "--json"]).stdout
    assert len(json.loads(listed)) == 2


def test_nothing_readable_makes_no_graph(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["--store", str(tmp_path / "graph.kg"), "add", str(make("nul.txt", tmp_path))])
    assert result.exit_code == 1
    assert not (tmp_path / "graph.kg").exists()


@pytest.mark.model
def test_memory_stays_bounded(tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    places = [str(make(name, folder)) for name in FILES]
    (tmp_path / "good.txt").write_text(STORY)
    call = [
        sys.executable,
        "-m",
        "kg",
        "--store",
        str(tmp_path / "graph.kg"),
        "add",
        *places,
        str(tmp_path / "good.txt"),
    ]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert done.returncode == 1
    assert done.stderr.count("kg: error: ") == len(FILES), done.stderr
    assert done.stdout.startswith("new ")
    assert before <= most
    assert most * 1024 < MEMORY
