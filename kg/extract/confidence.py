"""How sure a rule's triples are: the share that was right on the development parts of BenchIE and CaRB.

The rule counts, and where its predicate stands: what a main clause says is got right more often than what hangs below.
"""

from collections.abc import Mapping

__all__ = ["confidence"]

RULES: Mapping[str, float] = {
    "verb/object": 0.8, "verb/complement": 0.75, "verb/oblique": 0.68, "verb/clause": 0.77, "verb/circumstance": 0.6,
    "verb/purpose": 0.65, "verb/adverb": 0.55, "verb/alone": 0.7, "verb/ellipsis": 0.7, "copula/complement": 0.6,
    "copula/oblique": 0.7, "copula/clause": 0.7, "shared/oblique": 0.35, "nested/phrase": 0.52, "nested/clause": 0.53, "clause/whole": 0.75,
    "clause/alone": 0.7, "clause/ellipsis": 0.7, "noun/apposition": 0.37, "noun/title": 0.39, "noun/listed": 0.4,
    "noun/possessor": 0.22,
}  # fmt: skip
"""Rule -> share of its triples that are right in a main clause."""

PLACES: Mapping[str, float] = {
    "ROOT": 1.0, "root": 1.0, "xcomp": 0.94, "conj": 0.87, "parataxis": 0.87, "acl:relcl": 0.78, "acl": 0.7, "advcl": 0.69,
    "ccomp": 0.68,
}  # fmt: skip
"""Label of the predicate -> how much less sure its triples are."""

ELSEWHERE = 0.8
OF_NOUNS = "noun/"


def confidence(rule: str, label: str) -> float:
    """A triple's confidence, from 0 to 1, by its rule and the label of its predicate.

    >>> confidence("verb/object", "ROOT"), confidence("verb/object", "acl")
    (0.8, 0.56)
    """
    place = 1.0 if rule.startswith(OF_NOUNS) else PLACES.get(label, ELSEWHERE)
    return round(RULES[rule] * place, 3)
