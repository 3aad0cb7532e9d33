"""The whole way of one article, on one screen: what comes after what, and nothing else."""

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Self

from kg import __version__, entities, mapping, nlp
from kg.entities.gazetteer import Gazetteer
from kg.extract import Detail, open_propositions, propositions
from kg.extract.compounds import with_compounds
from kg.extract.surface import OpenProposition, mapped
from kg.extract.tree import Tree
from kg.lexicon import Lexicon
from kg.model import Article, Extraction, Proposition, Run
from kg.ontology import Ontology
from kg.reading import ReadFailure, story_spans
from kg.resources import fingerprint

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


__all__ = ["Tools", "analyze", "attempt", "propose"]


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
    @cache
    def load(cls, pipeline: str | None = None) -> Self:
        """Load all that ships with kg, once a process; `pipeline` names another spaCy pipeline to read with.

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
    return understood(tools.nlp(article.text), article, tools)[1]


def understood(doc: "Doc", article: Article, tools: Tools) -> tuple[tuple[Proposition, ...], Extraction]:
    """What a parsed article's clauses say, and what that comes to in terms of the ontology."""
    tree = with_compounds(Tree.of(doc), tools.lexicon.compounds)
    said = propositions(tree, article, tools.lexicon, story=story_spans(article.text))
    mentions = entities.resolve(tree, article, tools.gazetteer, tools.lexicon)
    evidences, rejected = mapping.map_propositions(article, said, mentions, tools.ontology, tools.lexicon)
    return said, Extraction(article, mentions, evidences, rejected, tools.run)


def propose(article: Article, tools: Tools, *, detail: Detail = Detail.FACT) -> tuple[OpenProposition, ...]:
    """Every proposition of an article in its own words, with what it was mapped to or why to nothing."""
    doc = tools.nlp(article.text)
    said, extraction = understood(doc, article, tools)
    opened = open_propositions(doc, article, tools.lexicon, story=story_spans(article.text), detail=detail)
    return mapped(article.text, opened, said, extraction)


def attempt(article: Article, tools: Tools) -> Extraction | ReadFailure:
    """All that an article says, or why it cannot be told: one article's failure stops no other."""
    try:
        return replace(analyze(article, tools), rejected=())
    except Exception as error:  # noqa: BLE001  whatever a hostile text brings about, the others go on
        return ReadFailure(
            article.source, f"cannot be analysed ({type(error).__name__}: {error}); report it with its text"
        )
