"""The whole flow, on one screen: what comes after what, and nothing else."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from kg import __version__, entities, extract, mapping, nlp
from kg.entities.gazetteer import Gazetteer
from kg.lexicon import Lexicon
from kg.model import Article, Extraction, Run
from kg.ontology import Ontology
from kg.reading import story_spans
from kg.resources import fingerprint

if TYPE_CHECKING:
    from spacy.language import Language

    from kg.store import AddReport, Store

__all__ = ["Tools", "analyze", "merge"]


@dataclass(frozen=True, slots=True)
class Tools:
    """What reading an article takes: loaded once, never changed by use."""

    nlp: "Language"
    gazetteer: Gazetteer
    ontology: Ontology
    lexicon: Lexicon
    run: Run | None = None
    """What these tools are, as the evidence they find says."""

    @classmethod
    def load(cls, pipeline: str | None = None) -> Self:
        """Load all that ships with kg; `pipeline` names another spaCy pipeline to read with.

        Raises:
            ResourceError: if the pipeline or a file of the installation is missing.
            OntologyError: if ontology, lexicon or gazetteer contradict themselves.
        """
        ontology = Ontology.load()
        language = nlp.load(pipeline)
        return cls(language, Gazetteer.load(), ontology, Lexicon.load(ontology), run_of(language))


def run_of(language: "Language") -> Run:
    """Names the tools that ship with kg, reading with a language pipeline."""
    return Run(
        program=f"kg {__version__}",
        model=nlp.identity(language),
        lexicon=fingerprint("ontology/lexicon", "ontology/gazetteer"),
        ontology=fingerprint("ontology/core.ttl", "ontology/chains.ttl"),
    )


def analyze(article: Article, tools: Tools) -> Extraction:
    """All that an article says: depends on the article and the tools alone.

    Every article is read by itself: a batch across articles would let neighbours change its numbers.
    """
    doc = tools.nlp(article.text)
    propositions = extract.propositions(doc, article, tools.lexicon, story=story_spans(article.text))
    mentions = entities.resolve(doc, article, tools.gazetteer, tools.lexicon)
    evidences, rejected = mapping.map_propositions(article, propositions, mentions, tools.ontology, tools.lexicon)
    return Extraction(article, mentions, evidences, rejected, tools.run)


def merge(
    articles: Iterable[Article], store: "Store", *, pipeline: str | None = None, force: bool = False
) -> Iterator[tuple[Article, "AddReport"]]:
    """Add articles to a graph, each whole; what is there already, or was taken out, is not read again.

    `force` brings back what was taken out.
    """
    tools = None
    for article in articles:
        settled = None if force else store.settled(article)
        if settled is None:
            tools = tools or Tools.load(pipeline)
            settled = store.add(analyze(article, tools), force=force)
        yield article, settled
