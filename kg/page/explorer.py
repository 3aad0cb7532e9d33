"""The explorer: the page that draws by itself, in a template that lets nothing in.

Its script is built from explorer/ by `make page` and lies beside the template; running it needs no Node.
"""

from typing import TYPE_CHECKING

from kg.page.columns import evidence_columns, graph_columns
from kg.page.graph import PageGraph
from kg.page.look import load_look
from kg.page.safety import ASSETS, Json, embedded, filled, policy
from kg.page.sparql import queries_of, squeezed

if TYPE_CHECKING:
    from kg.ontology import Ontology

__all__ = ["render_explorer"]

PLAIN = 1_000_000
"""Characters up to which data stand in the page as they are; more are compressed, so that the page stays small."""


def render_explorer(graph: PageGraph, ontology: "Ontology") -> str:
    """One HTML file that shows a graph with its evidence, without network and without a server."""
    style, script = ((ASSETS / name).read_text(encoding="utf-8") for name in ("explorer.css", "explorer.js"))
    return filled(
        "explorer.html", title=graph.title, style=style, script=script, policy=policy(style, [script], worker=bool(graph.quads)),
        data={
            "graph": packed(graph_columns(graph, ontology, load_look())), "evidence": packed(evidence_columns(graph)),
            "sparql": embedded(queries_of(graph.quads)) if graph.quads else "",
        },
    )  # fmt: skip


def packed(data: Json) -> str:
    """Data for a script element: as JSON, or as JSON that holds them compressed where they are large."""
    text = embedded(data)
    if len(text) <= PLAIN:
        return text
    return embedded({"gzip": squeezed(text)})
