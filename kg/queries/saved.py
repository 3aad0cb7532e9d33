"""Saved queries: reads the headers of .rq files, binds parameters as terms, runs.

A parameter stands in the query as ``VALUES ?name { UNDEF }``, or with its default in the braces. So each file is plain SPARQL
that any client can run, and binding replaces what is in the braces by one term that pyoxigraph has checked and escaped. A limit
stands there as `LIMIT` with its default; it is replaced by another number, or left out for 0.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

from pyoxigraph import Literal, NamedNode

from kg.edtf import Date
from kg.errors import QueryError
from kg.ontology import nearest
from kg.rdf.names import PREFIXES, entity, relation, spelled
from kg.rdf.quads import Quads
from kg.resources import resource
from kg.sparql import Bound, Result, select
from kg.sparql.mistakes import check_terms

__all__ = [
    "Parameter",
    "ParameterType",
    "Query",
    "bind",
    "find",
    "load_queries",
    "parse",
    "prepare",
    "resolve",
    "run",
    "saved_files",
]

HEADER = re.compile(r"#\s*(?P<key>title|description|param|example)\s*:\s*(?P<value>.*\S)\s*$")
PARAMETER = re.compile(
    r"(?P<name>[a-z][a-z_]*)\s*"
    r"\((?P<type>[a-z]+)(?:,\s*(?P<required>required)|,\s*default\s+(?P<default>[^)]*[^)\s]))?\)\s*(?P<help>.*)"
)

THIS_MONTH = "this-month"
"""A date that moves on: what a query asks for, never what a graph holds."""

SLOT = re.compile(r"(?P<open>VALUES\s+\?(?P<name>\w+)\s*\{)(?P<value>[^{}]*)\}|\bLIMIT\s+(?P<limit>\d+)")


class ParameterType(StrEnum):
    """What a parameter takes."""

    ENTITY = "entity"
    RELATION = "relation"
    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a saved query may be asked for; without a value, it is the default or else "any"."""

    name: str
    type: ParameterType
    help: str = ""
    required: bool = False
    default: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A saved query with all that its header says."""

    name: str
    title: str
    description: str
    text: str
    parameters: tuple[Parameter, ...] = ()
    example: str = ""
    file: Path = field(default=Path(), compare=False)


def saved_files() -> Mapping[str, Path]:
    """The files of the saved queries that ship with kg, by name, sorted."""
    return {path.stem: path for path in sorted(resource("queries").glob("*.rq"))}


def load_queries(folder: Path | None = None) -> Mapping[str, Query]:
    """All saved queries of a folder, or those that ship with kg, by name, sorted.

    Raises:
        QueryError: if a header is not complete; says file and line.
    """
    files = saved_files().values() if folder is None else sorted(folder.glob("*.rq"))
    return MappingProxyType({path.stem: parse(path) for path in files})


def find(name: str) -> Query:
    """The saved query of that name, or else the query in the file of that name.

    Raises:
        QueryError: if there is none; names the nearest.
    """
    saved = saved_files()
    if name in saved:
        return parse(saved[name])
    if Path(name).is_file():
        return read(Path(name))
    hint = nearest(name, saved) or f"; saved queries: {', '.join(saved)}"
    raise QueryError(f"no saved query and no file {name!r}{hint}")


def read(path: Path) -> Query:
    """A query of a user's own: its header counts only if it declares parameters.

    Raises:
        QueryError: if it is no text, or its header is not complete.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError(f"{path}: no query: not a text in UTF-8") from error
    declares = re.search(r"^#\s*param\s*:", text, re.MULTILINE)
    return parse(path) if declares else Query(path.name, "", "", text, file=path)


def parse(path: Path) -> Query:
    """Read a saved query: the comments before its first line are its header.

    Raises:
        QueryError: if the header lacks something or a line of it is wrong; says file and line.
    """
    text = path.read_text(encoding="utf-8-sig")
    found: dict[str, list[tuple[int, str]]] = {"title": [], "description": [], "param": [], "example": []}
    for number, key, value in header(path, text):
        found[key].append((number, value))
    single = {key: " ".join(value for _, value in found[key]) for key in ("title", "description", "example")}
    for key in ("title", "description"):
        if not single[key]:
            fail(path, 1, f"the header lacks '# {key}: …'")
    parameters = tuple(parameter(path, number, value, text) for number, value in found["param"])
    check_slots(path, text, parameters)
    return Query(path.stem, single["title"], single["description"], text, parameters, single["example"], path)


def header(path: Path, text: str) -> Iterator[tuple[int, str, str]]:
    """Line number, key and value of each line of a header; an indented line continues the one before."""
    number, key, value = 0, "", ""
    for count, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#"):
            break
        if match := HEADER.match(line):
            if key:
                yield number, key, value
            number, key, value = count, match["key"], match["value"]
        elif key and line.startswith("#   "):
            value = f"{value} {line[1:].strip()}"
        elif line.strip("# "):
            fail(path, count, "expected '# title:', '# description:', '# param:' or '# example:'")
    if key:
        yield number, key, value


def parameter(path: Path, number: int, value: str, text: str) -> Parameter:
    """The parameter that a line of a header declares."""
    match = PARAMETER.fullmatch(value)
    if match is None:
        fail(path, number, "expected '# param: name (type, required) help' or '(type, default VALUE)' or '(type)'")
    if match["type"] not in list(ParameterType):
        fail(path, number, f"unknown type {match['type']!r}; known: {', '.join(ParameterType)}")
    kind, slots = ParameterType(match["type"]), tuple(SLOT.finditer(text))
    if kind is ParameterType.LIMIT:
        if not match["default"] or match["default"] not in {found["limit"] for found in slots}:
            fail(path, number, f"a limit needs a default, and the query a 'LIMIT {match['default'] or 100}' for it")
    elif match["name"] not in {found["name"] for found in slots}:
        fail(path, number, f"the query has no 'VALUES ?{match['name']} {{ … }}' for this parameter")
    return Parameter(match["name"], kind, match["help"], bool(match["required"]), match["default"] or "")


def check_slots(path: Path, text: str, parameters: tuple[Parameter, ...]) -> None:
    """Refuse a place for a parameter that the header does not declare."""
    declared = {p.name for p in parameters}
    for match in SLOT.finditer(text):
        name = match["name"]
        if match["value"] and match["value"].strip() == "UNDEF" and name not in declared:
            line = text.count("\n", 0, match.start()) + 1
            fail(path, line, f"?{name} is a parameter, but the header has no '# param: {name} …'")


def fail(path: Path, line: int, reason: str) -> NoReturn:
    """Refuse a saved query."""
    raise QueryError(f"{path}, line {line}: {reason}")


def resolve(store: Quads, query: Query, values: Mapping[str, str]) -> Bound:
    """The terms that a user's words stand for, defaults among them.

    Raises:
        QueryError: if a value is missing, not of its type, or names nothing that the graph knows.
    """
    known = {p.name: p for p in query.parameters}
    for name in values:
        if name not in known:
            takes = ", ".join(known) or "no parameters"
            raise QueryError(f"query {query.name}: no parameter {name!r}{nearest(name, known)}; it takes {takes}")
    given = {name: values.get(name) or p.default for name, p in known.items()}
    for name, p in known.items():
        if p.required and not given[name]:
            raise QueryError(f"query {query.name}: give --{name.replace('_', '-')} ({p.help or p.type})")
    return {name: term(store, known[name], value) for name, value in given.items() if value}


def term(store: Quads, parameter: Parameter, value: str) -> NamedNode | Literal:
    """The term that a user's word stands for."""
    match parameter.type:
        case ParameterType.ENTITY:
            return entity(store, value)
        case ParameterType.RELATION:
            return relation(value)
        case ParameterType.INTEGER | ParameterType.LIMIT:
            return number(parameter, value)
        case ParameterType.DATE:
            return date(parameter, value)
        case ParameterType.TEXT:
            return Literal(value)


def number(parameter: Parameter, value: str) -> Literal:
    """A whole number, of a limit none below 0."""
    if parameter.type is ParameterType.LIMIT and not re.fullmatch(r"[0-9]{1,18}", value):
        raise QueryError(f"{parameter.name}: {value!r} is no number of rows; 0 is all")
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", value):
        raise QueryError(f"{parameter.name}: {value!r} is no whole number")
    return Literal(value, datatype=NamedNode(f"{PREFIXES['xsd']}integer"))


def date(parameter: Parameter, value: str) -> Literal:
    """A day, month or year as articles have it."""
    if value == THIS_MONTH:
        return Literal(f"{datetime.now(UTC):%Y-%m}")
    if not Date.parse(value):
        raise QueryError(f"{parameter.name}: {value!r} is no date; write 2023, 2023-11, 2023-11-20 or {THIS_MONTH}")
    return Literal(value)


def bind(query: Query, terms: Bound) -> str:
    """The query with each parameter bound to its term, or to nothing where it has none.

    Terms are written by pyoxigraph, which checks IRIs and escapes literals: no value can become syntax.
    """
    names = {p.name for p in query.parameters}
    limits = {p.default: p.name for p in query.parameters if p.type is ParameterType.LIMIT}

    def fill(match: re.Match[str]) -> str:
        name = match["name"]
        if match["limit"]:
            given = terms.get(limits.get(match["limit"], ""))
            return match[0] if given is None else f"LIMIT {int(given.value)}" if int(given.value) else ""
        return f"{match['open']} {terms.get(name, 'UNDEF')} }}" if name in names else match[0]

    # One pass: what was written for one parameter is never read again for another.
    return SLOT.sub(fill, query.text)


def prepare(store: Quads, query: Query, values: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """A query as it is run, and what each of a user's words was taken for, a line each.

    Raises:
        QueryError: if a value is missing or wrong, or the query looks for a term that there is not.
    """
    terms = resolve(store, query, values)
    text = bind(query, terms)
    check_terms(store, text)
    named = {name: node for name, node in terms.items() if isinstance(node, NamedNode)}
    return text, tuple(f"{name}: {spelled(store, node)}" for name, node in named.items())


def run(store: Quads, query: Query, values: Mapping[str, str] | None = None, *, inferred: bool = True) -> Result:
    """Run a saved query on a store; `inferred` says whether edges that follow from rules count.

    Raises:
        QueryError: if a parameter or the query is wrong.
    """
    text = bind(query, resolve(store, query, values or {}))
    return select(store, text, inferred=inferred)
