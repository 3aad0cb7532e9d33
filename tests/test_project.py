"""What holds for the project as a whole: language is data, lists have reasons, generated pages are up to date."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import OWL, RDF, Graph, URIRef

from kg.cli.reference import reference

MODULES = sorted((Path(__file__).parent.parent / "kg").rglob("*.py"))


@pytest.fixture(scope="module")
def relations(root: Path) -> frozenset[str]:
    graph = Graph().parse(root / "ontology" / "core.ttl")
    names = {
        s.fragment or s.rsplit("/", 1)[-1]
        for s in graph.subjects(RDF.type, OWL.ObjectProperty)
        if isinstance(s, URIRef)
    }
    assert len(names) > 40
    return frozenset(names)


@pytest.mark.parametrize("module", MODULES, ids=lambda p: p.name)
def test_no_relation_stands_in_python(module: Path, relations: frozenset[str]) -> None:
    source = module.read_text(encoding="utf-8")
    joined = {name for name in relations if "_" in name and re.search(rf"\b{name}\b", source)}
    assert not joined | {name for name in relations if re.search(rf"\bkg:{name}\b", source)}


def test_every_ignored_lint_rule_has_a_reason(root: Path) -> None:
    lines = (root / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if re.match(r'    "[A-Z]{1,4}\d{0,4}",', line)]
    assert len(rules) > 10
    assert [line for line in rules if "  # " not in line and '", # ' not in line] == []


def test_command_line_reference_is_up_to_date(root: Path) -> None:
    assert (root / "docs" / "cli.md").read_text(encoding="utf-8") == reference(), "run `make docs`"


def test_help_loads_nothing_heavy() -> None:
    code = "import kg.cli, sys; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"spacy", "rdflib", "pyoxigraph", "onnxruntime", "numpy", "networkx"} & set(loaded)
