"""What the lexicon lacks: the propositions between two entities that gave no statement, counted by their words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.model import Extraction, Proposition, Reason, Role, Span

__all__ = ["Gap", "gaps", "relation_phrase"]


@dataclass(frozen=True, slots=True)
class Gap:
    """Words that join entities and say nothing that the ontology knows, with the reason and the first sentence."""

    phrase: str
    kind: str
    reason: str
    count: int
    sentence: str


def gaps(extractions: Iterable[Extraction], reason: Reason | None = None) -> list[Gap]:
    """The gaps of all articles, the most frequent first; by default whatever the `reason`."""
    sentences: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for extraction in extractions:
        heads = frozenset(mention.head for mention in extraction.mentions)
        for rejected in extraction.rejected:
            if reason in (None, rejected.reason):
                p, (start, end) = rejected.proposition, rejected.proposition.sentence
                key = relation_phrase(p, heads), p.kind.value, rejected.reason.value
                sentences[key].append(extraction.article.text[start:end])
    found = [Gap(*key, len(said), said[0]) for key, said in sentences.items()]
    return sorted(found, key=lambda g: (-g.count, g.phrase, g.kind, g.reason))


def relation_phrase(proposition: Proposition, named: Iterable[Span]) -> str:
    """The predicate with the preposition of its first argument, its subject aside, that one of the `named` heads heads."""
    heads = frozenset(named)
    others = (a for a in proposition.arguments if a.role is not Role.SUBJECT and a.head in heads)
    first = next(others, None)
    return f"{proposition.lemma} {first.preposition}".rstrip() if first else proposition.lemma
