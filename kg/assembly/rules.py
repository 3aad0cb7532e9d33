"""What assembly works with: the rules, and the change that they are applied to."""

from dataclasses import dataclass, field

from kg.assembly.entities import Facts, Said
from kg.assembly.identity import Identity
from kg.assembly.inference import Rule
from kg.assembly.rulings import Decision
from kg.assembly.scores import Scoring
from kg.ontology import Ontology

__all__ = ["Change", "Rules"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What turns articles into a graph: the same rules on the same articles always give the same."""

    ontology: Ontology
    facts: Facts
    scoring: Scoring
    inference: tuple[Rule, ...]
    fingerprint: str = ""
    """Names this version of the rules."""
    identity: Identity = field(default_factory=Identity.load)


@dataclass(frozen=True, slots=True)
class Change:
    """Articles that become live and that cease to be, each with all that it says; likewise decisions of people."""

    added: tuple[Said, ...] = ()
    removed: tuple[Said, ...] = ()
    decided: tuple[Decision, ...] = ()
    undone: tuple[Decision, ...] = ()
