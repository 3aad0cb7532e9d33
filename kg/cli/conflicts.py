"""The command that lists what cannot all be so."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import Json, Output, app, store_path
from kg.cli.inputs import check_choice
from kg.cli.output import destination, table, terminal_width
from kg.cli.parameters import entity_names

if TYPE_CHECKING:
    from kg.explain import Voice
    from kg.explain.conflicts import Conflict, Side

__all__ = ["conflicts"]

FORMATS = ("table", "json", "turtle", "ntriples", "jsonld")
HEADER = ("", "kind", "what is said", "quote", "by", "source", "date")
HEADINGS = {False: "articles against each other", True: "speakers against each other, or against an article"}


@app.command()
def conflicts(
    ctx: typer.Context,
    about: Annotated[str, typer.Option(help="Only those about this entity.", autocompletion=entity_names)] = "",
    form: Annotated[
        str, typer.Option("--format", "-f", help=f"{', '.join(FORMATS)}.", autocompletion=lambda: list(FORMATS))
    ] = "table",
    json: Json = False,
    output: Output = None,
) -> None:
    """List what cannot all be so, both sides with quote, source and date; nothing is deleted.

    Statements affirmed and denied; relations that exclude each other at overlapping times; several values, at overlapping
    times, of a relation that has one. What only speakers say against each other is listed apart.
    """
    from kg.explain.conflicts import conflicts as search
    from kg.rdf.names import entity
    from kg.rdf.terms import local
    from kg.store import Store

    check_choice("format", form, FORMATS)
    with Store.open(store_path(ctx), read_only=True) as store:
        found = search(store, local(entity(store.quads, about)) if about else "")
    text = written(found, "json" if json else form, terminal_width() if output is None else None)
    with destination(output) as file:
        file.write(text)


def written(found: "list[Conflict]", form: str, width: int | None) -> str:
    """Conflicts in a format."""
    from json import dumps

    from pyoxigraph import RdfFormat, serialize

    from kg.rdf.contradicting import conflict_triples
    from kg.rdf.names import PREFIXES

    if form == "table":
        return "".join(f"{line}\n" for line in lines(found, width))
    if form == "json":
        return dumps([as_data(conflict) for conflict in found], ensure_ascii=False) + "\n"
    graphs = {"turtle": RdfFormat.TURTLE, "ntriples": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD}
    return (serialize(conflict_triples(found), format=graphs[form], prefixes=PREFIXES) or b"").decode()


def lines(found: "list[Conflict]", width: int | None) -> Iterator[str]:
    """Two tables: what is about the world, and what only speakers say; two rows for each conflict, one a side."""
    if not found:
        yield "no conflicts"
    for spoken in (False, True):
        numbered = [(number, c) for number, c in enumerate(found, start=1) if c.spoken is spoken]
        if numbered:
            yield from [""] * (spoken and len(numbered) < len(found))
            yield HEADINGS[spoken]
            yield from table(HEADER, (row for number, c in numbered for row in rows(number, c)), width)


def rows(number: int, conflict: "Conflict") -> Iterator[list[str]]:
    """A row for each side: its first quote, one that an article stands behind where there is any."""
    from kg.explain.text import sayer

    for side, mark in zip(conflict.sides, (str(number), ""), strict=True):
        voice = (side.own or side.voices)[0] if not conflict.spoken else first_claim(side)
        kind = conflict.kind.value if mark else ""
        date = voice.evidence.when or voice.article.published
        yield [mark, kind, said(side), voice.evidence.quote, sayer(voice), voice.article.source, date]


def first_claim(side: "Side") -> "Voice":
    """What a speaker says on a side, if one does."""
    return next((voice for voice in side.voices if voice not in side.own), side.voices[0])


def said(side: "Side") -> str:
    """A side in words."""
    from kg.model import Polarity

    denied = "not: " if side.polarity is Polarity.NEGATED else ""
    return denied + " ".join(side.names)


def as_data(conflict: "Conflict") -> dict[str, object]:
    """A conflict as plain data."""
    return {
        "id": conflict.id,
        "kind": conflict.kind.value,
        "spoken": conflict.spoken,
        "sides": [side_data(side) for side in conflict.sides],
    }


def side_data(side: "Side") -> dict[str, object]:
    """A side as plain data, with all its quotes."""
    s = side.statement
    return {
        "statement": s.id,
        "subject": s.subject,
        "relation": s.relation,
        "object": s.object,
        "polarity": side.polarity.value,
        "evidence": [voice_data(voice) for voice in side.voices],
    }


def voice_data(voice: "Voice") -> dict[str, object]:
    """An evidence as plain data."""
    e, article = voice.evidence, voice.article
    return {
        "id": e.id,
        "quote": e.quote,
        "speaker": voice.speaker or None,
        "attributed": e.speaker is not None,
        "when": e.when or None,
        "article": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "source": article.source,
        "published": article.published or None,
    }
