"""Where each node of a page stands: the same graph stands the same way each time, and no label lies on another."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

__all__ = ["Box", "communities", "place", "place_roughly"]

ROOM = 26_000.0
"""Wanted room of a node, in square pixels."""
FULL = 6
"""Nodes of a component from which on each is given all of that room; in smaller ones hardly any line crosses another."""
PULL = 0.6
"""Power of the distance from the middle: 1 leaves all where they are."""
GAP = 22.0
"""Between two boxes."""
ASPECT = 1.25
"""Of the page: width to height."""
SEED = 7
ROUNDS = 25
ATTEMPTS = 60
SPREAD = 1.08
STEPS = 12_000
"""Moves of a node that the layout of a component may take: each looks at all other nodes."""

DENSE_ROOM = 3_600.0
"""Room of a node where there are too many for boxes, in square pixels."""
DENSE_PULL = 0.75
CELL = 20
"""Least distance of two nodes where there are many, in pixels."""
SWEEPS = 300
"""Rounds of the layout of a large graph: 20,000 nodes take a second."""

Edges = Sequence[tuple[int, int]]


@dataclass(slots=True)
class Box:
    """What a node takes up, label included: `x` and `y` are its middle, in pixels, `y` downwards."""

    width: float
    height: float
    x: float = 0.0
    y: float = 0.0


def place(boxes: Sequence[Box], edges: Edges) -> None:
    """Give every box its place; `edges` are pairs of positions in `boxes`."""
    graph = simple(len(boxes), edges)
    parts = sorted(graph.connected_components(), key=lambda part: (-len(part), part))
    for part in parts:
        place_part(graph.induced_subgraph(part), [boxes[i] for i in part])
    pack([[boxes[i] for i in part] for part in parts])


def place_roughly(count: int, edges: Edges) -> list[tuple[int, int]]:
    """Places of many nodes, in whole pixels around the middle: what is joined stands close, labels are not thought of."""
    layout = simple(count, edges).layout_fruchterman_reingold(niter=SWEEPS, grid=True)
    points = drawn_in([complex(x, y) for x, y in layout.coords], DENSE_PULL)
    reach = max(map(abs, points)) or 1.0
    scale = (DENSE_ROOM * count / 3) ** 0.5 / reach
    return apart([(round(p.real * scale * ASPECT / CELL), round(p.imag * scale / CELL)) for p in points])


def apart(cells: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places in pixels, one for each cell of a grid: who finds a cell taken goes to the nearest free one around it."""
    taken: set[tuple[int, int]] = set()
    reached: defaultdict[tuple[int, int], int] = defaultdict(int)
    places = []
    for x, y in cells:
        free = None
        while free is None:
            ring = reached[x, y]
            free = next(((x + a, y + b) for a, b in around(ring) if (x + a, y + b) not in taken), None)
            reached[x, y] += free is None
        taken.add(free)
        places.append((free[0] * CELL, free[1] * CELL))
    return places


def around(ring: int) -> Iterator[tuple[int, int]]:
    """Steps to the cells of a ring around one."""
    for a in range(-ring, ring + 1):
        sides = range(-ring, ring + 1) if abs(a) == ring else (-ring, ring)
        yield from ((a, b) for b in sides)


def communities(count: int, edges: Edges) -> list[int]:
    """The community of each node, the largest being 0: groups with more edges within than between (Blondel et al. 2008)."""
    found = simple(count, edges).community_multilevel().membership
    ranked = [community for community, _ in Counter(found).most_common()]
    return [ranked.index(community) for community in found]


def simple(count: int, edges: Edges) -> "igraph.Graph":  # type: ignore[name-defined]  # noqa: F821
    """The graph without directions and doubles; igraph, which draws from Python's generator, starts at the same place."""
    import igraph

    random.seed(SEED)
    return igraph.Graph(n=count, edges=sorted({(min(e), max(e)) for e in edges if e[0] != e[1]}))


def place_part(graph: "igraph.Graph", boxes: Sequence[Box]) -> None:  # type: ignore[name-defined]  # noqa: F821
    """Lay out a component, wider than high, its outskirts drawn in towards its crowded middle."""
    layout = graph.layout_kamada_kawai(maxiter=min(STEPS, 50 * len(boxes)))
    points = drawn_in([complex(x, y) for x, y in layout.coords])
    room = ROOM * len(boxes) * min(1.0, (len(boxes) + 2) / (FULL + 2))
    width, height = ((room * ratio) ** 0.5 for ratio in (ASPECT, 1 / ASPECT))
    for box, x, y in zip(boxes, stretched([p.real for p in points]), stretched([p.imag for p in points]), strict=True):
        box.x, box.y = x * width, y * height
    separate(boxes)


def separate(boxes: Sequence[Box]) -> None:
    """Move boxes until none overlaps another: push neighbours apart, and spread all where that takes long."""
    for _ in range(ATTEMPTS):
        for _ in range(ROUNDS):
            if not push_apart(boxes):
                return
        for box in boxes:
            box.x, box.y = box.x * SPREAD, box.y * SPREAD


def drawn_in(points: Sequence[complex], pull: float = PULL) -> list[complex]:
    """Points around their middle, far ones nearer."""
    middle = sum(points) / len(points)
    return [(p - middle) * abs(p - middle) ** (pull - 1) if p != middle else 0j for p in points]


def stretched(values: Sequence[float]) -> list[float]:
    """Values over the whole of 0 to 1; all 0 where they do not differ."""
    low, spread = min(values), max(values) - min(values)
    return [(v - low) / spread if spread > 1e-9 else 0.0 for v in values]


def push_apart(boxes: Sequence[Box]) -> bool:
    """Move overlapping boxes away from each other by what they overlap; whether any did."""
    moved = False
    for a, b in neighbours(boxes):
        over_x = (a.width + b.width) / 2 + GAP - abs(a.x - b.x)
        over_y = (a.height + b.height) / 2 + GAP - abs(a.y - b.y)
        if over_x > 0.01 and over_y > 0.01:
            moved = True
            if over_y <= over_x:
                shift = over_y / 2 + 0.01 if a.y <= b.y else -over_y / 2 - 0.01
                a.y, b.y = a.y - shift, b.y + shift
            else:
                shift = over_x / 2 + 0.01 if a.x <= b.x else -over_x / 2 - 0.01
                a.x, b.x = a.x - shift, b.x + shift
    return moved


def neighbours(boxes: Sequence[Box]) -> Iterator[tuple[Box, Box]]:
    """Pairs that may overlap: those in the same or adjacent cells of a grid as coarse as the largest box."""
    width, height = max(b.width for b in boxes) + GAP, max(b.height for b in boxes) + GAP
    cells: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)
    for box in boxes:
        cells[int(box.x // width), int(box.y // height)].append(box)
    for (column, row), here in list(cells.items()):
        yield from combinations(here, 2)
        for cell in ((column + 1, row), (column - 1, row + 1), (column, row + 1), (column + 1, row + 1)):
            yield from product(here, cells.get(cell, ()))


def pack(parts: Sequence[Sequence[Box]]) -> None:
    """Put components in rows beneath each other, the largest first, and round to whole pixels."""
    area = sum(b[2] * b[3] for b in map(bounds, parts))
    limit = max([(area * ASPECT) ** 0.5, *(bounds(part)[2] for part in parts)], default=0.0)
    x = y = row = 0.0
    for part in parts:
        left, top, width, height = bounds(part)
        if x and x + width > limit:
            x, y, row = 0.0, y + row + 2 * GAP, 0.0
        for box in part:
            box.x, box.y = float(round(box.x - left + x)), float(round(box.y - top + y))
        x, row = x + width + 2 * GAP, max(row, height)


def bounds(boxes: Sequence[Box]) -> tuple[float, float, float, float]:
    """Left, top, width and height of what boxes cover."""
    left, top = min(b.x - b.width / 2 for b in boxes), min(b.y - b.height / 2 for b in boxes)
    right, bottom = max(b.x + b.width / 2 for b in boxes), max(b.y + b.height / 2 for b in boxes)
    return left, top, right - left, bottom - top
