"""The command that takes articles out again, and what commands that read articles report."""

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import Json, app, complain, store_path
from kg.cli.output import one_line, print_json, progress, say
from kg.cli.running import login, note
from kg.edtf import Date
from kg.errors import CallError

if TYPE_CHECKING:
    from kg.model import Article
    from kg.reading import Item
    from kg.store import AddReport, Store
    from kg.store.reports import Merged, RetractReport

__all__ = ["fail_if", "readable", "report", "retract"]


@app.command()
def retract(
    ctx: typer.Context,
    articles: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ARTICLE", help="Ids or sources of articles, as kg stats --articles lists them, or their files."
        ),
    ] = None,
    source: Annotated[str, typer.Option(metavar="URL", help="All that comes from this source.")] = "",
    by: Annotated[str, typer.Option(help="Who decides so.  [default: whoever is logged in]")] = "",
    at: Annotated[str, typer.Option(help="When, such as 2023-11-20.  [default: today]")] = "",
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    json: Json = False,
) -> None:
    """Take articles out of the graph, with all that only they said.

    What others also say stays; what only they disputed is restored. They leave a tombstone that says who took them out, when
    and why, and keeps them out when they are added again, unless with --force.
    """
    from kg.store import Store

    if not articles and not source:
        raise CallError("retract: name an article, or a source with --source URL")
    decided = {"by": by or login(), "at": at or datetime.now(UTC).date().isoformat(), "reason": reason}
    if Date.parse(decided["at"]) is None:
        raise CallError(f"--at {at}: no date, such as 2023-11-20")
    with Store.open(store_path(ctx), create=False) as store:
        for name in (sought(store, name) for name in articles or ()):
            known = store.view.article(name) is not None
            told(name, store.retract(name if known else "", source="" if known else name, **decided), json=json)
        if source:
            told(source, store.retract(source=source, **decided), json=json)


def sought(store: "Store", name: str) -> str:
    """The id or source of the article that a user names, who may name the file that it was read from."""
    view, file = store.view, Path(os.path.abspath(name)).as_uri()  # noqa: PTH100  as readers name files: a link stays one
    if view.article(name) or view.of_source(name):
        return name
    return file if view.of_source(file) or view.stones_of(file) else name


def told(name: str, done: "RetractReport", *, json: bool) -> None:
    """Say what retracting did."""
    from dataclasses import asdict

    from kg.explain.text import plural

    if json:
        print_json(asdict(done))
        return
    counts = f"{plural(len(done.lost), 'statement')} lost, {len(done.restored)} restored"
    others = f", {len(done.turned)} seen otherwise" * bool(done.turned)
    say(one_line(f"retracted {name}: {counts}{others}"))
    for s, status in (*((s, "asserted") for s in done.restored), *done.turned):
        say(f"{'':<10}  now {status}: {s.subject} {s.relation} {s.object}".replace("_", " "))


def readable(items: "Iterable[Item]", failures: list[str]) -> "Iterator[Article]":
    """The articles; what could not be read is said at once and noted in `failures`."""
    from kg.reading import ReadFailure, ReadNote

    for item in progress(items, "articles read:"):
        if isinstance(item, ReadFailure):
            failures.append(str(item))
            complain(str(item))
        elif isinstance(item, ReadNote):
            note(item)
        else:
            yield item


def report(merged: "Merged", *, json: bool) -> None:
    """Say what became of an article."""
    article, added = merged
    if json:
        print_json(added_data(article, added))
        return
    where = ", ".join(filter(None, (article.publisher, article.published)))
    say(f"{added.outcome:<10}  {one_line(article.title or article.source)}{f' ({one_line(where)})' * bool(where)}")
    counts = {name: getattr(added, name) for name in ("gained", "confirmed", "disputed", "lost")}
    told = ", ".join(f"{len(statements)} {name}" for name, statements in counts.items() if statements)
    if told:
        say(f"{'':<10}  statements: {told}")
    if added.reason:
        say(f"{'':<10}  reason: {one_line(added.reason)}")
    for r in added.refused:
        say(f"{'':<10}  refused: {one_line(r.reason)}: {one_line(r.quote)}")
    for s in added.disputed:
        say(f"{'':<10}  disputed: {s.subject} {s.relation} {s.object}".replace("_", " "))


def added_data(article: "Article", added: "AddReport") -> dict[str, object]:
    """What became of an article, as plain data."""
    from dataclasses import asdict

    return {"event": "article", **asdict(added), "source": article.source, "title": article.title}


def fail_if(failures: list[str]) -> None:
    """End with exit code 1 if something failed."""
    if failures:
        raise typer.Exit(1)
