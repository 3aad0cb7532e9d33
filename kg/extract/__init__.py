"""Parsed text -> propositions: who does what to whom, how real it is said to be, and by whom.

The package can be called: `kg.extract(text)` reads a text and gives all that it says, see `kg.api.extract`.
"""

import sys
from types import ModuleType

from kg.extract.openie import Detail
from kg.extract.propositions import propositions
from kg.extract.stating import open_propositions
from kg.extract.surface import OpenProposition

__all__ = ["Detail", "open_propositions", "propositions"]


class CallablePackage(ModuleType):
    """The place of the rules and the function that applies them share the name that says what both do."""

    def __call__(
        self,
        text: str,
        *,
        published: str = "",
        detail: str = Detail.FACT,
        pipeline: str | None = None,
        force: bool = False,
    ) -> tuple[OpenProposition, ...]:
        """All that a text says; see `kg.api.extract`."""
        from kg.api import extract

        return extract(text, published=published, detail=detail, pipeline=pipeline, force=force)


sys.modules[__name__].__class__ = CallablePackage
