"""Pages of entities, statements and articles at their own addresses, as HTML and as RDF; the explorer; the articles."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from json import dumps
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from pyoxigraph import NamedNode, QuerySolutions, Triple

from kg.assembly import Witness
from kg.explain import explain_statement
from kg.model import Modality, Statement
from kg.ontology import ENT, KG
from kg.rdf import terms as t
from kg.rdf.terms import INFERRED, KGID, local
from kg.serve.answering import triples, unacceptable
from kg.serve.formats import GRAPHS, HTML, preferred
from kg.serve.frames import Reply
from kg.sparql import select

if TYPE_CHECKING:
    from jinja2 import Environment

    from kg.rdf.quads import Quads
    from kg.serve.worker import Desk
    from kg.store import Store

__all__ = ["SPACES", "WORK"]

SPACES: Final = {"entity": ENT, "id": KGID}
"""First part of a path -> namespace of what has its page there."""
BACK: Final = (t.RDF_SUBJECT, t.RDF_OBJECT, t.SUPPORTS, t.ARTICLE)
"""Predicates by which others speak of a thing: these, too, belong to its description."""
PLAINLY: Final = "affirmed"
"""How most sentences speak: what need not be said."""
MOST: Final = 200
"""Statements on a page; a query gives all."""

EDGES: Final = f"""
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX kg: <{KG}>
SELECT DISTINCT ?node ?subject ?relation ?object ?status ?score ?places WHERE {{
  VALUES ?me {{ NODE }}
  ?node rdf:subject|rdf:object ?me ; rdf:subject ?subject ; rdf:predicate ?relation ; rdf:object ?object ; kg:score ?score .
  OPTIONAL {{ ?node kg:status ?status ; kg:evidenceCount ?places }}
  FILTER (isIRI(?node) && isIRI(?subject) && isIRI(?object) && isNumeric(?score))
}} ORDER BY DESC(?score) ?subject ?relation ?object LIMIT {MOST + 1}
"""


def resource(desk: "Desk", asked: Mapping[str, object], body: bytes) -> Reply:
    """The page of a thing, or its description, by what its reader takes."""
    del body
    try:
        node = NamedNode(SPACES[str(asked["space"])] + str(asked["name"]))
    except ValueError:
        return Reply.refusal(404, "no such page")
    accept = str(asked["accept"])
    media = preferred(accept, (HTML, *GRAPHS))
    if media is None:
        return unacceptable("a page or triples", (HTML, *GRAPHS))
    described = list(islice(description(desk.quads, node), desk.limits.rows + 1))
    if not described:
        return Reply.refusal(404, f"the graph says nothing of {node.value}")
    if media != HTML:
        reply = triples(described, media, desk.limits)
        return Reply(reply.status, reply.media, reply.body, {"Vary": "Accept"})
    return html(page_of(desk.graph, node))


def graph(desk: "Desk", asked: Mapping[str, object], body: bytes) -> Reply:
    """All triples of a graph."""
    del body
    name = str(asked["graph"])
    if name and not desk.quads.contains_named_graph(NamedNode(name)):
        return Reply.refusal(404, f"there is no graph <{name}>")
    quads = desk.quads.quads_for_pattern(None, None, None, NamedNode(name) if name else t.DEFAULT)
    return triples((quad.triple for quad in quads), str(asked["accept"]), desk.limits)


def description(quads: "Quads", node: NamedNode) -> Iterator[Triple]:
    """What the graph says of a thing, and what speaks of it, with what is inferred."""
    for graph in (t.DEFAULT, INFERRED):
        yield from (q.triple for q in quads.quads_for_pattern(node, None, None, graph))
        for predicate in BACK:
            for found in quads.quads_for_pattern(None, predicate, node, graph):
                yield from (q.triple for q in quads.quads_for_pattern(found.subject, None, None, graph))


def page_of(graph: "Store", node: NamedNode) -> str:
    """The page of a thing."""
    kinds = {quad.object for quad in graph.quads.quads_for_pattern(node, t.TYPE, None, None)}
    if node.value.startswith(ENT):
        return filled("entity.html", **entity_of(graph, node))
    if t.ARTICLE_CLASS in kinds:
        return filled("article.html", article=graph.view.article(local(node)), told=told(graph, local(node)))
    if kinds & {t.STATEMENT_CLASS, t.INFERENCE_CLASS} and (statement := statement_of(graph.quads, node)):
        explained = explain_statement(graph.view, statement, graph.ontology, graph.scoring)
        return filled("statement.html", x=explained, parts=explained.statement)
    return filled("thing.html", node=node, triples=list(islice(description(graph.quads, node), MOST)))


def statement_of(quads: "Quads", node: NamedNode) -> Statement | None:
    """The statement that a node of evidence or of inference is about; None of what an update has left incomplete."""
    parts = (t.RDF_SUBJECT, t.RDF_PREDICATE, t.RDF_OBJECT)
    found = [quad.object for part in parts for quad in islice(quads.quads_for_pattern(node, part, None, None), 1)]
    named = [local(part) for part in found if isinstance(part, NamedNode)]
    return Statement(*named) if len(named) == len(parts) else None


def entity_of(graph: "Store", node: NamedNode) -> Mapping[str, object]:
    """What the page of an entity shows."""
    found = select(graph.quads, EDGES.replace("NODE", str(node)))
    assert isinstance(found, QuerySolutions)  # noqa: S101
    rows = [
        dict(zip(("node", "subject", "relation", "object", "status", "score", "places"), row, strict=True))
        for row in found
    ]
    entity = graph.view.entity(local(node))
    return {
        "node": node,
        "entity": entity,
        "rows": rows[:MOST],
        "more": len(rows) > MOST,
        "names": names_of(graph, rows),
    }


def names_of(graph: "Store", rows: Iterable[Mapping[str, object]]) -> Mapping[object, str]:
    """The names of the entities in some rows, by node."""
    nodes = {row[part] for row in rows for part in ("subject", "object")}
    known = {n: graph.view.entity(local(n)) for n in nodes if isinstance(n, NamedNode)}
    return {node: entity.label if entity else local(node) for node, entity in known.items()}


def told(graph: "Store", article: str) -> list[tuple[Statement, tuple[str, str, str], str]]:
    """Statements that an article speaks of, with the names of their parts, and how it does: "" where it says plainly that it is so."""
    from kg.explain.explaining import names

    found: defaultdict[Statement, set[str]] = defaultdict(set)
    for statement, _, witness in graph.view.heard(article):
        found[statement].add(manner(witness))
    manners = {statement: "; ".join(sorted(how)) for statement, how in found.items() if how != {PLAINLY}}
    in_order = sorted(found, key=lambda statement: statement.id)
    return [(each, names(graph.view, each, graph.ontology), manners.get(each, "")) for each in in_order]


def manner(witness: Witness) -> str:
    """How a sentence speaks of a statement."""
    modality = "" if witness.modality is Modality.ACTUAL else witness.modality.value
    return ", ".join(filter(None, [witness.polarity.value, modality, "claimed by a speaker" * witness.claim]))


def articles(desk: "Desk", asked: Mapping[str, object], body: bytes) -> Reply:
    """The articles, the newest first, a page of them."""
    del body
    media = preferred(str(asked["accept"]), (HTML, "application/json"))
    if media is None:
        return unacceptable("a list of articles", (HTML, "application/json"))
    view = desk.graph.view
    known = [(name, article) for name in desk.graph.articles() if (article := view.article(name))]
    newest = sorted(known, key=lambda pair: (pair[1].published, pair[0]), reverse=True)
    start, count = int(str(asked["offset"])), int(str(asked["limit"]))
    shown = newest[start : start + count]
    if media == HTML:
        more = start + count if start + count < len(newest) else 0
        return html(filled("articles.html", articles=shown, total=len(newest), start=start, limit=count, more=more))
    keys = ("title", "publisher", "author", "published", "source", "language")
    listed = [{"id": name, "iri": KGID + name, **{k: getattr(a, k) for k in keys}} for name, a in shown]
    return Reply(
        200, "application/json", dumps({"total": len(newest), "articles": listed}, ensure_ascii=False).encode()
    )


def explorer(desk: "Desk", asked: Mapping[str, object], body: bytes) -> Reply:
    """The page that `kg view` writes."""
    del asked, body
    from kg.page import render
    from kg.page.data import graph_of

    graph = desk.graph
    if not graph.articles():
        return html(filled("empty.html"))
    return html(render(graph_of(graph, graph.ontology, title="Who stands with whom"), graph.ontology))


def saved(desk: "Desk", asked: Mapping[str, object], body: bytes) -> Reply:
    """A saved query with its parameters and defaults filled in; as it stands where nothing is given and something is required."""
    del body
    from kg.queries import bind, load_queries, resolve

    query = load_queries().get(str(asked["name"]))
    if query is None:
        return Reply.refusal(404, "no saved query of this name; /queries lists them")
    values = asked["values"]
    assert isinstance(values, Mapping)  # noqa: S101
    bare = not values and any(p.required for p in query.parameters)
    text = query.text if bare else bind(query, resolve(desk.quads, query, values))
    return Reply(200, "application/sparql-query; charset=utf-8", text.encode())


def html(text: str) -> Reply:
    """A page."""
    return Reply(200, "text/html; charset=utf-8", text.encode(), {"Vary": "Accept"})


def address(iri: object) -> str:
    """Where a thing has its page on this server: for an IRI of ours a path, else the IRI itself.

    >>> address("https://w3id.org/kg-news/entity/North_Macedonia"), address("javascript:alert(1)")
    ('/entity/North_Macedonia', '')
    """
    value = str(getattr(iri, "value", iri))
    for part, space in SPACES.items():
        if value.startswith(space):
            return f"/{part}/{quote(value.removeprefix(space))}"
    return value if value.startswith(("https://", "http://")) else ""


@cache
def environment() -> "Environment":
    """The templates; whatever they are given is text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(loader=PackageLoader("kg.serve"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    made.filters |= {"address": address, "local": local, "spaced": lambda term: local(term).replace("_", " ")}
    return made


def filled(name: str, **what: object) -> str:
    """A template with what it shows."""
    return environment().get_template(name).render(**what)


WORK: Final[Mapping[str, Callable[["Desk", Mapping[str, object], bytes], Reply]]] = {
    "resource": resource,
    "graph": graph,
    "articles": articles,
    "explorer": explorer,
    "saved": saved,
}
"""Name of a job -> what does it."""
