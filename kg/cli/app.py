"""The application: what all commands share."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from kg import __version__
from kg.cli.output import one_line, say
from kg.errors import CallError, KgError, QueryTextError, StoreError
from kg.remote.address import is_address

__all__ = ["Json", "Output", "app", "complain", "store_folder", "store_path"]

EPILOG = "Example: kg add articles/ && kg query allies --country Serbia && kg view --open"

Json = Annotated[bool, typer.Option("--json", help="Write JSON, for scripts.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write to this file; - is standard output, as without it.")
]


def complain(message: str) -> None:
    """Say on one line of standard error what went wrong."""
    say(f"kg: error: {one_line(message)}", error=True)


ORDER = (
    "add", "watch", "query", "ask", "queries", "view", "serve", "explain", "conflicts", "entities", "stats", "diff",
    "retract", "merge", "export", "extract", "lexicon", "ontology", "validate", "snapshot", "migrate",
)  # fmt: skip
"""Commands as the help lists them: what one does first comes first."""


class OneLineErrors(TyperGroup):
    """A command group whose commands fail with one line and exit code 1, 2 where the call was wrong; `--debug` lets the traceback through."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """Names of the commands in the order of the help."""
        names = super().list_commands(ctx)
        return sorted(names, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # `kg query … | head` has read enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(1) from None
        except (KgError, OSError, ValueError) as error:
            if ctx.params.get("debug") or not expected(error):
                raise
            complain(reason(error))
            if isinstance(error, QueryTextError):
                say(error.excerpt, error=True)
            raise typer.Exit(2 if isinstance(error, CallError) else 1) from None


def expected(error: Exception) -> bool:
    """Whether an error is the user's to mend: a ValueError is where an argument or standard input is no UTF-8."""
    return not isinstance(error, ValueError) or isinstance(error, UnicodeDecodeError) or not all(map(is_text, sys.argv))


def is_text(argument: str) -> bool:
    """Whether an argument can be written in UTF-8."""
    return not any("\ud800" <= c <= "\udfff" for c in argument)


def reason(error: Exception) -> str:
    """What went wrong: an error of the system names the file."""
    if isinstance(error, ValueError):
        return "an argument, or standard input, is no text in UTF-8"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error) or type(error).__name__


app = typer.Typer(
    cls=OneLineErrors,
    help="A knowledge graph of what the news says, every edge backed by the sentence that says so.",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help loads in half the time
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def show_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        say(f"kg {__version__}")
        raise typer.Exit


@app.callback()
def common(
    ctx: typer.Context,
    store: Annotated[
        str,
        typer.Option(envvar="KG_STORE", metavar="PLACE", help="The graph: a folder, or a SPARQL endpoint's address."),
    ] = "graph.kg",
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[bool, typer.Option("--version", callback=show_version, is_eager=True, help="Version.")] = False,
) -> None:
    """Options that stand before the command."""
    del ctx, store, debug, version  # read by store_path, OneLineErrors and show_version


def store_path(ctx: typer.Context) -> Path | str:
    """Where the graph is, as the options before the command say: a folder, or an address as it stands."""
    place: str = ctx.find_root().params["store"]
    return place if is_address(place) else Path(place)


def store_folder(ctx: typer.Context) -> Path:
    """The graph's folder, for what can only be done with files.

    Raises:
        StoreError: if the graph is somewhere else.
    """
    place = store_path(ctx)
    if isinstance(place, str):
        raise StoreError(f"{place}: this works on a graph's folder, not on an endpoint; name one with --store")
    return place
