"""The words of a predicate: auxiliaries, negation, particle and verb, with the verbs that it continues."""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.phrases import Phrases
from kg.extract.tree import Tree
from kg.extract.triples import Tokens

__all__ = ["Groups"]

MAX_GOVERNORS = 8
"""Verbs above an infinitive that its verb group takes in: "seems to want to begin to read"."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Builds the relation phrases of predicates."""

    phrases: Phrases

    @property
    def tree(self) -> Tree:
        """The document's tree."""
        return self.phrases.tree

    def verb_group(self, verb: int) -> Tokens:
        """Auxiliaries, negation, particle and verb, with the verbs that govern it as an infinitive."""
        group = set(self._own_group(verb))
        for infinitive, governor in self.governors(verb):
            group.update(self.phrases.infinitive_marks(infinitive), self._own_group(governor))
        return tuple(sorted(group))

    def elliptic_group(self, auxiliary: int) -> Tokens:
        """An auxiliary with its negation and the verb that it stands for: "…, but Albania *did not*"."""
        negations = (c for c in self.tree.children[auxiliary] if self.is_negation(c))
        return (*sorted((auxiliary, *negations)), self.tree.heads[auxiliary])

    def governors(self, verb: int) -> Iterator[tuple[int, int]]:
        """Each infinitive on the way up with the verb above that it continues; coordinated ones share it."""
        for _ in range(MAX_GOVERNORS):
            verb = self._first_infinitive(verb)
            if not self._is_governed(verb):
                return
            yield verb, self.tree.heads[verb]
            verb = self.tree.heads[verb]

    def _first_infinitive(self, verb: int) -> int:
        """The first of coordinated infinitives: "was able *to hold* it and defeat them"."""
        tree = self.tree
        first = tree.heads[verb]
        same = tree.deps[verb] == "conj" and tree.tags[verb] == tree.tags[first] == "VB"
        return first if same and not tree.dependents(verb, "nsubj", "nsubj:pass", "aux", "cop") else verb

    def _own_group(self, verb: int) -> list[int]:
        tree = self.tree
        copular = self.phrases.is_predicative(verb) or self.phrases.is_infinitive(verb)  # "they *are* to leave"
        labels = ("aux", "aux:pass", "compound:prt", "cop")[: 4 if copular else 3]
        negations = [c for c in tree.children[verb] if self.is_negation(c)]
        own = [c for c in tree.children[verb] if tree.deps[c] in labels or self.is_particle(c)]
        head = tree.heads[verb]
        if tree.deps[verb] == "conj" and tree.tags[verb] == tree.tags[head] and not own:  # "did not *sign or ratify*"
            own = [c for c in tree.before(head) if tree.deps[c] in ("aux", "aux:pass")]
            negations = negations or [c for c in tree.before(head) if own and self.is_negation(c)]
        inner = [m for m in self.phrases.infinitive_marks(verb) if any(c < m for c in own)]  # "is *to* be held"
        return [*own, *negations, *inner, verb]

    def is_negation(self, c: int) -> bool:
        """Whether an adverb denies: "did *not* leave", "has *yet* to leave"."""
        denies = (
            self.tree.deps[c] in ("advmod", "cc:preconj", "cc") and self.tree.lemmas[c] in self.phrases.words.negators
        )
        return denies or self.phrases.clauses.is_pending(c)

    def is_particle(self, c: int) -> bool:
        """Whether an adverb belongs to its verb: "switched *over* to"."""
        return self.tree.deps[c] == "advmod" and self.tree.tags[c] == "RP"

    def _is_governed(self, verb: int) -> bool:
        """Whether a verb continues the one above it: "*helped* to raise", "*was able* to start"."""
        tree, head = self.tree, self.tree.heads[verb]
        governs = tree.tags[head].startswith("VB") or tree.dependents(head, "cop")
        if tree.deps[verb] != "xcomp" or not governs or tree.dependents(head, "obj", "iobj"):
            return False
        # "became *the first* to win": what stands between is said already
        return not any(x < verb and not tree.tags[x].startswith("VB") for x in tree.dependents(head, "xcomp"))

    def goes_on(self, verb: int) -> bool:
        """Whether an infinitive below says all that a verb says: "*began* to read"."""
        below = self.tree.dependents(verb, "xcomp")
        verbal = (x for x in below if self.tree.tags[x].startswith("VB") or self.phrases.is_predicative(x))
        return any(self._is_governed(x) for x in verbal)

    def introduction(self, verb: int) -> Tokens:
        """What leads to an infinitive, participle or gerund: "to", "not to", "for"."""
        negations = (c for c in self.tree.children[verb] if self.is_negation(c))
        return tuple(sorted((*self.phrases.marks(verb), *negations)))

    def copulas(self, state: int) -> Tokens:
        """The "to be" that leads to a noun or adjective below another verb: "seems *to be* a mistake"."""
        return tuple(sorted((*self.phrases.infinitive_marks(state), *self.tree.dependents(state, "cop", "aux"))))
