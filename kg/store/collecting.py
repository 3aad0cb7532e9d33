"""Garbage that Python looks for in circles, and a change never makes."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["uncollected"]


@contextmanager
def uncollected() -> Iterator[None]:
    """Let nobody look for garbage in circles meanwhile: a change makes tens of thousands of objects, and none of them.

    What is not in a circle is freed at once, as ever. Each search goes through all that is in memory, a language model
    too, and takes a fifth of the time of adding an article.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
