"""Reading a text that is at hand as a string: what `kg.extract` does."""

import re
import warnings

from kg.errors import FormatError
from kg.extract import Detail
from kg.extract.surface import OpenProposition
from kg.model import Article
from kg.pipeline import Tools, propose
from kg.reading.dates import checked_date
from kg.reading.language import foreign
from kg.reading.parts import MAX_CHARACTERS

__all__ = ["extract"]

HALVES = re.compile("[\ud800-\udfff]")
"""Surrogates: a Python string may hold them, no encoding does; each is read as a sign that nothing is known of."""


def extract(
    text: str, *, published: str = "", detail: str = Detail.FACT, pipeline: str | None = None, force: bool = False
) -> tuple[OpenProposition, ...]:
    """Every proposition of a text, in order.

    `published` (EDTF) is the date that "yesterday" counts from; `detail` is "fact" (the least that is a statement) or
    "clause" (all that a clause says of its subject); `pipeline` names another spaCy pipeline to read with. Offsets count
    characters of the text as it is given. A text that seems to be in another language than English gives nothing and a
    warning, unless `force` is set. The tools are loaded with the first call.

    Raises:
        FormatError: if the text is too long for an article, or `published` is no date.
        ResourceError: if there is no such pipeline.
        ValueError: if `detail` is neither.
    """
    if len(text) > MAX_CHARACTERS:
        raise FormatError(f"longer than {MAX_CHARACTERS:,} characters; split it into articles")
    article = Article(HALVES.sub("\N{REPLACEMENT CHARACTER}", text), "urn:kg:text", published=checked_date(published))
    chosen, other = Detail(detail), "" if force else foreign(text)
    if other:
        warnings.warn(
            f"the text's language seems to be {other}, not English: skipped; force=True reads it", stacklevel=3
        )
        return ()
    return propose(article, Tools.load(pipeline), detail=chosen)
