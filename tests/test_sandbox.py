"""One query in a process of its own: what it answers, and that it is gone at its limits."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, QuerySolutions
from timing import within

from kg.errors import LimitError, QueryError, StoreError
from kg.queries import sandbox
from kg.queries.sandbox import Limits
from kg.sparql.answers import Kind

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?c ?f ?i ?l"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of 200 triples."""
    place = tmp_path_factory.mktemp("sandbox") / "graph"
    quads = pyoxigraph.Store(str(place))
    about = NamedNode("https://example.org/p")
    quads.extend(Quad(NamedNode(f"https://example.org/{i}"), about, Literal(f"line\t{i}\n")) for i in range(200))
    quads.flush()
    return place


def test_rows(path: Path) -> None:
    found = sandbox.run(path, "SELECT ?s ?o ?none { ?s ?p ?o } ORDER BY ?o LIMIT 2")
    result = found.parsed()
    assert isinstance(result, QuerySolutions)
    assert [[getattr(term, "value", None) for term in row] for row in result] == [
        ["https://example.org/0", "line\t0\n", None],
        ["https://example.org/1", "line\t1\n", None],
    ]


def test_yes_and_no(path: Path) -> None:
    for text, expected in (("ASK { ?s ?p ?o }", True), ("ASK { ?s ?p 1 }", False)):
        result = sandbox.run(path, text).parsed()
        assert isinstance(result, QueryBoolean)
        assert bool(result) is expected


def test_triples(path: Path) -> None:
    found = sandbox.run(path, "CONSTRUCT WHERE { ?s ?p ?o }")
    assert found.kind is Kind.TRIPLES
    assert len(list(found.parsed())) == 200  # type: ignore[arg-type]


def test_an_endless_query_is_gone_within_a_second_of_its_limit(path: Path) -> None:
    start = time.monotonic()
    with pytest.raises(LimitError, match=r"longer than 0\.5 s"):
        sandbox.run(path, ENDLESS, limits=Limits(seconds=0.5))
    assert time.monotonic() - start < within(1.5)
    assert list(sandbox.run(path, "ASK {}").data) == list(b"true")


def test_a_hungry_query_ends_before_the_machine_suffers(path: Path) -> None:
    with pytest.raises(LimitError, match="more than 512 MiB of memory"):
        sandbox.run(path, HUNGRY, limits=Limits(seconds=60, memory=512 << 20))


@pytest.mark.parametrize("form", ["SELECT *", "CONSTRUCT { ?a ?b ?f }"])
@pytest.mark.parametrize(
    ("limits", "message"), [(Limits(rows=100), "more than 100 rows"), (Limits(size=1000), "more than 1000 bytes")]
)
def test_a_large_answer_is_refused_whole(path: Path, form: str, limits: Limits, message: str) -> None:
    with pytest.raises(LimitError, match=message):
        sandbox.run(path, f"{form} {{ ?a ?b ?c . ?d ?e ?f }}", limits=limits)


@pytest.mark.parametrize("form", ["SELECT *", "CONSTRUCT"])
def test_as_many_rows_as_are_allowed(path: Path, form: str) -> None:
    assert sandbox.run(path, f"{form} WHERE {{ ?a ?b ?c }}", limits=Limits(rows=200)).data.count(b"\n") >= 200
    with pytest.raises(LimitError, match="more than 199 rows"):
        sandbox.run(path, f"{form} WHERE {{ ?a ?b ?c }}", limits=Limits(rows=199))


def test_errors_come_back_as_they_are(path: Path, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="line 2"):
        sandbox.run(path, "SELECT *\n{ ?s ?p")
    with pytest.raises(QueryError, match="SERVICE"):
        sandbox.run(path, "SELECT * { SERVICE <http://127.0.0.1:8/> { ?s ?p ?o } }")
    with pytest.raises(StoreError):
        sandbox.run(tmp_path / "none", "ASK {}")


def test_deep_nesting_takes_down_nothing_else(path: Path) -> None:
    with pytest.raises(QueryError):
        sandbox.run(path, f"SELECT * {{ FILTER ({'(' * 200_000}1{')' * 200_000}) }}")


def test_an_orphan_ends_by_itself(path: Path) -> None:
    code = f"from kg.queries import sandbox; from pathlib import Path; sandbox.run(Path({str(path)!r}), {ENDLESS!r}, limits=sandbox.Limits(seconds=1))"
    with subprocess.Popen([*sandbox.COMMAND[:1], "-c", code], env=sandbox.environment()) as parent:
        child = first_child(parent.pid)
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not alive(child)


def first_child(pid: int) -> int:
    """The process that a process has started."""
    deadline = time.monotonic() + 10
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    while time.monotonic() < deadline:
        if found := listed.read_text(encoding="ascii").split():
            return int(found[0])
        time.sleep(0.02)
    raise TimeoutError


def alive(pid: int) -> bool:
    """Whether a process still runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").split()[2] != "Z"
