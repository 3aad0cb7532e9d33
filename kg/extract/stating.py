"""Open propositions: the triples of open information extraction, each with its place, factuality and rule."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.openie import Detail, open_triples
from kg.extract.propositions import Reader
from kg.extract.surface import OpenProposition, Phrase
from kg.extract.tree import Tree
from kg.extract.triples import OpenTriple
from kg.lexicon import Lexicon
from kg.model import Article, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["open_propositions"]


def open_propositions(
    doc: "Doc | Tree",
    article: Article,
    lexicon: Lexicon,
    *,
    story: Sequence[Span] | None = None,
    detail: Detail = Detail.FACT,
) -> tuple[OpenProposition, ...]:
    """Everything that an article's clauses and noun phrases say, in order of the text, mapped to nothing yet.

    `story` are the stretches of the text to read, by default all of it. Time is linear in the length of the text.
    """
    reader = Reader.of(doc, article.published, lexicon)
    stating = Stating(article.text, reader)
    return tuple(p for bounds in reader.sentences(story) for p in stating.of_sentence(bounds, detail))


@dataclass(frozen=True, slots=True)
class Stating:
    """Writes out the triples of one document."""

    text: str
    reader: Reader

    @property
    def tree(self) -> Tree:
        """The document's tree."""
        return self.reader.tree

    def of_sentence(self, bounds: tuple[int, int], detail: Detail) -> Iterator[OpenProposition]:
        """The distinct propositions of one sentence."""
        sentence = self.tree.sentence_span(bounds)
        found = open_triples(self.reader.clauses, bounds, detail)
        distinct = {(t.arg1, t.relation, t.arg2): t for t in found}
        yield from (self._stated(t, sentence) for t in distinct.values())

    def _stated(self, triple: OpenTriple, sentence: Span) -> OpenProposition:
        facts = self.reader.facts_of(triple.predicate)
        return OpenProposition(
            sentence=sentence,
            arg1=self._phrase(triple.arg1),
            relation=Phrase(triple.implied, ()) if triple.implied else self._phrase(triple.relation),
            arg2=self._phrase(triple.arg2),
            cue=self.tree.span(triple.predicate),
            rule=triple.rule,
            confidence=triple.confidence,
            polarity=facts.polarity,
            modality=facts.modality,
            attribution=facts.attribution,
            when=self.reader.times.get(triple.predicate, ""),
        )

    def _phrase(self, tokens: Iterable[int]) -> Phrase:
        """Words as the text has them: tokens that follow each other are one piece."""
        spans = list[Span]()
        last = None
        for token in tokens:
            start, end = self.tree.span(token)
            if last is not None and token == last + 1:
                start = spans.pop().start
            spans.append(Span(start, end))
            last = token
        return Phrase.of(self.text, spans)
