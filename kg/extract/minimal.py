"""Minimal facts of a clause: one triple a complement, and one for each phrase nested in a complement.

As BenchIE has them (Gashteovski et al. 2022): the relation phrase of a nested phrase runs through the nouns above it, that
of an oblique carries the object or, without one, the oblique before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.phrases import Phrases
from kg.extract.tree import Tree
from kg.extract.triples import OpenTriple, Tokens

__all__ = ["Minimal"]

MAX_NESTING = 4
OBLIQUES = ("obl", "obl:agent", "obl:unmarked", "iobj")


@dataclass(frozen=True, slots=True)
class Minimal:
    """What one predicate says of one subject (token numbers of its phrase)."""

    phrases: Phrases
    subject: Tokens
    predicate: int

    @property
    def tree(self) -> Tree:
        """The document's tree."""
        return self.phrases.tree

    def triples(self) -> Iterator[OpenTriple]:
        """Every fact."""
        if self.phrases.clauses.is_ellipsis(self.predicate):
            return self._of_ellipsis()
        return self._of_copula() if self.phrases.is_predicative(self.predicate) else self._of_verb()

    # --- clauses -----------------------------------------------------------------------------------------------------

    def _of_verb(self) -> Iterator[OpenTriple]:
        phrases, verb = self.phrases, self.predicate
        group, objects, states = phrases.verb_group(verb), phrases.objects(verb), phrases.states(verb)
        carried = phrases.noun_phrase((objects + states)[0], full=True) if objects or states else ()
        relation = (*group, *carried)
        said = [
            *(t for o in objects for t in self._with(group, o, "verb/object")),
            *(t for s in states for t in self._with(group, s, "verb/complement")),
            *(t for p in (verb, *states) for t in self._obliques(relation, p, "verb/oblique")),
            *self._purposes(relation),
            *self._clauses(group),
            *self._circumstances(relation),
        ]
        if not said and not phrases.goes_on(verb):
            said = [self._fact(group, (), "verb/alone")]
        yield from said

    def _of_copula(self) -> Iterator[OpenTriple]:
        """What it is; a bare adjective only where nothing else completes it."""
        tree, phrases, head = self.tree, self.phrases, self.predicate
        copula = (*(c for c in phrases.verb_group(head) if c != head), *phrases.cases(head))
        obliques = list(self._obliques((*copula, *phrases.noun_phrase(head)), head, "copula/oblique"))
        if tree.pos[head] in ("NOUN", "PROPN", "PRON", "NUM") or not (obliques or tree.dependents(head, "xcomp")):
            yield from self._with(copula, head, "copula/complement")
        yield from obliques

    def _of_ellipsis(self) -> Iterator[OpenTriple]:
        """What the verb before says, of another subject: "…, but Albania *did*"."""
        verb = self.tree.heads[self.predicate]
        said = [self.phrases.noun_phrase(o, full=True) for o in self.phrases.objects(verb)]
        yield from (self._fact((self.predicate, verb), arg2, "verb/ellipsis") for arg2 in said or [()])

    def _purposes(self, relation: Tokens) -> Iterator[OpenTriple]:
        """Follow an infinitive: "uses funds *to select* grants", "helped Greece *reassure* its investors"."""
        tree, phrases = self.tree, self.phrases
        for verb in tree.dependents(self.predicate, "advcl", "xcomp"):
            controlled = tree.deps[verb] == "xcomp" and tree.dependents(self.predicate, "obj")
            if tree.tags[verb] == "VB" and (controlled or phrases.is_purpose(verb)):
                yield from self._embedded((*relation, *phrases.infinitive_marks(verb)), verb, "verb/purpose")

    def _clauses(self, group: Tokens) -> Iterator[OpenTriple]:
        """What is said, thought or known, one triple a clause."""
        for clause in self.tree.dependents(self.predicate, "ccomp"):
            for verb in self.tree.conjuncts(clause):
                yield self._fact(group, self.phrases.clause(verb), "verb/clause")

    def _circumstances(self, relation: Tokens) -> Iterator[OpenTriple]:
        """When, why or how: "joined *after* he had left", "won *by* waiting"."""
        phrases = self.phrases
        for clause in self.tree.dependents(self.predicate, "advcl"):
            marks = phrases.marks(clause)
            if phrases.text(marks) in phrases.words.circumstance_marks:
                arg2 = tuple(t for t in phrases.clause(clause) if t not in marks)
                yield self._fact((*relation, *marks), arg2, "verb/circumstance")

    # --- obliques ----------------------------------------------------------------------------------------------------

    def _obliques(self, relation: Tokens, predicate: int, rule: str) -> Iterator[OpenTriple]:
        tree, phrases = self.tree, self.phrases
        for oblique in tree.dependents(predicate, *OBLIQUES):
            if not phrases.is_connective(oblique):
                bare = relation[-1] == predicate
                longer = (*relation, *self._before(oblique, predicate)) if bare else relation
                yield from self._oblique(longer, oblique, rule)
        for oblique in phrases.shared_obliques(predicate):
            yield from self._oblique(relation, oblique, "shared/oblique")
        for adverb in tree.dependents(predicate, "advmod"):  # "five years later"
            if tree.dependents(adverb, "obl:unmarked", "obl:npmod"):
                yield self._fact(relation, phrases.noun_phrase(adverb), rule)

    def _oblique(self, relation: Tokens, oblique: int, rule: str) -> Iterator[OpenTriple]:
        for token in self.phrases.clauses.spread(oblique):
            yield from self._with((*relation, *self.phrases.cases(token)), token, rule)

    def _before(self, oblique: int, predicate: int) -> Tokens:
        """The first oblique behind the verb, as part of another's relation phrase: "was *hit by floods* in May"."""
        tree, phrases = self.tree, self.phrases
        behind = (
            o for o in tree.dependents(predicate, "obl", "obl:agent") if o > predicate and tree.dependents(o, "case")
        )
        first = next(behind, oblique)
        if first == oblique or tree.deps[oblique] == "obl:agent" or phrases.is_numeric(first):
            return ()
        return (*phrases.cases(first), *phrases.noun_phrase(first, full=True))

    # --- what is nested ----------------------------------------------------------------------------------------------

    def _with(self, relation: Tokens, token: int, rule: str, depth: int = 0) -> Iterator[OpenTriple]:
        """The triple with one complement, and those with what is nested in it."""
        phrases = self.phrases
        if not phrases.is_of_preposition(token):
            yield self._fact(relation, phrases.noun_phrase(token, full=True), rule)
        yield from self._nested((*relation, *phrases.noun_phrase(token)), token, depth)

    def _nested(self, relation: Tokens, noun: int, depth: int) -> Iterator[OpenTriple]:
        """One triple for each prepositional phrase of a noun, and so on down."""
        if depth == MAX_NESTING:
            return
        tree, phrases = self.tree, self.phrases
        for verb in tree.dependents(noun, "acl"):
            if tree.tags[verb] != "VBN" or phrases.marks(verb):  # a bare participle is a predicate of its own
                yield from self._embedded((*relation, *phrases.marks(verb)), verb, "nested/clause")
        for modifier in tree.dependents(noun, "nmod"):
            carrying = tuple(dict.fromkeys((*relation, *phrases.held_before(modifier))))
            for token in phrases.clauses.spread(modifier):
                longer = (*carrying, *phrases.cases(token))
                if len(longer) > len(carrying) and token not in relation:
                    yield from self._with(longer, token, "nested/phrase", depth + 1)

    def _embedded(self, relation: Tokens, verb: int, rule: str) -> Iterator[OpenTriple]:
        """The complements of a verb that continues a relation phrase."""
        tree, phrases = self.tree, self.phrases
        objects = [t for o in tree.dependents(verb, "obj") for t in phrases.clauses.spread(o)]
        for token in objects:
            yield self._fact((*relation, verb), phrases.noun_phrase(token, full=True), rule)
        carried = phrases.noun_phrase(objects[0]) if objects else ()
        for oblique in tree.dependents(verb, "obl", "obl:agent"):
            for token in phrases.clauses.spread(oblique):
                longer = (*relation, verb, *carried, *phrases.cases(token))
                yield self._fact(longer, phrases.noun_phrase(token, full=True), rule)

    def _fact(self, relation: Tokens, arg2: Tokens, rule: str) -> OpenTriple:
        return OpenTriple.found(self.tree, rule, self.predicate, (self.subject, relation, arg2))
