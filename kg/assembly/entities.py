"""What one article says as far as it bears on the graph, and what its names become there."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol, Self, TypeAlias

from kg.assembly.origins import Wording
from kg.edtf import Date, first_day
from kg.lexicon.spelling import without_article
from kg.model import Entity, Evidence, Extraction, Modality, content_id, slug
from kg.ontology import Ontology

__all__ = [
    "Canonical", "Facts", "GazetteerEntry", "Reference", "Said", "bare_name", "canonical", "entities", "initials", "is_acronym",
    "key_of", "last_word", "name_key", "precise", "readable", "short_keys", "unified",
]  # fmt: skip

WIKIDATA = "http://www.wikidata.org/entity/"


class GazetteerEntry(Protocol):
    """What the gazetteer knows of an entity."""

    @property
    def slug(self) -> str:
        """Local part of its IRI."""

    @property
    def name(self) -> str:
        """Its usual name."""

    @property
    def type(self) -> str:
        """A class of the ontology."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Its other names."""

    @property
    def wikidata(self) -> str:
        """Its Wikidata id, "" if none."""


Facts: TypeAlias = Callable[[str], GazetteerEntry | None]
"""From a slug to what the gazetteer knows, such as `Gazetteer.entry`."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An entity as one article names it; the same entity of two articles is two references."""

    article: str
    entity: Entity

    @property
    def id(self) -> str:
        """Hash of the article and of the key by which the article tells it from others."""
        return content_id("reference", self.article, self.entity.key)


@dataclass(frozen=True, slots=True)
class Canonical:
    """An entity of the graph; `slug` is the local part of its IRI, `same_as` an IRI elsewhere or ""."""

    slug: str
    label: str
    type: str
    aliases: frozenset[str] = frozenset()
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What one article says, as far as it bears on the graph: its wording, its references, its evidence."""

    article: str
    wording: Wording
    references: frozenset[Reference]
    evidences: frozenset[Evidence]

    @classmethod
    def of(cls, extraction: Extraction) -> Self:
        """The same of an extraction that `unified` has made consistent."""
        article = extraction.article
        name = article.id
        named = frozenset(Reference(name, entity) for entity in entities(extraction))
        return cls(name, Wording.of(article), named, frozenset(extraction.evidences))


def entities(extraction: Extraction) -> frozenset[Entity]:
    """All entities that an article names: in mentions, in evidence, as speakers."""
    mentioned = {entity for mention in extraction.mentions for entity in mention.entities}
    ends = {entity for e in extraction.evidences for entity in (e.subject, e.object)}
    return frozenset(
        mentioned | ends | {e.speaker.entity for e in extraction.evidences if e.speaker and e.speaker.entity}
    )


def unified(extraction: Extraction) -> Extraction:
    """The extraction with one description for each entity, all its names together: an article names it by its key."""
    described: defaultdict[str, set[Entity]] = defaultdict(set)
    for entity in entities(extraction):
        described[entity.key].add(entity)
    active = decades(extraction.evidences)
    one = {entity: united(group, active[key]) for key, group in described.items() for entity in group}
    if all(entity is described for entity, described in one.items()):
        return extraction
    mentions = (replace(m, entities=tuple(dict.fromkeys(one[e] for e in m.entities))) for m in extraction.mentions)
    return replace(
        extraction, mentions=tuple(mentions), evidences=tuple(with_entities(e, one) for e in extraction.evidences)
    )  # fmt: skip


def decades(evidences: Iterable[Evidence]) -> defaultdict[str, set[str]]:
    """In which decades entities that no gazetteer knows act, by key: what may tell them from namesakes."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for evidence in evidences:
        date = Date.parse(first_day(evidence.when)) if evidence.modality is Modality.ACTUAL else None
        for entity in (evidence.subject, evidence.object):
            if date and not entity.link:
                found[entity.key].add(f"decade:{date.year // 10 * 10}")
    return found


def united(group: Collection[Entity], active: Collection[str]) -> Entity:
    """One description for all; the longest name stays, the others become aliases."""
    if len(group) == 1:
        [only] = group
        if only.context.issuperset(active) and only.name not in only.aliases:
            return only
    name = min((e.name for e in group), key=lambda n: (-len(n), n))
    aliases = frozenset().union(*({e.name, *e.aliases} for e in group)) - {name}
    context = frozenset(active).union(*(e.context for e in group))
    first = min(group, key=lambda e: (e.type, e.link, e.stands_for))
    return replace(first, name=name, stands_for=max(e.stands_for for e in group), aliases=aliases, context=context)


def with_entities(evidence: Evidence, one: Mapping[Entity, Entity]) -> Evidence:
    """The evidence with other descriptions of its entities."""
    speaker = evidence.speaker
    if speaker and speaker.entity:
        speaker = replace(speaker, entity=one[speaker.entity])
    return replace(evidence, subject=one[evidence.subject], object=one[evidence.object], speaker=speaker)


@lru_cache(maxsize=4096)  # the same few names, many times
def name_key(name: str) -> str:
    """A name without article, case and punctuation: "the Foo Bar" and "Foo, bar" have one key.

    It follows from the slug of the name, so that names with different keys never share an IRI.

    >>> name_key("the Danube League") == name_key("The danube league") == name_key("Danube League")
    True
    """
    return slug(bare_name(name)).casefold().removeprefix("the_")


def key_of(entity: Entity) -> str:
    """What all descriptions of one entity have in common."""
    return name_key(entity.link or entity.name)


@lru_cache(maxsize=4096)  # the same few entities, many times
def short_keys(entity: Entity) -> frozenset[str]:
    """Name keys of the short forms that others may use of it: its last word, its initials, acronyms that its article gives."""
    forms = {last_word(entity.name), initials(entity.name), *filter(is_acronym, entity.aliases)} - {""}
    return frozenset(map(name_key, forms)) - {key_of(entity)}


def last_word(name: str) -> str:
    """The last of several words: a surname, where it is a person's name.

    >>> last_word("Carla Moss"), last_word("Moss")
    ('Moss', '')
    """
    words = bare_name(name).split()
    return words[-1] if len(words) > 1 else ""


def initials(name: str) -> str:
    """The initials of the words with a capital, "" where there are fewer than two.

    >>> initials("the League of the Lower Danube"), initials("Moss")
    ('LLD', '')
    """
    found = "".join(word[0] for word in bare_name(name).replace("-", " ").split() if word[0].isupper())
    return found if len(found) > 1 else ""


def is_acronym(name: str) -> bool:
    """Whether a name looks like an acronym.

    >>> [is_acronym(name) for name in ("DL", "D.L.", "Moss", "A")]
    [True, True, False, False]
    """
    letters = name.replace(".", "")
    return 1 < len(letters) <= 8 and letters.isupper() and letters.isalnum()


def precise(types: Collection[str], ontology: Ontology) -> frozenset[str]:
    """Those types that none of the others is a kind of."""
    return frozenset(t for t in types if not any(t in ontology.ancestors(other) for other in types))


def canonical(name: str, cluster: Collection[Entity], ontology: Ontology, entry: GazetteerEntry | None) -> Canonical:
    """The entity of one cluster, named and typed by the gazetteer where it knows it."""
    names = {bare_name(e.name) for e in cluster} | {a for e in cluster for a in e.aliases}
    if entry:
        same_as = f"{WIKIDATA}{entry.wikidata}" if entry.wikidata else ""
        return Canonical(name, entry.name, entry.type, frozenset({*names, *entry.aliases} - {entry.name}), same_as)
    label = min((bare_name(e.name) for e in cluster), key=readable)
    kind = min(precise({e.type for e in cluster}, ontology))
    return Canonical(name, label, kind, frozenset(names - {label}))


def bare_name(name: str) -> str:
    """A name without a leading article in small letters; with a capital it belongs to the name.

    >>> bare_name("the Danube League"), bare_name("The Hague")
    ('Danube League', 'The Hague')
    """
    return without_article(name) if name[:1].islower() else name


def readable(name: str) -> tuple[bool, bool, str]:
    """Sort key that puts "Danube League" before "DANUBE LEAGUE" and "danube league"."""
    return name.isupper(), name.islower(), name
