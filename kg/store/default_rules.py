"""The rules that ship with kg, and a name for this version of them."""

from kg import __version__
from kg.assembly import Rules, Scoring, rules_of
from kg.assembly.origins import algorithm
from kg.model import digest
from kg.ontology import Ontology
from kg.resources import fingerprint

__all__ = ["default_rules"]


def default_rules() -> Rules:
    """The ontology, gazetteer and constants that ship with kg, named by all that may change what they give."""
    from kg.entities.gazetteer import Gazetteer

    ontology, scoring = Ontology.load(), Scoring.load()
    name = f"rules-{digest(__version__, algorithm(), fingerprint('ontology', without='lexicon'))}"
    return Rules(ontology, Gazetteer.load().entry, scoring, rules_of(ontology, scoring), name)
