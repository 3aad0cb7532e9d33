"""Explains a query: its text with all values in place, how much each of its patterns matches by itself, rows and time."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from pyoxigraph import Literal, QuerySolutions

from kg.rdf.names import PREFIXES
from kg.sparql.answers import Answer, Kind

if TYPE_CHECKING:
    from rdflib.namespace import NamespaceManager

__all__ = ["explain"]

Run: TypeAlias = Callable[[str], Answer]


def explain(text: str, run: Run) -> str:
    """What is run, and what it has to go through; the engine chooses its own order of joins and does not tell it.

    Raises:
        QueryError: if the query is not valid, or takes too long.
    """
    start = time.perf_counter()
    answer = run(text)
    taken = time.perf_counter() - start
    found = patterns(text)
    counted = [f"{count:>9} × {shown}" for shown, count in zip(found, matches(found.values(), run), strict=True)]
    return "\n".join([text.strip(), "", "matches of each pattern by itself:", *counted, "", size(answer, taken)]) + "\n"


def patterns(text: str) -> Mapping[str, str]:
    """The triple patterns of a query, short for people and written out for the engine; none if rdflib cannot read it."""
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        query = translateQuery(parseQuery(text), initNs=PREFIXES)
    except Exception:  # noqa: BLE001 — the engine knows more of SPARQL than rdflib; the counts are then left out
        return {}
    names = query.prologue.namespace_manager
    return {spelled(triple, names): spelled(triple) for triple in triples(query.algebra)}


def triples(part: object) -> Iterator[Sequence[Any]]:
    """The triple patterns of a part of the algebra."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            if key == "triples":
                flat = [term for each in value for term in each]
                yield from (flat[i : i + 3] for i in range(0, len(flat), 3))
            elif key != "_vars":
                yield from triples(value)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from triples(each)


def spelled(triple: Sequence[Any], names: "NamespaceManager | None" = None) -> str:
    """A triple pattern as SPARQL."""
    return " ".join(term.n3(names) for term in triple)


def matches(found: Collection[str], run: Run) -> list[int]:
    """How often each pattern matches."""
    if not found:
        return []
    counts = (f"{{ SELECT ({i} AS ?i) (COUNT(*) AS ?n) {{ {pattern} }} }}" for i, pattern in enumerate(found))
    result = run(f"SELECT ?i ?n {{ {' UNION '.join(counts)} }} ORDER BY ?i").parsed()
    rows = list(result) if isinstance(result, QuerySolutions) else []
    return [int(n.value) for _, n in rows if isinstance(n, Literal)]


def size(answer: Answer, taken: float) -> str:
    """How large an answer is, and how long it took."""
    lines = answer.data.count(b"\n")
    what = {Kind.ROWS: f"{lines - 1} rows", Kind.TRIPLES: f"{lines} triples", Kind.TRUTH: "yes or no"}[answer.kind]
    return f"{what} in {taken * 1000:.0f} ms, with the start of the process"
