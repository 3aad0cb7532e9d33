"""The command that adds articles as they appear."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.adding import merged
from kg.cli.app import Json, app, complain, store_path
from kg.cli.inputs import (
    AllowPrivate,
    Author,
    Columns,
    Follow,
    Language,
    Pipeline,
    Published,
    Publisher,
    options_of,
    settings_of,
    wrong_call,
)  # fmt: skip
from kg.cli.output import one_line, say
from kg.cli.reading import report
from kg.cli.running import interruptible, note
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.reading import ReadFailure, ReadNote
    from kg.store.reports import Merged
    from kg.volume.watching import Watch

__all__ = ["watch"]


@app.command()
def watch(
    ctx: typer.Context,
    places: Annotated[
        list[str],
        typer.Argument(metavar="FOLDER|FEED", help="Folders, files, patterns, and addresses of feeds or pages."),
    ],
    every: Annotated[str, typer.Option(help="How often to look: 30s, 15m, 2h, 1d.")] = "15m",
    rounds: Annotated[int, typer.Option(min=0, help="Stop after so many looks; 0 goes on.")] = 0,
    published: Published = "",
    publisher: Publisher = "",
    author: Author = "",
    language: Language = "",
    columns: Columns = "",
    follow: Follow = False,
    allow_private: AllowPrivate = False,
    pipeline: Pipeline = None,
    json: Json = False,
) -> None:
    """Add articles to the graph as they appear in folders and feeds; Ctrl-C stops.

    A line says what becomes of each article. What is in the graph is not read again, so the command can be stopped and
    started at any time. Between two looks the graph is free for others to write.
    """
    from kg.volume.watching import Watch, pause, seconds_of

    with wrong_call():
        seconds = seconds_of(every)
    options = options_of(published=published, publisher=publisher, author=author, language=language)
    settings = settings_of(columns, follow=follow, allow_private=allow_private)
    watched = Watch(places, options, settings)
    done = failed = 0
    with interruptible() as stopped:
        while not stopped():
            failed += look(store_path(ctx), watched, pipeline=pipeline, stopped=stopped, json=json)
            done += 1
            if done == rounds:
                break
            pause(seconds, stopped)
    if rounds and failed:
        raise typer.Exit(1)


def look(store: Path | str, watched: "Watch", *, pipeline: str | None, stopped: Callable[[], bool], json: bool) -> int:
    """Add what is new, and count what failed; what keeps the graph from being written now may be over the next time."""
    from kg.reading import ReadFailure
    from kg.reading.language import in_english

    failed = 0
    try:
        with known_sources(store) as known:
            items = in_english(watched.items(known))
            for event in merged(items, store, pipeline=pipeline, force=False, workers=1, stopped=stopped):
                failed += isinstance(event, ReadFailure)
                tell(event, json=json)
    except KgError as error:
        watched.forget()
        complain(str(error))
        failed += 1
    return failed


@contextmanager
def known_sources(store: Path | str) -> Iterator[Callable[[str], bool]]:
    """Whether an article comes from a source, as the graph is when the look begins."""
    from kg.reading.parts import never
    from kg.store import Store

    if isinstance(store, Path) and not store.exists():
        yield never
        return
    with Store.open(store, read_only=True) as graph:
        yield lambda source: bool(graph.view.of_source(source))


def tell(event: "Merged | ReadFailure | ReadNote", *, json: bool) -> None:
    """A line for what has happened; nothing for an article that is there already."""
    from kg.reading import ReadFailure, ReadNote
    from kg.store.reports import Outcome

    if isinstance(event, ReadFailure):
        complain(str(event))
    elif isinstance(event, ReadNote):
        note(str(event))
    elif event.report.outcome is Outcome.UNCHANGED:
        return
    elif json:
        report(event, json=True)
    else:
        article, added = event
        now = datetime.now(UTC).isoformat(sep=" ", timespec="seconds").removesuffix("+00:00")
        gained = f"{len(added.gained)} statements new"
        say(
            f"{now}Z  {added.outcome:<10}  {one_line(article.title or article.source)}  ({one_line(article.source)}; {gained})"
        )
