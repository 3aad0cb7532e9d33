"""What is refused before the engine sees it, and what passes although it holds the words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.sparql.network import ESCAPE, FETCHING, harmless, refuse_network
from kg.sparql.tokens import prologue, tokens

HERE = "http://graphs.example/here"

REFUSED = [
    "SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://x.example/> { ?s ?p ?o } }",
    "SELECT * {SERVICESILENT<http://x.example/>{?s ?p ?o}}",
    "SELECT * { ?s ?p 1SERVICE<http://x.example/>{?s ?p ?o}}",
    "SELECT * { ?s ?p ?o.SERVICE<http://x.example/>{?s ?p ?o}}",
    "SELECT * { ?s ?p e:o.SERVICE<http://x.example/>{?s ?p ?o}}",
    "SELECT * { ?s ?p 'a'SERVICE<http://x.example/>{?s ?p ?o}}",
    "SELECT * { ?s ?p ''@en SERVICE<http://x.example/>{?s ?p ?o}}",
    "SELECT * { FILTER(?a<?b)SERVICE<http://x.example/>{?s ?p ?o}}",
    "SELECT * { FILTER(?a<?b && ?c>?d) SERVICE ?s { ?s ?p ?o } }",
    "SELECT * # comment\r{ SERVICE <http://x.example/> {} }",
    "SELECT * # \u2028\n{ SERVICE <http://x.example/> {} }",
    "PREFIX : <http://x.example/> SELECT * { SERVICE: { ?s ?p 1 } }",
    "SELECT * { ?s ?p '''a''' SERVICE <http://x.example/> {} }",
    'SELECT * { ?s ?p "\\\\" SERVICE <http://x.example/> { ?s ?p "" } }',
    "SELECT * { ?s ?p 'a\nb' SERVICE <http://x.example/> {} }",
    "SELECT * { ?s e:a\\' ?o . SERVICE <http://x.example/> { ?s e:b\\' ?o } }",
    r"SELECT * { \u0053ERVICE <http://x.example/> { ?s ?p ?o } }",
    r"SELECT * { S\U00000045RVICE <http://x.example/> { ?s ?p ?o } }",
    r"SELECT * { \u005Cu0053ERVICE <http://x.example/> { ?s ?p ?o } }",
    r'SELECT * { ?s ?p "\u0022 . SERVICE <http://x.example/> { ?s ?p "" } }',
    "LOAD <http://x.example/data.ttl>",
    "LOADSILENT<file:///etc/passwd>INTO GRAPH<http://x.example/g>",
    r"\u004cOAD <http://x.example/data.ttl>",
    "INSERT DATA { <a:a> <a:b> 1 } ; LOAD SILENT <http://x.example/>",
    "SELECT * FROM <http://x.example/> { ?s ?p ?o }",
    "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * FROM <here> { ?s ?p ?o }",
    "PREFIX g: <http://graphs.example/> SELECT * FROM g:there { ?s ?p ?o }",
    "PREFIX g: <http://graphs.example/> PREFIX g: <http://x.example/> SELECT * FROM g:here { ?s ?p ?o }",
    "SELECT * FROM",
    "SELECT * FROM NAMED",
    "SELECT * FROM <http://graphs.example/here> FROM NAMED <http://x.example/> { ?s ?p ?o }",
]

PASSED = [
    'SELECT * { ?s ?p "Secret Service" }',
    "SELECT * { ?s ?p 'a \\' SERVICE <http://x.example/>' }",
    'SELECT * { ?s ?p """a "service" ""SERVICE""" }',
    "SELECT * { ?from ?load <http://x.example/SERVICE> }",
    "SELECT * { ent:Federal_Security_Service kg:from _:load }",
    "SELECT * { ?s ?p ?o } # no SERVICE here",
    "SELECT * FROM <http://graphs.example/here> { ?s ?p ?o }",
    "SELECT * FROM NAMED <http://graphs.example/here> { GRAPH ?g { ?s ?p ?o } }",
    "BASE <http://graphs.example/a/> SELECT * FROM <../here> { ?s ?p ?o }",
    "PREFIX g: <http://graphs.example/> SELECT * FROM g:here { ?s ?p ?o }",
    r'SELECT * { ?s ?p "caf\u00e9" }',
]


@pytest.mark.parametrize("text", REFUSED)
def test_whatever_may_fetch_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="may not use SERVICE, LOAD or FROM"):
        refuse_network(text, {HERE})


@pytest.mark.parametrize("text", PASSED)
def test_the_words_may_stand_in_names_and_texts(text: str) -> None:
    refuse_network(text, {HERE})


def test_the_line_is_said() -> None:
    with pytest.raises(QueryError, match="SERVICE in line 3"):
        refuse_network("SELECT *\n{\n SERVICE <http://x.example/> {} }")


@given(st.text())
def test_tokens_stand_where_they_say(text: str) -> None:
    found = list(tokens(text))
    assert all(text.startswith(token.text, token.start) for token in found)


@pytest.mark.parametrize("piece", ["'", '"""', "<", "\\u005c", ":", "service ", "from <a> ", "a:b.", "_:", "@a-"])
def test_no_text_takes_long(piece: str) -> None:
    text = f"service {piece * (200_000 // len(piece))}"
    with pytest.raises(QueryError):
        refuse_network(text)


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("PREFIX a.b: <http://x.example/> ASK {}", {"a.b": "http://x.example/"}),
        ("BASE <http://x.example/a/> PREFIX : <../b#> ASK {}", {"": "http://x.example/b#"}),
        ("# head\nprefix a: <urn:a> PREFIX a: <urn:b> ASK { PREFIX }", {"a": "urn:b"}),
        ("ASK { } PREFIX a: <urn:a>", {}),
    ],
)
def test_what_a_query_declares_at_its_head(text: str, declared: dict[str, str]) -> None:
    assert prologue(list(tokens(text)), {}).prefixes == declared


def test_a_word_in_the_prefix_of_a_name_with_dots_is_refused() -> None:
    with pytest.raises(QueryError):
        refuse_network("ASK { ?s a:b ?o . a.SERVICE:c a:b ?o }")


@given(st.text(alphabet="servicloadfmSEKſKı\\u0053# <>", max_size=30))
def test_what_passes_at_a_glance_would_pass_a_closer_look(text: str) -> None:
    if harmless(text):
        assert not FETCHING.search(text)
        assert not ESCAPE.search(text)
