"""Whole clauses: one triple a predicate, its second argument all that the clause says; and what noun phrases say.

As CaRB has them (Bhardwaj et al. 2019): coordinated phrases stay together, adverbs stand in the relation phrase.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kg.extract.phrases import PRONOUNS, Phrases
from kg.extract.tree import Tree
from kg.extract.triples import OpenTriple, Tokens

__all__ = ["Whole"]

ASIDE = frozenset({"acl:relcl", "parataxis"})
"""Clauses that say something of their own."""

COMPLEMENTS = frozenset({"obj", "iobj", "obl", "xcomp", "ccomp"})
NOT_PREDICATED = frozenset(
    {"nsubj", "csubj", "cop", "aux", "mark", "cc", "conj", "punct", "advcl", "parataxis", "expl", "case"}
)
"""Dependents of a predicative word that are no part of what it says."""

NOT_OF_SUBJECT = frozenset({"case", "cop", "nsubj", "punct", "mark", "aux", "advmod", "advcl", "obl"})
NOT_IN_TITLE = frozenset({"nmod", "flat", "conj", "appos", "case", "punct", "cc", "acl"})


@dataclass(frozen=True, slots=True)
class Whole:
    """Builds the triples of whole clauses and of noun phrases."""

    phrases: Phrases

    @property
    def tree(self) -> Tree:
        """The document's tree."""
        return self.phrases.tree

    # --- clauses -----------------------------------------------------------------------------------------------------

    def of_predicate(self, i: int) -> Iterator[OpenTriple]:
        """The clause of one predicate; nothing where an infinitive below says it all ("*began* to read")."""
        tree = self.tree
        subject = self._subject(i)
        if not subject or self.phrases.goes_on(i):
            return
        if self.phrases.clauses.is_ellipsis(i):
            yield self._of_ellipsis(subject, i)
            return
        group = self._group(i)
        said = (self._complements(i, group) if i in group else self._predicated(i, group)) - set(group)
        behind, before = {t for t in said if t > group[0]}, {t for t in said if t < group[0]}
        arg2 = (*self.phrases.trimmed(behind), *self.phrases.trimmed(before))
        if arg2 and tree.deps[arg2[0]] == "case":
            group, arg2 = (*group, arg2[0]), arg2[1:]
        yield OpenTriple.found(tree, "clause/whole" if arg2 else "clause/alone", i, (subject, group, arg2))

    def _of_ellipsis(self, subject: Tokens, i: int) -> OpenTriple:
        """What the clause before says, of another subject: "…, but Albania *did*"."""
        group = (i, self.tree.heads[i])
        said = self.phrases.trimmed(self._complements(group[1], group))
        return OpenTriple.found(self.tree, "clause/ellipsis", i, (subject, group, said))

    def _subject(self, predicate: int) -> Tokens:
        """The first of its subjects with all that is coordinated with it."""

        def is_outside(c: int) -> bool:
            return c == predicate or (self.tree.heads[c] == first and self.tree.relation(c) in NOT_OF_SUBJECT)

        first = next(iter(self.phrases.subjects(predicate)), None)
        return () if first is None else self.phrases.trimmed(self._below(first, is_outside))

    def _group(self, i: int) -> Tokens:
        """The relation phrase with the adverbs in it; a predicative word is no part of it."""
        group = set(self.phrases.verb_group(i))
        if self.phrases.is_predicative(i):
            group.discard(i)
        inside = range(min(group), max(*group, i))
        group.update(c for c in self.tree.dependents(i, "advmod") if c in inside)
        return tuple(sorted(group))

    def _predicated(self, i: int, group: Tokens) -> set[int]:
        """All that a copula says of its subject."""
        tree = self.tree
        inner = [c for c in tree.children[i] if tree.relation(c) not in NOT_PREDICATED and c not in group]
        return {i, *self.phrases.cases(i), *self._all_below(c for c in inner if tree.deps[c] not in ASIDE)}

    def _complements(self, verb: int, group: Tokens) -> set[int]:
        """All that completes a verb."""
        tree, phrases = self.tree, self.phrases
        objects = phrases.objects(verb)
        found = set(objects) if phrases.is_existential(verb) else set()
        found |= {c for c in tree.children[verb] if self._completes(c) and c not in group}
        said = self._all_below(found)
        gaps = (phrases.noun_phrase(o, full=True, every=True) for o in objects if o not in said)
        return said.union(*gaps)

    def _completes(self, c: int) -> bool:
        tree = self.tree
        return tree.relation(c) in COMPLEMENTS and tree.tags[c] not in PRONOUNS and not self.phrases.is_connective(c)

    # --- noun phrases ------------------------------------------------------------------------------------------------

    def of_noun(self, i: int) -> Iterator[OpenTriple]:
        """What a word says by its place in a noun phrase: "*Serbia*'s capital", "Vulin, the *minister*", "*Mayor* Doe"."""
        match self.tree.deps[i]:
            case "nmod:poss" if self.tree.tags[i].startswith("NN"):
                yield self._of_possessor(i)
            case "appos":
                yield self._of_apposition(i)
            case "nmod:desc":
                yield self._of_title(i)

    def _of_possessor(self, i: int) -> OpenTriple:
        held = self.phrases.noun_phrase(self.tree.heads[i], full=True)
        owned = set(held) - self._below(i)
        phrases = (self.phrases.noun_phrase(i, full=True), (), self.phrases.trimmed(owned))
        return OpenTriple.found(self.tree, "noun/possessor", i, phrases, implied="has")

    def _of_apposition(self, i: int) -> OpenTriple:
        named = self.phrases.noun_phrase(self.tree.heads[i], full=True)
        phrases = (named, (), self.phrases.noun_phrase(i, full=True, every=True))
        return OpenTriple.found(self.tree, "noun/apposition", i, phrases, implied="is")

    def _of_title(self, i: int) -> OpenTriple:
        """A title with all that stands before the name it belongs to."""
        tree = self.tree
        bearer = tree.heads[i]
        title = self._all_below(c for c in tree.children[bearer] if c < bearer and tree.deps[c] not in NOT_IN_TITLE)
        name = tuple(t for t in self.phrases.noun_phrase(bearer) if t not in title)
        return OpenTriple.found(tree, "noun/title", i, (name, (), self.phrases.trimmed(title)), implied="is")

    # --- words of a subtree ------------------------------------------------------------------------------------------

    def _all_below(self, heads: Iterable[int]) -> set[int]:
        return set[int]().union(*(self._below(h) for h in heads))

    def _below(self, head: int, is_outside: Callable[[int], bool] = lambda _: False) -> set[int]:
        """A word and all that hangs on it, clauses that say something of their own aside."""
        tree = self.tree
        kept, stack = {head}, [head]
        while stack:
            inner = [c for c in tree.children[stack.pop()] if tree.deps[c] not in ASIDE and not is_outside(c)]
            kept.update(inner)
            stack += inner
        return kept
