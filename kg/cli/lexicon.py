"""Commands about the lexicon: what it lacks."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import Json, app, store_path
from kg.cli.inputs import Pipeline
from kg.cli.output import print_json, print_table
from kg.cli.reading import fail_if, readable
from kg.model import Reason

if TYPE_CHECKING:
    from kg.model import Article

__all__ = ["lexicon"]

COLUMNS = ("phrase", "kind", "reason", "count", "sentence")

lexicon = typer.Typer(
    help="What the lexicon of relations lacks.",
    rich_markup_mode=None,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(lexicon, name="lexicon")


@lexicon.callback()
def group() -> None:
    """What the lexicon of relations lacks."""


@lexicon.command()
def gaps(
    ctx: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH", help="Files, folders, or -; without any, the articles of the graph."),
    ] = None,
    reason: Annotated[Reason | None, typer.Option(help="Only those for this reason.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 50,
    pipeline: Pipeline = None,
    json: Json = False,
) -> None:
    """List the words that join known actors but gave no statement, the most frequent first.

    The reason is "no frame" where the lexicon does not know the words, "no object" where a frame found only one end,
    "type clash" where the ontology refuses one, "below threshold" where it was too unsure. A frame is a few lines in
    ontology/lexicon/.
    """
    from dataclasses import asdict

    from kg.extract.gaps import gaps as found
    from kg.pipeline import Tools, analyze
    from kg.reading import read

    failures: list[str] = []
    articles = readable(read(paths), failures) if paths else kept(ctx)
    tools = Tools.load(pipeline)
    most = found((analyze(article, tools) for article in articles), reason)[:limit]
    if json:
        print_json([asdict(gap) for gap in most])
    else:
        print_table(COLUMNS, ([g.phrase, g.kind, g.reason, str(g.count), g.sentence] for g in most))
    fail_if(failures)


def kept(ctx: typer.Context) -> "Iterator[Article]":
    """The live articles of the graph."""
    from kg.store import Store

    with Store.open(store_path(ctx), read_only=True) as store:
        yield from (article for name in store.articles() if (article := store.view.article(name)))
