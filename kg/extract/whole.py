"""Whole clauses: one triple a predicate, its second argument all that the clause says; and what noun phrases say.

As CaRB has them (Bhardwaj et al. 2019): coordinated phrases stay together, adverbs stand in the relation phrase.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from kg.extract.complements import Complements
from kg.extract.groups import Groups
from kg.extract.phrases import Phrases
from kg.extract.timewords import load_time_words
from kg.extract.tree import Tree
from kg.extract.triples import OpenTriple, Tokens

__all__ = ["Whole"]

ASIDE = frozenset({"acl:relcl", "parataxis"})
"""Clauses that say something of their own."""

SET_APART = frozenset({"acl", "appos"})
"""Phrases that do so where a sign sets them apart."""

OPENING = frozenset({",", ":", "-LRB-"})
"""Tags of these signs."""

COMPLEMENTS = frozenset({"obj", "iobj", "obl", "xcomp", "ccomp"})
NOT_PREDICATED = frozenset(
    {"nsubj", "csubj", "cop", "aux", "mark", "cc", "conj", "punct", "advcl", "parataxis", "expl", "case"}
)
"""Dependents of a predicative word that are no part of what it says."""

NOT_OF_SUBJECT = frozenset({"case", "cop", "expl", "nsubj", "punct", "mark", "aux", "advmod", "advcl", "obl"})
NOT_IN_TITLE = frozenset({"nmod", "flat", "conj", "appos", "case", "punct", "cc", "acl"})


@dataclass(frozen=True, slots=True)
class Whole:
    """Builds the triples of whole clauses and of noun phrases."""

    takes: Complements

    @property
    def phrases(self) -> Phrases:
        """The document's phrases."""
        return self.takes.phrases

    @property
    def groups(self) -> Groups:
        """The document's relation phrases."""
        return self.takes.groups

    @property
    def tree(self) -> Tree:
        """The document's tree."""
        return self.takes.tree

    # --- clauses -----------------------------------------------------------------------------------------------------

    def of_predicate(self, i: int) -> Iterator[OpenTriple]:
        """The clause of one predicate; nothing where an infinitive below says it all ("*began* to read")."""
        subject = self._subject(i)
        if not subject or self.groups.goes_on(i):
            return
        if self.phrases.clauses.is_ellipsis(i):
            yield self._of_ellipsis(subject, i)
            return
        group = self._group(i)
        said = (self._complements(i, group) if i in group else self._predicated(i, group)) - set(group)
        gaps = self._gaps(i, said) if i in group else ()
        behind, before = ({t for t in said if (t > group[0]) is after} for after in (True, False))
        arg2 = (*gaps, *self.phrases.trimmed(behind), *self.phrases.trimmed(before.difference(gaps)))
        yield self._clause(i, subject, group, arg2)

    def _clause(self, i: int, subject: Tokens, group: Tokens, arg2: Tokens, rule: str = "clause/whole") -> OpenTriple:
        """The triple of a clause; a preposition right behind the verb belongs to the relation phrase."""
        if arg2 and self._is_preposition(arg2[0]) and arg2[0] > group[-1]:
            group, arg2 = (*group, arg2[0]), arg2[1:]
        return OpenTriple.found(self.tree, rule if arg2 else "clause/alone", i, (subject, group, arg2))

    def _is_preposition(self, i: int) -> bool:
        """Whether a word leads to a phrase, and is not part of a number ("*at* least eight")."""
        tree = self.tree
        return tree.deps[i] == "case" and tree.deps[tree.heads[i]] not in ("advmod", "nummod")

    def _of_ellipsis(self, subject: Tokens, i: int) -> OpenTriple:
        """What the clause before says, of another subject: "…, but Albania *did*"."""
        group = self.groups.elliptic_group(i)
        said = self.phrases.trimmed(self._complements(group[-1], group))
        return self._clause(i, subject, group, said, "clause/ellipsis")

    def _subject(self, predicate: int) -> Tokens:
        """The first of its subjects with all that is coordinated with it."""
        first = next(iter(self.takes.subjects(predicate)), None)
        if first is None:
            return ()
        if self.phrases.is_clausal(first):
            return self.phrases.noun_phrase(first)
        return self.phrases.trimmed(self._below(first, lambda c: c == predicate or self._is_beside(c, first)))

    def _is_beside(self, c: int, subject: int) -> bool:
        """Whether a dependent of a subject is no part of its phrase; adverbs before it are ("*about* 800")."""
        label = self.tree.relation(c)
        before = label == "advmod" and c < subject
        return self.tree.heads[c] == subject and label in NOT_OF_SUBJECT and not before

    def _group(self, i: int) -> Tokens:
        """The relation phrase with the adverbs in it; a predicative word is no part of it."""
        group = set(self.groups.verb_group(i))
        if self.phrases.is_predicative(i):
            group.discard(i)
        inside = range(min(group), max(*group, i))
        group.update(c for c in self.tree.dependents(i, "advmod") if c in inside)
        return tuple(sorted(group))

    def _predicated(self, i: int, group: Tokens) -> set[int]:
        """All that a copula says of its subject."""
        tree = self.tree
        inner = [c for c in tree.children[i] if tree.relation(c) not in NOT_PREDICATED and c not in group]
        inner = [c for c in inner if tree.tags[c] != "WRB"]
        inner += self.takes.also_predicated(i)
        return {i, *self.phrases.cases(i), *self._all_below(c for c in inner if tree.deps[c] not in ASIDE)}

    def _complements(self, verb: int, group: Tokens) -> set[int]:
        """All that completes a verb."""
        tree, phrases = self.tree, self.phrases
        objects = self.takes.objects(verb)
        found = set(objects) if self.takes.is_existential(verb) else set()
        found |= {c for c in tree.children[verb] if self._completes(c) and c not in group}
        found |= {o for o in (*self.takes.obliques(verb), *self.takes.shared_obliques(verb)) if o not in group}
        adverb = None if found else self.takes.closing_adverb(verb)
        found |= set() if adverb is None else {adverb}
        clausal = {c for c in found if tree.deps[c] == "ccomp" or phrases.is_free_relative(c)}
        return self._all_below(found - clausal).union(*(self._in_full(c) for c in clausal))

    def _in_full(self, clause: int) -> set[int]:
        """A clause and those coordinated with it, with all that is in them."""
        verbs = self.tree.conjuncts(clause)
        joints = (j for v in verbs if v != clause for j in self.tree.dependents(v, "cc", "punct"))
        return set(joints).union(*(self.phrases.clause(v) for v in verbs))

    def _gaps(self, verb: int, said: Collection[int]) -> Tokens:
        """What a clause is said of and does not hold, the antecedent or the object of the next verb: "*a law* that he passed"."""
        gaps = (o for o in self.takes.objects(verb) if o not in said)
        return tuple(t for o in gaps for t in self.phrases.noun_phrase(o, full=True, every=True))

    def _completes(self, c: int) -> bool:
        tree = self.tree
        if tree.deps[c] == "advmod" and tree.dependents(c, "obl:unmarked", "obl:npmod"):  # "five years later"
            return True
        if tree.deps[c] == "advcl":
            return c > tree.heads[c] and (self.phrases.is_purpose(c) or self.phrases.is_circumstance(c))
        return tree.relation(c) in COMPLEMENTS and not self.phrases.is_pronoun(c) and not self.phrases.is_connective(c)

    # --- noun phrases ------------------------------------------------------------------------------------------------

    def of_noun(self, i: int) -> Iterator[OpenTriple]:
        """What a word says by its place in a noun phrase: "*Serbia*'s capital", "Vulin, the *minister*", "*Mayor* Doe"."""
        match self.tree.deps[i]:
            case "nmod:poss" if self.tree.tags[i].startswith("NN"):
                yield self._of_possessor(i)
            case "appos" if self.tree.lemmas[self.tree.heads[i]] not in load_time_words(self.tree.language).weekdays:
                yield self._of_apposition(i)
            case "nmod:desc" if i < self.tree.heads[i] and self.tree.lemmas[i] not in self.phrases.words.courtesies:
                yield self._of_title(i)

    def _of_possessor(self, i: int) -> OpenTriple:
        held = self.phrases.noun_phrase(self.tree.heads[i], full=True)
        owned = set(held) - self._all_below(self.tree.dependents(self.tree.heads[i], "nmod:poss"))
        phrases = (self.phrases.noun_phrase(i, full=True), (), self.phrases.trimmed(owned))
        return OpenTriple.found(self.tree, "noun/possessor", i, phrases, implied="has")

    def _of_apposition(self, i: int) -> OpenTriple:
        named = self.phrases.noun_phrase(self.phrases.clauses.apposed_to(i), full=True)
        verbal = self.tree.tags[i].startswith("VB")  # "three tasks: *to inspect* …"
        said = self.phrases.clause(i) if verbal else self.phrases.noun_phrase(i, full=True, every=True)
        phrases = (named, (), said)
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
        """A word and all that hangs on it, clauses that say something of their own left out."""
        tree = self.tree
        kept, stack = {head}, [head]
        while stack:
            inner = [c for c in tree.children[stack.pop()] if not self._stands_aside(c) and not is_outside(c)]
            kept.update(inner)
            stack += inner
        return kept

    def _stands_aside(self, c: int) -> bool:
        """Whether a phrase says something of its own: relative clauses; participles and appositions set apart by a sign.

        "Oslo, Norway" and "May 3, 1999" say nothing of their own.
        """
        tree = self.tree
        if tree.deps[c] not in SET_APART:
            return tree.deps[c] in ASIDE
        own = [d for d in tree.children[c] if tree.deps[d] not in ("punct", "nummod", "nmod:unmarked")]
        return bool(own) and any(p < c and tree.tags[p] in OPENING for p in tree.dependents(c, "punct"))
