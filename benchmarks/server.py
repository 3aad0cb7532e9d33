"""`kg serve` in a process of its own, for as long as something asks it."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

__all__ = ["TOKEN", "WRITER", "served"]

TOKEN = "only-for-measuring"  # noqa: S105 — of servers on loopback that live for a moment
WRITER = {"Authorization": f"Bearer {TOKEN}"}
PLACE = re.compile(r"(http://\S+)/ \((?:read-only|read and write)\)")


@contextmanager
def served(store: Path, *options: str) -> Iterator[str]:
    """The address of a server of a graph, without a slash at its end; it is stopped at the end.

    Raises:
        RuntimeError: if it does not start.
    """
    command = (sys.executable, "-m", "kg", "--store", str(store), "serve", "--port", "0", *options)
    with (
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen(command, env={**os.environ, "KG_TOKEN": TOKEN}, stderr=subprocess.PIPE, text=True) as process,
    ):
        said = process.stderr or log
        line = said.readline()
        rest = Thread(target=log.writelines, args=(said,), daemon=True)
        rest.start()  # or a server that has much to say would wait for a reader
        try:
            if not (place := PLACE.search(line)):
                raise RuntimeError(f"kg serve did not start: {line}")
            yield place[1]
        finally:
            process.terminate()
            process.wait(10)
            rest.join(10)
