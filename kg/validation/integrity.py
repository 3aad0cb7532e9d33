"""What shapes cannot say: offsets lead to the quotes, nothing leads nowhere, nothing is left over."""

from collections.abc import Iterator

from pyoxigraph import NamedNode

from kg.ontology import Ontology
from kg.rdf import terms as t
from kg.rdf.terms import ENT, kg
from kg.validation.compiled import Check

__all__ = ["integrity_checks"]

TEXT = t.ARTICLE_FIELDS["text"]
ENDS = (t.SPANS["subject_span"][1], t.SPANS["cue_span"][1], t.SPANS["object_span"][1])
START, END = t.SPANS["sentence"]


def integrity_checks(ontology: Ontology) -> Iterator[Check]:
    """A query for each condition."""
    for shape, found in (("Offsets", offsets()), ("Orphans", orphans()), ("Edges", edges(ontology))):
        for condition, pattern in found.items():
            yield Check(shape, condition, f"SELECT DISTINCT ?focus ?value {{ {pattern} }}")


def offsets() -> dict[str, str]:
    """Evidence whose offsets do not lead into the text of its article."""
    limits = " || ".join(f"?end{n} > ?size" for n in range(len(ENDS)))
    ends = " ; ".join(f"{end} ?end{n}" for n, end in enumerate(ENDS))
    return {
        "the text from start to end is the quote": f"""
            ?focus {t.QUOTE} ?value ; {START} ?start ; {END} ?end ; {t.ARTICLE} ?article .
            OPTIONAL {{ ?article {TEXT} ?text }}
            FILTER (!COALESCE(SUBSTR(?text, ?start + 1, ?end - ?start) = ?value, false))""",
        "subject, cue and object end within the text": f"""
            ?focus {ends} ; {t.ARTICLE}/{TEXT} ?text . BIND (STRLEN(?text) AS ?size) FILTER ({limits})""",
    }


def orphans() -> dict[str, str]:
    """Nodes that nothing leads to any more, or that lead to nothing."""
    return {
        "an article has the description": unled(t.DESCRIPTION_CLASS, t.DESCRIBED_AS),
        "evidence speaks of the statement": unled(t.STATEMENT_CLASS, t.SUPPORTS),
        "an article has the reference's entity": f"""
            ?focus {t.LABEL} ?name . FILTER (STRSTARTS(STR(?focus), "{ENT}"))
            FILTER NOT EXISTS {{ ?reference {t.DENOTES} ?focus }}""",
        "what a reference denotes is there": f"?focus {t.DENOTES} ?value . FILTER NOT EXISTS {{ ?value {t.LABEL} ?name }}",
        "the premise is there": f"?focus {t.PREMISE} ?value . FILTER NOT EXISTS {{ ?value {t.RDF_SUBJECT} ?any }}",
        "as many evidences as are counted": f"""
            {{ SELECT ?focus (COUNT(?e) AS ?count) {{ ?e {t.SUPPORTS} ?focus }} GROUP BY ?focus }}
            ?focus {t.EVIDENCE_COUNT} ?value . FILTER (?value != ?count)""",
    }


def unled(kind: NamedNode, predicate: NamedNode) -> str:
    """Nodes of a class to which no predicate leads."""
    return f"?focus {t.TYPE} {kind} . FILTER NOT EXISTS {{ ?any {predicate} ?focus }}"


def edges(ontology: Ontology) -> dict[str, str]:
    """Edges that neither evidence nor a rule stands behind."""
    relations = " ".join(str(kg(name)) for name in sorted(ontology.relations))
    return {
        "a statement or an inference says the edge": f"""
            VALUES ?relation {{ {relations} }} ?focus ?relation ?value .
            FILTER NOT EXISTS {{
              ?node {t.RDF_SUBJECT} ?focus ; {t.RDF_OBJECT} ?value ; {t.RDF_PREDICATE} ?relation . }}"""
    }
