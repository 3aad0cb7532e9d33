"""`kg query` and `kg ask`: formats, parameters as options, what the shell completes, limits, explanations, errors."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat
from timing import within
from typer.testing import CliRunner, Result

from kg.cli import app
from kg.cli.results import written
from kg.ontology import ENT, KG
from kg.queries import load_queries
from kg.sparql.answers import Answer, Kind
from kg.store.files import FORMAT

Kg = Callable[..., Result]

GRAPH = f"""
PREFIX ent: <https://w3id.org/kg-news/entity/>
PREFIX kg: <https://w3id.org/kg-news/ontology#>
PREFIX kgid: <https://w3id.org/kg-news/id/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
ent:Ruritania a kg:State ; rdfs:label "Ruritania" ; kg:condemns ent:Graustark .
ent:Graustark a kg:State ; rdfs:label "Graustark" .
kgid:statement-1 a kg:Statement ; rdf:subject ent:Ruritania ; rdf:predicate kg:condemns ; rdf:object ent:Graustark ;
  kg:status kg:Asserted ; kg:score 0.9 ; kg:originCount 1 ; kg:evidenceCount 1 .
kgid:evidence-1 kg:evidenceFor kgid:statement-1 ; kg:polarity kg:Affirmed ; kg:modality kg:Actual ;
  kg:quote "Ruritania condemned \\u001b[31mGraustark." ; kg:article kgid:article-1 .
GRAPH kg:inferred {{ ent:Ruritania kg:opposes ent:Graustark }}
GRAPH kg:meta {{ kgid:store kg:formatVersion {FORMAT} }}
"""
ENDLESS = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r . ?s ?t ?u . ?v ?w ?x }"
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of one statement."""
    path = tmp_path_factory.mktemp("querying") / "graph.kg"
    quads = pyoxigraph.Store(str(path))
    quads.load(GRAPH, format=RdfFormat.TRIG)
    quads.flush()
    return path


@pytest.fixture
def kg(place: Path) -> Kg:
    def call(*arguments: str, text: str | None = None) -> Result:
        return CliRunner().invoke(app, ["--store", str(place), *arguments], input=text)

    return call


def completed(words: str) -> list[str]:
    """What bash is offered for the last word."""
    environment = {"_KG_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)}
    return CliRunner().invoke(app, [], env=environment, prog_name="kg").stdout.split()


def of_rows(text: str, form: str) -> list[list[str]]:
    """Rows of a result in one of the formats, as local names."""
    if form == "json":
        found = json.loads(text)
        return [[row[name]["value"] for name in found["head"]["vars"]] for row in found["results"]["bindings"]]
    if form == "xml":
        space = "{http://www.w3.org/2005/sparql-results#}"
        rows = ET.fromstring(text).iter(f"{space}result")  # noqa: S314 — our own
        return [[uri.text or "" for uri in row.iter(f"{space}uri")] for row in rows]
    separator = "," if form == "csv" else "\t"
    return [[cell.strip("<>") for cell in line.split(separator)] for line in text.split("\n")[1:-1]]


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
def test_rows_in_each_format_for_programs(kg: Kg, form: str) -> None:
    result = kg("ask", "?who kg:condemns ?whom", "--format", form)
    assert result.exit_code == 0, result.stderr
    assert of_rows(result.stdout.replace("\r", ""), form) == [[f"{ENT}Ruritania", f"{ENT}Graustark"]]


@pytest.mark.parametrize(
    ("form", "media"),
    [
        ("turtle", RdfFormat.TURTLE),
        ("n-triples", RdfFormat.N_TRIPLES),
        ("json-ld", RdfFormat.JSON_LD),
        ("trig", RdfFormat.TRIG),
    ],
)
def test_triples_in_each_format(kg: Kg, form: str, media: RdfFormat) -> None:
    for query in ("CONSTRUCT { ?x kg:condemns ?y } WHERE { ?x kg:condemns ?y }", "DESCRIBE ent:Graustark"):
        result = kg("query", "-", "--format", form, text=query)
        assert result.exit_code == 0, result.stderr
        found = {str(quad.triple) for quad in pyoxigraph.parse(result.stdout, format=media)}
        assert found == {
            str(quad.triple) for quad in pyoxigraph.parse(kg("query", "-", text=query).stdout, format=RdfFormat.TURTLE)
        }
        assert any("Graustark" in triple for triple in found)


def test_a_table_is_aligned_and_holds_no_control_character(kg: Kg) -> None:
    result = kg("query", "condemned", "--whom", "graustark")
    assert result.stdout.splitlines()[0].split() == [
        "who",
        "whom",
        "status",
        "speaker",
        "quote",
        "title",
        "published",
        "rule",
    ]
    assert "\x1b" not in result.stdout


def test_a_terminal_gets_links_and_wrapped_quotes() -> None:
    quote = "word " * 40
    data = f'?who\t?quote\n<{ENT}Ruritania>\t"{quote}[b]\\u001b[31m"\n'
    table = written(Answer(Kind.ROWS, data.encode()), "table", width=60)
    assert f"{ENT}Ruritania\x1b\\" in table
    shown = re.sub(r"\x1b\]8;[^\x1b]*\x1b\\|\x1b\[[0-9;]*m", "", table)
    assert "\x1b" not in shown
    assert "[b]" in shown
    assert all(len(line) <= 62 for line in shown.splitlines())
    assert shown.count("word") == 40


def test_a_table_of_odd_literals() -> None:
    data = '?x\n"abc"^^<http://www.w3.org/2001/XMLSchema#decimal>\n"INF"^^<http://www.w3.org/2001/XMLSchema#double>\n1.2300\n'
    assert written(Answer(Kind.ROWS, data.encode()), "table").split() == ["x", "abc", "inf", "1.23"]


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv", "table"])
def test_yes_or_no_in_each_format(kg: Kg, form: str) -> None:
    yes, no = (kg("ask", f"ASK {{ ?x kg:{name} ?y }}", "-f", form).stdout for name in ("condemns", "joins"))
    assert yes != no
    assert "true" in yes or "yes" in yes


@pytest.mark.parametrize(
    ("query", "form", "fitting"),
    [
        ("ASK {}", "turtle", "csv"),
        ("SELECT * {}", "trig", "json"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "csv", "n-triples"),
    ],
)
def test_a_format_that_does_not_fit_names_those_that_do(kg: Kg, query: str, form: str, fitting: str) -> None:
    result = kg("ask", query, "-f", form)
    assert (result.exit_code, result.stdout) == (1, "")
    assert fitting in result.stderr


def test_an_unknown_format_is_guessed(kg: Kg) -> None:
    assert "did you mean turtle" in kg("ask", "ASK {}", "-f", "turtel").stderr


def test_into_a_file(kg: Kg, tmp_path: Path) -> None:
    kg("ask", "?who kg:condemns ?whom", "-f", "csv", "-o", str(tmp_path / "out.csv"))
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").startswith("who,whom")


@pytest.mark.parametrize(
    ("query", "header"),
    [
        ("?who ?how ?whom", "who,how,whom"),
        ("SELECT DISTINCT * { ?z kg:condemns ?a }", "z,a"),
        ("SELECT ?a ?z { ?z kg:condemns ?a }", "a,z"),
        ("SELECT * { ?z kg:condemns ?a { SELECT ?a (COUNT(*) AS ?n) { ?a ?b ?c } GROUP BY ?a } }", "z,a,n"),
    ],
)
def test_columns_stand_as_the_query_speaks_of_them(kg: Kg, query: str, header: str) -> None:
    lines = kg("ask", query, "-f", "csv").stdout.splitlines()
    assert lines[0] == header
    swapped = kg(
        "ask",
        query.replace("*", " ".join(f"?{name}" for name in header.split(",")), 1) if "* {" in query else query,
        "-f",
        "csv",
    )
    assert sorted(lines) == sorted(swapped.stdout.splitlines())


def test_a_file_a_name_and_standard_input(kg: Kg, tmp_path: Path) -> None:
    file = tmp_path / "own.rq"
    file.write_text("# mine\nSELECT ?who { ?who kg:condemns ?x }", encoding="utf-8")
    by_file, by_input = kg("query", str(file)), kg("query", "-", text=file.read_text(encoding="utf-8"))
    assert by_file.stdout == by_input.stdout == "who\nRuritania\n"
    assert "Ruritania" in kg("query", "condemned").stdout


def test_a_file_may_begin_with_a_mark_of_its_encoding(kg: Kg, tmp_path: Path) -> None:
    for header in ("", "# title: T\n# description: D\n# param: y (text) any\n"):
        (tmp_path / "own.rq").write_text(
            f"{header}SELECT ?x {{ VALUES ?x {{ 1 }} VALUES ?y {{ UNDEF }} }}", encoding="utf-8-sig"
        )
        assert kg("query", str(tmp_path / "own.rq")).stdout == "x\n1\n"


def test_a_file_of_ones_own_may_take_parameters(kg: Kg, tmp_path: Path) -> None:
    file = tmp_path / "own.rq"
    header = "# title: T\n# description: D\n# param: who (entity, required) who\n"
    file.write_text(f"{header}SELECT ?x {{ VALUES ?who {{ UNDEF }} ?who kg:condemns ?x }}", encoding="utf-8")
    assert kg("query", str(file), "--who", "Ruritania").stdout == "x\nGraustark\n"
    assert kg("query", str(file)).exit_code == 2


def test_without_inferred_edges(kg: Kg) -> None:
    assert kg("ask", "ASK { ?x kg:opposes ?y }").stdout == "yes\n"
    assert kg("ask", "ASK { ?x kg:opposes ?y }", "--no-inferred").stdout == "no\n"


@pytest.mark.parametrize("word", ["Ruritania", "ruritania", "ent:Ruritania", f"{ENT}Ruritania", f"<{ENT}Ruritania>"])
def test_a_parameter_says_what_it_took(kg: Kg, word: str) -> None:
    result = kg("query", "condemned", "--who", word)
    assert result.stderr == "who: ent:Ruritania (Ruritania)\n"
    assert "Graustark" in result.stdout


def test_relations_are_taken_too(kg: Kg) -> None:
    arguments = ("--subject", "Ruritania", "--object=Graustark", "--relation", "condemns")
    assert "relation: kg:condemns" in kg("query", "evidence", *arguments).stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["alies"], 1, "no saved query and no file 'alies'; did you mean allies?"),
        (["condemned", "--who", "Ruretania"], 1, "no entity named 'Ruretania'; did you mean Ruritania?"),
        (["condemned", "--format", "html"], 2, "not known"),
        (["condemned", "--hwo", "Ruritania"], 2, "--who"),
        (["allies"], 2, "'--country'"),
        (["condemned", "Ruritania"], 2, "unexpected extra argument"),
        (["condemned", "--timeout", "-1"], 2, "timeout"),
    ],
)
def test_wrong_calls(kg: Kg, arguments: list[str], code: int, message: str) -> None:
    result = kg("query", *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr


def test_an_error_in_a_query_shows_the_line_with_a_caret(kg: Kg) -> None:
    result = kg("query", "-", text="SELECT *\n{ ?x kg:condemns Graustark }")
    assert (result.exit_code, result.stdout) == (1, "")
    first, line, caret = result.stderr.splitlines()
    assert first.startswith("kg: error: query, line 2, column 18: 'Graustark' is no name here")
    assert line[caret.index("^") :].startswith("Graustark")


def test_a_misspelt_relation_is_guessed(kg: Kg) -> None:
    result = kg("ask", "?x kg:condems ?y")
    assert result.exit_code == 1
    assert "did you mean condemns" in result.stderr
    assert result.stderr.splitlines()[2].endswith("^")


def test_a_query_that_takes_too_long_is_stopped(kg: Kg) -> None:
    start = time.monotonic()
    result = kg("ask", ENDLESS, "--timeout", "0.5")
    assert time.monotonic() - start < within(2.5)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "longer than 0.5 s" in result.stderr


def test_explain_shows_the_query_as_it_is_run(kg: Kg) -> None:
    told = kg("query", "condemned", "--who", "Ruritania", "--explain").stdout
    assert f"VALUES ?who {{ <{ENT}Ruritania> }}" in told
    assert re.search(r"^ +1 × \?who kg:condemns \?whom$", told, re.MULTILINE)
    assert re.search(r"^1 rows in \d+ ms", told, re.MULTILINE)


def test_explain_knows_paths_and_prefixes_of_the_query_itself(kg: Kg) -> None:
    query = "PREFIX x: <https://w3id.org/kg-news/ontology#> ASK { ?s x:condemns|x:joins ?o FILTER EXISTS { ?o a ?t } }"
    told = kg("ask", query, "--explain").stdout
    assert re.search(r"^ +1 × \?s .*condemns\|.*joins \?o$", told, re.MULTILINE)
    assert "?o rdf:type ?t" in told


def test_help_of_a_saved_query_comes_from_its_header(kg: Kg) -> None:
    told = " ".join(kg("query", "evidence", "--help").stdout.split())
    query = load_queries()["evidence"]
    for parameter in query.parameters:
        assert f"--{parameter.name} {parameter.type.upper()}" in told
        assert parameter.help in told
    assert query.description in told
    assert query.example in told


def test_no_parameter_hides_an_option() -> None:
    own = {"name", "form", "format", "output", "inferred", "timeout", "explain", "help"}
    assert [q.name for q in load_queries().values() if own & {p.name for p in q.parameters}] == []


def test_the_shell_completes(place: Path) -> None:
    assert completed("kg query all") == ["allies"]
    assert completed("kg query evidence --su") == ["--subject"]
    assert completed("kg query evidence --relation condem") == ["condemns"]
    assert completed(f"kg --store {place} query allies --country Gr") == ["Graustark"]
    assert completed(f"kg --store {place}/none query allies --country Gr") == []
    assert completed("kg query allies --format js") == ["json", "json-ld"]


HOSTILE = [
    'x" } DROP ALL #',
    "> } INSERT DATA { <a> <b> <c> } #",
    "UNDEF } ?s ?p ?o . VALUES ?who { ent:Ruritania",
    "$who",
    "ent:Ruritania> }",
]


@pytest.mark.parametrize("word", HOSTILE)
def test_no_value_breaks_out(kg: Kg, word: str) -> None:
    result = kg("query", "condemned", "--who", word)
    assert (result.exit_code, result.stdout) == (1, "")
    assert kg("query", "exclusive", "--publisher", word).exit_code == 0
    assert kg("query", "recent", "--since", word).exit_code == 1
    assert kg("query", "corroborated", "--origins", word).exit_code == 1
    assert kg("ask", "ASK { ent:Ruritania kg:condemns ent:Graustark }").stdout == "yes\n"


def test_what_a_limit_keeps_back_is_said(kg: Kg) -> None:
    found = kg("query", "single-source", "--limit", "1", "-f", "csv")
    assert found.stdout.startswith("subject,relation")
    assert found.stderr == "limit: the first 1 are shown; --limit 0 shows all\n"
    assert kg("query", "single-source", "--limit", "2", "-f", "csv").stderr == ""
    assert kg("query", "single-source", "--limit", "0", "-f", "csv").stderr == ""
    assert "no number of rows" in kg("query", "single-source", "--limit", "many").stderr


@pytest.mark.parametrize("name", load_queries())
def test_every_saved_query_takes_its_parameters_as_options(kg: Kg, name: str) -> None:
    helped = kg("query", name, "--help")
    assert helped.exit_code == 0
    assert all(f"--{p.name.replace('_', '-')} " in helped.stdout for p in load_queries()[name].parameters)


def test_a_parameter_may_be_called_like_a_word_of_python(kg: Kg) -> None:
    found = kg("query", "paths", "--from", "Ruritania", "--to", "Graustark", "-f", "csv")
    assert found.stdout.splitlines()[1:] == [f"→,{KG}condemns,,,"]


@pytest.mark.parametrize("since", ["2023-13", "2023-11-31", "2023-00", "last week"])
def test_a_date_that_no_calendar_has_is_refused(kg: Kg, since: str) -> None:
    assert f"since: '{since}' is no date" in kg("query", "recent", "--since", since).stderr
