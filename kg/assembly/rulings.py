"""Decisions about which names are one entity: what a rule concludes, and what a person says, which wins."""

from dataclasses import dataclass
from enum import StrEnum

from kg.assembly.entities import name_key
from kg.model import Entity, digest

__all__ = ["Decision", "Ruling", "Verdict"]


class Verdict(StrEnum):
    """Whether names are of one entity."""

    SAME = "same"
    DIFFERENT = "different"
    DOUBTFUL = "doubtful"
    """A rule brings them together, but not surely enough: they stay apart until a person decides."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a rule makes of names, by their slugs; `basis` are the descriptions in articles that it rests on.

    `entities` are the slugs of the entities that the names now belong to, `score` is a probability from 0 to 1.
    """

    verdict: Verdict
    names: tuple[str, ...]
    rule: str
    score: float
    entities: frozenset[str]
    basis: frozenset[Entity]

    @property
    def id(self) -> str:
        """The same ruling from any set of articles is the same node."""
        return f"ruling-{digest(self.verdict, self.rule, *self.names)}"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person says of two names, by their anchors (`namesakes.Name.anchor`), in order; `at` is EDTF."""

    verdict: Verdict
    one: str
    other: str
    by: str = ""
    at: str = ""
    reason: str = ""

    @property
    def id(self) -> str:
        """Two people who decide alike make one decision: who, when and why is no part of it."""
        return f"decision-{digest(self.verdict, *sorted((self.one, self.other)))}"

    @property
    def keys(self) -> frozenset[str]:
        """Name keys of the two names."""
        return frozenset(map(anchor_key, (self.one, self.other)))


def anchor_key(anchor: str) -> str:
    """The name key of an anchor.

    >>> anchor_key("carla_moss.Person"), anchor_key("Carla_Moss")
    ('carla_moss', 'carla_moss')
    """
    return name_key(anchor.partition(".")[0])
