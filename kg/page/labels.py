"""Names of nodes in short lines, and a place for each node with its name beneath."""

from kg.page.graph import PageGraph, PageNode
from kg.page.layout import Box, place

__all__ = ["MAX_LABEL", "MAX_LINES", "placed", "wrapped"]

LINE = 19.0
CHARACTER = 8.6
"""Height of a line and width of a letter at the size that pages draw labels in."""
MAX_LABEL = 18
MAX_LINES = 3
SIZES = (9.0, 22.0)
"""Smallest and largest node, in pixels."""


def placed(graph: PageGraph) -> list[tuple[PageNode, float, float, float]]:
    """Each node with its size and place."""
    position = {node.slug: i for i, node in enumerate(graph.nodes)}
    pairs = [(position[e.subject], position[e.object]) for e in graph.edges]
    degree = [0] * len(position)
    for a, b in pairs:
        degree[a] += 1
        degree[b] += 1
    sizes = [min(SIZES[1], SIZES[0] + 2.0 * d**0.5) for d in degree]
    boxes = [box(wrapped(node.name), size) for node, size in zip(graph.nodes, sizes, strict=True)]
    place(boxes, pairs)
    rows = zip(graph.nodes, sizes, boxes, strict=True)
    return [(node, round(size, 1), b.x, b.y - b.height / 2 + size) for node, size, b in rows]


def box(label: str, size: float) -> Box:
    """What a node takes up: its shape, and its label beneath."""
    rows = label.split("\n")
    return Box(max(2 * size, CHARACTER * max(map(len, rows))), 2 * size + LINE * len(rows) + 6)


def wrapped(name: str) -> str:
    r"""A name in lines that fit under a node.

    >>> wrapped("Russian invasion of Ukraine")
    'Russian invasion\nof Ukraine'
    """
    rows = [""]
    for word in " ".join(name.split()).split(" "):
        short = word if len(word) <= MAX_LABEL else f"{word[: MAX_LABEL - 1]}…"
        if rows[-1] and len(rows[-1]) + 1 + len(short) > MAX_LABEL:
            rows.append(short)
        else:
            rows[-1] = f"{rows[-1]} {short}".strip()
    if len(rows) > MAX_LINES:
        last = rows[MAX_LINES - 1]
        rows[MAX_LINES - 1 :] = [
            f"{last if len(last) <= MAX_LABEL - 2 else last[: MAX_LABEL - 3].rpartition(' ')[0]} …".strip()
        ]
    return "\n".join(rows)
