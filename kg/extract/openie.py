"""Open information extraction: (argument, relation phrase, argument) triples in the sentence's own words.

Minimal facts in the sense of BenchIE (Gashteovski et al. 2022): one triple a complement, and one for each prepositional
phrase nested in a complement, whose relation phrase then runs through the nouns above it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.arguments import Clauses
from kg.extract.tree import Tree

__all__ = ["OpenTriple", "open_triples"]

BASE = frozenset({
    "det", "amod", "compound", "nummod", "nmod:poss", "flat", "nmod:desc", "advmod", "nmod:unmarked", "fixed",
    "det:predet", "cc:preconj", "obl:unmarked", "goeswith", "obl:npmod", "nmod:npmod",
})  # fmt: skip
"""Labels inside a minimal noun phrase."""

MAX_NESTING = 4
PRONOUN_TAGS = ("WDT", "WP")


@dataclass(frozen=True, slots=True)
class OpenTriple:
    """Token numbers of both arguments and of the relation phrase, in reading order of the phrase."""

    arg1: tuple[int, ...]
    relation: tuple[int, ...]
    arg2: tuple[int, ...]
    predicate: int


@dataclass(frozen=True, slots=True)
class Phrases:
    """Builds the phrases of triples from a tree."""

    clauses: Clauses

    @property
    def tree(self) -> Tree:
        """The document's tree."""
        return self.clauses.tree

    def noun_phrase(self, head: int, *, full: bool = False, every: bool = False) -> tuple[int, ...]:
        """Tokens of a noun phrase: minimal, or with its prepositional phrases and participles."""
        tree = self.tree
        kept, stack = {head}, [(head, True)]
        while stack:
            i, top = stack.pop()
            for c in tree.children[i]:
                label = tree.deps[c]
                inner = label in BASE or (label == "punct" and tree.tags[c] == "HYPH") or (
                    label in ("conj", "cc") and not top) or (label == "case" and tree.tags[c] == "POS" and not top)  # fmt: skip
                if inner or (full and self._completes(c, top=top, every=every)):
                    kept.add(c)
                    stack.append((c, False))
        return tuple(sorted(kept))

    def _completes(self, c: int, *, top: bool, every: bool) -> bool:
        """Whether a dependent belongs to the full noun phrase only."""
        label = self.tree.deps[c]
        held = every or self.tree.preposition(c) in self.clauses.words.holder_prepositions
        return (label == "nmod" and held) or (label == "case" and not top)

    def verb_group(self, verb: int) -> tuple[int, ...]:
        """Auxiliaries, negation, particle and verb, with the verbs that govern it as an infinitive."""
        tree = self.tree
        own = [
            c
            for c in tree.children[verb]
            if tree.deps[c] in ("aux", "aux:pass", "cop", "compound:prt")
            or (tree.deps[c] == "advmod" and tree.lemmas[c] in self.clauses.words.negators)
        ]
        group = {verb, *own}
        head = tree.heads[verb]
        if tree.deps[verb] == "conj" and tree.tags[verb] == tree.tags[head] and not own:
            group |= {c for c in tree.children[head] if tree.deps[c] in ("aux", "aux:pass") and c < head}
        governs = tree.tags[head].startswith("VB") or tree.dependents(head, "cop")
        if tree.deps[verb] == "xcomp" and governs and not tree.dependents(head, "obj"):
            group |= {*self.verb_group(head), *(m for m in tree.dependents(verb, "mark") if tree.tags[m] == "TO")}
        return tuple(sorted(group))

    def clause(self, head: int) -> tuple[int, ...]:
        """All tokens of an embedded clause but for the punctuation around it."""
        tree = self.tree
        kept, stack = {head}, [head]
        while stack:
            inner = tree.children[stack.pop()]
            kept.update(inner)
            stack += inner
        tokens = sorted(kept)
        while tree.deps[tokens[-1]] == "punct":
            tokens.pop()
        first = next(i for i, t in enumerate(tokens) if tree.deps[t] not in ("punct", "mark"))
        return tuple(tokens[first:])

    def cases(self, i: int) -> tuple[int, ...]:
        """Tokens of a phrase's preposition."""
        tree = self.tree
        own = [c for c in tree.dependents(i, "case") if tree.tags[c] != "POS"]
        while not own and tree.deps[i] == "conj":  # a conjunct shares the preposition of the one before
            i = tree.heads[i]
            own = [c for c in tree.dependents(i, "case") if tree.tags[c] != "POS"]
        return tuple(sorted(p for c in own for p in (c, *tree.dependents(c, "fixed"))))


def open_triples(clauses: Clauses, bounds: tuple[int, int]) -> Iterator[OpenTriple]:
    """Yield the triples of one sentence."""
    phrases, tree = Phrases(clauses), clauses.tree
    for i in range(*bounds):
        if tree.deps[i] in ("aux", "aux:pass", "cop", "case", "mark"):
            continue
        verbal = tree.tags[i].startswith("VB") and tree.deps[i] not in ("amod", "compound")
        if tree.deps[i] == "acl" and tree.dependents(i, "mark"):
            continue
        if not verbal and not tree.dependents(i, "cop"):
            continue
        for subject in clauses.surface_subjects(i):
            if subject != i:
                said = Saying(phrases, phrases.noun_phrase(subject, full=True, every=True), i)
                yield from said.of_copula() if tree.dependents(i, "cop") else said.of_verb()


@dataclass(frozen=True, slots=True)
class Saying:
    """What one predicate says of one subject (token numbers of its phrase)."""

    phrases: Phrases
    subject: tuple[int, ...]
    predicate: int

    @property
    def tree(self) -> Tree:
        """The document's tree."""
        return self.phrases.tree

    def of_verb(self) -> Iterator[OpenTriple]:
        """One triple a complement; the obliques' relation phrases carry the object."""
        tree, verb = self.tree, self.predicate
        group = self.phrases.verb_group(verb)
        complements = [o for o in tree.dependents(verb, "obj") if tree.tags[o] not in PRONOUN_TAGS]
        complements += [c for c in tree.dependents(verb, "xcomp") if not tree.tags[c].startswith("VB")]
        for complement in complements:
            for token in self.phrases.clauses.spread(complement):
                yield from self._with(group, token)
        carried = self.phrases.noun_phrase(complements[0]) if complements else ()
        yield from self._obliques((*group, *carried))
        yield from self._purposes((*group, *carried))
        for clause in tree.dependents(verb, "ccomp"):
            yield OpenTriple(self.subject, group, self.phrases.clause(clause), verb)

    def _purposes(self, relation: tuple[int, ...]) -> Iterator[OpenTriple]:
        """Follow an infinitive: "uses funds *to select* grants", "helped Greece *reassure* its investors"."""
        tree = self.tree
        for verb in tree.dependents(self.predicate, "advcl", "xcomp"):
            marks = [m for m in tree.dependents(verb, "mark") if tree.tags[m] == "TO"]
            controlled = tree.deps[verb] == "xcomp" and tree.dependents(self.predicate, "obj")
            if tree.tags[verb] == "VB" and (controlled or (marks and tree.deps[verb] == "advcl")):
                yield from self._embedded((*relation, *marks), verb)

    def _embedded(self, relation: tuple[int, ...], verb: int) -> Iterator[OpenTriple]:
        """The complements of a verb that continues a relation phrase."""
        tree = self.tree
        objects = tree.dependents(verb, "obj")
        for label, found in (("obj", objects), ("obl", tree.dependents(verb, "obl", "obl:agent"))):
            carried = self.phrases.noun_phrase(objects[0]) if objects and label == "obl" else ()
            for complement in found:
                for token in self.phrases.clauses.spread(complement):
                    case = self.phrases.cases(token) if label == "obl" else ()
                    longer = (*relation, verb, *carried, *case)
                    arg2 = self.phrases.noun_phrase(token, full=True)
                    yield OpenTriple(self.subject, longer, arg2, self.predicate)

    def of_copula(self) -> Iterator[OpenTriple]:
        """What it is; a bare adjective only where nothing else completes it."""
        tree, head = self.tree, self.predicate
        copula = tuple(c for c in self.phrases.verb_group(head) if c != head)
        obliques = list(self._obliques((*copula, *self.phrases.noun_phrase(head))))
        if tree.pos[head] in ("NOUN", "PROPN", "PRON", "NUM") or not (obliques or tree.dependents(head, "xcomp")):
            yield from self._with(copula, head)
        yield from obliques

    def _obliques(self, relation: tuple[int, ...]) -> Iterator[OpenTriple]:
        for oblique in self.tree.dependents(self.predicate, "obl", "obl:agent", "obl:unmarked", "iobj"):
            for token in self.phrases.clauses.spread(oblique):
                yield from self._with((*relation, *self.phrases.cases(token)), token)
        for adverb in self.tree.dependents(self.predicate, "advmod"):  # "five years later"
            if self.tree.dependents(adverb, "obl:unmarked", "obl:npmod"):
                yield OpenTriple(self.subject, relation, self.phrases.noun_phrase(adverb), self.predicate)

    def _with(self, relation: tuple[int, ...], token: int) -> Iterator[OpenTriple]:
        """The triple with one complement, and those with what is nested in it."""
        yield OpenTriple(self.subject, relation, self.phrases.noun_phrase(token, full=True), self.predicate)
        yield from self._nested((*relation, *self.phrases.noun_phrase(token)), token)

    def _nested(self, relation: tuple[int, ...], noun: int, depth: int = 0) -> Iterator[OpenTriple]:
        """One triple for each prepositional phrase of a noun, and so on down."""
        if depth == MAX_NESTING:
            return
        for verb in self.tree.dependents(noun, "acl"):
            marks = [m for m in self.tree.dependents(verb, "mark") if self.tree.tags[m] in ("TO", "IN")]
            yield from self._embedded((*relation, *marks), verb)
        for modifier in self.tree.dependents(noun, "nmod"):
            for token in self.phrases.clauses.spread(modifier):
                longer = (*relation, *self.phrases.cases(token))
                if len(longer) > len(relation):
                    yield OpenTriple(self.subject, longer, self.phrases.noun_phrase(token, full=True), self.predicate)
                    yield from self._nested((*longer, *self.phrases.noun_phrase(token)), token, depth + 1)
