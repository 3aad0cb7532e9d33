"""Which version of the graph there is: from the files, so that another process's writes are seen too."""

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from kg.model import digest

__all__ = ["Snapshot"]

FRESH: Final = 0.5
"""Seconds for which a look at the files is good."""


class Snapshot:
    """Names the version of the graph that queries should see."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._looked = 0.0
        self._version = ""

    def version(self) -> str:
        """A name of the present version: another one as soon as something was written."""
        if time.monotonic() - self._looked > FRESH:
            self._version, self._looked = self._look(), time.monotonic()
        return self._version

    def changed(self) -> None:
        """Look again at the next use: something was written."""
        self._looked = 0.0

    def _look(self) -> str:
        """Sizes and times of the files that every write touches: the log of writes, and the list of files."""
        seen = []
        with suppress(OSError), os.scandir(self.path) as entries:  # where there is no graph any more, a worker says so
            for entry in entries:
                if entry.name.endswith(".log") or entry.name.startswith(("MANIFEST", "CURRENT")):
                    with suppress(FileNotFoundError):  # another process tidied it away
                        seen.append((entry.name, (found := entry.stat()).st_size, found.st_mtime_ns))
        return digest(repr(sorted(seen)))
