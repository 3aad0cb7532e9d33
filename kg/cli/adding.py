"""The command that adds articles to the graph."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from enum import StrEnum
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import Json, app, store_path
from kg.cli.inputs import (
    AllowPrivate,
    Author,
    Columns,
    Follow,
    Language,
    Paths,
    Pipeline,
    Published,
    Publisher,
    Retrieved,
    options_of,
    settings_of,
)  # fmt: skip
from kg.cli.reading import report
from kg.cli.running import Reporter, interruptible
from kg.errors import CallError

if TYPE_CHECKING:
    from kg.model import Extraction
    from kg.reading import Item, ReadFailure, ReadNote
    from kg.store.reports import Merged

__all__ = ["add", "merged"]


class Engine(StrEnum):
    """Where articles are read."""

    PROCESSES = "processes"
    RAY = "ray"


@app.command()
def add(
    ctx: typer.Context,
    paths: Paths,
    published: Published = "",
    title: Annotated[str, typer.Option(help="Title of the article.")] = "",
    publisher: Publisher = "",
    author: Author = "",
    source: Annotated[str, typer.Option(help="Where the article comes from, such as its URL.")] = "",
    language: Language = "",
    retrieved: Retrieved = "",
    columns: Columns = "",
    follow: Follow = False,
    allow_private: AllowPrivate = False,
    pipeline: Pipeline = None,
    workers: Annotated[int, typer.Option(min=0, help="Processes that read; 0 for as many as there are cores.")] = 0,
    engine: Annotated[
        Engine, typer.Option(help="Where to read: in processes of this machine, or with Ray.")
    ] = Engine.PROCESSES,
    ray_address: Annotated[str, typer.Option(help="Address of a Ray cluster.  [default: Ray on this machine]")] = "",
    ray_shards: Annotated[
        Path | None,
        typer.Option(help="Folder that all machines of the cluster share.", show_default="GRAPH.shards"),
    ] = None,
    failures: Annotated[
        Path | None,
        typer.Option(help="File for what failed, a line of JSON each.", show_default="GRAPH.failures.jsonl"),
    ] = None,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first failure.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Bring back what was retracted; read other languages too.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what failed.")] = False,
    json: Json = False,
) -> None:
    """Read articles, find what they say, and merge it into the graph.

    Options win over what an article says of itself. A later text of the same source supersedes the earlier one.
    An article is added whole or not at all; one that cannot be read is reported, and the others are added.
    Ctrl-C finishes the article at hand; the same command goes on from there, since what is there is not read again.
    """
    from kg.reading import FAILURES, Tally, read, total_size
    from kg.reading.language import in_english
    from kg.store.files import check_place
    from kg.volume.workers import cores, until

    store = store_path(ctx)
    if isinstance(store, Path):
        check_place(store, create=True)
    about = options_of(
        title=title, publisher=publisher, published=published, source=source,
        author=author, language=language, retrieved=retrieved,
    )  # fmt: skip
    settings = settings_of(columns, follow=follow, allow_private=allow_private)
    tally = Tally()
    place = failures or Path(f"{store if isinstance(store, Path) else 'graph'}{FAILURES}")
    check_failures(place, paths)
    told = partial(report, json=json)
    with (
        Reporter(tally, place, told, total_size(paths), quiet=quiet, json=json) as reporter,
        interruptible() as stopped,
    ):
        if engine is Engine.RAY:
            from kg.volume.cluster import Cluster, Job

            shards = ray_shards or place.with_name(f"{Path(store).name}.shards")
            cluster = Cluster(workers or cores(), shards, ray_address)
            job = Job(tuple(paths), about, settings, ids_in(store) if not force else frozenset(), force, pipeline)
            events = until(stopped, merged_from(cluster.extractions(job, tally), store, force=force))
        else:
            items = in_english(read(paths, about, settings, tally), force=force)
            events = merged(items, store, pipeline=pipeline, force=force, workers=workers, stopped=stopped)
        for event in events:
            reporter.take(event)
            if fail_fast and reporter.failed:
                break
    reporter.end(stopped=stopped())
    if stopped() or reporter.failed:
        raise typer.Exit(stopped.exit_code if stopped() else 1)


def check_failures(place: Path, paths: list[str]) -> None:
    """Refuse to list failures in a file that would be read as articles itself, while it grows.

    Raises:
        CallError: if it is one of them, or lies in a folder that is read and has the suffix of a format.
    """
    from kg.reading import FAILURES, READERS

    file, named = place.resolve(), [Path(path).resolve() for path in paths if path]
    within = not set(named).isdisjoint(file.parents) and file.suffix in READERS and not file.name.endswith(FAILURES)
    if within or file in named:
        raise CallError(f"--failures {place}: would be read as articles itself; name a file elsewhere")


def merged(
    items: "Iterator[Item]",
    store: Path | str,
    *,
    pipeline: str | None,
    force: bool,
    workers: int,
    stopped: "Callable[[], bool]",
) -> "Iterator[Merged | ReadFailure | ReadNote]":
    """What becomes of items that were read; a graph is made when there is an article for it, not before."""
    from kg.model import Article
    from kg.store import Store
    from kg.volume.adding import add_all
    from kg.volume.workers import cores

    for item in items:
        if isinstance(item, Article):
            with Store.open(store) as graph:
                yield from add_all(
                    chain([item], items),
                    graph,
                    pipeline=pipeline,
                    force=force,
                    workers=workers or cores(),
                    stopped=stopped,
                )
            return
        yield item


def merged_from(
    found: "Iterator[Extraction | ReadFailure | ReadNote]", store: Path | str, *, force: bool
) -> "Iterator[Merged | ReadFailure | ReadNote]":
    """What becomes of what a cluster found; a graph is made when there is an article for it, not before."""
    from kg.reading import ReadFailure, ReadNote
    from kg.store import Store
    from kg.store.reports import Merged

    with ExitStack() as stack:
        graph: Store | None = None
        for item in found:
            if not isinstance(item, (ReadFailure, ReadNote)):
                graph = graph or stack.enter_context(Store.open(store))
                yield Merged(item.article, graph.add(item, force=force))
            else:
                yield item


def ids_in(store: Path | str) -> frozenset[str]:
    """Ids of the articles in a graph, none where there is no graph yet."""
    from kg.store import Store

    if isinstance(store, Path) and not store.exists():
        return frozenset()
    with Store.open(store, read_only=True) as graph:
        return frozenset(graph.articles())
