"""Commands that read articles without a graph, and what adding and retracting reports."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from getpass import getuser
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import Json, app, complain, store_path
from kg.cli.inputs import AllowPrivate, Columns, Follow, Paths, Pipeline, Published, settings_of
from kg.cli.output import one_line, print_json, print_table, progress, say
from kg.cli.running import note
from kg.edtf import Date
from kg.errors import QueryError

if TYPE_CHECKING:
    from kg.model import Article, Evidence, Extraction, Rejected
    from kg.reading import Item
    from kg.store import AddReport
    from kg.store_reports import Merged

__all__ = ["extract", "fail_if", "readable", "report", "retract"]

HEADER = ("subject", "relation", "object", "polarity", "modality", "speaker", "when", "quote")


@app.command()
def retract(
    ctx: typer.Context,
    articles: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ARTICLE]...", help="Ids or sources of articles, as kg stats --articles lists them."),
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
    from dataclasses import asdict

    from kg.store import Store

    if not articles and not source:
        raise QueryError("retract: name an article, or a source with --source URL")
    decided = {"by": by or whoever(), "at": at or datetime.now(UTC).date().isoformat(), "reason": reason}
    if Date.parse(decided["at"]) is None:
        raise QueryError(f"--at {at}: no date, such as 2023-11-20")
    with Store.open(store_path(ctx), create=False) as store:
        for name in articles or ():
            known = store.view.article(name) is not None
            told(name, asdict(store.retract(name if known else "", source="" if known else name, **decided)), json=json)
        if source:
            told(source, asdict(store.retract(source=source, **decided)), json=json)


def told(name: str, done: dict[str, Sequence[object]], *, json: bool) -> None:
    """Say what retracting did."""
    if json:
        print_json(done)
    else:
        lost, restored = len(done["lost"]), len(done["restored"])
        say(one_line(f"retracted {name}: {lost} statements lost, {restored} restored"))


def whoever() -> str:
    """The name of the user, "" where the system knows none."""
    try:
        return getuser()
    except (KeyError, OSError):
        return ""


@app.command()
def extract(
    paths: Paths,
    published: Published = "",
    columns: Columns = "",
    follow: Follow = False,
    allow_private: AllowPrivate = False,
    pipeline: Pipeline = None,
    rejected: Annotated[bool, typer.Option("--rejected", help="Also what gave no statement, and why.")] = False,
    json: Json = False,
) -> None:
    """Print what articles say, without a graph."""
    from kg.pipeline import Tools, analyze
    from kg.reading import ReadOptions, read

    failures: list[str] = []
    settings = settings_of(columns, follow=follow, allow_private=allow_private)
    tools = Tools.load(pipeline)
    for article in readable(read(paths, ReadOptions(published=published), settings), failures):
        extraction = analyze(article, tools)
        print_json(as_data(extraction)) if json else print_extraction(extraction, rejected=rejected)
    fail_if(failures)


def readable(items: "Iterable[Item]", failures: list[str]) -> "Iterator[Article]":
    """The articles; what could not be read is said at once and noted in `failures`."""
    from kg.reading import ReadFailure, ReadNote

    for item in progress(items, "articles read:"):
        if isinstance(item, ReadFailure):
            failures.append(str(item))
            complain(str(item))
        elif isinstance(item, ReadNote):
            note(str(item))
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


def as_data(extraction: "Extraction") -> dict[str, object]:
    """All that an article says, as plain data."""
    from dataclasses import asdict

    article = extraction.article
    return {
        "article": article.id,
        "source": article.source,
        "title": article.title,
        "evidences": [{"id": e.id, **asdict(e)} for e in extraction.evidences],
        "rejected": [asdict(r) for r in extraction.rejected],
    }


def print_extraction(extraction: "Extraction", *, rejected: bool) -> None:
    """Print an article's statements, and what gave none."""
    print_table(HEADER, map(evidence_row, extraction.evidences))
    if rejected:
        say()
        print_table(
            ["rejected", "predicate", "sentence"], (rejected_row(extraction.article, r) for r in extraction.rejected)
        )


def evidence_row(evidence: "Evidence") -> list[str]:
    """An evidence as a row of the table."""
    speaker = evidence.speaker
    said_by = speaker.entity.name if speaker and speaker.entity else "hidden" if speaker else ""
    ends = evidence.subject.name, evidence.relation, evidence.object.name
    return [*ends, evidence.polarity, evidence.modality, said_by, evidence.when, evidence.quote]


def rejected_row(article: "Article", rejected: "Rejected") -> list[str]:
    """A proposition that gave no statement, as a row of the table."""
    start, end = rejected.proposition.sentence
    return [rejected.reason, f"{rejected.proposition.lemma} ({rejected.proposition.kind})", article.text[start:end]]
