"""Finds what a user's word names in a graph: "Serbia", "ent:Serbia" or a full IRI."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode

from kg.errors import OntologyError, QueryError
from kg.lexicon.spelling import without_article
from kg.ontology import ENT, KG, Ontology, nearest
from kg.rdf.quads import Quads

__all__ = ["PREFIXES", "entity", "labels", "relation", "spelled"]

PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "ent": ENT,
    "kg": KG,
    "kgid": "https://w3id.org/kg-news/id/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LABEL = NamedNode(f"{PREFIXES['rdfs']}label")
ALIAS = NamedNode(f"{PREFIXES['skos']}altLabel")


def entity(store: Quads, word: str) -> NamedNode:
    """The entity that a name, `ent:` name or IRI stands for.

    Raises:
        QueryError: if the graph does not know it, with the nearest names; or if several entities bear the name.
    """
    node = as_node(word, "ent")
    if node is not None:
        if next(store.quads_for_pattern(node, None, None, None), None) is None:
            raise QueryError(f"the graph has no entity {word}{nearest(label_of(node), local_names(store))}")
        return node
    return unique(word, exact(store, word) or loose(store, word)) or unknown(store, word)


def relation(word: str) -> NamedNode:
    """The relation that a name, `kg:` name or IRI stands for.

    Raises:
        QueryError: if the ontology has none of that name; says the nearest.
    """
    node = as_node(word, "kg") or as_node(f"kg:{word.strip().replace(' ', '_')}", "kg")
    try:
        return NamedNode(KG + Ontology.load().relation(node.value.removeprefix(KG) if node else word).name)
    except OntologyError as error:
        raise QueryError(str(error)) from error


def as_node(word: str, prefix: str) -> NamedNode | None:
    """The IRI that a word spells out, None if it is a plain name.

    Raises:
        QueryError: if it looks like an IRI and is none.
    """
    bare = word.strip().removeprefix("<").removesuffix(">")
    if bare.startswith(f"{prefix}:"):
        bare = PREFIXES[prefix] + bare.removeprefix(f"{prefix}:")
    if "://" not in bare:
        return None
    try:
        return NamedNode(bare)
    except ValueError as error:
        raise QueryError(f"{word!r} is no IRI: {error}") from error


def exact(store: Quads, word: str) -> set[NamedNode]:
    """Entities with exactly this name; those that have it as an alias count only if no other has it for its own."""
    spellings = (Literal(word), Literal(word, language="en"))
    for predicate in (LABEL, ALIAS):
        quads = (quad for name in spellings for quad in store.quads_for_pattern(None, predicate, name, None))
        if found := set(entities(quad.subject for quad in quads)):
            return found
    return set()


def loose(store: Quads, word: str) -> set[NamedNode]:
    """Entities whose name differs only in case, blanks or a leading article."""
    return {node for name, node in names(store) if fold(name) == fold(word)}


def names(store: Quads) -> Iterator[tuple[str, NamedNode]]:
    """All names of all entities."""
    for predicate in (LABEL, ALIAS):
        for quad in store.quads_for_pattern(None, predicate, None, None):
            for node in entities([quad.subject]):
                if isinstance(quad.object, Literal):
                    yield quad.object.value, node


def labels(store: Quads) -> set[str]:
    """The names that entities go by."""
    found = store.quads_for_pattern(None, LABEL, None, None)
    return {q.object.value for q in found if isinstance(q.object, Literal) and next(entities([q.subject]), None)}


def spelled(store: Quads, node: NamedNode) -> str:
    """A node as a user may write it, with the name that it goes by: "ent:North_Macedonia (North Macedonia)"."""
    found = store.quads_for_pattern(node, LABEL, None, None)
    name = next((quad.object.value for quad in found if isinstance(quad.object, Literal)), "")
    prefixed = (
        f"{prefix}:{node.value.removeprefix(iri)}" for prefix, iri in PREFIXES.items() if node.value.startswith(iri)
    )
    return next(prefixed, f"<{node.value}>") + (f" ({name})" if name else "")


def fold(name: str) -> str:
    """A name without what people vary.

    >>> fold("The  European union")
    'european union'
    """
    return without_article(" ".join(name.casefold().split()))


def unique(word: str, found: set[NamedNode]) -> NamedNode | None:
    """The only one of several, None of none.

    Raises:
        QueryError: if there are more.
    """
    if len(found) > 1:
        several = ", ".join(f"ent:{node.value.removeprefix(ENT)}" for node in sorted(found, key=lambda n: n.value)[:5])
        raise QueryError(f"{word!r} names {len(found)} entities: {several}; say which")
    return next(iter(found), None)


def unknown(store: Quads, word: str) -> NamedNode:
    """Complain that nothing has this name."""
    raise QueryError(f"the graph has no entity named {word!r}{nearest(word, {name for name, _ in names(store)})}")


def entities(nodes: Iterable[object]) -> Iterator[NamedNode]:
    """Those nodes that are entities, and no relation, article or statement."""
    return (node for node in nodes if isinstance(node, NamedNode) and node.value.startswith(ENT))


def label_of(node: NamedNode) -> str:
    """The readable end of an IRI."""
    return node.value.removeprefix(ENT)


def local_names(store: Quads) -> set[str]:
    """The readable ends of all entities' IRIs."""
    return {label_of(node) for _, node in names(store)}
