"""What a check finds."""

from dataclasses import dataclass

__all__ = ["Violation"]


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """A node that breaks a condition of a shape, with the value that does it, "" where one lacks."""

    shape: str
    condition: str
    node: str
    value: str = ""
