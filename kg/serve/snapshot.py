"""Which version of the graph there is: from the files, so that another process's writes are seen too."""

import os
import time
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
        with os.scandir(self.path) as entries:
            written = [e for e in entries if e.name.endswith(".log") or e.name.startswith(("MANIFEST", "CURRENT"))]
            seen = sorted((e.name, (s := e.stat()).st_size, s.st_mtime_ns) for e in written)
        return digest(repr(seen))
