"""Scores of arcs -> heads that form one tree with one root."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["best_tree", "is_tree"]

Floats = NDArray[np.float32] | NDArray[np.float64]
Ints = NDArray[np.int64]


def is_tree(heads: Ints) -> bool:
    """Whether heads (0 the root, else the head's 1-based position) form a tree with exactly one root.

    >>> is_tree(np.array([2, 0, 2])), is_tree(np.array([2, 1, 0])), is_tree(np.array([0, 0]))
    (True, False, False)
    """
    if int((heads == 0).sum()) != 1:
        return False
    above = np.concatenate([[0], heads])
    for _ in range(len(heads).bit_length()):  # each step doubles the length of the jump upwards
        above = above[above]
    return not above.any()


def best_tree(scores: Floats) -> Ints:
    """Heads of the best tree with one root, for scores (words, 1 + words) with column 0 the root.

    The best head of each word, and Chu-Liu/Edmonds' algorithm only where those form no tree.
    """
    heads: Ints = scores.argmax(1)
    if is_tree(heads):
        return heads
    size = len(scores)
    square = np.full((size + 1, size + 1), -np.inf)
    square[1:] = scores
    np.fill_diagonal(square, -np.inf)
    # So dear a root arc that the best arborescence takes one only (Zmigrod et al. 2020 discuss the choice)
    finite = square[1:][np.isfinite(square[1:])]
    square[1:, 0] -= (size + 1) * (float(finite.max() - finite.min()) + 1.0)
    tree: Ints = maximum_arborescence(square)[1:]
    return tree


def maximum_arborescence(scores: Floats) -> Ints:
    """Chu-Liu/Edmonds: heads of the best arborescence from node 0, for square scores (dependent, head)."""
    heads: Ints = scores.argmax(1)
    heads[0] = 0
    cycle = find_cycle(heads)
    if cycle is None:
        return heads
    inside = np.zeros(len(scores), dtype=bool)
    inside[cycle] = True
    outside = np.flatnonzero(~inside)
    kept = scores[cycle, heads[cycle]]
    # Entering the cycle at a node costs that node's arc within it; leaving it is free to start at any of its nodes
    entering = scores[np.ix_(cycle, outside)] - kept[:, None]
    leaving = scores[np.ix_(outside, cycle)]
    small = np.full((len(outside) + 1, len(outside) + 1), -np.inf)
    small[:-1, :-1] = scores[np.ix_(outside, outside)]
    small[-1, :-1] = entering.max(0)
    small[:-1, -1] = leaving.max(1)
    chosen = maximum_arborescence(small)
    for i, node in enumerate(outside[1:], 1):
        heads[node] = cycle[leaving[i].argmax()] if chosen[i] == len(outside) else outside[chosen[i]]
    entry = cycle[entering[:, chosen[-1]].argmax()]
    heads[entry] = outside[chosen[-1]]
    return heads


def find_cycle(heads: Ints) -> Ints | None:
    """Nodes of a cycle among arcs from node 0's arborescence to be, None where there is none."""
    state = np.zeros(len(heads), dtype=np.int8)
    state[0] = 2
    for start in range(1, len(heads)):
        path, node = [], start
        while not state[node]:
            state[node] = 1
            path.append(node)
            node = int(heads[node])
        if state[node] == 1:
            return np.array(path[path.index(node) :])
        state[path] = 2
    return None
