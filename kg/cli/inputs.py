"""What commands that read articles have in common: their arguments, and how reading is set up from them."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from kg.errors import CallError, FormatError

if TYPE_CHECKING:
    from kg.reading import ReadOptions, Settings

__all__ = [
    "AllowPrivate", "Author", "Columns", "Follow", "Language", "Paths", "Pipeline", "Published", "Publisher", "Retrieved",
    "check_choice", "options_of", "settings_of", "wrong_call",
]  # fmt: skip

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH",
        help="Files, folders, patterns such as 'news/**/*.html', http(s) addresses, or - for standard input.",
    ),
]
Pipeline = Annotated[str | None, typer.Option(help="Another spaCy pipeline to read with.")]
Published = Annotated[str, typer.Option(help="When: 2023-11-20, 2023-11 or 2023.")]
Publisher = Annotated[str, typer.Option(help="Who published them.")]
Author = Annotated[str, typer.Option(help="Who wrote them.")]
Language = Annotated[str, typer.Option(help="Their language, such as en.")]
Retrieved = Annotated[str, typer.Option(help="When they were fetched: 2023-11-20 or 2023-11-20T08:30:00Z.")]
Columns = Annotated[
    str,
    typer.Option(
        "--map", metavar="FIELD=COLUMN,…", help="Columns of tables and JSON: text=body,title=headline,date=published."
    ),
]
Follow = Annotated[bool, typer.Option("--follow", help="Fetch the pages that a feed of summaries links to.")]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Also fetch from addresses of private networks and this machine.")
]


@contextmanager
def wrong_call() -> Iterator[None]:
    """What a library refuses in here is the call's fault.

    Raises:
        CallError: for what is no date, no column mapping, no length of time.
    """
    try:
        yield
    except FormatError as error:
        raise CallError(str(error)) from error


def check_choice(option: str, given: str, choices: Collection[str]) -> None:
    """Refuse a word that is none of an option's.

    Raises:
        CallError: names the nearest, and all.
    """
    from kg.ontology import nearest

    if given not in choices:
        raise CallError(f"--{option} {given}: not known{nearest(given, choices)}; known: {', '.join(choices)}")


def options_of(**given: str) -> "ReadOptions":
    """What the options say of the articles."""
    from kg.reading import ReadOptions

    with wrong_call():
        return ReadOptions(**given)


def settings_of(columns: str = "", *, follow: bool = False, allow_private: bool = False) -> "Settings":
    """How to read, as the options say; nothing is fetched but what the user names or follows."""
    from kg.reading import Settings, column_mapping
    from kg.reading.web import Fetcher

    fetcher = Fetcher(allow_private=allow_private)
    with wrong_call():
        mapping = column_mapping(columns)
    return Settings(mapping, fetcher, fetcher if follow else None)
