"""Who stands at the ends of a statement: from an argument to the entities that it names, hands on to, or stands for."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

from kg.lexicon import Lexicon
from kg.lexicon.frames import Slot, Transparent
from kg.model import Argument, Article, Entity, Mention, MentionKind, Modality, PredicateKind, Proposition, Role, Span
from kg.ontology import Ontology

__all__ = ["Ends", "Found"]

ACTOR, STATE, SEAT, OFFICE = "Actor", "State", "Government", "Office"
PERSON, PEOPLE = "Person", "People"
OF_TITLE = frozenset({Role.MODIFIER, Role.POSSESSOR, Role.OBLIQUE})
CLAUSAL = frozenset({Role.CLAUSE, Role.ADVERBIAL})
MAX_GAP = 30
"""Characters between a title and what belongs to it: a preposition, an article, another modifier."""
MAX_DESCENT = 3
"""Nouns that hand on to each other: "a majority of the leaders of the countries of …" ends somewhere."""

CERTAINTY = {MentionKind.NAME: 1.0, MentionKind.DEMONYM: 1.0, MentionKind.NOMINAL: 0.95, MentionKind.PRONOUN: 0.9}
HANDED_ON = 0.95
METONYM = 0.95
BEFORE_HEAD, AFTER_HEAD = 0.8, 0.7
"""Certainty that who is named within a phrase is meant by it: "*Danish* web sites", "a camp for *Congolese* refugees"."""
HYPHENS = frozenset("-\u2010\u2011\u2013")


class Found(NamedTuple):
    """An entity with the span that names it; `certainty` (0 to 1) falls with each step of reading between the lines.

    `named` is the entity that stands there in so many words, where another is meant.
    """

    entity: Entity
    span: Span
    certainty: float
    named: Entity | None = None

    @property
    def keys(self) -> frozenset[str]:
        """What distinguishes those whom it may denote."""
        return frozenset(e.key for e in (self.entity, self.named) if e is not None)


Tiers = Iterator[Sequence[Found]]


@dataclass(frozen=True, slots=True)
class Ends:
    """Finds the entities of one article's arguments."""

    mentions: Mapping[Span, Mention]
    heads: Sequence[Span]
    """Heads of all mentions in order."""
    predicates: Mapping[Span, Proposition]
    verbs: Sequence[Span]
    """Verbs of what is said to be so beside what their phrase says, in order."""
    by_link: Mapping[str, Entity]
    article: Article
    ontology: Ontology
    lexicon: Lexicon

    @classmethod
    def of(
        cls,
        article: Article,
        propositions: Iterable[Proposition],
        mentions: Iterable[Mention],
        ontology: Ontology,
        lexicon: Lexicon,
    ) -> "Ends":
        """Index an article's propositions and mentions by the words that head them."""
        predicates: dict[Span, Proposition] = {}
        for p in propositions:
            predicates.setdefault(p.cue, p)
        heads = {mention.head: mention for mention in sorted(mentions, key=lambda m: m.head)}
        links = {e.link: e for mention in heads.values() for e in mention.entities if e.link}
        verbs = tuple(sorted(p.cue for p in predicates.values() if says_more(p, lexicon)))
        return cls(heads, tuple(heads), predicates, verbs, links, article, ontology, lexicon)

    def in_slots(
        self,
        slots: Iterable[Slot],
        proposition: Proposition,
        allowed: frozenset[str] | None,
        *,
        without: frozenset[str] = frozenset(),
        loosely: bool = False,
    ) -> list[Found]:
        """Entities of the first slot that gives any of the `allowed` classes (None: any at all), unlike those `without`.

        `loosely` takes, where no slot names anybody, whoever is named within the phrase that fills one.
        """
        readings = (self._argument, self._within) if loosely else (self._argument,)
        for read, slot in product(readings, slots):
            tiers = (read(a) for a in self._fillers(slot, proposition))
            found = [f for tier in tiers for f in self._first(tier, allowed, without)]
            if found or (not slot.steps and (found := self._own(slot, proposition, allowed, without))):
                return unique(found)
        return []

    def joins_entities(self, proposition: Proposition) -> bool:
        """Whether two different entities take part."""
        tiers = (found for a in proposition.arguments for found in self._argument(a))
        return len({f.entity.key for found in tiers for f in found}) > 1

    def speaker(self, head: Span) -> Entity | None:
        """The actor whom the phrase with this head names, if there is just one."""
        noun = self.predicates.get(head)
        argument = Argument(Role.SUBJECT, head, head, noun.lemma if noun else "")
        found = self._first(self._argument(argument), frozenset({ACTOR}), frozenset())
        return found[0].entity if len(found) == 1 else None

    def _own(
        self, slot: Slot, proposition: Proposition, allowed: frozenset[str] | None, without: frozenset[str]
    ) -> list[Found]:
        """The entity that the predicate itself is, or the office that it names."""
        named = self._titled(proposition) if slot.title else self._named(proposition.cue)
        return self._first(iter([named]), allowed, without)

    def _fillers(self, slot: Slot, proposition: Proposition) -> list[Argument]:
        """Arguments in a slot; none in one without steps."""
        if not slot.steps:
            return []
        *way, last = slot.steps
        for step in way:
            arguments = [b for a in proposition.arguments if step.takes(a) for b in self.through(a)]
            inner = [p for a in arguments if (p := self.predicates.get(a.head)) is not None]
            if not inner:
                return []
            proposition = inner[0] if len(inner) == 1 else merged(inner)
        return [before(a, proposition.cue) for a in proposition.arguments if last.takes(a)]

    def through(self, argument: Argument, depth: int = MAX_DESCENT) -> Iterator[Argument]:
        """Yield an argument and those that its noun hands on to: "part of the *aid*"."""
        yield argument
        entry, noun = self.lexicon.transparent.get(argument.lemma), self.predicates.get(argument.head)
        if entry is None or noun is None or entry.actor or not depth:
            return
        for inner in (a for a in noun.arguments if any(step.takes(a) for step in entry.slots)):
            yield from self.through(inner, depth - 1)

    def _argument(self, argument: Argument, depth: int = MAX_DESCENT) -> Tiers:
        """What an argument may stand for, best first: what its noun hands on to, then what it names itself."""
        entry = self.lexicon.transparent.get(argument.lemma)
        if entry is not None and depth and not self._stands_for_itself(argument, entry):
            yield from self._handed_on(argument, entry, depth)
        yield self._named(argument.head)

    def _handed_on(self, argument: Argument, entry: Transparent, depth: int) -> Tiers:
        noun = self.predicates.get(argument.head)
        # "Albania's minister", who acts for Albania, is nobody else than Albania.
        own = next((f.entity for f in self._named(argument.head)), None)
        for step in entry.slots:
            arguments = [a for a in noun.arguments if step.takes(a)] if noun is not None else []
            tiers = [f for a in arguments for f in next_found(self._argument(a, depth - 1))]
            yield [f._replace(certainty=f.certainty * HANDED_ON, named=f.named or own) for f in tiers]

    def _within(self, argument: Argument) -> Tiers:
        """Whoever is named within an argument's phrase: before its head the nearest first, then those after it."""
        first = bisect_left(self.heads, Span(argument.span.start, 0))
        inside = self.heads[first : bisect_left(self.heads, Span(argument.span.end, 0))]
        before = [h for h in reversed(inside) if h < argument.head]
        after = () if self._is_owned(argument) else inside
        clause = self._clause_after(argument)
        for head in (*before, *(h for h in after if argument.head < h < clause)):
            if not self._is_hyphenated(self.mentions[head].span):
                certainty = BEFORE_HEAD if head < argument.head else AFTER_HEAD
                yield [f._replace(certainty=f.certainty * certainty) for f in self._named(head)]

    def _is_owned(self, argument: Argument) -> bool:
        """Whether it is a phrase's owner who is meant, known or not: not Israel by "the king's ties with Israel"."""
        noun = self.predicates.get(argument.head)
        owners = (a for a in noun.arguments if a.role is Role.POSSESSOR) if noun is not None else ()
        return any(not self._named(a.head) for a in owners)

    def _clause_after(self, argument: Argument) -> Span:
        """Where a clause within a phrase begins, whose own business its names are: "a plan *backed* by France"."""
        if argument.role in CLAUSAL:
            return Span(argument.span.end, 0)
        first = bisect_right(self.verbs, argument.head)
        verb = self.verbs[first] if first < len(self.verbs) else None
        return verb if verb is not None and verb.end <= argument.span.end else Span(argument.span.end, 0)

    def _is_hyphenated(self, span: Span) -> bool:
        """Whether a name is but a part of a word: "*Syrian*-led", "pro-*Russian*"."""
        text = self.article.text
        return text[span.end : span.end + 1] in HYPHENS or text[max(span.start - 1, 0) : span.start] in HYPHENS

    def _stands_for_itself(self, argument: Argument, entry: Transparent) -> bool:
        """Whether a phrase whose noun hands on is a name ("the *Turkish embassy*"), or known for an actor."""
        mention = self.mentions.get(argument.head)
        named = mention is not None and mention.kind is MentionKind.NAME
        return named or (entry.actor and self._names_somebody(argument))

    def _names_somebody(self, argument: Argument) -> bool:
        """Whether the phrase refers to somebody known, more than its common noun says."""
        mention = self.mentions.get(argument.head)
        if mention is None:
            return False
        if mention.kind is not MentionKind.NOMINAL:
            return True
        nobody = {self.lexicon.noun_class(argument.lemma)}
        if argument.role is Role.SUBJECT:  # ministers act for their country, but who expels diplomats expels them
            nobody |= {PERSON, PEOPLE}
        return any(e.link or e.type not in nobody for e in mention.entities)

    def _named(self, head: Span) -> Sequence[Found]:
        """The entities of the mention that this word heads."""
        mention = self.mentions.get(head)
        if mention is None:
            return ()
        return [Found(entity, mention.span, CERTAINTY[mention.kind]) for entity in mention.entities]

    def _titled(self, proposition: Proposition) -> Sequence[Found]:
        """The office that a title names with all that stands around it, if that says whose office it is."""
        named = [a.span.start for a in proposition.arguments if a.role is Role.NAMED and a.span > proposition.cue]
        end = min(named, default=len(self.article.text))
        around = [a for a in proposition.arguments if a.role in OF_TITLE and near(a.span, proposition.cue)]
        around = [a for a in around if a.span.end <= end]
        if not any(found for a in around for found in next_found(self._argument(a))):
            return ()
        span = hull([proposition.cue, *(a.span for a in around)])
        short = Span(span.start, hull([proposition.cue, *(a.head for a in around)]).end)
        name, alias = (" ".join(self.article.text[s.start : s.end].split()) for s in (span, short))
        return [Found(Entity(name, OFFICE, aliases=frozenset({alias} - {name})), span, HANDED_ON)]

    def _first(self, tiers: Tiers, allowed: frozenset[str] | None, without: frozenset[str]) -> list[Found]:
        """The first of several readings that holds an entity of the right class."""
        for tier in tiers:
            fitting = [self._fitting(found, allowed) for found in tier]
            found = [f for f in fitting if f is not None and not f.keys & without]
            if found:
                return found
        return []

    def _fitting(self, found: Found, allowed: frozenset[str] | None) -> Found | None:
        """The entity if its class is allowed, or the state that it stands for if that is, else None.

        A seat of government by name ("the Kremlin") is the state wherever a state may stand; where none may, a city
        acts for nobody ("left Brussels").
        """
        entity = found.entity
        fits = allowed is None or self.ontology.within(entity.type, allowed)
        if not entity.stands_for or (fits and not (entity.link and entity.type == SEAT)):
            return found if fits else None
        state = self.by_link.get(entity.stands_for)
        state = state or Entity(entity.stands_for.replace("_", " "), STATE, entity.stands_for)
        if allowed is None or not all(self.ontology.within(name, allowed) for name in (STATE, state.type)):
            return found if fits else None
        return found._replace(entity=state, certainty=found.certainty * METONYM, named=entity)


def says_more(proposition: Proposition, lexicon: Lexicon) -> bool:
    """Whether a verb within a phrase tells of something else: not "crimes *committed* by Serbia", nor what is only meant to be."""
    verb = proposition.kind is PredicateKind.VERB and proposition.modality is Modality.ACTUAL
    return verb and proposition.lemma not in lexicon.light_verbs


def hull(spans: Sequence[Span]) -> Span:
    """The shortest span that covers all."""
    return Span(min(s.start for s in spans), max(s.end for s in spans))


def before(argument: Argument, cue: Span) -> Argument:
    """An argument without its own predicate's clause: of "a lunch hosted by Morocco", the lunch alone is hosted."""
    inside = argument.head < cue and cue.end <= argument.span.end
    return replace(argument, span=Span(argument.span.start, cue.start)) if inside else argument


def near(part: Span, cue: Span) -> bool:
    """Whether a phrase stands close to the word that it belongs to."""
    return cue.start - part.end <= MAX_GAP and part.start - cue.end <= MAX_GAP


def next_found(tiers: Tiers) -> Sequence[Found]:
    """The first reading that holds anybody."""
    return next((tier for tier in tiers if tier), ())


def merged(propositions: Sequence[Proposition]) -> Proposition:
    """Coordinated predicates as one: "opened talks and negotiations with"."""
    return replace(propositions[0], arguments=tuple(a for p in propositions for a in p.arguments))


def unique(found: Iterable[Found]) -> list[Found]:
    """Each entity once, by its first naming."""
    return list({f.entity.key: f for f in reversed(list(found))}.values())[::-1]
