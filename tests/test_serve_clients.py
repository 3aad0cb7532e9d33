"""The server as others' clients find it: rdflib's SPARQLStore, SPARQLWrapper, curl, a browser."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import rdflib
from graphs import Writer
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from benchmarks.server import served
from kg.model import Entity
from kg.ontology import ENT, KG
from kg.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SUPPORTED = "SELECT ?who { ?who kg:supports ?whom } ORDER BY ?who"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("graph") / "test.kg"
    serbia, russia = (Entity(name, "State", link=name) for name in ("Serbia", "Russia"))
    with Store.open(path) as store:
        store.add(Writer("one").say(russia, "supports", serbia).done())
    with served(path) as found:
        yield found


def test_rdflib(url: str) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{url}/sparql"))
    subjects = set(graph.subjects(rdflib.URIRef(f"{KG}supports"), rdflib.URIRef(f"{ENT}Serbia")))
    assert subjects == {rdflib.URIRef(f"{ENT}Russia")}
    assert len(list(graph.query(SUPPORTED, initNs={"kg": KG}))) == 1


def test_sparqlwrapper(url: str) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(f"{url}/sparql", returnFormat=wrapper.JSON)
    for method in (wrapper.GET, wrapper.POST):
        client.setMethod(method)
        client.setQuery(SUPPORTED)
        found = client.queryAndConvert()["results"]["bindings"]
        assert [row["who"]["value"] for row in found] == [f"{ENT}Russia"]


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")
def test_curl(url: str) -> None:
    command = [
        "curl",
        "--silent",
        "--fail",
        "-H",
        "Accept: text/csv",
        "--data-urlencode",
        f"query={SUPPORTED}",
        f"{url}/sparql",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["who", f"{ENT}Russia"]


@pytest.mark.browser
def test_the_query_page_asks_this_server_alone(url: str, browser: "Browser", tmp_path: Path) -> None:
    asked: list[str] = []
    faults: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{url}/query?name=allies")
    page.wait_for_selector("#parameters input")
    page.fill("#parameters input", "Serbia")
    page.click("#saved button")
    page.wait_for_selector(".yasr table td", timeout=60_000)
    assert f"{ENT}Russia" in page.inner_text(".yasr table")
    page.screenshot(path=tmp_path / "query.png")
    page.close()
    assert [address for address in asked if not address.startswith((f"{url}/", "data:"))] == []
    assert faults == []
