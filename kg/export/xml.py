"""GraphML, for Gephi, yEd, Cytoscape and networkx."""

import re
from itertools import chain
from typing import TYPE_CHECKING, TextIO

import networkx as nx

from kg.assembly import Canonical
from kg.export.rows import StatementRow, inferred_rows, statement_rows

if TYPE_CHECKING:
    from kg.store import Store

__all__ = ["network", "write_graphml"]

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_graphml(store: "Store", out: TextIO) -> None:
    """Edges that articles assert, or that follow from those, between entities."""
    out.writelines(f"{line}\n" for line in nx.generate_graphml(network(store)))


def network(store: "Store") -> "nx.MultiDiGraph[str]":
    """The plain graph: what is denied, only claimed or only planned is no edge of it."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    asserted = (row for row in statement_rows(store) if row.belief and row.belief.asserted)
    for row in chain(asserted, inferred_rows(store)):
        for entity in (row.subject, row.object):
            graph.add_node(entity.slug, **node(entity))
        # The key becomes the edge's id, which readers want to be unique in the whole file.
        graph.add_edge(row.statement.subject, row.statement.object, key=row.statement.id, **edge(store, row))
    return graph


def node(entity: Canonical) -> dict[str, str]:
    """Attributes of an entity."""
    known = {"label": entity.label, "type": entity.type, "same_as": entity.same_as}
    return {key: legal(value) for key, value in known.items() if value}


def edge(store: "Store", row: StatementRow) -> dict[str, str | float | int | bool]:
    """Attributes of an edge."""
    relation = store.ontology.relation(row.statement.relation)
    return {
        "relation": row.statement.relation,
        "label": legal(relation.label),
        "score": row.score,
        "status": row.status,
        "evidences": row.evidence_count,
        "origins": row.origin_count,
        "rule": row.rule,
    }


def legal(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return NOT_XML.sub(" ", text)
