"""Commands about what changed: diff."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import Json, app, store_path
from kg.cli.output import one_line, print_json, say
from kg.cli.reading import sought
from kg.errors import CallError

if TYPE_CHECKING:
    from kg.explain import Voice
    from kg.explain.diff import Difference, Turn
    from kg.store import Store

__all__ = ["diff"]

SHOWN = 3
"""Quotes of a statement that are shown; JSON holds all."""


@app.command()
def diff(
    ctx: typer.Context,
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="Id or source of an article, or the file that it is in.")
    ] = "",
    since: Annotated[
        str,
        typer.Option(
            metavar="DATE|DIR",
            help="A date or moment, such as 2023-11-20, 2023-11 or 2023-11-20T09:30+01:00, or the folder of a snapshot.",
        ),
    ] = "",
    json: Json = False,
) -> None:
    """Show what one article changed in the graph, or everything since a date or a snapshot, with quotes.

    Of an article: how the graph with it differs from the graph without it. Since a date: by when articles were added or
    retracted, not by when they were published.
    """
    from kg.store import Store

    if bool(article) == bool(since):
        raise CallError("diff: name an article, or --since a date or a snapshot")
    with Store.open(store_path(ctx), read_only=True) as store:
        found = difference(store, article, since)
        if json:
            print_json(as_data(found))
        else:
            for line in lines(found, store):
                say(line)


def difference(store: "Store", article: str, moment: str) -> "Difference":
    """What the options ask for.

    Raises:
        CallError: if the moment is neither a date nor a folder.
    """
    from kg.explain import diff as differences
    from kg.store import Store

    if article:
        return differences.by_article(store, sought(store, article))
    if Path(moment).is_dir():
        with Store.open(moment, read_only=True) as snapshot:
            return differences.since_snapshot(store, snapshot)
    return differences.since(store, in_utc(moment))


def in_utc(moment: str) -> str:
    """A day, month or year as it stands, a moment to the second in UTC; without a zone it is in UTC.

    Raises:
        CallError: if it is neither.

    >>> in_utc("2023-11"), in_utc("2023-11-20T09:30+02:00")
    ('2023-11', '2023-11-20T07:30:00Z')
    """
    from datetime import UTC, datetime

    from kg.edtf import Date

    if Date.parse(moment):
        return moment
    try:
        given = datetime.fromisoformat(moment)
    except ValueError:
        raise CallError(f"--since {moment}: neither a date, such as 2023-11-20, nor the folder of a snapshot") from None
    utc = given.astimezone(UTC) if given.tzinfo else given
    return f"{utc.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def lines(found: "Difference", store: "Store") -> Iterator[str]:
    """A difference as people read it."""
    from kg.explain.text import plural

    yield f"{plural(len(found.added), 'article')} added, {len(found.removed)} removed"
    for name in found.removed:
        stone = store.view.tombstone(name)
        yield f"removed   {one_line(f'{stone.source or name}: {stone.why}' if stone else name)}"
    for word, turns in (
        ("gained", found.gained), ("lost", found.lost), ("disputed", found.disputed), ("turned", found.turned),
    ):  # fmt: skip
        for turn in turns:
            yield from turn_lines(word, turn)


def turn_lines(word: str, turn: "Turn") -> Iterator[str]:
    """A statement with its first quotes on either side."""
    from kg.explain.text import clean
    from kg.model import Polarity

    subject, relation, obj = turn.names
    statuses = " → ".join(status.value for status in (turn.before, turn.now) if status)
    yield clean(f"{word:<8}  {subject} — {relation} → {obj} ({statuses})")
    for sign, polarity in (("+", Polarity.AFFIRMED), ("−", Polarity.NEGATED)):
        heard = [v for v in turn.voices if v.evidence.polarity is polarity]
        for voice in heard[:SHOWN]:
            place = ", ".join(filter(None, (voice.article.title or voice.article.source, voice.article.published)))
            yield clean(f"          {sign} “{voice.evidence.quote}” {place}")
        if len(heard) > SHOWN:
            yield f"          {sign} and {len(heard) - SHOWN} more"


def as_data(found: "Difference") -> dict[str, object]:
    """A difference as plain data."""
    kinds = {"gained": found.gained, "lost": found.lost, "disputed": found.disputed, "turned": found.turned}
    turned = {kind: [turn_data(turn) for turn in turns] for kind, turns in kinds.items()}
    return {"added": found.added, "removed": found.removed, **turned}


def turn_data(turn: "Turn") -> dict[str, object]:
    """A statement that changed as plain data."""
    ends = {"subject": turn.statement.subject, "relation": turn.statement.relation, "object": turn.statement.object}
    return {**ends, "before": turn.before, "now": turn.now, "quotes": [voice_data(voice) for voice in turn.voices]}


def voice_data(voice: "Voice") -> dict[str, object]:
    """An evidence as plain data."""
    article, evidence = voice.article, voice.evidence
    return {
        "quote": evidence.quote,
        "polarity": evidence.polarity,
        "modality": evidence.modality,
        "speaker": voice.speaker,
        "article": evidence.article,
        "source": article.source,
        "publisher": article.publisher,
        "published": article.published,
    }
