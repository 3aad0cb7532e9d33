"""Invented articles, any number of them and always the same: what a store is measured with.

Popular statements are told again and again, most only a few times, as in the news; a few articles are edited copies of others.
"""

import random
from collections.abc import Iterator

from kg.model import Article, Entity, Evidence, Extraction, Mention, MentionKind, Polarity, Run, Span
from kg.ontology import Ontology, Relation

__all__ = ["EVIDENCES", "STATEMENTS", "articles"]

EVIDENCES = 30
"""Evidences of an article."""
STATEMENTS = 10
"""Statements of an article that none before it tells."""
COPIES = 0.03
"""Share of articles that are edited copies of the one before."""
KINDS = ("State", "Organisation", "Person", "City")
ENTITIES = 4_000
SYLLABLES = (
    "ba",
    "cor",
    "dan",
    "el",
    "fi",
    "gor",
    "hul",
    "il",
    "jo",
    "ka",
    "lum",
    "mi",
    "nor",
    "os",
    "pra",
    "qui",
    "ra",
    "sel",
    "tu",
    "ven",
)
Claim = tuple[Entity, str, Entity]
RUN = Run("benchmark", "none", "none", "none")


def articles(count: int, seed: int = 1) -> Iterator[Extraction]:
    """Invented articles with all that they say."""
    chance = random.Random(seed)
    known, words = Ontology.load(), [word(chance, 2) for _ in range(3_000)]
    cast = [Entity(f"{word(chance, 2)} {word(chance, 3)}".title(), KINDS[i % len(KINDS)]) for i in range(ENTITIES)]
    told: list[Claim] = []
    last: list[tuple[Claim, str]] = []
    for number in range(count):
        if last and chance.random() < COPIES:
            sentences = [*last[:-1], (last[-1][0], phrase(chance, words))]
        else:
            fresh = [claim(chance, cast, known) for _ in range(STATEMENTS)]
            told += fresh
            # The square makes the early ones popular.
            again = (told[int(len(told) * chance.random() ** 2)] for _ in range(EVIDENCES - STATEMENTS))
            sentences = [(one, phrase(chance, words)) for one in (*fresh, *again)]
        last = sentences
        yield written(number, sentences, chance)


def word(chance: random.Random, syllables: int) -> str:
    """An invented word."""
    return "".join(chance.choices(SYLLABLES, k=syllables))


def phrase(chance: random.Random, words: list[str]) -> str:
    """What a sentence says besides."""
    return " ".join(chance.choices(words, k=8))


def claim(chance: random.Random, cast: list[Entity], known: Ontology) -> Claim:
    """Who stands how to whom; what is transitive climbs a tree, as places do."""
    relations = [r for r in known.relations.values() if not r.structural]
    while True:
        relation, at = chance.choice(relations), chance.randrange(1, len(cast))
        subject, obj = cast[at], cast[at // 20] if relation.transitive else chance.choice(cast)
        if subject != obj and fits(relation, subject, obj, known):
            return subject, relation.name, obj


def fits(relation: Relation, subject: Entity, obj: Entity, known: Ontology) -> bool:
    """Whether a relation may hold between two entities."""
    ends = (relation.domain, subject), (relation.range, obj)
    return all(not kinds or any(known.is_a(end.type, kind) for kind in kinds) for kinds, end in ends)


def written(number: int, sentences: list[tuple[Claim, str]], chance: random.Random) -> Extraction:
    """An article that says so, a sentence each."""
    text, places = "", []
    for (subject, relation, obj), rest in sentences:
        parts = subject.name, relation, obj.name
        starts = [len(text) + sum(len(p) + 1 for p in parts[:i]) for i in range(3)]
        text += f"{' '.join(parts)} {rest}.\n"
        places.append([Span(start, start + len(part)) for start, part in zip(starts, parts, strict=True)])
    article = Article(text, f"https://news.example.org/{number}", f"News {number}", published="2024-01-01")
    evidences = tuple(
        evidence(article, said, spans, chance) for (said, _), spans in zip(sentences, places, strict=True)
    )
    ends = [(e.subject_span, e.subject) for e in evidences] + [(e.object_span, e.object) for e in evidences]
    mentions = tuple(Mention(span, span, MentionKind.NAME, (entity,)) for span, entity in ends)
    return Extraction(article, mentions, evidences, run=RUN)


def evidence(article: Article, said: Claim, spans: list[Span], chance: random.Random) -> Evidence:
    """One sentence as evidence."""
    start, end = spans[0].start, article.text.index("\n", spans[0].start)
    polarity = Polarity.NEGATED if chance.random() < 0.05 else Polarity.AFFIRMED
    return Evidence(
        article.id, said[0], said[1], said[2], Span(start, end), *spans, article.text[start:end], f"verb/{said[1]}",
        round(chance.uniform(0.6, 0.95), 2), polarity,
    )  # fmt: skip
