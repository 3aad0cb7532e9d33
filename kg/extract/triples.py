"""What open information extraction finds: an argument, a relation phrase and an argument, in the sentence's own words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from kg.extract.confidence import confidence
from kg.extract.tree import Tree

__all__ = ["OpenTriple", "Tokens"]

Tokens = tuple[int, ...]
"""Token numbers, in reading order of the phrase."""


@dataclass(frozen=True, slots=True)
class OpenTriple:
    """Token numbers of both arguments and of the relation phrase.

    `arg2` is empty where the clause has none ("the talks failed"). `predicate` is the token that carries the triple, `rule`
    the id of the rule that found it. `implied` is a relation phrase that no word says ("is" of an apposition).
    """

    arg1: Tokens
    relation: Tokens
    arg2: Tokens
    predicate: int
    rule: str
    confidence: float
    implied: str = ""

    @classmethod
    def found(
        cls, tree: Tree, rule: str, predicate: int, phrases: tuple[Tokens, Iterable[int], Tokens], implied: str = ""
    ) -> Self:
        """The triple of three phrases, as sure as its rule is there; no word stands twice in the relation phrase."""
        arg1, relation, arg2 = phrases
        sure = confidence(rule, tree.deps[predicate])
        return cls(arg1, tuple(dict.fromkeys(relation)), arg2, predicate, rule, sure, implied)

    def texts(self, tree: Tree) -> tuple[str, str, str]:
        """Relation phrase and both arguments as words divided by spaces."""
        relation, arg1, arg2 = (" ".join(tree.words[i] for i in p) for p in (self.relation, self.arg1, self.arg2))
        return self.implied or relation, arg1, arg2
