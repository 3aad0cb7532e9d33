"""Minimal facts of a clause: one triple a complement, and one for each phrase nested in a complement.

As BenchIE has them (Gashteovski et al. 2022): the relation phrase of a nested phrase runs through the nouns above it, that
of an oblique carries the object or, without one, the oblique before it.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from kg.extract.complements import Complements
from kg.extract.groups import Groups
from kg.extract.phrases import Phrases
from kg.extract.tree import Tree
from kg.extract.triples import OpenTriple, Tokens

__all__ = ["Minimal"]

MAX_NESTING = 3
SUBJECTS = ("nsubj", "nsubj:pass", "csubj", "expl")


@dataclass(frozen=True, slots=True)
class Minimal:
    """What one predicate says of one subject (token numbers of its phrase)."""

    takes: Complements
    subject: Tokens
    predicate: int

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

    @property
    def there(self) -> bool:
        """Whether it is said that something is there: that takes along what it is about ("there is *a plan to leave*")."""
        return self.takes.is_existential(self.predicate)

    def triples(self) -> Iterator[OpenTriple]:
        """Every fact."""
        if self.phrases.clauses.is_ellipsis(self.predicate):
            return self._of_ellipsis()
        return self._of_copula() if self.phrases.is_predicative(self.predicate) else self._of_verb()

    def listed(self) -> Iterator[OpenTriple]:
        """What the subject includes."""
        cases = self.phrases.cases(self.predicate)
        for token in self.tree.conjuncts(self.predicate):
            yield from self._with(cases, token, "noun/listed")

    # --- clauses -----------------------------------------------------------------------------------------------------

    def _of_verb(self) -> Iterator[OpenTriple]:
        verb, group = self.predicate, self.groups.verb_group(self.predicate)
        receivers, objects, states = self.takes.receivers(verb), self.takes.objects(verb), self.takes.states(verb)
        said = [
            *(t for o in (*receivers, *objects) for t in self._with(group, o, "verb/object")),
            *(t for r in self._carrying(group, objects) for s in states for t in self._state(r, s)),
            *(t for r in self._carrying(group, (objects or receivers) + states) for t in self._around(r, states)),
            *self._clauses(group),
        ]
        if not said and not self.groups.goes_on(verb):
            said = [self._alone(group)]
        yield from said

    def _carrying(self, group: Tokens, heads: Sequence[int]) -> list[Tokens]:
        """The relation phrase with the first of its objects in it: "*sent troops* to"."""
        if not heads:
            return [group]
        return [(*group, *p) for p in self.phrases.noun_phrases(heads[0], full=True, content=self.there)]

    def _state(self, relation: Tokens, state: int) -> Iterator[OpenTriple]:
        """What the verb says of its subject or object: "seems *to be* a mistake", "named her ambassador"."""
        return self._with((*relation, *self.groups.copulas(state)), state, "verb/complement")

    def _around(self, relation: Tokens, states: Sequence[int]) -> Iterator[OpenTriple]:
        """Obliques, purposes and circumstances."""
        for predicate in (self.predicate, *states):
            yield from self._obliques(relation, predicate, "verb/oblique")
        yield from self._purposes(relation)
        yield from self._circumstances(relation)

    def _alone(self, group: Tokens) -> OpenTriple:
        """A verb without a complement, or with the adverb that closes it."""
        adverb = self.takes.closing_adverb(self.predicate)
        if adverb is None:
            return self._fact(group, (), "verb/alone")
        return self._fact((*group, *self.phrases.cases(adverb)), self.phrases.noun_phrase(adverb), "verb/adverb")

    def _of_copula(self) -> Iterator[OpenTriple]:
        """What it is; a bare adjective only where nothing else completes it."""
        tree, phrases, head = self.tree, self.phrases, self.predicate
        bare = tuple(c for c in self.groups.verb_group(head) if c != head)
        copula = (*bare, *phrases.cases(head))
        obliques = list(self._obliques((*copula, *phrases.noun_phrase(head)), head, "copula/oblique"))
        if tree.pos[head] in ("NOUN", "PROPN", "PRON", "NUM") or not (obliques or tree.dependents(head, "xcomp")):
            yield from self._with(copula, head, "copula/complement")
        for other in self.takes.also_predicated(head):
            own = phrases.with_fixed(tree.dependents(other, "case"))
            yield from self._with((*bare, *own) if own else copula, other, "copula/complement")
        yield from obliques

    def _of_ellipsis(self) -> Iterator[OpenTriple]:
        """What the verb before says, of another subject: "…, but Albania *did*"."""
        phrases, verb = self.phrases, self.tree.heads[self.predicate]
        group, objects = self.groups.elliptic_group(self.predicate), self.takes.objects(verb)
        carried = phrases.noun_phrase(objects[0], full=True) if objects else ()
        said = [
            *(self._fact(group, phrases.noun_phrase(o, full=True), "verb/ellipsis") for o in objects),
            *(t for o in self.takes.obliques(verb) for t in self._oblique((*group, *carried), o, "verb/ellipsis")),
        ]
        yield from said or [self._fact(group, (), "verb/ellipsis")]

    def _purposes(self, relation: Tokens) -> Iterator[OpenTriple]:
        """Follow an infinitive: "uses funds *to select* grants", "helped Greece *reassure* its investors"."""
        tree, phrases = self.tree, self.phrases
        for first in tree.dependents(self.predicate, "advcl", "xcomp"):
            controlled = tree.deps[first] == "xcomp" and tree.dependents(self.predicate, "obj", "iobj")
            if tree.tags[first] == "VB" and (controlled or phrases.is_purpose(first)):
                for verb in (v for v in tree.conjuncts(first) if tree.tags[v] == "VB"):
                    marks = self.groups.introduction(verb) or self.groups.introduction(first)
                    yield from self._embedded((*relation, *marks), verb, "verb/purpose")

    def _clauses(self, group: Tokens) -> Iterator[OpenTriple]:
        """What is said, thought or known, one triple a clause."""
        for clause in self.tree.dependents(self.predicate, "ccomp"):
            for verb in self.tree.conjuncts(clause):
                if verb == clause or self.tree.dependents(verb, *SUBJECTS):  # without a subject it is no clause
                    yield self._fact(group, self.phrases.clause(verb), "verb/clause")

    def _circumstances(self, relation: Tokens) -> Iterator[OpenTriple]:
        """When, why or how: "joined *after* he had left", "won *by* waiting"."""
        phrases = self.phrases
        for clause in self.takes.circumstances(self.predicate):
            marks = phrases.marks(clause)
            yield self._fact((*relation, *marks), without(marks, phrases.clause(clause)), "verb/circumstance")

    # --- obliques ----------------------------------------------------------------------------------------------------

    def _obliques(self, relation: Tokens, predicate: int, rule: str) -> Iterator[OpenTriple]:
        tree, phrases = self.tree, self.phrases
        bare = relation[-1] == predicate
        first, before = self._first_behind(predicate) if bare else (predicate, ())
        for oblique in self.takes.obliques(predicate):
            alone = oblique == first or tree.deps[oblique] == "obl:agent"
            yield from self._oblique(relation if alone else (*relation, *before), oblique, rule)
        for oblique in self.takes.shared_obliques(predicate):
            yield from self._oblique(relation, oblique, "shared/oblique")
        for adverb in tree.dependents(predicate, "advmod"):  # "five years later"
            if tree.dependents(adverb, "obl:unmarked", "obl:npmod"):
                yield self._fact(relation, phrases.noun_phrase(adverb), rule)

    def _oblique(self, relation: Tokens, oblique: int, rule: str) -> Iterator[OpenTriple]:
        for token in self.phrases.clauses.spread(oblique):
            yield from self._with((*relation, *self.phrases.cases(token)), token, rule)

    def _first_behind(self, predicate: int) -> tuple[int, Tokens]:
        """The first oblique behind a verb, as part of the relation phrases of the others: "was *hit by floods* in May"."""
        tree, phrases = self.tree, self.phrases
        obliques = (o for o in tree.dependents(predicate, "obl", "obl:agent") if o > predicate)
        first = next((o for o in obliques if tree.dependents(o, "case")), None)
        if first is None or phrases.is_numeric(first):
            return predicate, ()
        return first, (*phrases.cases(first), *phrases.noun_phrase(first, full=True))

    # --- what is nested ----------------------------------------------------------------------------------------------

    def _with(self, relation: Tokens, token: int, rule: str, depth: int = 0) -> Iterator[OpenTriple]:
        """The triple with one complement, and those with what is nested in it."""
        phrases = self.phrases
        if not phrases.is_of_preposition(token):
            yield from (
                self._fact(relation, p, rule) for p in phrases.noun_phrases(token, full=True, content=self.there)
            )
        for said in phrases.noun_phrases(token, content=self.there and rule == "verb/object"):
            yield from self._nested((*relation, *said), token, depth)

    def _nested(self, relation: Tokens, noun: int, depth: int) -> Iterator[OpenTriple]:
        """One triple for each clause and prepositional phrase of a noun, and so on down."""
        if depth == MAX_NESTING:
            return
        for clause in self.tree.dependents(noun, "acl"):
            yield from self._content(relation, clause)
        for modifier in (m for m in self.tree.dependents(noun, "nmod") if not self.phrases.is_listed(m)):
            yield from self._modifier(relation, modifier, depth + 1)

    def _modifier(self, relation: Tokens, modifier: int, depth: int) -> Iterator[OpenTriple]:
        """The triples with what stands after a preposition."""
        carrying = tuple(dict.fromkeys((*relation, *self.phrases.held_before(modifier))))
        for token in self.phrases.clauses.spread(modifier):
            longer = (*carrying, *self.phrases.cases(token))
            if len(longer) > len(carrying) and token not in relation:
                yield from self._with(longer, token, "nested/phrase", depth)

    def _content(self, relation: Tokens, clause: int) -> Iterator[OpenTriple]:
        """What a noun is about: "a plan *to leave*", "an order *that they leave*"; bare participles speak for themselves."""
        phrases, marks = self.phrases, self.phrases.marks(clause)
        if marks and self.tree.dependents(clause, "nsubj", "nsubj:pass"):
            yield self._fact((*relation, *marks), without(marks, phrases.clause(clause)), "nested/clause")
        elif marks or self.tree.tags[clause] != "VBN":
            yield from self._embedded((*relation, *self.groups.introduction(clause)), clause, "nested/clause")

    def _embedded(self, relation: Tokens, verb: int, rule: str) -> Iterator[OpenTriple]:
        """The complements of a verb that continues a relation phrase."""
        tree, phrases = self.tree, self.phrases
        direct = tree.dependents(verb, "obj") or tree.dependents(verb, "iobj")  # "reassure them" may be parsed so
        objects = [t for o in direct for t in phrases.clauses.spread(o)]
        for token in objects:
            yield self._fact((*relation, verb), phrases.noun_phrase(token, full=True), rule)
        carried = phrases.noun_phrase(objects[0]) if objects else ()
        for oblique in tree.dependents(verb, "obl", "obl:agent"):
            for token in phrases.clauses.spread(oblique):
                longer = (*relation, verb, *carried, *phrases.cases(token))
                yield self._fact(longer, phrases.noun_phrase(token, full=True), rule)

    def _fact(self, relation: Tokens, arg2: Tokens, rule: str) -> OpenTriple:
        return OpenTriple.found(self.tree, rule, self.predicate, (self.subject, relation, arg2))


def without(left_out: Collection[int], tokens: Tokens) -> Tokens:
    """A phrase but for some of its words."""
    return tuple(t for t in tokens if t not in left_out)
