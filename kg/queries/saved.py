"""Saved queries: where they are, and what their headers say.

A parameter stands in the query as ``VALUES ?name { UNDEF }``, or with its default in the braces, a limit as `LIMIT` with its
default: so each file is plain SPARQL that any client can run.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

from kg.errors import QueryError
from kg.ontology import nearest
from kg.resources import resource

__all__ = ["SLOT", "Parameter", "ParameterType", "Query", "find", "load_queries", "parse", "saved_files"]

HEADER = re.compile(r"#\s*(?P<key>title|description|param|example)\s*:\s*(?P<value>.*\S)\s*$")
PARAMETER = re.compile(
    r"(?P<name>[a-z][a-z_]*)\s*"
    r"\((?P<type>[a-z]+)(?:,\s*(?P<required>required)|,\s*default\s+(?P<default>[^)]*[^)\s]))?\)\s*(?P<help>.*)"
)

SLOT = re.compile(r"(?P<open>VALUES\s+\?(?P<name>\w+)\s*\{)(?P<value>[^{}]*)\}|\bLIMIT\s+(?P<limit>\d+)")
"""Where a parameter stands in a query."""


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
