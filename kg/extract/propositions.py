"""A parsed article -> its propositions: one for each verb, predicative word and relational noun with arguments."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kg.extract.attribution import Facts, Factuality
from kg.extract.clauses import Clauses, Found
from kg.extract.nominals import Nominals
from kg.extract.particles import Particles
from kg.extract.time import find_times
from kg.extract.tree import Tree
from kg.extract.words import load_words
from kg.lexicon import Lexicon
from kg.model import Argument, Article, Modality, PredicateKind, Proposition, Role, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["propositions"]

NOUNS = frozenset({"NOUN", "PROPN"})


def propositions(
    doc: "Doc | Tree", article: Article, lexicon: Lexicon, *, story: Sequence[Span] | None = None
) -> tuple[Proposition, ...]:
    """All propositions of an article, in order of their predicates.

    `story` are the stretches of the text to read, by default all of it. Time is linear in the length of the text.
    """
    reader = Reader.of(doc, article.published, lexicon)
    return tuple(p for bounds in reader.sentences(story) for p in reader.read(bounds))


@dataclass(frozen=True, slots=True)
class Predicate:
    """A word that carries a proposition: its token, what it is, its sentence's bounds, the rule that found it."""

    token: int
    kind: PredicateKind
    bounds: tuple[int, int]
    rule: str


@dataclass(slots=True)
class Reader:
    """One document's rules with all that they share."""

    tree: Tree
    clauses: Clauses
    nominals: Nominals
    factuality: Factuality
    particles: Particles
    lexicon: Lexicon
    times: dict[int, str]
    phrases: dict[int, Span] = field(default_factory=dict)
    facts: dict[int, Facts] = field(default_factory=dict)
    spans: dict[tuple[int, int], Span] = field(default_factory=dict)
    """The characters of the sentences, by their bounds."""

    @classmethod
    def of(cls, doc: "Doc | Tree", published: str, lexicon: Lexicon) -> "Reader":
        tree = Tree.of(doc)
        clauses = Clauses(tree, load_words(tree.language))
        nominals = Nominals(clauses, lexicon.light_verbs, lexicon.amounts, lexicon.reciprocal_nouns)
        factuality = Factuality(clauses, lexicon)
        particles = Particles(tree, lexicon)
        return cls(tree, clauses, nominals, factuality, particles, lexicon, times_of(tree, published))

    def sentences(self, story: Sequence[Span] | None) -> Iterator[tuple[int, int]]:
        """Bounds of the sentences that lie in the story, whose stretches are in order."""
        for bounds in self.tree.sentences:
            span = self.spans[bounds] = self.tree.sentence_span(bounds)
            if story is None or covers(story, span):
                yield bounds

    def read(self, bounds: tuple[int, int]) -> Iterator[Proposition]:
        """The propositions of one sentence."""
        for i in range(*bounds):
            yield from self._at(i, bounds)
        for prefix, found in self.nominals.stances(*bounds):
            place = Predicate(prefix, PredicateKind.ADJECTIVE, bounds, "nominal/stance")
            yield self._make(place, found, self._stance_facts(found))

    def _at(self, i: int, bounds: tuple[int, int]) -> Iterator[Proposition]:
        tree = self.tree
        dep, tag = tree.deps[i], tree.tags[i]
        if dep in ("aux", "aux:pass", "cop", "punct", "case", "mark", "compound:prt"):
            return
        if self.clauses.is_ellipsis(i):
            yield from self._ellipsis(i, bounds)
        elif self._is_predicative(i):
            yield from self._predicative(i, bounds)
        elif tag.startswith("VB") and dep not in ("amod", "compound"):
            yield from self._made(Predicate(i, PredicateKind.VERB, bounds, "clause/verb"), self.clauses.of_verb(i))
        elif (tree.pos[i] in NOUNS or self._is_amount(i)) and self._may_relate(i):
            yield from self._nominal(i, bounds)

    def _is_predicative(self, i: int) -> bool:
        """Whether a copula, a linking verb or a raising verb says this word of a subject."""
        tree = self.tree
        if tree.dependents(i, "cop"):
            return not self.clauses.is_planned(i)
        if tree.deps[i] == "obj":
            return tree.lemmas[tree.heads[i]] in self.clauses.words.linking_verbs
        return tree.deps[i] == "xcomp" and not tree.tags[i].startswith("VB")

    def _is_amount(self, i: int) -> bool:
        """Whether a word that is no noun stands like one: "*some* of its allies", "said *no* to the plan"."""
        tree = self.tree
        return tree.relation(i) in ("nsubj", "obj", "obl") and bool(tree.dependents(i, "nmod"))

    def _may_relate(self, i: int) -> bool:
        """Whether a noun may carry a relation: the lexicon knows it, or a light verb leads to it."""
        lemma = self.tree.lemmas[i]
        return lemma in self.lexicon.predicate_nouns or self.nominals.support_verb(i) is not None

    def _predicative(self, i: int, bounds: tuple[int, int]) -> Iterator[Proposition]:
        """Read what a copula says of its subject; the noun's own phrase takes part as well ("is a Russia proxy")."""
        found, kind = self.clauses.of_predicative(i), PredicateKind.ADJECTIVE
        if self.tree.pos[i] in NOUNS or self.tree.tags[i].startswith("NN"):
            found += [f for f in self.nominals.of_noun(i) if f not in found]
            kind = PredicateKind.NOUN
        yield from self._made(Predicate(i, kind, bounds, "clause/copula"), found)

    def _nominal(self, i: int, bounds: tuple[int, int]) -> Iterator[Proposition]:
        found, verb = [*self.nominals.of_noun(i), *self.nominals.adjoined(i)], self.nominals.support_verb(i)
        predicative = self._predicated_with(i)
        if verb is not None:
            found += self.nominals.supported(i, verb)
        if predicative is not None:
            found += [f for f in self.clauses.of_predicative(predicative) if f.role is Role.SUBJECT]
        facts = self._noun_facts(i) if verb is None else self._supported_facts(i, verb)
        rule = "nominal/phrase" if verb is None else "nominal/light-verb"
        if found:
            yield self._make(Predicate(i, PredicateKind.NOUN, bounds, rule), found, facts, clause=verb)

    def _predicated_with(self, i: int) -> int | None:
        """The first of coordinated predicative nouns: "is an ally *and supporter*"."""
        tree = self.tree
        head = tree.heads[i]
        return head if tree.deps[i] == "conj" and tree.dependents(head, "cop") else None

    # --- ellipsis ----------------------------------------------------------------------------------------------------

    def _ellipsis(self, i: int, bounds: tuple[int, int]) -> Iterator[Proposition]:
        """The governing predicate once more, with this subject and this polarity."""
        antecedent = self.tree.heads[i]
        subjects = [Found(Role.SUBJECT, t) for t in self.clauses.surface_subjects(i)]
        kept = [f for f in self.clauses.of_verb(antecedent) if f.role is not Role.SUBJECT and f.token != i]
        own = self.facts_of(i)
        facts = replace(self.facts_of(antecedent), negated=own.negated, modality=own.modality)
        yield self._make(
            Predicate(antecedent, PredicateKind.VERB, bounds, "clause/ellipsis"), [*subjects, *kept], facts
        )

    # --- building ----------------------------------------------------------------------------------------------------

    def facts_of(self, i: int) -> Facts:
        """Polarity, modality and attribution of a predicate, looked up once."""
        if i not in self.facts:
            self.facts[i] = self.factuality.of(i)
        return self.facts[i]

    def _noun_facts(self, i: int) -> Facts:
        """A noun is presupposed, but for what is only wanted or refused: "opposes *Kosovo's membership*"."""
        tree, facts = self.tree, self.facts_of(i)
        effect = self.lexicon.implicative(tree.lemmas[tree.heads[i]]) if tree.deps[i] in ("obj", "obl") else None
        if effect is None or not (effect.negates or effect.modality) or tree.dependents(i, "det"):
            return facts
        return facts.under(modality=effect.modality or Modality.POSSIBLE)

    def _supported_facts(self, noun: int, verb: int) -> Facts:
        """A light verb's facts are its noun's; the noun adds what is said of it alone: "possible", "no"."""
        own = self.factuality.of_word(noun)
        facts = self.facts_of(verb)
        # "imposed no sanctions" negates at the noun, and the verb has counted that already
        return facts.under(modality=own.modality)

    def _stance_facts(self, found: list[Found]) -> Facts:
        named = next((f.token for f in found if f.role is Role.NAMED), found[0].token)
        verb = self.nominals.support_verb(named)
        return self.facts_of(named if verb is None else verb)

    def _made(self, predicate: Predicate, found: list[Found]) -> Iterator[Proposition]:
        if found:
            yield self._make(predicate, found, self.facts_of(predicate.token))

    def _make(
        self, predicate: Predicate, found: list[Found], facts: Facts, *, clause: int | None = None
    ) -> Proposition:
        i, bounds = predicate.token, predicate.bounds
        tree = self.tree
        particles, idiom = self._particles(predicate)
        found = self.particles.completed(idiom, self.particles.arguments(particles, found))
        unique = dict.fromkeys(f for f in found if f.token != i and bounds[0] <= f.token < bounds[1])
        when = self.times.get(i) or (self.times.get(clause, "") if clause is not None else "")
        return Proposition(
            sentence=self.spans[bounds],
            cue=tree.span(i),
            lemma=" ".join([tree.lemmas[i], *(tree.words[p].lower() for p in idiom or particles)]),
            kind=predicate.kind,
            arguments=tuple(self._argument(f) for f in unique),
            polarity=facts.polarity,
            modality=facts.modality,
            attribution=facts.attribution,
            when=when,
            rule=predicate.rule,
        )

    def _particles(self, predicate: Predicate) -> tuple[list[int], range]:
        """The particles of a verb, and the words that make an idiom of it."""
        if predicate.kind is not PredicateKind.VERB:
            return [], range(0)
        return self.particles.of(predicate.token), self.particles.idiom(predicate.token)

    def _argument(self, found: Found) -> Argument:
        i = found.token
        if i not in self.phrases:
            self.phrases[i] = self.tree.phrase(i)
        return Argument(found.role, self.tree.span(i), self.phrases[i], self.tree.lemmas[i], found.preposition)


def covers(spans: Sequence[Span], span: Span) -> bool:
    """Whether one of some stretches in order holds another."""
    i = bisect_right(spans, span.start, key=lambda s: s.start) - 1
    return i >= 0 and span.end <= spans[i].end


def times_of(tree: Tree, published: str) -> dict[int, str]:
    """Predicate -> when, in EDTF: a time expression tells of the nouns it hangs on and of the first verb above."""
    out: dict[int, str] = {}
    for expression in find_times(tree, published):
        covered = range(expression.first, expression.last + 1)
        anchor = next((i for i in covered if tree.heads[i] not in covered), covered[-1])
        for above in tree.climb(anchor):
            out.setdefault(above, expression.value)
            if tree.tags[above].startswith("VB") or tree.dependents(above, "cop"):
                break
    return out
