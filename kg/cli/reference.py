"""The reference of the command line, docs/cli.md, from the commands themselves: `python -m kg.cli.reference`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer
from typer.main import get_command

from kg.cli import app

if TYPE_CHECKING:
    from typer.core import TyperCommand

__all__ = ["reference"]

INTRODUCTION = """# Command line

Generated from the commands by `make docs`; a test holds it up to date.

Data go to standard output, messages to standard error, in UTF-8 unless that is a terminal with another encoding. An error is
one line, `kg: error: …`; the exit code is 0 where all went well, 1 where something failed and 2 where the call itself was wrong.
"""


def reference() -> str:
    """All help texts as one Markdown page."""
    root = get_command(app)
    context = typer.Context(root, info_name="kg", terminal_width=100, help_option_names=["-h", "--help"])
    return "\n".join([INTRODUCTION, *sections(context)])


def sections(context: typer.Context) -> Iterator[str]:
    """The help of a command, then of those below it."""
    yield section(context.command_path, context.command.get_help(context))
    below: dict[str, TyperCommand] = getattr(context.command, "commands", {})
    for name, inner in sorted(below.items()):
        yield from sections(typer.Context(inner, info_name=name, parent=context, terminal_width=100))


def section(name: str, help_text: str) -> str:
    """A command's help under a heading."""
    lines = "\n".join(line.rstrip() for line in help_text.strip().splitlines())
    return f"## {name}\n\n```\n{lines}\n```\n"


if __name__ == "__main__":
    typer.echo(reference(), nl=False)
