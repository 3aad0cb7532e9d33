"""The words of a phrase: noun phrases, verb groups, embedded clauses, prepositions, as token numbers in order."""

from collections.abc import Iterable
from dataclasses import dataclass

from kg.extract.clauses import Clauses
from kg.extract.modifiers import below, coordinated, with_one
from kg.extract.tree import Tree
from kg.extract.triples import Tokens
from kg.extract.words import Words

__all__ = ["Phrases"]

BASE = frozenset({
    "det", "amod", "compound", "nummod", "nmod:poss", "flat", "nmod:desc", "advmod", "nmod:unmarked", "fixed",
    "det:predet", "obl:unmarked", "goeswith", "obl:npmod", "nmod:npmod",
})  # fmt: skip
"""Labels inside a minimal noun phrase."""

PRONOUNS = frozenset({"WDT", "WP"})
"""Tags of relative and interrogative pronouns: what they stand for is an argument, they are none."""

CLOSING = {"-RRB-": "-LRB-", "''": "``"}
"""Tags of brackets and quotation marks -> of those that they close."""

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

    def is_pronoun(self, i: int) -> bool:
        """Whether a word stands for its antecedent, or asks; "what" with a clause of its own is the clause: "*what he saw*"."""
        return self._asks(i) or (self.tree.tags[i] in PRONOUNS and not self.is_free_relative(i))

    def _asks(self, i: int) -> bool:
        """Whether a phrase is asked for: "*how much* they lost", "*which bank* failed"."""
        return any(self.tree.tags[c] in ("WRB", "WDT", "WP") for c in self.tree.dependents(i, "advmod", "det"))

    def is_free_relative(self, i: int) -> bool:
        """Whether a pronoun has a clause of its own, and no antecedent: "*what* he saw"."""
        return self.tree.tags[i] in PRONOUNS and bool(self.tree.dependents(i, "acl:relcl"))

    def is_clausal(self, i: int) -> bool:
        """Whether a whole clause stands as argument: "*whether they win* depends on him"."""
        return self.tree.relation(i) == "csubj" or self.is_free_relative(i)

    # --- nouns -------------------------------------------------------------------------------------------------------

    def noun_phrase(self, head: int, *, full: bool = False, every: bool = False, content: bool = False) -> Tokens:
        """Tokens of a noun phrase without its preposition: minimal, or with its "of" phrases, or with every phrase.

        With every phrase, or alone (`content`), comes what the noun is about: "a plan *to leave*". A noun that only counts
        ("a *number* of ships", "$ 5 *million* of bonds") takes along what it counts.
        """
        tree = self.tree
        if self.is_clausal(head):
            return self.clause(head)
        wide = full or tree.lemmas[head] in self.words.quantity_nouns or tree.tags[head] in ("CD", "$")
        kept, stack = {head}, [(head, True)]
        while stack:
            i, top = stack.pop()
            for c in tree.children[i]:
                if self._is_inside(c, top=top) or (wide and self._completes(c, top=top, every=every)):
                    kept.update(below(tree, c) if tree.deps[c] == "nummod" else (c,))
                    stack.append((c, False))
        if every or content:  # "attempts *to cross the river* failed": without their content, there is no telling which
            about = (c for c in tree.dependents(head, "acl", "amod") if self._is_content(c) or self._is_heavy(c))
            kept.update(t for c in about for t in self.clause(c))
        # adverbs stand before a preposition ("*only* as a guest"), and are no part of its phrase
        behind = max((c for c in tree.dependents(head, "case") if c < head), default=-1)
        return self._joined(t for t in kept if t > behind)

    def noun_phrases(
        self, head: int, *, full: bool = False, every: bool = False, content: bool = False
    ) -> list[Tokens]:
        """The phrase once for each of coordinated modifiers: "rain and snow clouds" are "rain clouds" and "snow clouds"."""
        phrase = self.noun_phrase(head, full=full, every=every, content=content)
        modifiers = coordinated(self.tree, head)
        return [with_one(self.tree, phrase, m, modifiers, self.words) for m in modifiers] or [phrase]

    def _is_inside(self, c: int, *, top: bool) -> bool:
        tree, label = self.tree, self.tree.deps[c]
        if top and tree.tags[c] == "WRB":  # "*when* it was full": the clause's, not the adjective's
            return False
        if top and self._is_heavy(c):
            return False
        if label in BASE or (label == "punct" and tree.tags[c] == "HYPH"):
            return True
        return not top and (label in ("conj", "cc", "cc:preconj") or (label == "case" and tree.tags[c] == "POS"))

    def _completes(self, c: int, *, top: bool, every: bool) -> bool:
        """Whether a dependent belongs to the full noun phrase only."""
        label = self.tree.deps[c]
        held = every or self.tree.preposition(c) in self.words.holder_prepositions
        modifies = label == "nmod" or (label == "obl" and self.tree.pos[self.tree.heads[c]] == "ADJ")
        return (modifies and held and not self.is_listed(c)) or (label == "case" and not top)

    def _joined(self, tokens: Iterable[int]) -> Tokens:
        """The tokens in order, with the signs that stand between two of them ("Hoboken *,* New Jersey")."""
        out, kept = list[int](), sorted(tokens)
        while len(kept) > 1 and self.tree.deps[kept[0]] in ("cc", "punct"):  # hung on a modifier by mistake
            del kept[0]
        for token in kept:
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

    def is_listed(self, modifier: int) -> bool:
        """Whether a phrase names some of those that the noun speaks of: "towns *including Bergen*"."""
        tree = self.tree
        return bool(tree.children[modifier]) and tree.preposition(modifier) in self.words.listing_prepositions

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
        return self.with_fixed(own)

    def with_fixed(self, tokens: Iterable[int]) -> Tokens:
        """Function words with those that they are fixed with: "instead *of*"."""
        return tuple(sorted(p for c in tokens for p in (c, *self.tree.dependents(c, "fixed"))))

    def trimmed(self, tokens: Iterable[int]) -> Tokens:
        """The tokens in order, without signs, conjunctions and white space at the ends."""
        tree, inside = self.tree, sorted(t for t in tokens if not self.tree.words[t].isspace())
        words = [t for t in inside if tree.deps[t] not in ("punct", "cc")]
        kept = [t for t in inside if words[0] <= t <= words[-1]] if words else []
        after = next((t for t in inside if words and t > words[-1]), None)
        if (
            after is not None
            and (opening := CLOSING.get(tree.tags[after]))
            and any(tree.tags[t] == opening for t in kept)
        ):
            kept.append(after)  # the sign that closes what stands inside: 'called it "an insult"'
        return tuple(kept)

    # --- verbs -------------------------------------------------------------------------------------------------------

    def is_predicative(self, i: int) -> bool:
        """Whether a copula says this word, and not a whole clause ("the problem *is that they left*"), of a subject."""
        return bool(self.tree.dependents(i, "cop")) and not self.tree.dependents(i, "nsubj:outer")

    def _is_content(self, clause: int) -> bool:
        """Whether a clause tells what a noun is about: "the plan *to leave*", "the fact *that it failed*"."""
        tree = self.tree
        return self.is_infinitive(clause) or (
            tree.deps[clause] == "acl" and bool(tree.dependents(clause, "mark")) and tree.tags[clause] != "VBG"
        )

    def _is_heavy(self, modifier: int) -> bool:
        """Whether an adjective stands behind its noun with what completes it: "a man *fond of dogs*"."""
        tree = self.tree
        behind = tree.deps[modifier] == "amod" and modifier > tree.heads[modifier]
        return behind and bool(tree.dependents(modifier, "obl", "advcl", "xcomp", "ccomp"))

    def is_infinitive(self, verb: int) -> bool:
        """Whether "to" stands before a verb."""
        return self.tree.tags[verb] == "VB" and bool(self.infinitive_marks(verb))

    def infinitive_marks(self, verb: int) -> Tokens:
        """The "to" of an infinitive."""
        return tuple(m for m in self.tree.dependents(verb, "mark") if self.tree.tags[m] == "TO")

    def marks(self, verb: int) -> Tokens:
        """The words that subordinate a clause: "after", "instead of"."""
        return self.with_fixed(self.tree.dependents(verb, "mark", "case"))

    def is_purpose(self, verb: int) -> bool:
        """Whether an infinitive tells what for: "sent troops *to occupy* it"."""
        return self.tree.deps[verb] == "advcl" and self.is_infinitive(verb)

    def is_circumstance(self, verb: int) -> bool:
        """Whether a clause tells when, why or how: "left *after he had won*", "left *when* he won"."""
        tree = self.tree
        marks = self.marks(verb) or [a for a in tree.dependents(verb, "advmod") if tree.tags[a] == "WRB"]
        return tree.deps[verb] == "advcl" and self.text(marks) in self.words.circumstance_marks

    def clause(self, head: int) -> Tokens:
        """All tokens of an embedded clause but for coordinated clauses and the punctuation around it."""
        tree = self.tree
        kept, stack = {head}, [c for c in tree.children[head] if tree.deps[c] not in ("cc", "conj", "parataxis")]
        while stack:
            c = stack.pop()
            kept.add(c)
            stack += tree.children[c]
        return self.trimmed(kept) or (head,)
