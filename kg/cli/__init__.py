"""The command line: each command reads its options and calls the library, which does not know the command line."""

from kg.cli import (
    adding,
    asking,
    changes,
    conflicts,
    entities,
    extracting,
    lexicon,
    merge,
    querying,
    reading,
    serving,
    showing,
    upkeep,
    validation,
    viewing,
    watching,
)  # fmt: skip
from kg.cli.app import app
from kg.cli.output import standard_streams

__all__ = [
    "adding",
    "app",
    "asking",
    "changes",
    "conflicts",
    "entities",
    "extracting",
    "lexicon",
    "main",
    "merge",
    "querying",
    "reading",
    "serving",
    "showing",
    "upkeep",
    "validation",
    "viewing",
    "watching",
]


def main() -> None:
    """Run the command line; exit code 1 where something failed, 2 where the call was wrong."""
    standard_streams()
    app(prog_name="kg")
