"""The command line at its seams: options, messages, exit codes; what stands behind it has tests of its own."""

import json
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
from kg.cli.asking import parameters
from kg.cli.output import destination, table
from kg.errors import KgError, QueryError

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
    data = json.loads(kg("ontology", "--json").stdout)
    assert {"classes", "relations"} == data.keys()
    assert all(term["name"] in kg("ontology").stdout for part in data.values() for term in part)


def test_one_term_of_the_ontology(kg: Kg) -> None:
    assert json.loads(kg("ontology", "State", "--json").stdout)["name"] == "State"
    assert "definition" in kg("ontology", "State").stdout


def test_queries_names_every_saved_query(kg: Kg, root: Path) -> None:
    listed = {q["name"] for q in json.loads(kg("queries", "--json").stdout)}
    assert listed == {path.stem for path in (root / "queries").glob("*.rq")}
    assert all(name in kg("queries").stdout for name in listed)


def test_parameters_of_a_query() -> None:
    assert dict(parameters(["--country", "--x", "--min-score=a=b"])) == {"country": "--x", "min_score": "a=b"}


@pytest.mark.parametrize("arguments", [["Serbia"], ["--country"], ["-c", "Serbia"]])
def test_wrong_parameters_are_refused(arguments: list[str]) -> None:
    with pytest.raises(QueryError, match="value"):
        list(parameters(arguments))


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
