"""What shapes cannot say: nothing leads nowhere, nothing is left over."""

from collections.abc import Iterator

from pyoxigraph import NamedNode

from kg.ontology import Ontology
from kg.rdf import terms as t
from kg.rdf.terms import ENT, kg
from kg.validation.compiled import Check

__all__ = ["integrity_checks"]


def integrity_checks(ontology: Ontology) -> Iterator[Check]:
    """A query for each condition."""
    for shape, found in (("Orphans", orphans()), ("Edges", edges(ontology))):
        for condition, pattern in found.items():
            yield Check(shape, condition, f"SELECT DISTINCT ?focus ?value {{ {pattern} }}")


def orphans() -> dict[str, str]:
    """Nodes that nothing leads to any more, or that lead to nothing."""
    return {
        "an article has the description": unled(t.DESCRIPTION_CLASS, t.DESCRIBED_AS),
        "evidence speaks of the statement": unled(t.STATEMENT_CLASS, t.SUPPORTS),
        "an article has the reference's entity": f"""
            ?focus {t.LABEL} ?name . FILTER (STRSTARTS(STR(?focus), "{ENT}"))
            MINUS {{ ?reference {t.DENOTES} ?focus }}""",
        "what a reference denotes is there": f"?focus {t.DENOTES} ?value MINUS {{ ?value {t.LABEL} ?name }}",
        "the premise is there": f"?focus {t.PREMISE} ?value MINUS {{ ?value {t.RDF_SUBJECT} ?any }}",
        "as many evidences as are counted": f"""
            {{ SELECT ?focus (COUNT(?e) AS ?count) {{ ?e {t.SUPPORTS} ?focus }} GROUP BY ?focus }}
            ?focus {t.EVIDENCE_COUNT} ?value . FILTER (?value != ?count)""",
    }


def unled(kind: NamedNode, predicate: NamedNode) -> str:
    """Nodes of a class to which no predicate leads."""
    return f"?focus {t.TYPE} {kind} MINUS {{ ?any {predicate} ?focus }}"


def edges(ontology: Ontology) -> dict[str, str]:
    """Edges that neither evidence nor a rule stands behind."""
    relations = " ".join(str(kg(name)) for name in sorted(ontology.relations))
    return {
        "a statement or an inference says the edge": f"""
            VALUES ?relation {{ {relations} }} ?focus ?relation ?value
            MINUS {{
              {{ SELECT * {{ ?node {t.RDF_SUBJECT} ?focus }} }} {{ SELECT * {{ ?node {t.RDF_PREDICATE} ?relation }} }}
              {{ SELECT * {{ ?node {t.RDF_OBJECT} ?value }} }} }}"""
    }
