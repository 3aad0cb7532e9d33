"""The page with pyvis: its network and its vis-network script, in a template of our own that lets nothing in.

pyvis' own page loads parts from the network and takes labels for markup; this one does neither.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError, ResourceError
from kg.page.graph import PageEdge, PageGraph, PageNode
from kg.page.labels import placed, wrapped
from kg.page.look import Look, lineage, load_look
from kg.page.safety import ASSETS, Json, embedded, filled, policy

if TYPE_CHECKING:
    from kg.ontology import Ontology

__all__ = ["MAX_NODES", "render_pyvis"]

MAX_NODES = 1000
"""More are slow to draw: the page shows those with the most edges, and says so."""
Lines = dict[tuple[str, str, str], list[int]]
"""Edges drawn as one line: subject, object and kind -> positions of the edges."""


def render_pyvis(graph: PageGraph, ontology: "Ontology") -> str:
    """One HTML file that shows a graph with its evidence, without network and without a server."""
    if graph.quads:
        raise KgError("only the explorer answers queries: leave out --sparql, or --engine pyvis")
    shown = graph.core(MAX_NODES)
    look = load_look()
    groups = {node.slug: look.group(lineage(node.type, ontology)) for node in shown.nodes}
    network = draw(shown, look, groups)
    style, script = ((ASSETS / name).read_text(encoding="utf-8") for name in ("pyvis.css", "pyvis.js"))
    scripts = [vis_network(), script]
    return filled(
        "pyvis.html", title=graph.title, whole=graph, shown=shown, legend=legend(shown, look, groups), style=style, scripts=scripts,
        policy=policy(style, scripts), data=embedded(details(shown, look, groups, ontology) | {"network": network}),
    )  # fmt: skip


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
