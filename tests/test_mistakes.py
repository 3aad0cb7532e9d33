"""What is said of a wrong query: the place, and what may have been meant."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, Store

from kg.errors import QueryError, QueryTextError
from kg.ontology import KG
from kg.sparql import select
from kg.sparql.mistakes import check_terms


def refused(text: str) -> QueryTextError | None:
    try:
        select(Store(), text)
    except QueryTextError as error:
        return error
    return None


def mistake(text: str) -> QueryTextError:
    with pytest.raises(QueryTextError) as caught:
        select(Store(), text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("SELCT * { ?s ?p ?o }", 1, 1, "'SELCT' is not expected here; did you mean SELECT?"),
        ("SELECT * { ?s ?p ?o } LIMT 3", 1, 23, "did you mean LIMIT"),
        ("SELECT * {\n ?s ?p ?o ", 2, 11, "the end of the query is not expected here; expected"),
        ("SELECT * {\n ?s ?p ?o .\n OPTIONAL {\n  ?s ?p ?x .\n  ?x ?y )\n }\n}", 5, 9, r"'\)' is not expected here"),
        ("SELECT * {\n ?s ?p ?o .\n FILTER(?x = 3 &&\n  STRLEN(?p ?o) > 2)\n}", 4, 13, r"'\?o' is not expected"),
        ('SELECT * { ?s ?p "abc }', 1, 18, "is not expected here"),
        ("ASK { ?x kg:condemns Russia }", 1, 22, "'Russia' is no name here; write kg:Russia .* ent:Russia"),
        ("ASK { <a b> ?p ?o }", 1, 9, "expected >"),
        ("DROP ALL", 1, 1, "DROP changes a graph, and a query only reads it"),
        ("PREFIX a: <http://a/>\nINSERT DATA { a:b a:c 1 }", 2, 1, "INSERT changes a graph"),
        ("ASK { INSERT }", 1, 7, "'INSERT' is no name here"),
        ("", 1, 1, "the end of the query"),
        ("ASK { ?x kgg:condemns ?y }", 1, 10, "the prefix kgg: is not declared; did you mean kg"),
        ("PREFIX foo: <http://f/>\nASK { ?x fo:bar 'xy:z' }", 2, 10, "fo: is not declared; did you mean foo"),
        ("ASK { ?x qqq:condemns ?y } # zz:top", 1, 10, "qqq: is not declared; known: dcterms, ent, kg"),
        ("SELECT ?x ?y { ?x ?p ?o } GROUP BY ?x", 1, 0, "variable that is unbound"),
        ("SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }", 1, 0, "bound twice"),
    ],
)
def test_the_place_and_a_guess(text: str, line: int, column: int, message: str) -> None:
    error = mistake(text)
    assert error.line == line
    assert column in {0, error.column}
    assert f"line {line}, column {error.column}: " in str(error)
    with pytest.raises(QueryTextError, match=message):
        raise error


def test_the_caret_stands_below_the_place() -> None:
    assert mistake("ASK {\n\t?x kg:condemns Russia }").excerpt == " ?x kg:condemns Russia }\n                ^"


def test_of_a_long_line_what_is_near_is_shown() -> None:
    error = mistake(f"ASK {{ ?x ?y '{'z ' * 1000}' . nonsense }}")
    line, caret = error.excerpt.split("\n")
    assert len(line) <= 100
    assert line[caret.index("^") :].startswith("nonsense")


def test_a_query_too_long_for_the_grammar_is_still_refused() -> None:
    assert "not valid SPARQL" in str(mistake(f"ASK {{ {'?x ?y ?z . ' * 1000} nonsense }}"))


@settings(deadline=None, max_examples=50)
@given(st.text(alphabet="SELECTASK{}?x:.;,()<>\"'\\\n# aé\u0000\U0001f600", max_size=40))
def test_whatever_is_wrong_has_a_place_inside_the_text(text: str) -> None:
    error = refused(text)
    if error is not None:
        lines = text.split("\n")
        assert 1 <= error.line <= len(lines)
        assert 1 <= error.column <= len(lines[error.line - 1]) + 1
        assert error.excerpt.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ASK { ?x kg:condems ?y }", "line 1, column 10: kg:condems is no .*; did you mean condemns"),
        (f"ASK {{ ?x <{KG}condems> ?y }}", "column 10: .*condemns"),
        ("PREFIX n: <https://w3id.org/kg-news/ontology#> ASK { ?x n:condems ?y }", "column 57: .*condemns"),
        ("CONSTRUCT { ?x kg:new ?y } WHERE { ?x kg:condems ?y }", "column 39: .*condemns"),
        ("ASK { ?x a kg:Stat }", "did you mean State"),
    ],
)
def test_misspelt_terms_are_guessed(text: str, message: str) -> None:
    with pytest.raises(QueryTextError, match=message):
        check_terms(Store(), text)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?x kg:condemns ?y ; kg:status kg:Asserted . GRAPH kg:inferred { ?i a kg:Inference } }",
        "CONSTRUCT { ?x kg:new ?y } WHERE { ?x ?p ?y }",
        'ASK { ?x ?p "kg:nonsense" } # kg:nonsense',
        "PREFIX kg: <https://example.org/> ASK { ?x kg:nonsense ?y }",
        "PREFIX new: <https://w3id.org/kg-news/ontology#new> ASK { ?x new: ?y }",
    ],
)
def test_what_is_no_misspelt_term(text: str) -> None:
    if "new:" in text:
        with pytest.raises(QueryError, match="kg:new"):
            check_terms(Store(), text)
        return
    check_terms(Store(), text)


def test_a_term_that_the_graph_uses_is_right() -> None:
    store = Store()
    store.add(Quad(NamedNode("urn:a"), NamedNode(f"{KG}own"), NamedNode("urn:b")))
    check_terms(store, "ASK { ?x kg:own ?y }")


@pytest.mark.parametrize(
    "text", ["ASK { _:a ?p ?p BIND (1 AS ?p) }", "PREFIX a.b: <urn:> ASK { a.b:c ?p ?p BIND (1 AS ?p) }"]
)
def test_blank_nodes_and_names_with_dots_are_no_undeclared_prefixes(text: str) -> None:
    assert "prefix" not in str(mistake(text))
