"""Scores of name tags -> valid BIO sequences."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["best_names", "transitions"]

Floats = NDArray[np.float32] | NDArray[np.float64]
Ints = NDArray[np.int64]


def transitions(tags: list[str]) -> NDArray[np.bool_]:
    """(1 + tags, tags): which tag may follow which; row 0 is the start of a sentence.

    >>> transitions(["O", "B-LOC", "I-LOC"]).astype(int).tolist()
    [[1, 1, 0], [1, 1, 0], [1, 1, 1], [1, 1, 1]]
    """
    allowed = [[b[0] != "I" or (a[:1] in ("B", "I") and a[2:] == b[2:]) for b in tags] for a in ["", *tags]]
    return np.array(allowed, dtype=bool)


def best_names(scores: Floats, allowed: NDArray[np.bool_]) -> Ints:
    """Best valid sequence of tags of one sentence, for log probabilities (words, tags): Viterbi's algorithm."""
    greedy: Ints = scores.argmax(1)
    if allowed[np.concatenate([[0], greedy[:-1] + 1]), greedy].all():
        return greedy
    barred = np.where(allowed, 0.0, -np.inf)
    total = scores[0] + barred[0]
    back = np.zeros(scores.shape, dtype=np.int64)
    for i in range(1, len(scores)):
        paths = total[:, None] + barred[1:]
        back[i] = paths.argmax(0)
        total = paths.max(0) + scores[i]
    out = np.empty(len(scores), dtype=np.int64)
    out[-1] = total.argmax()
    for i in range(len(scores) - 1, 0, -1):
        out[i - 1] = back[i, out[i]]
    return out
