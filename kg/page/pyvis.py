"""The page with pyvis: its network and its vis-network script, in a template of our own that lets nothing in.

pyvis' own page loads parts from the network and takes labels for markup; this one does neither.
"""

import base64
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import ResourceError
from kg.page.graph import PageEdge, PageGraph, PageNode
from kg.page.layout import Box, place
from kg.page.look import Look, load_look

if TYPE_CHECKING:
    from kg.ontology import Ontology

__all__ = ["MAX_NODES", "render_pyvis"]

HERE = Path(__file__).parent
MAX_NODES = 1000
"""More are slow to draw: the page shows those with the most edges, and says so."""
LINE = 19.0
CHARACTER = 8.6
"""Height of a line and width of a letter at the size that page.js draws labels in."""
MAX_LABEL = 18
MAX_LINES = 3
SIZES = (9.0, 22.0)
"""Smallest and largest node, in pixels."""

Json = dict[str, Any]
Lines = dict[tuple[str, str, str], list[int]]
"""Edges drawn as one line: subject, object and kind -> positions of the edges."""


def render_pyvis(graph: PageGraph, ontology: "Ontology") -> str:
    """One HTML file that shows a graph with its evidence, without network and without a server."""
    from jinja2 import Environment, FileSystemLoader

    shown = graph.core(MAX_NODES)
    look = load_look()
    groups = {node.slug: look.group(lineage(node.type, ontology)) for node in shown.nodes}
    network = draw(shown, look, groups)
    style, scripts = (
        (HERE / "page.css").read_text(encoding="utf-8"),
        [vis_network(), (HERE / "page.js").read_text(encoding="utf-8")],
    )
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, keep_trailing_newline=True)
    page: str = environment.get_template("page.html").render(
        title=graph.title, whole=graph, shown=shown, legend=legend(shown, look, groups), style=style, scripts=scripts,
        policy=policy(style, scripts), data=embedded(details(shown, look, groups, ontology) | {"network": network}),
    )  # fmt: skip
    return page.encode("utf-8", "replace").decode("utf-8")  # lone surrogates cannot be written


def lineage(name: str, ontology: "Ontology") -> list[str]:
    """A class and those above it, nearest first."""
    found, queue = [], [name]
    while queue:
        current = queue.pop(0)
        if current not in found:
            found.append(current)
            queue += ontology.classes[current].parents if current in ontology.classes else ()
    return found


def draw(graph: PageGraph, look: Look, groups: Mapping[str, int]) -> Json:
    """Nodes and lines as pyvis' network gives them, each in its place."""
    from pyvis.network import Network

    network = Network(directed=True)
    ids = {node.slug: f"n{i}" for i, node in enumerate(graph.nodes)}
    for (node, size, x, y), name in zip(placed(graph), ids.values(), strict=True):
        group = look.groups[groups[node.slug]]
        network.add_node(name, label=wrapped(node.name), shape=group.shape, color=group.colour, size=size, x=x, y=y)
    drawn = lines(graph)
    for i, ((subject, obj, kind), bend) in enumerate(zip(drawn, bends(list(drawn)), strict=True)):
        style, symmetric = look.kinds[look.kind(kind)], all(graph.edges[e].symmetric for e in drawn[subject, obj, kind])
        network.add_edge(
            ids[subject], ids[obj], id=f"e{i}", color=style.colour, dashes=list(style.dashes) or False, width=style.width,
            arrows="" if symmetric else "to", smooth=curve(bend),
        )  # fmt: skip
    return {"nodes": network.nodes, "edges": network.edges}


def lines(graph: PageGraph) -> Lines:
    """Edges of the same ends and kind are one line; symmetric ones have their ends in order."""
    found: Lines = defaultdict(list)
    for i, edge in enumerate(graph.edges):
        found[edge.subject, edge.object, edge.kind].append(i)
    return dict(found)


def bends(keys: Sequence[tuple[str, str, str]]) -> list[float]:
    """How far each line bends, so that lines between the same two nodes lie apart; positive is clockwise."""
    between: dict[frozenset[str], list[int]] = defaultdict(list)
    for i, (subject, obj, _) in enumerate(keys):
        between[frozenset((subject, obj))].append(i)
    out = [0.0] * len(keys)
    for members in between.values():
        first = keys[members[0]][0]
        for rank, i in enumerate(members):
            bent = 0.22 * (rank - (len(members) - 1) / 2)
            out[i] = bent if keys[i][0] == first else -bent
    return out


def curve(amount: float) -> Json | bool:
    """vis-network's setting for the bend of a line."""
    kind = "curvedCW" if amount > 0 else "curvedCCW"
    return {"type": kind, "roundness": round(abs(amount), 3)} if abs(amount) > 0.01 else False


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


def details(graph: PageGraph, look: Look, groups: Mapping[str, int], ontology: "Ontology") -> Json:
    """What the side panel tells, in lists: nothing from an article is ever a key."""
    position = {node.slug: i for i, node in enumerate(graph.nodes)}
    return {
        "nodes": [node_details(node, groups[node.slug], ontology) for node in graph.nodes],
        "edges": [edge_details(edge, position, look) for edge in graph.edges],
        "lines": list(lines(graph).values()),
        "kinds": [{"label": kind.label, "caption": kind.caption} for kind in look.kinds],
    }


def node_details(node: PageNode, group: int, ontology: "Ontology") -> Json:
    """Who a node is."""
    label = ontology.classes[node.type].label if node.type in ontology.classes else node.type
    return {"name": node.name, "class": label, "aliases": node.aliases, "link": node.link, "group": group}


def edge_details(edge: PageEdge, position: Mapping[str, int], look: Look) -> Json:
    """What an edge says, and who says so."""
    return {
        "subject": position[edge.subject], "relation": edge.relation, "object": position[edge.object],
        "kind": look.kind(edge.kind), "score": round(edge.score, 2), "origins": edge.origins, "rule": edge.rule,
        "quotes": [{name: getattr(quote, name) for name in quote.__slots__} for quote in edge.quotes],
        "premises": [[p.subject, p.relation, p.object] for p in edge.premises],
    }  # fmt: skip


def legend(graph: PageGraph, look: Look, groups: Mapping[str, int]) -> Json:
    """The groups and kinds that the page shows, with their numbers."""
    of_group, of_kind = list(groups.values()), [look.kind(edge.kind) for edge in graph.edges]
    return {
        "groups": [(i, g, of_group.count(i)) for i, g in enumerate(look.groups) if i in of_group],
        "kinds": [(i, k, of_kind.count(i)) for i, k in enumerate(look.kinds) if i in of_kind],
    }


def embedded(data: Json) -> str:
    """Data as JSON that can stand in a script element: no `<`, so that nothing ends it or opens a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def policy(style: str, scripts: Iterable[str]) -> str:
    """What the browser may do: run these scripts, use this style, and nothing else."""
    known = " ".join(f"'{fingerprint(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {known}; style-src '{fingerprint(style)}'; "
        "connect-src 'none'; img-src 'none'; base-uri 'none'; form-action 'none'"
    )


def fingerprint(body: str) -> str:
    """The hash by which a policy names a script or style."""
    return f"sha256-{base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()}"


@cache
def vis_network() -> str:
    """The script that pyvis ships.

    Raises:
        ResourceError: if it is not where pyvis keeps it.
    """
    from importlib.util import find_spec

    spec = find_spec("pyvis")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    found = sorted(folder.glob("lib/vis-9.1.*/vis-network.min.js"))
    if not found:
        raise ResourceError(f"{folder}: pyvis carries no vis-network 9.1; install pyvis 0.3.2")
    return found[-1].read_text(encoding="utf-8").replace("\r\n", "\n")
