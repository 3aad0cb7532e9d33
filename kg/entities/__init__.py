"""Who and what an article talks of: mentions, and the entities they refer to."""

from typing import TYPE_CHECKING

from kg.entities.appositions import add_appositions
from kg.entities.context import Context, NounClasses
from kg.entities.coreference import resolve_references
from kg.entities.demonyms import add_demonyms
from kg.entities.discourse import Discourse
from kg.entities.homes import add_homes
from kg.entities.naming import add_names
from kg.entities.nominals import add_nominals
from kg.entities.words import load_words

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from kg.entities.gazetteer import Gazetteer
    from kg.extract.tree import Tree
    from kg.model import Article, Mention

__all__ = ["NounClasses", "resolve"]


def resolve(
    doc: "Doc | Tree", article: "Article", gazetteer: "Gazetteer", lexicon: NounClasses
) -> "tuple[Mention, ...]":
    """All mentions of an article in order, at most one for each head word.

    Passes run from the surest to the least sure: names, nationalities, noun phrases, appositions, pronouns. Equal
    entities are the same thing, wherever the article mentions it.
    """
    context = Context.of(doc, article, gazetteer, lexicon, load_words())
    discourse = Discourse(context)
    for add in (add_names, add_demonyms, add_nominals, add_appositions, resolve_references, add_homes):
        add(discourse)
    return discourse.freeze()
