"""What follows from live articles and decisions: canonical entities, scored statements, inferred edges. Knows no RDF."""

from kg.assembly.assembling import Assembled, View, assemble
from kg.assembly.edges import Derivation, Known
from kg.assembly.entities import Canonical, Facts, Reference, Said, name_key, unified
from kg.assembly.inference import Rule, rules_of
from kg.assembly.origins import Wording
from kg.assembly.rules import Change, Rules
from kg.assembly.rulings import Decision, Ruling, Verdict
from kg.assembly.scores import Belief, Scoring, Status, Tally, Witness, believe

__all__ = [
    "Assembled",
    "Belief",
    "Canonical",
    "Change",
    "Decision",
    "Derivation",
    "Facts",
    "Known",
    "Reference",
    "Rule",
    "Rules",
    "Ruling",
    "Said",
    "Scoring",
    "Status",
    "Tally",
    "Verdict",
    "View",
    "Witness",
    "Wording",
    "assemble",
    "believe",
    "name_key",
    "rules_of",
    "unified",
]  # fmt: skip
