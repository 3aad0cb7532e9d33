"""What becomes of a server whose graph goes, is damaged or comes back, and whose processes are killed: it says so, and goes on."""

import asyncio
import os
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from graphs import Writer
from test_upkeep import damage

from benchmarks.server import WRITER, served
from kg.model import Entity
from kg.queries.sandbox import Limits
from kg.serve import worker
from kg.serve.frames import Job
from kg.serve.headers import calls_us
from kg.serve.pool import Pool
from kg.serve.process import Gone, Worker
from kg.serve.settings import Settings
from kg.store import Store

ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(8)) + " }"
SERBIA, RUSSIA = (Entity(name, "State", link=name) for name in ("Serbia", "Russia"))
PATHS = ("/sparql?query=SELECT%20*%20%7B%20?s%20?p%20?o%20%7D", "/", "/articles", "/entity/Serbia", "/store?default")


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    path = tmp_path / "test.kg"
    with Store.open(path) as store:
        store.add(Writer("one").say(SERBIA, "supports", RUSSIA).done())
    return path


@contextmanager
def asked(path: Path, *options: str) -> Iterator[httpx.Client]:
    with served(path, *options) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client


def run(work: Coroutine[object, object, int]) -> int:
    """What a coroutine gives, in a thread of its own: a browser that other tests drive has a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def statuses(client: httpx.Client) -> set[int]:
    time.sleep(0.6)
    return {client.get(path).status_code for path in PATHS}


def ask(client: httpx.Client, query: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query})


def processes(path: Path, kind: str) -> list[int]:
    """The workers, or clerks, of the server of a graph."""
    listed = subprocess.run(["ps", "-wweo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if f"kg.serve.{kind} " in line and str(path) in line]


def kill(found: list[int]) -> None:
    assert found
    for process in found:
        os.kill(process, signal.SIGKILL)


def test_a_graph_that_is_gone_is_told_and_seen_when_it_is_back(graph: Path, tmp_path: Path) -> None:
    with asked(graph, "--write") as client:
        assert statuses(client) == {200}
        graph.rename(tmp_path / "elsewhere")
        assert statuses(client) == {503}
        assert "no graph there yet" in client.get("/healthz").text
        update = client.post("/sparql", data={"update": "INSERT DATA { <a:s> <a:p> 1 }"}, headers=WRITER)
        assert (update.status_code, graph.exists()) == (503, False)
        shutil.copytree(tmp_path / "elsewhere", graph)
        assert statuses(client) == {200}


def test_damage_is_told_as_such(graph: Path) -> None:
    with asked(graph) as client:
        damage(graph, silent=True)
        (graph / "CURRENT").touch()
        assert statuses(client) == {503}
        assert "may be damaged" in ask(client, "SELECT * { ?s ?p ?o }").text


def test_a_killed_worker_costs_nobody_an_answer(graph: Path) -> None:
    with asked(graph, "--cache", "0") as client:
        found: Counter[tuple[int, str]] = Counter()
        for number in range(60):
            if number % 10 == 5:
                kill([*processes(graph, "clerk"), *processes(graph, "worker")])
            answer = ask(client, f"SELECT ?o {{ ent:Serbia kg:supports ?o }} # {number}")
            found[answer.status_code, answer.text] += 1
        assert len(found) == 1
        assert next(iter(found))[0] == 200


def test_a_long_job_whose_worker_is_killed_is_not_blamed(graph: Path) -> None:
    with asked(graph, "--timeout", "20") as client:
        found: list[httpx.Response] = []
        thread = threading.Thread(target=lambda: found.append(ask(client, ENDLESS)))
        thread.start()
        time.sleep(2.5)
        kill(processes(graph, "worker"))
        thread.join()
        assert (found[0].status_code, found[0].headers["retry-after"]) == (503, "2")
        assert client.get("/healthz").text == "ok\n"


@pytest.mark.parametrize(
    ("code", "status"), [(1, 500), (-signal.SIGKILL, 503), (-signal.SIGABRT, 400), (-signal.SIGSEGV, 400)]
)
def test_how_a_process_ended_says_whose_fault_it_was(
    graph: Path, monkeypatch: pytest.MonkeyPatch, code: int, status: int
) -> None:
    def ended(_: Worker, __: Job) -> asyncio.Future[Gone]:
        future = asyncio.get_running_loop().create_future()
        future.set_result(Gone(code))
        return future

    async def worker_of(_: Pool) -> Worker:
        await asyncio.sleep(0.1)
        return Worker()

    async def attempt() -> int:
        pool = Pool(Settings(graph))
        pool.close()  # no others are started
        return (await pool.do(Job("query", seconds=10))).status

    monkeypatch.setattr(Worker, "ask", ended)
    monkeypatch.setattr(Pool, "_warm", worker_of)
    assert run(attempt()) == status


def test_a_place_is_given_back_where_no_process_can_be_started(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full() -> Worker:
        raise OSError(11, "Resource temporarily unavailable")

    async def attempt() -> int:
        pool = Pool(Settings(graph, workers=1))
        pool.close()  # no others are started
        monkeypatch.setattr(pool, "_new", full)
        pool._ready = [busy := Worker()]
        monkeypatch.setattr(Worker, "gone", False)
        monkeypatch.setattr(Worker, "worked", 10.0)
        monkeypatch.setattr(busy, "ask", lambda _: asyncio.get_running_loop().create_future())
        taken = [pool.long.take_now() for _ in range(pool.long.free)]
        job = asyncio.create_task(pool.do(Job("query", seconds=1)))
        await asyncio.sleep(0.5)
        pool.long.give_back()
        with pytest.raises(OSError, match="unavailable"):
            await job
        assert pool.admitted == 0
        return len(taken) - pool.long.free

    assert run(attempt()) == 1


def test_what_the_system_refuses_twice_is_said(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(worker, "work", lambda _: refuse)
    reply = worker.done(worker.Desk(graph, Limits()), Job("update"))
    assert (reply.status, b"No space left" in reply.body) == (503, True)


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [
        ([b"graph.example"], True),
        ([b"graph.example:8080"], True),
        ([b"[::1]:8000"], True),
        ([b"192.0.2.1"], True),
        ([], True),
        ([b"a b"], False),
        ([b"<script>"], False),
        ([b"a.example", b"b.example"], False),
        ([b"a.example/path"], False),
        ([b"user@a.example"], False),
    ],
)
def test_where_any_name_will_do_it_is_still_one(hosts: list[bytes], *, expected: bool) -> None:
    assert calls_us([(b"host", host) for host in hosts], {b"*"}) is expected
