"""What an article talks of: referents in the making, the mentions that refer to them, and their final form."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.entities.context import Context, fold
from kg.model import Entity, Mention, MentionKind, Span

if TYPE_CHECKING:
    from kg.entities.gazetteer import Entry

__all__ = ["Discourse", "Draft", "Referent", "longest"]

RANK = {MentionKind.NAME: 0, MentionKind.DEMONYM: 1, MentionKind.NOMINAL: 2, MentionKind.PRONOUN: 3}


@dataclass(eq=False, slots=True)
class Referent:
    """Somebody or something while the article is being read; `country` is the slug of the state it belongs to."""

    type: str
    entry: "Entry | None" = None
    stands_for: str = ""
    country: str = ""
    gender: str = ""
    plural: bool = False
    lemma: str = ""
    titles: set[str] = field(default_factory=set)
    offices: set[str] = field(default_factory=set)
    modifiers: frozenset[str] = frozenset()
    forms: dict[str, int] = field(default_factory=dict)
    same: "Referent | None" = None

    def final(self) -> "Referent":
        """The referent that this one turned out to be."""
        found = self
        while found.same is not None:
            found = found.same
        return found

    def add(self, *forms: str) -> None:
        """Note names under which it goes."""
        for form in forms:
            self.forms[form] = self.forms.get(form, 0) + 1


@dataclass(eq=False, slots=True)
class Draft:
    """A mention in the making: tokens `first` to `last`, exclusive, whose head word is token `head`."""

    first: int
    last: int
    head: int
    kind: MentionKind
    referents: tuple[Referent, ...]

    @property
    def referent(self) -> Referent | None:
        """Its only referent, None if it has several."""
        return self.referents[0].final() if len(self.referents) == 1 else None


class Discourse:
    """All referents and mentions of one article, found by head word, gazetteer slug or name."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.drafts: dict[int, Draft] = {}
        self.cover: dict[int, Draft] = {}
        """Tokens that are part of a name or title, and whose."""
        self.linked: dict[str, Referent] = {}
        self.named: dict[tuple[str, str], Referent] = {}
        self.persons: dict[str, list[Referent]] = {}
        """By surname, folded, in order of appearance."""

    def add(self, draft: Draft) -> Draft:
        """Keep a mention, unless its head word has a better one."""
        kept = self.drafts.get(draft.head)
        if kept is None or RANK[draft.kind] < RANK[kept.kind]:
            self.drafts[draft.head] = kept = draft
        return kept

    def name(self, first: int, last: int, referent: Referent) -> Draft:
        """Keep tokens `first` to `last`, exclusive, as a name."""
        draft = Draft(first, last, self.context.top(first, last), MentionKind.NAME, (referent,))
        self.cover.update(dict.fromkeys(range(first, last), draft))
        referent.add(self.context.text(first, last))
        return self.add(draft)

    def merge(self, kept: Referent, other: Referent) -> None:
        """Let two referents be one from now on."""
        kept, other = kept.final(), other.final()
        if kept is other:
            return
        other.same = kept
        kept.add(*other.forms)
        kept.titles |= other.titles
        kept.offices |= other.offices
        kept.stands_for = kept.stands_for or other.stands_for
        kept.country = kept.country or other.country
        kept.gender = kept.gender or other.gender

    def known(self, entry: "Entry") -> Referent:
        """The referent of a gazetteer entry."""
        if entry.slug not in self.linked:
            country = entry.slug if self.is_state(entry.type) else entry.country or entry.stands_for
            self.linked[entry.slug] = Referent(
                type=entry.type, entry=entry, stands_for=entry.stands_for, country=country,
                plural=entry.type == self.context.table.people,
            )  # fmt: skip
        return self.linked[entry.slug]

    def unknown(self, name: str, kind: str) -> Referent:
        """The referent of a name that the gazetteer does not know, one for each folded name."""
        key = (fold(name), "" if kind != self.context.table.people else kind)
        if key not in self.named:
            self.named[key] = Referent(type=kind)
        self.named[key].add(name)
        return self.named[key].final()

    def is_state(self, kind: str) -> bool:
        """Whether a class is one of countries."""
        return kind in self.context.table.states

    def country_of(self, referent: Referent) -> str:
        """Slug of the country that a referent is, or belongs to; "" if none is known."""
        return referent.final().country or referent.final().stands_for

    def freeze(self) -> tuple[Mention, ...]:
        """The mentions in order; whatever is one thing has equal entities everywhere."""
        entities = self._entities()
        drafts = sorted(self.drafts.values(), key=lambda d: (d.first, d.head))
        return tuple(self._mention(d, entities) for d in drafts if d.referents)

    def _mention(self, draft: Draft, entities: dict[int, Entity]) -> Mention:
        tree = self.context.tree
        named = unique([entities[id(r.final())] for r in draft.referents])
        span = Span(tree.starts[draft.first], tree.ends[draft.last - 1])
        return Mention(span, tree.span(draft.head), draft.kind, named)

    def _entities(self) -> dict[int, Entity]:
        referents = list(dict.fromkeys(r.final() for d in self.drafts.values() for r in d.referents))
        entities = {id(r): _entity(r) for r in referents}
        united: dict[str, Entity] = {}
        for entity in sorted(entities.values(), key=lambda e: (e.name, e.type, e.link, e.stands_for)):
            united[entity.key] = _united(united[entity.key], entity) if entity.key in united else entity
        return {key: united[entity.key] for key, entity in entities.items()}


def unique(entities: list[Entity]) -> tuple[Entity, ...]:
    """Each entity once, in order; equal ones are the same object."""
    return tuple(entities if len(entities) == 1 else {id(entity): entity for entity in entities}.values())


def _entity(referent: Referent) -> Entity:
    forms = referent.forms
    if referent.entry is not None:
        entry = referent.entry
        return Entity(entry.name, entry.type, entry.slug, referent.stands_for, frozenset(forms) - {entry.name})
    name = longest(forms)
    offices = frozenset(f"office:{office}" for office in referent.offices)
    return Entity(name, referent.type, "", referent.stands_for, frozenset(forms) - {name}, offices)


def _united(a: Entity, b: Entity) -> Entity:
    return Entity(a.name, a.type, a.link, a.stands_for or b.stands_for, a.aliases | b.aliases, a.context | b.context)


def longest(forms: Iterable[str]) -> str:
    """The longest of several names; of equally long ones the first of the alphabet."""
    return min(forms, key=lambda f: (-len(f), f), default="")
