"""How real a predicate is said to be, and by whom: polarity, modality, attribution.

Scope follows the tree from the predicate towards the root. Factive and claiming reports are told apart as in FactBank
(Saurí & Pustejovsky 2009) and PolNeAR (Newell et al. 2018); implicative verbs as in Nairn et al. 2006.
"""

from dataclasses import dataclass, replace

from kg.extract.clauses import Clauses
from kg.extract.tree import Tree
from kg.lexicon import Lexicon
from kg.model import Attribution, Modality, Polarity

__all__ = ["Facts", "Factuality"]

SCOPING = frozenset({"xcomp", "acl", "csubj", "csubj:pass", "csubj:outer"})
"""Relations through which a governor's negation and modality reach down."""

NEGATABLE = frozenset({"nsubj", "nsubj:pass", "obj", "obl:agent", "obl", "iobj"})


@dataclass(frozen=True, slots=True)
class Facts:
    """Polarity, modality and attribution of one predicate."""

    negated: bool = False
    modality: Modality = Modality.ACTUAL
    attribution: Attribution | None = None

    @property
    def polarity(self) -> Polarity:
        """As the model has it."""
        return Polarity.NEGATED if self.negated else Polarity.AFFIRMED

    def under(self, *, negated: bool = False, modality: Modality = Modality.ACTUAL) -> "Facts":
        """These facts in the scope of another word; the innermost modality that is not actual stays."""
        kept = modality if self.modality is Modality.ACTUAL else self.modality
        if not negated and kept is self.modality:
            return self
        return Facts(self.negated != negated, kept, self.attribution)

    def by(self, attribution: Attribution | None) -> "Facts":
        """These facts as somebody reports them; as they are where nobody does."""
        return self if attribution is None else Facts(self.negated, self.modality, attribution)


@dataclass(frozen=True, slots=True)
class Factuality:
    """Works out the facts of any predicate of a document."""

    clauses: Clauses
    lexicon: Lexicon

    @property
    def tree(self) -> Tree:
        """The document's tree."""
        return self.clauses.tree

    def of(self, predicate: int) -> Facts:
        """The facts of a predicate, from what modifies it and from everything that governs it."""
        facts, below, in_scope = self._own(predicate), predicate, True
        for governor in self.tree.climb(predicate):
            relation = self.tree.deps[below]
            if in_scope:
                facts, in_scope = self._governed(facts, below, governor, relation)
            if facts.attribution is None:
                facts = self._attributed(facts, below, governor, relation)
            below = governor
        return facts if not self._is_question(predicate) else facts.under(modality=Modality.POSSIBLE)

    def of_word(self, word: int) -> Facts:
        """What a word's own modifiers alone say."""
        return self._own(word)

    # --- the predicate itself ----------------------------------------------------------------------------------------

    def _own(self, predicate: int) -> Facts:
        facts = Facts(negated=self._is_negated(predicate), modality=self._own_modality(predicate))
        asides = (self._aside(child) for child in self.tree.children[predicate])
        return facts.by(next((aside for aside in asides if aside), None))

    def _is_negated(self, predicate: int) -> bool:
        """An odd number of negating words stands at the predicate: "did *not*", "*no* country", "*without* joining"."""
        return sum(self._negates(c, predicate) for c in self.tree.children[predicate]) % 2 == 1

    def _negates(self, child: int, predicate: int) -> bool:
        tree, words = self.tree, self.clauses.words
        lemma, relation = tree.lemmas[child], tree.deps[child]
        if relation in NEGATABLE:
            determiners = tree.dependents(child, "det", "cc:preconj")
            negative = any(tree.lemmas[d] in words.negative_determiners for d in determiners)
            return negative or lemma in words.negative_pronouns or self._is_none(child)
        if relation in ("mark", "case") and tree.tags[predicate].startswith("VB"):
            return lemma in words.negative_prepositions
        if self.clauses.is_pending(child) or self._is_over(child):
            return True
        if relation in ("advmod", "cc:preconj", "det", "cc") and lemma in words.negators:
            return child < predicate or relation != "cc"
        return relation == "det" and lemma in words.negative_determiners

    def _is_over(self, adverb: int) -> bool:
        """Whether an adverb says that it has ended: "will *no longer* tolerate it"."""
        tree, words = self.tree, self.clauses.words
        if tree.deps[adverb] != "advmod" or tree.tags[adverb] != "RBR":
            return False
        before = tree.dependents(adverb, "advmod", "det")
        return any(tree.words[c].lower() in words.negative_determiners for c in before)

    def _is_none(self, noun: int) -> bool:
        """Whether not even one is meant: "*not a* single country"."""
        tree, words = self.tree, self.clauses.words
        before = (d for d in tree.dependents(noun, "advmod") if d < noun and tree.lemmas[d] in words.negators)
        return any(tree.lemmas[d + 1] in words.least_determiners for d in before)

    def _own_modality(self, predicate: int) -> Modality:
        """From modal auxiliaries, "if", and hedging adverbs and adjectives."""
        tree, words = self.tree, self.clauses.words
        for child in tree.children[predicate]:
            relation, lemma = tree.deps[child], tree.lemmas[child]
            if relation == "aux":
                modal = words.modals.get(lemma) or words.modals.get(tree.words[child].lower())
                if modal is not None:
                    return modal
            if relation == "cop" and self.clauses.is_planned(predicate):
                return Modality.FUTURE
            if relation == "mark" and lemma in words.conditional_marks:
                return Modality.CONDITIONAL
            if relation in ("advmod", "amod") and lemma in words.hedges:
                return words.hedges[lemma]
        return Modality.ACTUAL

    def _aside(self, child: int) -> Attribution | None:
        """Read an aside: "…, officials said" or "according to officials"."""
        tree = self.tree
        if tree.deps[child] in ("obl", "advmod", "parataxis") and tree.preposition(child) in (
            self.clauses.words.source_prepositions
        ):
            return Attribution(tree.span(child), tree.preposition(child), tree.span(child), factive=False)
        if tree.deps[child] == "parataxis" and tree.tags[child].startswith("VB"):
            return self._report(child)
        return None

    def _is_question(self, predicate: int) -> bool:
        root = next(reversed([predicate, *self.tree.climb(predicate)]))
        marks = [c for c in self.tree.dependents(root, "punct") if c > root]
        return bool(marks) and self.tree.lemmas[marks[-1]] in self.clauses.words.question_marks

    # --- what governs it ---------------------------------------------------------------------------------------------

    def _governed(self, facts: Facts, below: int, governor: int, relation: str) -> tuple[Facts, bool]:
        """Facts under one governor, and whether what governs *that* still reaches down."""
        if relation == "conj":
            return self._coordinated(facts, below, governor), True
        if relation == "ccomp" or (relation == "xcomp" and self.tree.dependents(below, "nsubj", "nsubj:pass")):
            return self._complement(facts, governor), False
        infinitive = self._is_infinitive(below)
        if relation == "advcl" and infinitive:
            return self._purpose(facts, below, governor), True
        if relation == "advcl" and self.clauses.is_object_controlled(below):
            return self._complement(facts, governor), False
        if relation not in SCOPING or (relation == "acl" and not infinitive):
            return facts.under(negated=relation == "acl" and self._dismissal(governor) is not None), False
        return self._embedded(facts, below, governor, relation), True

    def _purpose(self, facts: Facts, below: int, governor: int) -> Facts:
        """What is yet to come of a deed, or what it amounts to: "marched to *denounce* the law"."""
        if self.tree.lemmas[below] not in self.clauses.words.performed_purposes:
            return facts.under(modality=Modality.FUTURE)
        own = self._own(governor)
        return facts.under(negated=own.negated, modality=own.modality)

    def _embedded(self, facts: Facts, below: int, governor: int, relation: str) -> Facts:
        """Facts of an embedded predicate in the scope of what governs it."""
        pending = any(self.clauses.is_pending(c) for c in self.tree.children[governor])
        effect = None if pending else self.lexicon.implicative(self._lemma(governor))
        if effect is not None:
            facts = facts.under(negated=effect.negates, modality=effect.modality or Modality.ACTUAL)
        elif relation == "acl" and not self._is_factual_infinitive(governor):
            facts = facts.under(modality=Modality.FUTURE)
        elif relation == "xcomp":
            facts = self._reported_infinitive(facts, below, governor)
        own = self._own(governor)
        return facts.under(negated=own.negated, modality=own.modality)

    def _reported_infinitive(self, facts: Facts, below: int, governor: int) -> Facts:
        """A demand ("told Russia to withdraw"), an intention ("agreed to withdraw") or a denial ("denied arming")."""
        tree, report = self.tree, self.lexicon.reporting(self._lemma(governor))
        if report is None:
            return facts
        facts = facts.under(negated=report.denies, modality=report.modality or Modality.ACTUAL)
        if not self._is_infinitive(below) or tree.dependents(below, "cop", "aux") or self.clauses.is_passive(governor):
            return facts
        told = tree.dependents(governor, "obj", "iobj")
        return facts.under(modality=Modality.DEMANDED if told else Modality.FUTURE)

    def _lemma(self, word: int) -> str:
        """A word's lemma, with its particle where the lexicon knows what both make of a clause: "*ruled out* sending"."""
        tree, lemma = self.tree, self.tree.lemmas[word]
        if lemma in self.lexicon.governing:
            for particle in tree.dependents(word, "compound:prt"):
                both = f"{lemma} {tree.words[particle].lower()}"
                if self.lexicon.implicative(both) or self.lexicon.reporting(both):
                    return both
        return lemma

    def _dismissal(self, noun: int) -> int | None:
        """The verb that says that what a noun reports is not so: "*rejected* claims that"."""
        tree, lexicon = self.tree, self.lexicon
        head = tree.heads[noun]
        reports = lexicon.reporting(tree.lemmas[noun]) is not None
        verb = head if reports and tree.deps[noun] in ("obj", "nsubj:pass") else None
        denies = lexicon.reporting(tree.lemmas[head])
        dismisses = tree.lemmas[head] in lexicon.dismissals or (denies is not None and denies.denies)
        return verb if dismisses and not self._is_negated(head) else None

    def _is_infinitive(self, verb: int) -> bool:
        tree = self.tree
        return any(tree.lemmas[m] in self.clauses.words.purpose_marks for m in tree.dependents(verb, "mark"))

    def _is_factual_infinitive(self, noun: int) -> bool:
        """Whether it did happen: "the first country to recognise it"."""
        tree = self.tree
        return any(tree.lemmas[m] in self.clauses.words.factual_infinitives for m in tree.dependents(noun, "amod"))

    def _coordinated(self, facts: Facts, below: int, governor: int) -> Facts:
        """Auxiliaries and "not" before the first of coordinated predicates hold for bare forms that follow."""
        tree = self.tree
        if tree.dependents(below, "aux", "nsubj", "cop") or tree.tags[below] != tree.tags[governor]:
            return facts
        if tree.tags[below] in ("VB", "VBG", "VBN"):
            own = self._own(governor)
            denied = any(self._negates(c, below) for c in tree.dependents(below, "cc"))  # "neither … *nor*" denies once
            return facts.under(negated=own.negated and not denied, modality=own.modality)
        return facts

    def _complement(self, facts: Facts, governor: int) -> Facts:
        """Facts under "denied that", "feared that", "it is possible that", "did not say that"."""
        lemma = self._lemma(governor)
        effect, report = self.lexicon.implicative(lemma), self.lexicon.reporting(lemma)
        if effect is not None:
            facts = facts.under(negated=effect.negates, modality=effect.modality or Modality.ACTUAL)
        if report is not None and facts.modality is Modality.CONDITIONAL and self.tree.tags[governor] in ("VBD", "VBN"):
            facts = replace(facts, modality=Modality.FUTURE)  # "said it would": the past of "will"
        if report is not None:
            facts = facts.under(negated=report.denies, modality=report.modality or Modality.ACTUAL)
        if lemma in self.clauses.words.hedges:
            facts = facts.under(modality=self.clauses.words.hedges[lemma])
        return facts.under(modality=Modality.POSSIBLE) if self._is_negated(governor) else facts

    def _attributed(self, facts: Facts, below: int, governor: int, relation: str) -> Facts:
        """The nearest report above the predicate."""
        if relation in ("ccomp", "xcomp", "acl", "advcl"):
            marked = relation == "advcl" and self.tree.dependents(below, "mark", "case")
            if marked and not self.clauses.is_object_controlled(below):
                return facts
            dismissal = self._dismissal(governor) if relation == "acl" else None
            return facts.by(
                self._report(governor) if dismissal is None else self._attribution(dismissal, factive=False)
            )
        return facts.by(self._aside_of_clause(below, governor, relation))

    def _aside_of_clause(self, below: int, governor: int, relation: str) -> Attribution | None:
        """An aside that stands at a governing clause holds for what is in it."""
        if relation in ("conj", "parataxis") and self.tree.dependents(below, "nsubj"):
            return None
        found = (self._aside(c) for c in self.tree.children[governor] if c != below)
        return next((a for a in found if a is not None), None)

    def _report(self, cue: int) -> Attribution | None:
        """The attribution that a reporting word makes, its logical subject or possessor the speaker."""
        report = self.lexicon.reporting(self._lemma(cue))
        return None if report is None else self._attribution(cue, factive=report.factive)

    def _attribution(self, cue: int, *, factive: bool) -> Attribution:
        """What is said with a word, by its logical subject or possessor."""
        tree = self.tree
        if tree.tags[cue].startswith("VB"):
            agents = tree.dependents(cue, "obl:agent")
            speakers = tuple(agents) if self.clauses.is_passive(cue) else self.clauses.surface_subjects(cue)
        else:
            speakers = tuple(tree.dependents(cue, "nmod:poss"))
        return Attribution(tree.span(cue), tree.lemmas[cue], tree.span(speakers[0]) if speakers else None, factive)
