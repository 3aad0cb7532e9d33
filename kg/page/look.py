"""How classes and kinds of edges look, from ``look.toml`` beside this module."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from kg.ontology import Ontology

__all__ = ["Group", "Kind", "Look", "lineage", "load_look"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Group:
    """Classes that look alike; `dark` is the colour on a dark ground."""

    label: str
    classes: tuple[str, ...]
    shape: str
    colour: str
    dark: str


@dataclass(frozen=True, slots=True)
class Kind:
    """Edges that look alike; `dashes` alternate stroke and gap in pixels, none is a solid line.

    `caption` is what stands on the line, with the relation for `{}`.
    """

    name: str
    caption: str
    label: str
    note: str
    colour: str
    dark: str
    dashes: tuple[int, ...]
    width: float


@dataclass(frozen=True, slots=True)
class Look:
    """Groups and kinds in the legend's order; the last group is for all other classes."""

    groups: tuple[Group, ...]
    kinds: tuple[Kind, ...]

    def group(self, lineage: Iterable[str]) -> int:
        """The position of a class's group: `lineage` is the class and those above it, nearest first."""
        by_class = {name: i for i, group in enumerate(self.groups) for name in group.classes}
        return next((by_class[name] for name in lineage if name in by_class), len(self.groups) - 1)

    def kind(self, name: str) -> int:
        """The position of a kind; an unknown one looks like the last."""
        return next((i for i, kind in enumerate(self.kinds) if kind.name == name), len(self.kinds) - 1)


@cache
def load_look() -> Look:
    """The packaged look."""
    table = tomllib.loads((Path(__file__).parent / "look.toml").read_text(encoding="utf-8"))
    return Look(all_of(Group, table["groups"]), all_of(Kind, table["kinds"]))


def all_of(make: Callable[..., T], rows: Iterable[Mapping[str, object]]) -> tuple[T, ...]:
    """Rows of a table as objects, lists as tuples."""
    return tuple(make(**{k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}) for row in rows)


def lineage(name: str, ontology: "Ontology") -> list[str]:
    """A class and those above it, nearest first."""
    found, queue = [], [name]
    while queue:
        current = queue.pop(0)
        if current not in found:
            found.append(current)
            queue += ontology.classes[current].parents if current in ontology.classes else ()
    return found
