"""Scores of name tags -> valid BIO sequences, of one mind about a name throughout a text."""

from collections import defaultdict
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

__all__ = ["agree", "best_names", "name_spans", "transitions", "trim"]

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


def name_spans(tags: Ints, inside: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where names stand, for a valid sequence of tags with O first; `inside` says which tags go on with a name."""
    named, going = np.flatnonzero(tags), inside[tags]
    starts = [int(i) for i in named if not going[i]]
    ends = []
    for start in starts:
        end = start + 1
        while end < len(tags) and going[end]:
            end += 1
        ends.append(end)
    return list(zip(starts, ends, strict=True))


def trim(words: list[str], tags: Ints, inside: NDArray[np.bool_], prefixes: Collection[str]) -> Ints:
    """Tags in which no name begins with a prefix and its hyphen: of "Anti-EU", the name is "EU"."""
    out = tags.copy()
    for start, end in name_spans(tags, inside):
        if end - start > 2 and words[start + 1] == "-" and words[start].lower() in prefixes:
            out[start : start + 3] = 0, 0, tags[start]
    return out


def agree(words: list[str], tags: Ints, scores: Floats, labels: list[str]) -> Ints:
    """Tags in which all names of the same words have the same type: the one that their scores favour together.

    Tags are O, then B and I of each type. A person's last name alone is counted with the whole name.
    """
    spans, person = name_spans(tags, np.array([x[0] == "I" for x in labels])), labels.index("B-PER")
    votes: dict[str, Floats] = defaultdict(lambda: np.zeros(len(labels) // 2))
    for start, end in spans:
        types = scores[start, 1::2] + scores[start + 1 : end, 2::2].sum(0)
        votes[" ".join(words[start:end])] += types / (end - start)
        if end - start > 1 and tags[start] == person:
            votes[words[end - 1]] += types / (end - start)
    out = tags.copy()
    for start, end in spans:
        first = 1 + 2 * int(votes[" ".join(words[start:end])].argmax())
        out[start], out[start + 1 : end] = first, first + 1
    return out
