"""What a page carries to answer queries by itself: Oxigraph as WebAssembly, the worker that runs it, the graph, the saved queries."""

import base64
import gzip
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, RdfFormat, serialize

from kg.page.safety import ASSETS, Json
from kg.queries import ParameterType, load_queries
from kg.rdf import META
from kg.rdf.names import PREFIXES

if TYPE_CHECKING:
    from kg.store import Store

__all__ = ["quads_of", "queries_of", "squeezed"]

TEXT = NamedNode(f"{PREFIXES['schema']}text")


def quads_of(store: "Store") -> str:
    """What queries see of a store, as N-Quads: all but the articles' full texts and what the store knows of itself."""
    found = store.quads.quads_for_pattern(None, None, None, None)
    kept = (quad for quad in found if quad.graph_name != META and quad.predicate != TEXT)
    return (serialize(kept, format=RdfFormat.N_QUADS) or b"").decode("utf-8")


def queries_of(quads: str) -> Json:
    """Engine, data and saved queries, the large parts compressed; a limit is changed in the text that the page shows."""
    fields = ("name", "type", "help", "required", "default")
    return {
        "script": squeezed((ASSETS / "sparql.js").read_text(encoding="utf-8")),
        "wasm": engine(),
        "quads": squeezed("".join(sorted(quads.splitlines(keepends=True)))),
        "prefixes": dict(PREFIXES),
        "queries": [
            {"name": q.name, "title": q.title, "description": q.description, "text": q.text}
            | {
                "parameters": [
                    {field: getattr(p, field) for field in fields}
                    for p in q.parameters
                    if p.type is not ParameterType.LIMIT
                ]
            }
            for q in load_queries().values()
        ],
    }


@cache
def engine() -> str:
    """Oxigraph, compressed once."""
    return encoded((ASSETS / "oxigraph.wasm").read_bytes())


def squeezed(text: str) -> str:
    """A text compressed by gzip, as base64; the same text gives the same."""
    return encoded(text.encode("utf-8", "replace"))


def encoded(data: bytes) -> str:
    """Bytes compressed by gzip, as base64."""
    return base64.b64encode(gzip.compress(data, compresslevel=9, mtime=0)).decode()
