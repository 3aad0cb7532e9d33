"""Answers that are kept while the graph stays as it is: who asks the same again need not have it worked out again.

An answer is a function of the version of the graph and of what was asked, unless the query asks for the time or for chance. So
whatever is kept is dropped as soon as another version is seen; nobody gets an older answer than a worker would have given.
"""

import re
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

from kg.serve.frames import Reply

__all__ = ["Kept"]

CHANGING: Final = re.compile(rb"now|rand|uuid|\\u", re.IGNORECASE)
"""Functions that may give something else each time, and characters by their number, which might spell them."""
SHARE: Final = 16
"""At least so many answers fit in: a larger one is not kept."""


class Kept:
    """Answers to queries on one version of the graph, those that were asked for last."""

    def __init__(self, most: int) -> None:
        self.most = most
        """Bytes of queries and answers; 0 keeps none."""
        self.size = 0
        self.version = ""
        self._known: OrderedDict[tuple[bytes, Hashable], Reply] = OrderedDict()

    def turn_to(self, version: str) -> None:
        """Forget all, unless it is of this version."""
        if version != self.version:
            self.version, self.size = version, 0
            self._known.clear()

    def find(self, query: bytes, how: Hashable) -> Reply | None:
        """The answer to a query that was asked like this, None if it is not known."""
        reply = self._known.get((query, how))
        if reply:
            self._known.move_to_end((query, how))
        return reply

    def keep(self, version: str, query: bytes, how: Hashable, reply: Reply) -> None:
        """Keep an answer that was worked out on a version of the graph, if that is still the present one."""
        size = len(query) + len(reply.body)
        known = version != self.version or (query, how) in self._known
        if known or reply.status != 200 or size > self.most // SHARE or CHANGING.search(query):
            return
        self._known[query, how] = reply
        self.size += size
        while self.size > self.most:
            (oldest, _), dropped = self._known.popitem(last=False)
            self.size -= len(oldest) + len(dropped.body)
