"""How the W3C writes its tests down: vocabularies, manifests, expected statuses."""

from pathlib import Path

import rdflib
from rdflib import Namespace

__all__ = ["BASE", "CNT", "HT", "MF", "QT", "UT", "local", "manifest", "matches"]

BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")


def manifest(folder: Path, name: str) -> rdflib.Graph:
    """A manifest; its IRIs are those of the W3C's site."""
    return rdflib.Graph().parse(folder / name / "manifest.ttl", publicID=f"{BASE}{name}/manifest.ttl", format="turtle")


def local(iri: object) -> str:
    """The path of a file in the folder."""
    return str(iri).removeprefix(BASE)


def matches(status: int, pattern: str) -> bool:
    """Whether a status is one of a class such as 2xx.

    >>> matches(204, "2xx"), matches(204, "400")
    (True, False)
    """
    return all(wanted in {"x", got} for wanted, got in zip(pattern, str(status), strict=True))
