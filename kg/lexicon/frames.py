"""Frames: which words with which arguments express a relation; what one entry of the lexicon says, read and checked."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Self

from kg.errors import OntologyError
from kg.model import Argument, Modality, PredicateKind, Role
from kg.ontology import Ontology

__all__ = ["Condition", "Example", "Frame", "Slot", "Step", "Transparent"]

SELF, TITLE = "self", "title"
STEP = re.compile(r"(?P<role>[a-z_]+)(?::(?P<prepositions>[a-z |'-]+))?")


@dataclass(frozen=True, slots=True)
class Step:
    """A role, and for obliques the prepositions that it takes: none listed, any will do."""

    role: Role
    prepositions: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a step.

        >>> Step.parse("oblique:in|over").role
        <Role.OBLIQUE: 'oblique'>
        """
        match = STEP.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is no role; write it like subject or oblique:in|over")
        prepositions = match["prepositions"]
        return cls(Role(match["role"]), frozenset(prepositions.split("|")) if prepositions else frozenset())

    def takes(self, argument: Argument) -> bool:
        """Whether an argument stands in this role."""
        return argument.role is self.role and (not self.prepositions or argument.preposition in self.prepositions)


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a frame looks for one of its ends: a step, or steps through other predicates.

    No step at all is the entity that the predicate itself is, or, as a title, the office that its phrase names.
    """

    steps: tuple[Step, ...]
    title: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a slot.

        >>> [step.role.value for step in Slot.parse("object/oblique:with").steps]
        ['object', 'oblique']
        """
        own = text in (SELF, TITLE)
        return cls(() if own else tuple(Step.parse(step) for step in text.split("/")), title=text == TITLE)


@dataclass(frozen=True, slots=True)
class Condition:
    """An argument that must be there, or must not: any in that role, or one with one of these lemmas.

    With a modality, the argument is a predicate that the text makes that real: `clause@demanded`.
    """

    step: Step
    lemmas: frozenset[str] = frozenset()
    modality: Modality | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a condition.

        >>> sorted(Condition.parse("object=tie|link").lemmas)
        ['link', 'tie']
        """
        head, _, lemmas = text.partition("=")
        step, _, modality = head.partition("@")
        words = frozenset(lemmas.split("|")) if lemmas else frozenset()
        return cls(Step.parse(step), words, Modality(modality) if modality else None)


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with the ends of the statement that its frame must find in it, as the sentence names them."""

    text: str
    subject: str
    object: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A pattern over one predicate and the relation that it expresses.

    Slots are tried in order; all arguments of the first that names an entity of the right type count. `reciprocal` frames
    relate their subjects to each other where nothing fills the object. `negates` frames say that the relation does not
    hold. `also` frames speak beside the best other one instead of competing with it. `literal` frames take nobody who is only
    named within the phrase that fills a slot. `presupposed` frames hold whether their words are affirmed or denied. `confidence`
    is expected precision.
    """

    id: str
    relation: str
    kind: PredicateKind
    lemmas: frozenset[str]
    subject: tuple[Slot, ...]
    object: tuple[Slot, ...]
    requires: tuple[Condition, ...] = ()
    excludes: tuple[Condition, ...] = ()
    subject_type: frozenset[str] = frozenset()
    object_type: frozenset[str] = frozenset()
    reciprocal: bool = False
    negates: bool = False
    also: bool = False
    literal: bool = False
    presupposed: bool = False
    modality: Modality | None = None
    confidence: float = 0.8
    examples: tuple[Example, ...] = ()
    non_examples: tuple[str, ...] = ()

    @classmethod
    def read(cls, entry: Mapping[str, Any], ontology: Ontology) -> Self:
        """Read an entry of a frame file.

        Raises:
            OntologyError: if the entry is incomplete, or names what the ontology does not know.
        """
        refuse_unknown(entry, cls)
        try:
            frame = cls(**parsed(entry))
        except (TypeError, ValueError, AttributeError) as error:
            raise OntologyError(str(error)) from error
        check(frame, ontology)
        return frame

    @property
    def steps(self) -> Iterator[Step]:
        """All steps of its slots and conditions."""
        for slot in (*self.subject, *self.object):
            yield from slot.steps
        yield from (condition.step for condition in (*self.requires, *self.excludes))

    @property
    def specificity(self) -> tuple[int, int]:
        """More conditions first, then narrower types: the greater frame wins."""
        lemmas = sum(1 for condition in self.requires if condition.lemmas)
        return lemmas + len(self.requires) + len(self.excludes), len(self.subject_type) + len(self.object_type)


@dataclass(frozen=True, slots=True)
class Transparent:
    """Nouns that hand on to their own arguments: "a *majority* of Serbs".

    `actor` nouns do so only where they name nobody by themselves ("Hungarian *officials*").
    """

    lemmas: frozenset[str]
    slots: tuple[Step, ...]
    actor: bool = False

    @property
    def is_amount(self) -> bool:
        """Whether it only measures or sorts what a phrase after it names."""
        return not self.actor and all(step.role is Role.OBLIQUE for step in self.slots)

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> Self:
        """Read an entry.

        Raises:
            OntologyError: if it is incomplete or names an unknown role.
        """
        refuse_unknown(entry, cls)
        try:
            steps = tuple(Step.parse(step) for step in entry["slots"])
            return cls(frozenset(entry["lemmas"]), steps, actor=bool(entry.get("actor", False)))
        except (KeyError, TypeError, ValueError) as error:
            raise OntologyError(f"transparent noun: {error}") from error


def parsed(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: PARSERS[key](value) if key in PARSERS else value for key, value in entry.items()}


@cache
def slot(text: str) -> Slot:
    return Slot.parse(text)


def slots(texts: Iterable[str]) -> tuple[Slot, ...]:
    return tuple(slot(text) for text in texts)


def conditions(texts: Iterable[str]) -> tuple[Condition, ...]:
    return tuple(Condition.parse(text) for text in texts)


def examples(entries: Iterable[Mapping[str, str]]) -> tuple[Example, ...]:
    return tuple(Example(**entry) for entry in entries)


PARSERS: Mapping[str, Callable[[Any], Any]] = {
    "kind": PredicateKind,
    "modality": Modality,
    "lemmas": frozenset,
    "subject": slots,
    "object": slots,
    "requires": conditions,
    "excludes": conditions,
    "subject_type": frozenset,
    "object_type": frozenset,
    "examples": examples,
    "non_examples": tuple,
}


def refuse_unknown(entry: Mapping[str, Any], cls: type[Frame | Transparent]) -> None:
    """Refuse keys that mean nothing."""
    known = {field.name for field in fields(cls)}
    unknown = sorted(set(entry) - known)
    if unknown:
        raise OntologyError(f"unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}")


def check(frame: Frame, ontology: Ontology) -> None:
    """Refuse a frame that can never give a statement."""
    relation = ontology.relation(frame.relation)
    if not (frame.lemmas and frame.subject and frame.object):
        raise OntologyError("lemmas, subject and object must not be empty")
    if not 0 < frame.confidence <= 1:
        raise OntologyError(f"confidence {frame.confidence} is not between 0 and 1")
    for end, narrowed, allowed in (
        ("subject_type", frame.subject_type, relation.domain),
        ("object_type", frame.object_type, relation.range),
    ):
        for name in sorted(narrowed):
            check_type(name, end, frame.relation, allowed, ontology)


def check_type(name: str, end: str, relation: str, allowed: frozenset[str], ontology: Ontology) -> None:
    """Refuse a type that is unknown or that the relation does not take."""
    if name not in ontology.classes:
        raise OntologyError(f"{end} names the class {name!r}, which the ontology does not know")
    if not ontology.within(name, allowed):
        raise OntologyError(f"{end} {name!r} is not what {relation} takes: {', '.join(sorted(allowed))}")
