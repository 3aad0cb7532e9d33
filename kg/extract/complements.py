"""What a predicate takes: heads of its subjects, objects, obliques and circumstances, those that it shares among them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extract.groups import Groups
from kg.extract.phrases import Phrases
from kg.extract.tree import Tree
from kg.model import Role

__all__ = ["Complements"]

OBLIQUES = ("obl", "obl:agent", "obl:unmarked")


@dataclass(frozen=True, slots=True)
class Complements:
    """Finds what the predicates of one document take."""

    groups: Groups

    @property
    def phrases(self) -> Phrases:
        """The document's phrases."""
        return self.groups.phrases

    @property
    def tree(self) -> Tree:
        """The document's tree."""
        return self.phrases.tree

    def also_predicated(self, head: int) -> list[int]:
        """What the same copula says besides: "is tall, fair *and old*"."""
        tree = self.tree
        own = ("cop", "nsubj", "nsubj:pass", "aux")
        others = [c for c in tree.conjuncts(head) if c != head and not tree.tags[c].startswith("VB")]
        return [c for c in others if not tree.dependents(c, *own)]

    def is_existential(self, predicate: int) -> bool:
        """Whether a predicate only says that its subject is there ("*there* is no evidence")."""
        return bool(self._there(predicate))

    def _there(self, predicate: int) -> list[int]:
        """The "there" of a predicate, or of the verb that it continues ("*there* seems to be a mistake")."""
        heads = (predicate, *(governor for _, governor in self.groups.governors(predicate)))
        return [e for h in heads for e in self.tree.dependents(h, "expl") if self.tree.tags[e] == "EX"]

    def subjects(self, predicate: int) -> list[int]:
        """Heads of a predicate's subjects, coordinated ones each on its own; "there" where it says that they are."""
        tree = self.tree
        if there := self._there(predicate):
            return there
        found = [t for s in self.phrases.clauses.surface_subjects(predicate) for t in self._named_by(s)]
        found = found or tree.dependents(predicate, "csubj", "csubj:pass")
        return [s for s in found if s != predicate and not self.phrases.is_pronoun(s) and not self._holds(s, predicate)]

    def _holds(self, subject: int, predicate: int) -> bool:
        """Whether a pronoun's clause is that of the predicate: "what *happened*"."""
        return self.phrases.is_free_relative(subject) and subject in self.tree.climb(predicate)

    def _named_by(self, subject: int) -> Sequence[int]:
        """Of whom that is said which modifies a predicative or apposed noun: "*Anna* is a writer *living in Oslo*"."""
        tree = self.tree
        if tree.deps[subject] == "appos":
            return (self.phrases.clauses.apposed_to(subject),)
        if tree.relation(subject) == "nsubj" or not self.phrases.is_predicative(subject):
            return (subject,)
        found = self.phrases.clauses.surface_subjects(subject)
        points = any(tree.lemmas[s] in self.phrases.words.pointing_pronouns for s in found)
        return (subject,) if points or not found else found

    def objects(self, verb: int) -> list[int]:
        """Heads of a verb's objects; a relative pronoun is replaced by its antecedent ("the law *that* he passed")."""
        tree = self.tree
        labels = ("nsubj", "nsubj:pass", "obj") if self.is_existential(verb) else ("obj",)
        own = [t for o in tree.dependents(verb, *labels) for t in self.phrases.clauses.spread(o)]
        own = own or ([] if self.phrases.clauses.is_passive(verb) else self.phrases.clauses.shared_objects(verb))
        if own or tree.deps[verb] != "acl:relcl" or self.phrases.clauses.is_passive(verb):
            return [t for t in own if not self.phrases.is_pronoun(t)]
        noun = tree.heads[verb]
        return (
            []
            if self.phrases.is_free_relative(noun)
            else [f.token for f in self.phrases.clauses.of_verb(verb) if f.role is Role.OBJECT and f.token == noun]
        )

    def receivers(self, verb: int) -> list[int]:
        """Heads of those to whom: "lent *the farmer* a horse"."""
        return [t for o in self.tree.dependents(verb, "iobj") for t in self.phrases.clauses.spread(o)]

    def states(self, verb: int) -> list[int]:
        """Heads of the nouns and adjectives that a verb says of its subject or object ("named him *ambassador*")."""
        tree = self.tree
        found = [c for c in tree.dependents(verb, "xcomp") if not tree.tags[c].startswith("VB")]
        found = [c for c in found if not self.phrases.is_predicative(c)]  # a copula says those
        return [t for c in found for t in self.phrases.clauses.spread(c)]

    def closing_adverb(self, verb: int) -> int | None:
        """The last adverb behind a verb: "the plan works *well*"."""
        behind = [
            a
            for a in self.tree.dependents(verb, "advmod")
            if a > verb and not (self.groups.is_negation(a) or self.groups.is_particle(a))
        ]
        return max(behind, default=None)

    def obliques(self, predicate: int) -> list[int]:
        """Obliques of a predicate and of the verbs that it continues: "*In May* they tried to win *in Oslo*"."""
        found = self._with_governors(predicate, *OBLIQUES)
        return [
            o for o in found if not (self.phrases.is_connective(o) or self.phrases.is_listed(o) or self._is_measure(o))
        ]

    def _is_measure(self, oblique: int) -> bool:
        """Whether a measure stands before what it measures: "is *two metres* tall"."""
        tree, head = self.tree, self.tree.heads[oblique]
        copulas = tree.dependents(head, "cop")
        return bool(copulas) and tree.deps[oblique] == "obl:unmarked" and copulas[-1] < oblique < head

    def shared_obliques(self, predicate: int) -> list[int]:
        """Obliques before the first of coordinated predicates, for a later one: "*In 1879* he was elected and died"."""
        return [o for h in self._line(predicate) for o in self._shared_with_first(h)]

    def circumstances(self, predicate: int) -> list[int]:
        """Clauses that a preposition or conjunction sets beside a predicate or the verbs that it continues: "*after* he left"."""
        found = (c for c in self._with_governors(predicate, "advcl") if self.phrases.marks(c))
        return [c for c in found if self.phrases.is_circumstance(c)]

    def _with_governors(self, predicate: int, *labels: str) -> Iterator[int]:
        return (c for h in self._line(predicate) for c in self.tree.dependents(h, *labels))

    def _line(self, predicate: int) -> list[int]:
        """A predicate with the verbs that it continues; none where an infinitive below continues it."""
        if self.groups.goes_on(predicate):
            return []
        return [predicate, *(governor for _, governor in self.groups.governors(predicate))]

    def _shared_with_first(self, predicate: int) -> list[int]:
        tree, first = self.tree, self.tree.heads[predicate]
        if tree.deps[predicate] != "conj" or any(tree.relation(c) == "nsubj" for c in tree.children[predicate]):
            return []
        return [
            o for o in tree.dependents(first, "obl", "obl:unmarked") if o < first and not self.phrases.is_connective(o)
        ]
