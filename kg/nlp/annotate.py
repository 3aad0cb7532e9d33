"""Writing many annotations into a spaCy Doc at once."""

from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

if TYPE_CHECKING:
    from thinc.types import Ints2d

__all__ = ["annotate", "offsets"]


def annotate(doc: Doc, attributes: list[str], rows: NDArray[np.uint64]) -> Doc:
    """Set attributes of all tokens of a Doc, a row a token; strings are given by their numbers in the vocabulary."""
    return doc.from_array(list(attributes), cast("Ints2d", rows)) if len(doc) else doc


def offsets(heads: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Heads as positions -> the offsets that spaCy's attribute `HEAD` holds."""
    return (heads - np.arange(len(heads))).view(np.uint64)
