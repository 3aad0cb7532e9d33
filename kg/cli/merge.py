"""The command that merges another graph, or takes foreign RDF as an article."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import Json, app, complain, store_folder
from kg.cli.output import one_line, print_json, say
from kg.cli.reading import fail_if, report

if TYPE_CHECKING:
    from kg.store.merging import Failure
    from kg.store.reports import Agreed, Merged

__all__ = ["merge"]


@app.command()
def merge(
    ctx: typer.Context,
    other: Annotated[Path, typer.Argument(metavar="OTHER", help="A graph's folder, a file of kg export, or RDF.")],
    as_article: Annotated[
        bool, typer.Option("--as-article", help="Take RDF from elsewhere as one article's statements.")
    ] = False,
    source: Annotated[str, typer.Option(help="With --as-article: where it comes from; without it, the file.")] = "",
    published: Annotated[str, typer.Option(help="With --as-article: when, such as 2023-11-20.")] = "",
    json: Json = False,
) -> None:
    """Merge another graph into this one: the same as adding everything to one graph.

    Of several versions of one source the newer wins; what was retracted on either side stays out. RDF from elsewhere is mapped
    through the ontology: it is refused as a whole, with a list, where something does not fit.
    """
    if as_article:
        merge_foreign(ctx, other, source=source, published=published, json=json)
        return
    from kg.store import Store
    from kg.store.merging import merge as united
    from kg.store.merging import opened

    if not other.exists():
        raise FileNotFoundError(2, "no such file or folder", str(other))
    if other.resolve() == store_folder(ctx).resolve():
        say("nothing to do: it is the same graph")
        return
    with opened(other) as theirs, Store.open(store_folder(ctx)) as store:
        told(united(store, theirs), json=json)


def told(items: "Iterable[Merged | Agreed | Failure]", *, json: bool) -> None:
    """Say what becomes of each article and decision."""
    from kg.store.merging import Failure
    from kg.store.reports import Agreed

    failures: list[str] = []
    for item in items:
        if isinstance(item, Failure):
            failures.append(str(item))
            complain(str(item))
        elif isinstance(item, Agreed):
            decided(item, json=json)
        else:
            report(item, json=json)
    fail_if(failures)


def decided(item: "Agreed", *, json: bool) -> None:
    """Say what a person decided in the other graph, and what it does here."""
    from dataclasses import asdict

    decision, idle = item
    if json:
        print_json({"event": "decision", "id": decision.id, **asdict(decision), "idle": idle})
        return
    say(f"{'decided':<10}  {one_line(f'{decision.one} and {decision.other} {decision.verdict}')}")
    who = ", ".join(filter(None, (decision.by, decision.at)))
    for word, why in (("by", who), ("reason", decision.reason), ("no effect", idle)):
        if why:
            say(f"{'':<10}  {word}: {one_line(why)}")


def merge_foreign(ctx: typer.Context, other: Path, *, source: str, published: str, json: bool) -> None:
    """Add RDF as one article, or say what of it does not fit."""
    from kg.mapping.foreign import UnfitError, as_extraction
    from kg.reading.dates import checked_date
    from kg.store import Store
    from kg.store.merging import loaded
    from kg.store.reports import Merged

    if not other.is_file():
        raise FileNotFoundError(2, "no such file", str(other))
    published = checked_date(published)
    with Store.open(store_folder(ctx)) as store:
        try:
            said = as_extraction(
                loaded(other),
                store.ontology,
                source=source or other.resolve().as_uri(),
                title=other.name,
                published=published,
            )
        except UnfitError as error:
            for line in error.reasons:
                complain(line)
            raise
        report(Merged(said.article, store.add(said)), json=json)
