"""The data that flows through the house: frozen, validated at the edge, identified by what they hold.

Offsets count characters of `Article.text`, from 0, end exclusive; `article.text[start:end]` is always the quote.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

__all__ = [
    "Argument", "Article", "Attribution", "Entity", "Evidence", "Extraction", "Mention", "MentionKind", "Modality",
    "Polarity", "PredicateKind", "Proposition", "Reason", "Refused", "Rejected", "Role", "Run", "Span", "Speaker", "Statement", "content_id", "digest", "slug",
]  # fmt: skip


def digest(*parts: str, size: int = 16) -> str:
    """Hex digest of a sequence of strings, unambiguous in where one ends (BLAKE2b, `size` hex digits).

    >>> digest("ab", "c") == digest("a", "bc")
    False
    """
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    whole = b"".join([piece for part in encoded for piece in (len(part).to_bytes(8, "big"), part)])
    return hashlib.blake2b(whole, digest_size=size // 2).hexdigest()


@lru_cache(maxsize=4096)
def content_id(kind: str, *parts: str) -> str:
    """Names a thing by what it holds; one change asks for the same few names again and again.

    >>> content_id("statement", "Serbia", "joins", "EU")
    'statement-10bba989ccf95e0a'
    """
    return f"{kind}-{digest(*parts)}"


@lru_cache(maxsize=4096)  # an article names few entities, many times
def slug(name: str) -> str:
    """The readable local part of an entity's IRI: letters, digits, `_` and `-`, at most 80 characters.

    >>> slug("Russian invasion of Ukraine"), slug("Ivica Dačić"), slug("the <b>EU</b>")
    ('Russian_invasion_of_Ukraine', 'Ivica_Dačić', 'the_b_EU_b')
    """
    plain = re.sub(r"[^\w-]+", "_", unicodedata.normalize("NFC", name)).strip("_")
    return (plain if len(plain) <= 80 else f"{plain[:63]}_{digest(plain)}") or f"x{digest(name)}"


class Span(NamedTuple):
    """A stretch of an article's text."""

    start: int
    end: int


class Polarity(StrEnum):
    """Whether the text says that it is so, or that it is not."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"


class Modality(StrEnum):
    """How real the text says it is."""

    ACTUAL = "actual"
    POSSIBLE = "possible"
    FUTURE = "future"
    CONDITIONAL = "conditional"
    DEMANDED = "demanded"


class PredicateKind(StrEnum):
    """What word carries a proposition."""

    VERB = "verb"
    NOUN = "noun"
    ADJECTIVE = "adjective"


class Role(StrEnum):
    """Logical role of an argument: the passive is undone, relative pronouns are replaced by what they stand for."""

    SUBJECT = "subject"
    """Who does it; of a noun or adjective: what the copula or a support verb says it of ("Serbia *is* a proxy")."""
    OBJECT = "object"
    INDIRECT = "indirect"
    OBLIQUE = "oblique"
    """Any phrase with a preposition, also of a noun ("of", "against"); `Argument.preposition` says which."""
    COMPLEMENT = "complement"
    """Predicative noun or adjective ("named him *ambassador*")."""
    CLAUSE = "clause"
    """Verb of an embedded clause ("urged Russia to *withdraw*")."""
    CLAUSE_OBJECT = "clause_object"
    """Object of an embedded clause ("supported implementing *sanctions*")."""
    ADVERBIAL = "adverbial"
    """Verb of a clause that says what for or how ("marched *to demand* …", "… *chanting* slogans")."""
    POSSESSOR = "possessor"
    """"the *Kremlin*'s influence", "*its* status"."""
    MODIFIER = "modifier"
    """Adjective or noun before a noun: "*Russian* invasion", "*Russia* proxy"."""
    NAMED = "named"
    """Who bears a title or is in apposition: "Interior Minister *Aleksandar Vulin*"."""


class Reason(StrEnum):
    """Why a proposition gave no statement."""

    NO_FRAME = "no frame"
    TYPE_CLASH = "type clash"
    NO_OBJECT = "no object"
    BELOW_THRESHOLD = "below threshold"


class MentionKind(StrEnum):
    """How a mention refers."""

    NAME = "name"
    DEMONYM = "demonym"
    NOMINAL = "nominal"
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True)
class Article:
    """A text with what is known of its origin; `published` is EDTF (a date or less), "" where unknown.

    `source` is where it comes from (a URL); a later article of the same source supersedes this one. `retrieved` is when it
    was fetched from there (ISO 8601, UTC), "" where nobody says.
    """

    text: str
    source: str
    title: str = ""
    publisher: str = ""
    author: str = ""
    published: str = ""
    language: str = "en"
    retrieved: str = ""

    @property
    def id(self) -> str:
        """Content hash: any change makes another article."""
        fields = (self.source, self.title, self.publisher, self.author, self.published, self.language, self.text)
        retrieved = (self.retrieved,) if self.retrieved else ()
        return f"article-{digest(*fields, *retrieved)}"

    @property
    def text_hash(self) -> str:
        """What all articles with exactly this text share, whatever else is known of them."""
        return digest(self.text)

    def adds_nothing_to(self, other: "Article") -> bool:
        """Whether it is the other once more, at most with less known of it or retrieved later.

        >>> known = Article("A.", "urn:1", published="2022")
        >>> Article("A.", "urn:1").adds_nothing_to(known), known.adds_nothing_to(Article("A.", "urn:1"))
        (True, False)
        """
        same = (self.text, self.source, self.language) == (other.text, other.source, other.language)
        known = ("title", "publisher", "author", "published")
        earlier = self.retrieved and (not other.retrieved or self.retrieved < other.retrieved)
        return same and not earlier and all(getattr(self, field) in ("", getattr(other, field)) for field in known)


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something as one article names it.

    `type` is a class of the ontology (local name); `link` is the gazetteer's slug, "" if it does not know the entity;
    `stands_for` is the gazetteer's slug of the state or organisation that the name may stand for in actor position.
    `context` is what else may tell namesakes apart: `office:LEVEL/SLUG` as the gazetteer has it, `decade:2020` in which it acts.
    """

    name: str
    type: str
    link: str = ""
    stands_for: str = ""
    aliases: frozenset[str] = frozenset()
    context: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """What distinguishes it within its article."""
        return self.link or f"{self.type} {self.name}"


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase that refers; several entities where a plural refers to each of them ("both countries")."""

    span: Span
    head: Span
    kind: MentionKind
    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Argument:
    """A phrase that takes part in a proposition; coordinated phrases are arguments of their own."""

    role: Role
    head: Span
    span: Span
    lemma: str
    preposition: str = ""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is reported to say so: `speaker` is the head of the phrase, None where the text hides it ("reportedly").

    `factive` reports commit the article too ("announced", "confirmed"); claims do not ("alleged", "denied").
    """

    cue: Span
    lemma: str
    speaker: Span | None
    factive: bool


@dataclass(frozen=True, slots=True)
class Proposition:
    """A predicate with its arguments, as one sentence says it: what `extract` finds and `mapping` reads."""

    sentence: Span
    cue: Span
    lemma: str
    kind: PredicateKind
    arguments: tuple[Argument, ...]
    polarity: Polarity = Polarity.AFFIRMED
    modality: Modality = Modality.ACTUAL
    attribution: Attribution | None = None
    when: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """To whom an evidence is attributed: `entity` is None where the text hides it."""

    entity: Entity | None
    cue: Span
    factive: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A proposition between canonical entities: IRIs' local parts of subject, relation and object.

    It is not a fact. Symmetric relations have their ends in order before they get here.
    """

    subject: str
    relation: str
    object: str

    @property
    def id(self) -> str:
        """The same proposition from any article is the same statement."""
        return content_id("statement", self.subject, self.relation, self.object)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place where an article says, denies, doubts or attributes a statement; entities as the article names them."""

    article: str
    subject: Entity
    relation: str
    object: Entity
    sentence: Span
    subject_span: Span
    cue_span: Span
    object_span: Span
    quote: str
    rule: str
    confidence: float
    polarity: Polarity = Polarity.AFFIRMED
    modality: Modality = Modality.ACTUAL
    speaker: Speaker | None = None
    when: str = ""

    @property
    def id(self) -> str:
        """Hash of all that it holds."""
        speaker = self.speaker
        spoken = (
            (speaker.entity.key if speaker.entity else "", *map(str, speaker.cue), str(speaker.factive))
            if speaker
            else ()
        )
        spans = (self.sentence, self.subject_span, self.cue_span, self.object_span)
        fields = (
            self.article, self.subject.key, self.relation, self.object.key, *(str(n) for s in spans for n in s), self.quote,
            self.rule, f"{self.confidence:.4f}", self.polarity, self.modality, self.when, *spoken,
        )  # fmt: skip
        return f"evidence-{digest(*fields)}"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A proposition that gave no statement, and why."""

    proposition: Proposition
    reason: Reason


@dataclass(frozen=True, slots=True)
class Refused:
    """An evidence that the graph did not take in because it is not as it should be, and why."""

    article: str
    quote: str
    rule: str
    reason: str

    @property
    def id(self) -> str:
        """Hash of all that it holds."""
        return f"refused-{digest(self.article, self.quote, self.rule, self.reason)}"


@dataclass(frozen=True, slots=True)
class Run:
    """What read an article: the program's version, and hashes of language model, lexicon and ontology."""

    program: str
    model: str
    lexicon: str
    ontology: str

    @property
    def id(self) -> str:
        """The same for all articles that the same tools read: no clock is in it."""
        return f"run-{digest(self.program, self.model, self.lexicon, self.ontology)}"


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one article says: what the store takes in, in one piece; `run` is None where nobody knows what read it."""

    article: Article
    mentions: tuple[Mention, ...]
    evidences: tuple[Evidence, ...]
    rejected: tuple[Rejected, ...] = ()
    run: Run | None = None
    refused: tuple[Refused, ...] = ()
