"""What is wrong with a query: where, what was expected there, and what may have been meant.

The engine says that a query is wrong, but often points somewhere behind the place. So a query that it refused is read once
more by rdflib's grammar, which notes how far it came.
"""

import copy
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from pyoxigraph import NamedNode

from kg.errors import QueryError, QueryTextError
from kg.ontology import KG, Ontology, nearest
from kg.rdf.names import PREFIXES
from kg.rdf.quads import Quads
from kg.sparql.tokens import Token, prologue, token_at, tokens

if TYPE_CHECKING:
    import pyparsing

__all__ = ["as_it_is", "check_terms", "wrong"]

WIDTH: Final = 100
"""Characters of a line that are shown of a long one."""
WORDS: Final = 8
"""Words that are listed of what was expected."""

MEANING: Final = "the grammar is right, but not the meaning: is a variable bound twice, or used where it is not known?"
SYNTAX: Final = "this is not valid SPARQL, here or shortly before"

PLACED: Final = re.compile(r"error at \d+:\d+: ")
"""How the engine begins what it says of a place."""


class Failure(NamedTuple):
    """How far a query could be read, and which words would have been allowed there."""

    place: int
    expected: tuple[str, ...]


UNKNOWN: Final = Failure(-1, ())
"""The grammar gave up."""

UPDATES: Final = frozenset({"ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "MOVE", "WITH"})
"""Words that an update begins with; LOAD is refused before."""


def wrong(text: str, error: Exception) -> QueryError:
    """What to say of a query that the engine refused."""
    if not PLACED.match(str(error)):
        return as_it_is(text, error)
    failure = furthest(text)
    if failure is None:
        return undeclared(text) or as_engine_says(text, str(error), MEANING)
    return as_engine_says(text, str(error), SYNTAX) if failure is UNKNOWN else misread(text, failure)


def as_it_is(text: str, error: Exception) -> QueryError:
    """What the engine says of a query that it refused: at once, where `wrong` takes a second to load a grammar."""
    return as_engine_says(text, str(error), SYNTAX) if PLACED.match(str(error)) else QueryError(f"query: {error}")


def check_terms(quads: Quads, text: str) -> None:
    """Refuse a query with a term of the ontology's namespace that neither the ontology nor the graph knows.

    It would match nothing, and look as if nothing were known. A template of CONSTRUCT may name anything.

    Raises:
        QueryTextError: says where, and which term is meant.
    """
    for place, name in ontology_terms(text):
        if not known(quads, name):
            hint = nearest(name, vocabulary())
            raise at(text, place, f"kg:{name} is no class, relation or term of the ontology{hint}")


def known(quads: Quads, name: str) -> bool:
    """Whether the graph or the ontology has a term."""
    node = NamedNode(KG + name)
    patterns = ((None, node, None, None), (None, None, node, None), (node, None, None, None))
    used = any(next(iter(quads.quads_for_pattern(*pattern)), None) for pattern in patterns)
    return used or name in vocabulary()


@cache
def vocabulary() -> frozenset[str]:
    """Names of all that the ontology and the vocabulary of provenance declare."""
    from pyoxigraph import RdfFormat, parse

    from kg.resources import resource

    ontology = Ontology.load()
    declared = parse(path=resource("ontology/provenance.ttl"), format=RdfFormat.TURTLE)
    subjects = (quad.subject for quad in declared if isinstance(quad.subject, NamedNode))
    own = (node.value.removeprefix(KG) for node in subjects if node.value.startswith(KG))
    return frozenset({*ontology.classes, *ontology.relations, *own})


def ontology_terms(text: str) -> Iterator[tuple[int, str]]:
    """Place and name of each term of the ontology's namespace that a query looks for."""
    found = list(tokens(text))
    declared = prologue(found, PREFIXES)
    for token in outside_templates(found):
        iri = declared.iri(token) or ""
        if iri.startswith(KG) and iri != KG:
            yield token.start, iri.removeprefix(KG)


def outside_templates(found: Iterable[Token]) -> Iterator[Token]:
    """The tokens of a query, but not what stands in the braces right after CONSTRUCT, nor what follows PREFIX."""
    depth, before = 0, ""
    for token in found:
        word = token.upper
        if depth or (word == "{" and before == "CONSTRUCT"):
            depth += (word == "{") - (word == "}")
        elif before != "PREFIX" and not (before == ":" and token.kind == "iri"):
            yield token
        before = ":" if before == "PREFIX" else word


def undeclared(text: str) -> QueryTextError | None:
    """The first name with a prefix that is not declared, None if there is none."""
    found = list(tokens(text))
    spaces = prologue(found, PREFIXES).prefixes
    for token in found:
        if token.kind == "name" and token.prefix not in spaces:
            hint = nearest(token.prefix, spaces) or f"; known: {', '.join(sorted(filter(None, spaces)))}"
            return at(text, token.start, f"the prefix {token.prefix}: is not declared{hint}")
    return None


def furthest(text: str) -> Failure | None:
    """Where rdflib's grammar cannot read on, None if it can read all."""
    import pyparsing

    failures: dict[int, set[str]] = {0: set()}

    def note(_text: str, place: int, part: pyparsing.ParserElement, _error: Exception) -> None:
        failures.setdefault(place, set()).add(part.name.strip("'"))

    for part in parts(grammar(), set()):
        if isinstance(part, pyparsing.Token):
            part.set_fail_action(note)
    try:
        grammar().parse_string(text, parse_all=True)
    except pyparsing.ParseException:
        place = max(failures)
        return Failure(place, tuple(sorted(name for name in failures[place] if not name.startswith("Re:"))))
    except Exception:  # noqa: BLE001 — too deep, or not what a grammar expects of text: the engine's words must do
        return UNKNOWN
    return None


@cache
def grammar() -> "pyparsing.ParserElement":
    """The grammar of queries that rdflib has, copied once: its own stays as it is."""
    from rdflib.plugins.sparql.parser import QueryUnit

    return copy.deepcopy(QueryUnit).parse_with_tabs()


def parts(element: object, seen: set[int]) -> Iterator[object]:
    """A grammar's element with all that it consists of, each once."""
    if element is None or id(element) in seen:
        return
    seen.add(id(element))
    yield element
    for inner in (*getattr(element, "exprs", ()), getattr(element, "expr", None)):
        yield from parts(inner, seen)


def misread(text: str, failure: Failure) -> QueryTextError:
    """What to say where a query cannot be read on: what stands there, and what should."""
    token = token_at(text, failure.place)
    if failure.expected == (":",) and (bare := re.search(r"\w+$", text[: failure.place])):
        name = bare[0]
        forms = f"write kg:{name} for a relation, ent:{name} for an entity, ?{name} for a variable"
        return at(text, bare.start(), f"{name!r} is no name here; {forms}")
    if token and token.upper in UPDATES and "SELECT" in failure.expected:
        return at(
            text,
            failure.place,
            f"{token.text} changes a graph, and a query only reads it; kg serve --write takes updates",
        )
    found = repr(token.text if token else text[failure.place]) if failure.place < len(text) else "the end of the query"
    keywords = [word for word in failure.expected if word.isalpha()]
    meant = nearest(token.upper, keywords) if token and token.kind == "word" else ""
    listed = " ".join(failure.expected[:WORDS]) + (" …" if len(failure.expected) > WORDS else "")
    hint = meant or (f"; expected {listed}" if listed else "")
    return at(text, failure.place, f"{found} is not expected here{hint}")


def as_engine_says(text: str, message: str, otherwise: str) -> QueryTextError:
    """The engine's own words, without the characters that it lists; `otherwise` if nothing is left."""
    place = re.match(r"error at (\d+):(\d+): ", message)
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    said = [part.strip() for part in message[place.end() if place else 0 :].removeprefix("expected one of").split(",")]
    words = [part for part in said if re.fullmatch(r"[A-Z]+[a-z]* [\w ]+", part)]
    start = sum(len(each) + 1 for each in text.split("\n")[: line - 1]) + column - 1
    return at(text, min(start, len(text)), "; ".join(words) or otherwise)


def at(text: str, place: int, reason: str) -> QueryTextError:
    """An error at a place of a query."""
    start = text.rfind("\n", 0, place) + 1
    line, column = text.count("\n", 0, place) + 1, place - start + 1
    return QueryTextError(f"query, line {line}, column {column}: {reason}", line, column, excerpt(text[start:], column))


def excerpt(rest: str, column: int) -> str:
    r"""A line with a caret below a column; of a long line, what is near.

    >>> print(excerpt("SELECT ?x\nWHERE", 8))
    SELECT ?x
           ^
    """
    line = "".join(c if c.isprintable() else " " for c in rest.split("\n", 1)[0])
    first = max(0, min(column - 1 - WIDTH // 2, len(line) - WIDTH))
    return f"{line[first : first + WIDTH]}\n{' ' * (column - 1 - first)}^"
