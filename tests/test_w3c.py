"""What the benchmark of the W3C's suites is made of: how it reads tests, compares answers, counts."""

import doctest
from pathlib import Path
from types import ModuleType

import pytest
import rdflib

from benchmarks import w3c, w3c_answers, w3c_protocol, w3c_queries, w3c_terms, w3c_writes
from benchmarks.w3c_answers import answer_of
from benchmarks.w3c_terms import BASE, MF

MANIFEST = """
@prefix : <http://www.w3.org/2009/sparql/docs/tests/data-sparql11/bind/manifest#> .
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix qt: <http://www.w3.org/2001/sw/DataAccess/tests/test-query#> .
<> a mf:Manifest .
:one a mf:QueryEvaluationTest ; mf:action [ qt:query <one.rq> ; qt:data <one.ttl> ; qt:graphData <two.ttl> ] ; mf:result <one.srj> .
:bad a mf:NegativeSyntaxTest11 ; mf:action <bad.rq> .
:worse a mf:NegativeSyntaxTest11 ; mf:action <worse.ru> .
:good a mf:PositiveSyntaxTest11 ; mf:action <good.rq> .
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one suite."""
    (tmp_path / "bind").mkdir()
    files = {
        "manifest.ttl": MANIFEST,
        "one.rq": "SELECT ?o { ?s <http://a/p> ?o }",
        "one.ttl": "<http://a/s> <http://a/p> 1 .",
        "two.ttl": "",
        "one.srj": '{"head":{"vars":["o"]},"results":{"bindings":[{"o":{"type":"literal","value":"01",'
        '"datatype":"http://www.w3.org/2001/XMLSchema#integer"}}]}}',
        "bad.rq": "SELECT ?o {",
        "worse.ru": "INSERT DATA {",
        "good.rq": "SELECT (<http://a/f>(1) AS ?o) {}",
    }
    for name, text in files.items():
        (tmp_path / "bind" / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("module", [w3c, w3c_answers, w3c_protocol, w3c_queries, w3c_terms, w3c_writes])
def test_examples_in_comments_are_right(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


class TestReadingTests:
    def test_a_test_of_evaluation_says_its_files(self, folder: Path) -> None:
        found = list(w3c_queries.evaluation_tests(folder, MF.QueryEvaluationTest))
        assert found == [
            w3c_queries.Test("bind/one", "bind/one.rq", ("bind/one.ttl",), ("bind/two.ttl",), "bind/one.srj")
        ]

    def test_bad_updates_are_no_queries(self, folder: Path) -> None:
        queries = {test.name: test.valid for test in w3c_queries.syntax_tests(folder)}
        updates = {test.name: test.valid for test in w3c_writes.update_tests(folder)}
        assert queries == {"bind/bad": False, "bind/good": True}
        assert updates == {"bind/worse": False}

    def test_none_is_forgotten(self, folder: Path) -> None:
        tests = w3c_terms.all_tests(folder) | {"service/service1"}
        suite = w3c.Suite("some", ("bind/one", "bind/bad"), {"kg serve": {}})
        assert w3c.forgotten_of(tests, [suite], ["bind/worse"]) == ["bind/good"]


class TestEngines:
    def test_each_answers_and_reads(self, folder: Path, tmp_path: Path) -> None:
        tests = list(w3c_queries.evaluation_tests(folder, MF.QueryEvaluationTest))
        store = w3c_queries.load(folder, tests, tmp_path / "w3c.kg")
        for engine in (w3c_queries.in_pyoxigraph(store), w3c_queries.in_rdflib(folder)):
            assert w3c_queries.failures(folder, tests, engine) == {}
        for reads in (w3c_queries.read_by_pyoxigraph, w3c_queries.read_by_rdflib):
            assert w3c_queries.syntax_failures(folder, w3c_queries.syntax_tests(folder), reads) == {}

    def test_what_an_engine_reads_wrongly_is_said(self, folder: Path) -> None:
        tests = list(w3c_queries.syntax_tests(folder))
        assert w3c_queries.syntax_failures(folder, tests, lambda _: True) == {"bind/bad": "read"}
        assert w3c_queries.syntax_failures(folder, tests, lambda _: False) == {"bind/good": "not read"}

    def test_another_answer_is_none(self, folder: Path) -> None:
        tests = list(w3c_queries.evaluation_tests(folder, MF.QueryEvaluationTest))
        assert w3c_queries.failures(folder, tests, lambda _, __: True) == {"bind/one": "another answer"}

    @pytest.mark.parametrize(
        "term", [rdflib.Literal(0), rdflib.Literal(False), rdflib.Literal("ja", lang="de"), rdflib.URIRef("http://a/")]
    )
    def test_terms_of_rdflib_stay_what_they_are(self, term: rdflib.term.Identifier) -> None:
        assert str(w3c_queries.term(term)) == term.n3(rdflib.Graph().namespace_manager).replace(
            "xsd:boolean", "<http://www.w3.org/2001/XMLSchema#boolean>"
        ).replace("xsd:integer", "<http://www.w3.org/2001/XMLSchema#integer>")


class TestAnswers:
    def test_order_and_names_of_blank_nodes_do_not_count(self) -> None:
        assert answer_of(b"?s\t?o\n_:a\t1\n_:b\t2\n", ".tsv") == answer_of(b"?o\t?s\n2\t_:x\n1\t_:y\n", ".tsv")

    def test_but_which_rows_share_one_does(self) -> None:
        assert answer_of(b"?s\t?o\n_:a\t1\n_:a\t2\n", ".tsv") != answer_of(b"?s\t?o\n_:a\t1\n_:b\t2\n", ".tsv")

    def test_nor_do_digits_of_no_account(self) -> None:
        assert answer_of(b"?o\n1.50\n", ".tsv") == answer_of(b"?o\n01.5\n", ".tsv") != answer_of(b"?o\n1.5e0\n", ".tsv")

    def test_a_row_twice_is_not_a_row(self) -> None:
        assert answer_of(b"o\r\na\r\na\r\n", ".csv") != answer_of(b"o\r\na\r\n", ".csv")


DESCRIPTION = f"""
@prefix sd: <{w3c_protocol.SD}> .
<http://a/sparql> a sd:Service ; sd:endpoint <http://a/sparql> ; sd:supportedLanguage sd:SPARQL11Query ;
  sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ] .
"""


class TestDescriptions:
    def slips(self, more: str = "") -> list[str]:
        return list(w3c_protocol.slips(rdflib.Graph().parse(data=DESCRIPTION + more, format="turtle")))

    def test_a_good_one_has_no_slips(self) -> None:
        assert self.slips() == []

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ("<http://a/sparql> sd:endpont <http://a/> .", "no property"),
            ("<http://a/other> sd:endpoint <http://a/other> .", "said of what is no"),
            ("<http://a/sparql> sd:supportedLanguage sd:SPARQL12Query .", "may not be"),
            ("<http://a/sparql> sd:availableGraphs <http://a/graphs> .", "a value that is no"),
            ("<http://a/sparql> sd:endpoint <http://a/> .", "several values"),
        ],
    )
    def test_a_slip_is_said(self, more: str, said: str) -> None:
        assert said in " ".join(self.slips(more))


def test_the_table_counts_what_passed() -> None:
    failed = {"kg serve": {"a/b": "why"}, "pyoxigraph": {}}
    suite = w3c.Suite("queries", ("a/b", "a/c"), failed)
    assert suite.row() == "| queries, 2 | 1 | 2 |  |"
    assert list(suite.notes()) == ["- queries, a/b: why"]


def test_names_are_suite_and_test() -> None:
    assert w3c_terms.named(rdflib.URIRef(f"{BASE}graph-store-protocol/manifest-direct.ttl#put")) == (
        "graph-store-protocol/put"
    )
