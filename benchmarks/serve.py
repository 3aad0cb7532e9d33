"""Requests a second of `kg serve`, beside pyoxigraph in this process and `oxigraph serve-read-only`, in one run.

    python -m benchmarks.serve [--seconds 60] [--clients 16] [--statements 100000] [--write]

The same queries, one after the other, by as many clients as are asked for, each on one connection, and then with a new connection
for each query, on the graph of the samples and on a larger one: what is said of an actor, its statements with status and score, who stands on the other side, and how many
statements there are of a relation. Needs the package `oxigraph` for the server of that name.
"""

import argparse
import asyncio
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, urlsplit

from pyoxigraph import Quad, QueryResultsFormat, QuerySolutions, Store

from benchmarks.sections import write_section
from benchmarks.server import served
from kg.rdf import terms as t
from kg.sparql import select
from kg.store import Store as Graph

SERVERS = {"kg serve": ("--cache", "0"), "kg serve, answers kept": ()}
"""Way of serving -> its options: each query worked out anew, and as it is by default. The queries come again and again, so that
with kept answers nearly all are found: the one figure is the worst case, the other the best."""
ROOT = Path(__file__).parent.parent
HEAD = """PREFIX kg: <https://w3id.org/kg-news/ontology#> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
"""
SHAPES = (
    "SELECT ?relation ?object { <ACTOR> ?relation ?object } LIMIT 100",
    "SELECT * { ?s rdf:subject <ACTOR> ; rdf:predicate ?relation ; rdf:object ?o ; kg:status ?status ; kg:score ?score } LIMIT 100",
    "SELECT ?other (COUNT(*) AS ?n) { ?s rdf:object <ACTOR> ; rdf:subject ?other } GROUP BY ?other ORDER BY DESC(?n) LIMIT 20",
    "SELECT ?relation (AVG(?score) AS ?mean) { ?s rdf:subject <ACTOR> ; rdf:predicate ?relation ; kg:score ?score } GROUP BY ?relation",
)


@dataclass
class Tally:
    """What became of the requests."""

    seconds: list[float] = field(default_factory=list)
    errors: int = 0
    wall: float = 0.0

    def row(self) -> list[str]:
        """Requests a second, median and 99th percentile in ms, errors."""
        cuts = statistics.quantiles(self.seconds, n=100) if len(self.seconds) > 1 else [0.0] * 99
        return [f"{self.rate:,.0f}", f"{cuts[49] * 1000:.1f}", f"{cuts[98] * 1000:.1f}", str(self.errors)]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.wall if self.wall else 0.0


def queries(store: Store) -> list[str]:
    """The queries of a run, for actors of the graph, in an order that is always the same."""
    actors = sorted({str(q.object)[1:-1] for q in store.quads_for_pattern(None, t.RDF_SUBJECT, None, t.DEFAULT)})
    chosen = random.Random(1).sample(actors, min(50, len(actors)))
    found = [HEAD + shape.replace("ACTOR", actor) for actor in chosen for shape in SHAPES]
    random.Random(2).shuffle(found)
    return found


def generate(path: Path, statements: int) -> None:
    """A graph with statements between invented actors, and their plain edges."""
    Graph.open(path).close()
    store, choose = Store(str(path)), random.Random(3)
    relations = [t.kg(f"relation{i}") for i in range(20)]

    def quads() -> Iterator[Quad]:
        for i in range(statements):
            node, relation = t.id_node(f"statement-{i:016x}"), choose.choice(relations)
            ends = [t.entity_node(f"Actor_{int(choose.paretovariate(0.7)) % 5000}") for _ in range(2)]
            yield from (
                Quad(node, t.TYPE, t.STATEMENT_CLASS),
                Quad(node, t.RDF_SUBJECT, ends[0]),
                Quad(node, t.RDF_PREDICATE, relation),
                Quad(node, t.RDF_OBJECT, ends[1]),
                Quad(node, t.STATUS, t.kg("Asserted")),
                Quad(node, t.SCORE, t.number(choose.random())),
                Quad(ends[0], relation, ends[1]),
            )

    store.bulk_extend(quads())
    store.optimize()
    store.flush()


async def load(url: str, asked: list[str], clients: int, seconds: float, *, anew: bool = False) -> Tally:
    """Ask over HTTP, each client one request after the other on one connection; `anew` opens one for each."""
    place, tally, begin = urlsplit(url), Tally(), time.perf_counter()
    heads = [
        f"GET {place.path}?query={quote(q)} HTTP/1.1\r\nHost: {place.netloc}\r\nAccept: application/sparql-results+json\r\n\r\n"
        for q in asked
    ]

    async def client(number: int) -> None:
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        turn = number * 7
        while time.perf_counter() - begin < seconds:
            start = time.perf_counter()
            if anew:
                writer.close()
                reader, writer = await asyncio.open_connection(place.hostname, place.port)
            writer.write(heads[turn % len(heads)].encode())
            turn += 1
            if await answered(reader):
                tally.seconds.append(time.perf_counter() - start)
            else:
                tally.errors += 1
        writer.close()

    await asyncio.gather(*(client(number) for number in range(clients)))
    tally.wall = time.perf_counter() - begin
    return tally


async def answered(reader: asyncio.StreamReader) -> bool:
    """Whether an answer came whole and with success."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if b"transfer-encoding: chunked" in head:
        while size := int((await reader.readline()).strip(), 16):
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    else:
        await reader.readexactly(int(head.partition(b"content-length:")[2].split(b"\r\n")[0]))
    return b" 200 " in head.partition(b"\r\n")[0]


def raw(store: Store, asked: list[str], clients: int, seconds: float) -> Tally:
    """Ask pyoxigraph in this process, by threads."""
    tally, begin = Tally(), time.perf_counter()

    def client(number: int) -> None:
        turn = number * 7
        while time.perf_counter() - begin < seconds:
            start = time.perf_counter()
            found = select(store, asked[turn % len(asked)])
            turn += 1
            if isinstance(found, QuerySolutions):
                found.serialize(BytesIO(), format=QueryResultsFormat.JSON)
            tally.seconds.append(time.perf_counter() - start)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.wall = time.perf_counter() - begin
    return tally


@contextmanager
def oxigraph(path: Path) -> Iterator[str]:
    """The address of an `oxigraph serve-read-only`."""
    command = shutil.which("oxigraph") or str(Path(sys.executable).parent / "oxigraph")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = ("serve-read-only", "--location", str(path), "--bind", f"127.0.0.1:{port}")
    with subprocess.Popen((command, *arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}/query"
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    """Wait until something listens at a port."""
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def measure(name: str, path: Path, clients: int, seconds: float, *, anew: bool) -> list[str]:
    """Rows of the table for one graph; without HTTP there are no connections, so that `anew` leaves this out."""
    store = Store.read_only(str(path))
    asked = queries(store)
    found: dict[str, Tally] = {}
    for way, options in SERVERS.items():
        with served(path, *options) as url:
            found[way] = asyncio.run(load(f"{url}/sparql", asked, clients, seconds, anew=anew))
    with oxigraph(path) as url:
        found["oxigraph serve-read-only"] = asyncio.run(load(url, asked, clients, seconds, anew=anew))
    if not anew:
        found["pyoxigraph, no HTTP"] = raw(store, asked, clients, seconds)
    rates = [found[way].rate for way in SERVERS]
    return [
        f"| {name} | {way} | {' | '.join([*tally.row(), *(times(rate, tally.rate) for rate in rates)])} |"
        for way, tally in found.items()
    ]


def times(mine: float, theirs: float) -> str:
    """One rate in times of another."""
    return f"{mine / theirs:.2f}" if theirs else ""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0, help="of each measurement")
    parser.add_argument("--clients", type=int, default=16, help="that ask at once")
    parser.add_argument("--statements", type=int, default=100_000, help="of the larger graph")
    parser.add_argument("--write", action="store_true", help="write the figures into docs/scores.md")
    options = parser.parse_args()
    lines = [
        "| graph | way | requests/s | p50 ms | p99 ms | errors | kg serve in times of it | with kept answers |",
        "|---|---|---|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "samples.kg", Path(folder) / "large.kg"
        command = (sys.executable, "-m", "kg", "--store", str(small), "add", str(ROOT / "samples"))
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        generate(large, options.statements)
        for name, path in (("samples", small), (f"{options.statements:,} statements", large)):
            for manner, anew in (("", False), (", a connection for each query", True)):
                lines += measure(name + manner, path, options.clients, options.seconds, anew=anew)
    text = "\n".join([f"{options.clients} clients, {options.seconds:g} s each.", "", *lines])
    print(text)
    if options.write:
        write_section("serve", text)


if __name__ == "__main__":
    main()
