"""What an article is about to bring: evidence that the shapes would refuse does not get into the graph."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from kg.edtf import Date
from kg.model import Evidence, Extraction, Refused, Span
from kg.ontology import Ontology

__all__ = ["checked", "flaw"]

OPEN: Final = ".."


def checked(extraction: Extraction, ontology: Ontology) -> Extraction:
    """The extraction without evidence that is not as it should be; that is refused, each with its reason."""
    article, name = extraction.article, extraction.article.id
    found = [(e, flaw(e, name, article.text, ontology)) for e in extraction.evidences]
    refused = {Refused(e.article, e.quote, e.rule, reason) for e, reason in found if reason}
    if not refused:
        return extraction
    good = tuple(e for e, reason in found if not reason)
    return replace(
        extraction, evidences=good, refused=tuple(sorted({*extraction.refused, *refused}, key=lambda r: r.id))
    )


def flaw(evidence: Evidence, article: str, text: str, ontology: Ontology) -> str:
    """The first reason not to take an evidence of an article and its text in, "" if there is none."""
    return next(flaws(evidence, article, text, ontology), "")


def flaws(evidence: Evidence, article: str, text: str, ontology: Ontology) -> Iterator[str]:
    """All reasons not to take an evidence in."""
    e = evidence
    if e.article != article:
        yield f"it says that it is of {e.article}"
    yield from ends(e, ontology)
    if not e.quote or text[slice(*e.sentence)] != e.quote:
        yield f"the quote is not what the article says at {e.sentence.start}–{e.sentence.end}"
    spans = {"subject": e.subject_span, "cue": e.cue_span, "object": e.object_span}
    for name, span in (spans | ({"speaker": e.speaker.cue} if e.speaker else {})).items():
        if not within(span, text):
            yield f"the {name} at {span.start}–{span.end} is no stretch of the text"
    if not 0 <= e.confidence <= 1:
        yield f"confidence {e.confidence} is no probability"
    if not is_edtf(e.when):
        yield f"{e.when!r} is no date or stretch of time"


def ends(evidence: Evidence, ontology: Ontology) -> Iterator[str]:
    """What is wrong with relation, subject and object."""
    relation = ontology.relations.get(evidence.relation)
    if relation is None:
        yield f"the ontology has no relation {evidence.relation}"
    else:
        yield from ontology.misfits(relation, evidence.subject, evidence.object)


def within(span: Span, text: str) -> bool:
    """Whether a span is a stretch of a text that is not empty."""
    return 0 <= span.start < span.end <= len(text)


def is_edtf(when: str) -> bool:
    """Whether it is a date, or two with a slash between, of which one may be open; nothing is fine as well.

    >>> [is_edtf(when) for when in ("", "2022-02", "2022/..", "2022-02-30", "soon", "../..")]
    [True, True, True, False, False, True]
    """
    return not when or (when.count("/") < 2 and all(part == OPEN or Date.parse(part) for part in when.split("/")))
