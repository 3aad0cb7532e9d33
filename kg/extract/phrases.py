"""The words of a phrase: noun phrases, verb groups, embedded clauses, prepositions, as token numbers in order."""

from collections.abc import Iterable
from dataclasses import dataclass

from kg.extract.clauses import Clauses
from kg.extract.tree import Tree
from kg.extract.triples import Tokens
from kg.extract.words import Words
from kg.model import Role

__all__ = ["Phrases"]

BASE = frozenset({
    "det", "amod", "compound", "nummod", "nmod:poss", "flat", "nmod:desc", "advmod", "nmod:unmarked", "fixed",
    "det:predet", "obl:unmarked", "goeswith", "obl:npmod", "nmod:npmod",
})  # fmt: skip
"""Labels inside a minimal noun phrase."""

MAX_GOVERNORS = 8
"""Verbs above an infinitive that its verb group takes in: "seems to want to begin to read"."""

PRONOUNS = frozenset({"WDT", "WP"})
"""Tags of relative and interrogative pronouns: what they stand for is an argument, they are none."""

JOINING = frozenset({",", ":", "HYPH"})
"""Tags of the signs that belong to a phrase when they stand inside it."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Builds the phrases of triples from a tree."""

    clauses: Clauses

    @property
    def tree(self) -> Tree:
        """The document's tree."""
        return self.clauses.tree

    @property
    def words(self) -> Words:
        """The language's closed classes."""
        return self.clauses.words

    def text(self, tokens: Iterable[int]) -> str:
        """The words in lower case, divided by spaces."""
        return " ".join(self.tree.words[t].lower() for t in tokens)

    # --- nouns -------------------------------------------------------------------------------------------------------

    def noun_phrase(self, head: int, *, full: bool = False, every: bool = False) -> Tokens:
        """Tokens of a noun phrase without its preposition: minimal, or with its "of" phrases, or with every phrase.

        A noun that only counts ("a *number* of ships", "$ 5 *million* of bonds") takes along what it counts.
        """
        tree = self.tree
        wide = full or tree.lemmas[head] in self.words.quantity_nouns or tree.tags[head] in ("CD", "$")
        kept, stack = {head}, [(head, True)]
        while stack:
            i, top = stack.pop()
            for c in tree.children[i]:
                if self._is_inside(c, top=top) or (wide and self._completes(c, top=top, every=every)):
                    kept.add(c)
                    stack.append((c, False))
        # adverbs stand before a preposition ("*only* as a guest"), and are no part of its phrase
        behind = max((c for c in tree.dependents(head, "case") if c < head), default=-1)
        return self._joined(t for t in kept if t > behind)

    def _is_inside(self, c: int, *, top: bool) -> bool:
        tree, label = self.tree, self.tree.deps[c]
        if label in BASE or (label == "punct" and tree.tags[c] == "HYPH"):
            return True
        return not top and (label in ("conj", "cc", "cc:preconj") or (label == "case" and tree.tags[c] == "POS"))

    def _completes(self, c: int, *, top: bool, every: bool) -> bool:
        """Whether a dependent belongs to the full noun phrase only."""
        label = self.tree.deps[c]
        held = every or self.tree.preposition(c) in self.words.holder_prepositions
        return (label == "nmod" and held) or (label == "case" and not top)

    def _joined(self, tokens: Iterable[int]) -> Tokens:
        """The tokens in order, with the signs that stand between two of them ("Hoboken *,* New Jersey")."""
        out = list[int]()
        for token in sorted(tokens):
            if out and token - out[-1] == 2 and self.tree.tags[token - 1] in JOINING:
                out.append(token - 1)
            out.append(token)
        return tuple(out)

    def held_before(self, modifier: int) -> Tokens:
        """The "of" phrase that stands between a noun and another phrase of it: "a row *of seats* for guests"."""
        tree = self.tree
        siblings = (m for m in tree.dependents(tree.heads[modifier], "nmod") if m < modifier)
        held = next((m for m in siblings if tree.preposition(m) in self.words.holder_prepositions), None)
        return () if held is None else (*self.cases(held), *self.noun_phrase(held, full=True))

    def is_numeric(self, noun: int) -> bool:
        """Whether it is a number, a year or a date."""
        tree = self.tree
        return tree.pos[noun] == "NUM" or (tree.pos[noun] == "PROPN" and bool(tree.dependents(noun, "nummod")))

    def is_of_preposition(self, noun: int) -> bool:
        """Whether a bare noun is part of a preposition: "in *front* of"."""
        tree = self.tree
        bare = tree.dependents(noun, "nmod") and not tree.dependents(noun, "det", "amod", "nmod:poss")
        return bool(bare and tree.dependents(noun, "case") and tree.lemmas[noun] in self.words.preposition_nouns)

    def is_connective(self, oblique: int) -> bool:
        """Whether a phrase joins sentences or names a source, and says nothing of its own: "for example", "according to X"."""
        tree = self.tree
        if tree.preposition(oblique) in self.words.source_prepositions:
            return True
        return tree.lemmas[oblique] in self.words.connective_nouns and not tree.dependents(oblique, "nmod", "amod")

    def cases(self, i: int) -> Tokens:
        """Tokens of a phrase's preposition."""
        tree = self.tree
        own = [c for c in tree.dependents(i, "case") if tree.tags[c] != "POS"]
        while not own and tree.deps[i] == "conj":  # a conjunct shares the preposition of the one before
            i = tree.heads[i]
            own = [c for c in tree.dependents(i, "case") if tree.tags[c] != "POS"]
        return self._with_fixed(own)

    def _with_fixed(self, tokens: Iterable[int]) -> Tokens:
        """Function words with those that they are fixed with: "instead *of*"."""
        return tuple(sorted(p for c in tokens for p in (c, *self.tree.dependents(c, "fixed"))))

    def trimmed(self, tokens: Iterable[int]) -> Tokens:
        """The tokens in order, without signs, conjunctions and white space at the ends."""
        tree, inside = self.tree, sorted(t for t in tokens if not self.tree.words[t].isspace())
        words = [t for t in inside if tree.deps[t] not in ("punct", "cc")]
        return tuple(t for t in inside if words[0] <= t <= words[-1]) if words else ()

    # --- verbs -------------------------------------------------------------------------------------------------------

    def verb_group(self, verb: int) -> Tokens:
        """Auxiliaries, negation, particle and verb, with the verbs that govern it as an infinitive."""
        group = set(self._own_group(verb))
        for _ in range(MAX_GOVERNORS):
            if not self._is_governed(verb):
                break
            group.update(self.infinitive_marks(verb))
            verb = self.tree.heads[verb]
            group.update(self._own_group(verb))
        return tuple(sorted(group))

    def _own_group(self, verb: int) -> list[int]:
        tree = self.tree
        labels = ("aux", "aux:pass", "compound:prt", "cop")[: 4 if self.is_predicative(verb) else 3]
        own = [c for c in tree.children[verb] if tree.deps[c] in labels or self._is_negation(c)]
        head = tree.heads[verb]
        if tree.deps[verb] == "conj" and tree.tags[verb] == tree.tags[head] and not own:
            own = [c for c in tree.children[head] if tree.deps[c] in ("aux", "aux:pass") and c < head]
        return [*own, verb]

    def _is_negation(self, c: int) -> bool:
        return self.tree.deps[c] == "advmod" and self.tree.lemmas[c] in self.words.negators

    def _is_governed(self, verb: int) -> bool:
        """Whether a verb continues the one above it: "*helped* to raise", "*was able* to start"."""
        tree, head = self.tree, self.tree.heads[verb]
        governs = tree.tags[head].startswith("VB") or tree.dependents(head, "cop")
        return bool(tree.deps[verb] == "xcomp" and governs and not tree.dependents(head, "obj"))

    def goes_on(self, verb: int) -> bool:
        """Whether an infinitive below says all that a verb says: "*began* to read"."""
        below = self.tree.dependents(verb, "xcomp")
        return any(self.tree.tags[x].startswith("VB") and self._is_governed(x) for x in below)

    def infinitive_marks(self, verb: int) -> Tokens:
        """The "to" of an infinitive."""
        return tuple(m for m in self.tree.dependents(verb, "mark") if self.tree.tags[m] == "TO")

    def marks(self, verb: int) -> Tokens:
        """The words that subordinate a clause: "after", "instead of"."""
        return self._with_fixed(self.tree.dependents(verb, "mark", "case"))

    def is_purpose(self, verb: int) -> bool:
        """Whether an infinitive tells what for: "sent troops *to occupy* it"."""
        tree = self.tree
        return tree.deps[verb] == "advcl" and tree.tags[verb] == "VB" and bool(self.infinitive_marks(verb))

    def clause(self, head: int) -> Tokens:
        """All tokens of an embedded clause but for coordinated clauses and the punctuation around it."""
        tree = self.tree
        kept, stack = {head}, [c for c in tree.children[head] if tree.deps[c] not in ("cc", "conj", "parataxis")]
        while stack:
            c = stack.pop()
            kept.add(c)
            stack += tree.children[c]
        return self.trimmed(kept) or (head,)

    # --- what a predicate takes --------------------------------------------------------------------------------------

    def is_predicative(self, i: int) -> bool:
        """Whether a copula says this word, and not a whole clause ("the problem *is that they left*"), of a subject."""
        return bool(self.tree.dependents(i, "cop")) and not self.tree.dependents(i, "nsubj:outer")

    def is_existential(self, predicate: int) -> bool:
        """Whether a predicate only says that its subject is there ("*there* is no evidence")."""
        return any(self.tree.tags[e] == "EX" for e in self.tree.dependents(predicate, "expl"))

    def subjects(self, predicate: int) -> list[int]:
        """Heads of a predicate's subjects, coordinated ones each on its own; "there" where it says that they are."""
        tree = self.tree
        if self.is_existential(predicate):
            return tree.dependents(predicate, "expl")
        found = self.clauses.surface_subjects(predicate)
        return [s for s in found if s != predicate and tree.tags[s] not in PRONOUNS]

    def objects(self, verb: int) -> list[int]:
        """Heads of a verb's objects; a relative pronoun is replaced by its antecedent ("the law *that* he passed")."""
        tree = self.tree
        labels = ("nsubj", "nsubj:pass", "obj") if self.is_existential(verb) else ("obj",)
        own = [t for o in tree.dependents(verb, *labels) for t in self.clauses.spread(o)]
        if own or tree.deps[verb] != "acl:relcl" or self.clauses.is_passive(verb):
            return [t for t in own if tree.tags[t] not in PRONOUNS]
        noun = tree.heads[verb]
        return [f.token for f in self.clauses.of_verb(verb) if f.role is Role.OBJECT and f.token == noun]

    def states(self, verb: int) -> list[int]:
        """Heads of the nouns and adjectives that a verb says of its subject or object ("named him *ambassador*")."""
        tree = self.tree
        found = [c for c in tree.dependents(verb, "xcomp") if not tree.tags[c].startswith("VB")]
        return [t for c in found for t in self.clauses.spread(c)]

    def shared_obliques(self, predicate: int) -> list[int]:
        """Obliques before the first of coordinated predicates, for a later one: "*In 1879* he was elected and died"."""
        tree, first = self.tree, self.tree.heads[predicate]
        if tree.deps[predicate] != "conj" or any(tree.relation(c) == "nsubj" for c in tree.children[predicate]):
            return []
        return [o for o in tree.dependents(first, "obl", "obl:unmarked") if o < first and not self.is_connective(o)]
