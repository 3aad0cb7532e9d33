"""What commands that read articles have in common: their arguments, and how reading is set up from them."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kg.reading import Settings

__all__ = [
    "AllowPrivate", "Author", "Columns", "Follow", "Language", "Paths", "Pipeline", "Published", "Publisher", "Retrieved",
    "settings_of",
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


def settings_of(columns: str = "", *, follow: bool = False, allow_private: bool = False) -> "Settings":
    """How to read, as the options say; nothing is fetched but what the user names or follows."""
    from kg.reading import Settings, column_mapping
    from kg.reading.web import Fetcher

    fetcher = Fetcher(allow_private=allow_private)
    return Settings(column_mapping(columns), fetcher, fetcher if follow else None)
