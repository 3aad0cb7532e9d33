"""Runs one query in a process of its own, which is killed at its limit: the engine itself cannot be interrupted."""

import json
import math
import os
import resource
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from typing import Final, TypedDict

from kg.errors import KgError, LimitError, QueryError, QueryTextError, StoreError
from kg.resources import PACKAGE
from kg.sparql import select
from kg.sparql.answers import Answer, Kind, answer
from kg.store.files import Place, open_quads, telling_damage

__all__ = ["LIMITS", "Limits", "run"]

COMMAND: Final = (sys.executable, "-P", "-m", "kg.queries.sandbox")
ERRORS: Final = {kind.__name__: kind for kind in (QueryTextError, QueryError, LimitError, StoreError, KgError)}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take; 0 is no limit."""

    seconds: float = 60.0
    rows: int = 0
    size: int = 0
    """Bytes of the answer, as SPARQL TSV or N-Triples."""
    memory: int = 4 << 30
    """Bytes of address space."""


LIMITS: Final = Limits()


class Request(TypedDict):
    """What the process reads from its standard input, as JSON."""

    place: str
    text: str
    inferred: bool
    limits: dict[str, float]


def run(place: Place, text: str, *, inferred: bool = True, limits: Limits = LIMITS) -> Answer:
    """The answer of the store at `place` to a query, worked out in a process that does not outlive its limits.

    Raises:
        LimitError: if it takes longer, gives more or needs more memory than allowed.
        QueryError: if it is not valid, or would fetch from the network.
        StoreError: if the store cannot be opened.
    """
    asked = Request(place=str(place), text=text, inferred=inferred, limits=asdict(limits))
    try:
        done = subprocess.run(
            COMMAND,
            input=json.dumps(asked).encode(),
            capture_output=True,
            env=environment(),
            timeout=limits.seconds or None,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise out_of_time(limits) from None
    if done.returncode:
        raise died(done.returncode, limits)
    head, _, data = done.stdout.partition(b"\n")
    reply = json.loads(head)
    if "error" in reply:
        raise ERRORS[reply["error"]](*reply["arguments"])
    return Answer(Kind(reply["kind"]), data)


def environment() -> dict[str, str]:
    """The environment in which the process finds this very package, wherever Python was told to look for it."""
    here = str(PACKAGE.parent)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH", ""))))}


def out_of_time(limits: Limits) -> LimitError:
    """What to say of a query that was stopped."""
    return LimitError(f"the query took longer than {limits.seconds:g} s and was stopped; ask for less, or allow more")


def died(code: int, limits: Limits) -> QueryError:
    """What to say of a query whose process came to an end by itself."""
    if code == -signal.SIGXCPU:
        return out_of_time(limits)
    if code in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS):
        return LimitError(f"the query needs more than {limits.memory >> 20} MiB of memory, or nests too deeply")
    return QueryError(f"the process of the query ended with code {code}; nothing was answered")


def main() -> None:
    """Answer the request on standard input: a line of JSON, then the data."""
    asked: Request = json.load(sys.stdin)
    limits = Limits(**asked["limits"])  # type: ignore[arg-type]
    restrain(limits)
    try:
        found = ask(asked, limits)
    except KgError as error:
        sys.stdout.write(json.dumps({"error": kind_of(error), "arguments": error.args}))
    else:
        sys.stdout.buffer.write(json.dumps({"kind": found.kind}).encode() + b"\n" + found.data)


def ask(asked: Request, limits: Limits) -> Answer:
    """Run the query on the store as it is now."""
    try:
        with telling_damage(asked["place"]):
            result = select(open_quads(asked["place"], read_only=True), asked["text"], inferred=asked["inferred"])
            return answer(result, rows=int(limits.rows), size=int(limits.size))
    except MemoryError:
        raise LimitError(f"the query needs more than {limits.memory >> 20} MiB of memory") from None


def kind_of(error: KgError) -> str:
    """The most precise of the errors that the other process knows."""
    return next(kind.__name__ for kind in type(error).mro() if kind.__name__ in ERRORS)


def restrain(limits: Limits) -> None:
    """Bound this process by the system too: were its parent killed, it would come to an end all the same."""
    if limits.memory:
        resource.setrlimit(resource.RLIMIT_AS, (int(limits.memory), int(limits.memory)))
    if limits.seconds:
        # A process cannot use more processor time than time passes, so this never comes before the parent's limit.
        seconds = math.ceil(limits.seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
