"""The part of ontology/shapes.ttl that follows from core.ttl: `python -m kg.validation.generated` writes the file anew."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from kg.ontology import Ontology, Relation
from kg.resources import resource

__all__ = ["file_text"]

MARK: Final = "# — Generated from core.ttl and chains.ttl by `make docs`; what stands above is written by hand.\n"


def file_text(path: Path, ontology: Ontology) -> str:
    """The whole file: what is written by hand in it, then the shapes that follow from the ontology."""
    by_hand = path.read_text(encoding="utf-8").partition(MARK)[0]
    return f"{by_hand}{MARK}\n{''.join(shapes(ontology))}"


def shapes(ontology: Ontology) -> Iterator[str]:
    """Which relations there are, then domain and range of each."""
    names = sorted(ontology.relations)
    listed = wrapped(f"kg:{name}" for name in names)
    yield f"kg:EvidenceShape sh:property [ sh:path kg:relation ; sh:in (\n{listed} ) ] .\n"
    yield f"kg:StatementShape sh:property [ sh:path rdf:predicate ; sh:in (\n{listed} ) ] .\n\n"
    for name in names:
        yield from relation_shapes(ontology.relations[name])


def relation_shapes(relation: Relation) -> Iterator[str]:
    """What the ends of a relation may be."""
    for end, target, classes in (
        ("Domain", "sh:targetSubjectsOf", relation.domain),
        ("Range", "sh:targetObjectsOf", relation.range),
    ):
        yield f"kg:{relation.name}-{end} a sh:NodeShape ; {target} kg:{relation.name} ; sh:or (\n"
        yield f"{wrapped(f'[ sh:class kg:{name} ]' for name in sorted(classes))} ) .\n"


def wrapped(items: Iterable[str]) -> str:
    """Items in indented lines of at most 120 characters."""
    lines = [""]
    for item in items:
        if len(lines[-1]) + len(item) > 110:
            lines.append("")
        lines[-1] += f" {item}"
    return "\n".join(f"   {line}" for line in lines)


if __name__ == "__main__":
    place = resource("ontology/shapes.ttl")
    place.write_text(file_text(place, Ontology.load()), encoding="utf-8")
