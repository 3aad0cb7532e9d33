"""From the quads of one article back to all that it says, as the store took it in."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Triple
from pyoxigraph import Store as Quads

from kg.errors import FormatError
from kg.model import Entity, Extraction, Mention, MentionKind, Span
from kg.rdf import parsing
from kg.rdf import terms as t
from kg.rdf.terms import id_node, local, text
from kg.rdf.writing import description_id

__all__ = ["extraction"]

PLACE: Final = re.compile(r"([0-9]+)-([0-9]+)/([0-9]+)-([0-9]+) ([a-z]+)")

Place = tuple[Span, Span, MentionKind]


def extraction(quads: Quads, name: str) -> Extraction:
    """All that an article says, by its id; refuses what is not as kg wrote it, because ids are hashes of what they hold.

    Raises:
        FormatError: if something lacks, is malformed, or does not fit its id.
    """
    try:
        return read(quads, name)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise FormatError(f"{name}: not as kg writes it ({error})") from error


def read(quads: Quads, name: str) -> Extraction:
    """All that an article says."""
    article = parsing.article(quads, id_node(name))
    if article is None or article.id != name:
        raise FormatError(f"{name}: what the graph says of this article is not what its id was made of; export it anew")
    nodes = [q.subject for q in quads.quads_for_pattern(None, t.ARTICLE, id_node(name), t.DEFAULT)]
    found = [node for node in nodes if local(node).startswith("evidence-")]
    evidences = tuple(sorted((parsing.evidence(quads, node) for node in found), key=lambda e: (e.sentence, e.id)))
    if {e.id for e in evidences} != set(map(local, found)):
        raise FormatError(f"{name}: an evidence in it is not what its id was made of; export the graph anew")
    runs = {q.object for node in found for q in quads.quads_for_pattern(node, t.GENERATED_BY, None, t.DEFAULT)}
    run = parsing.run(quads, min(runs, key=str)) if runs else None
    return Extraction(article, mentions(quads, nodes), evidences, run=run)


def mentions(quads: Quads, nodes: Iterable[NamedNode | BlankNode | Triple]) -> tuple[Mention, ...]:
    """Where an article mentions entities: those mentioned at one place, by one phrase, are one mention."""
    found: defaultdict[Place, list[Entity]] = defaultdict(list)
    for node in nodes:
        if local(node).startswith("reference-"):
            entity = parsing.reference(quads, node).entity
            for quad in quads.quads_for_pattern(node, t.MENTIONS, None, t.DEFAULT):
                for place in text(quad.object).split("; "):
                    found[placed(place)].append(entity)
    return tuple(Mention(*place, tuple(sorted(found[place], key=description_id))) for place in sorted(found))


def placed(place: str) -> Place:
    """The place of a mention, as `kg:mentions` writes it."""
    match = PLACE.fullmatch(place)
    if match is None:
        raise FormatError(f"{place!r} is no place of a mention")
    start, end, head, last, kind = match.groups()
    return Span(int(start), int(end)), Span(int(head), int(last)), MentionKind(kind)
