"""The command that extracts: every proposition of some articles, as a table, JSON lines or CoNLL-like TSV."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import Json, app
from kg.cli.inputs import (
    AllowPrivate,
    Columns,
    Follow,
    Paths,
    Pipeline,
    Published,
    check_choice,
    options_of,
    settings_of,
)  # fmt: skip
from kg.cli.output import one_line, print_json, print_table, say
from kg.cli.reading import fail_if, readable

if TYPE_CHECKING:
    from kg.extract.surface import OpenProposition, Phrase
    from kg.model import Article, Span

    Propositions = Iterable[OpenProposition]

__all__ = ["extract"]

HEADER = ("arg1", "relation", "arg2", "polarity", "modality", "said by", "confidence", "rule", "statement or why none")
COLUMNS = (
    "ID", "ARG1", "RELATION", "ARG2", "ARG1_SPANS", "RELATION_SPANS", "ARG2_SPANS", "POLARITY", "MODALITY", "SPEAKER",
    "SPEECH", "WHEN", "CONFIDENCE", "RULE", "STATEMENTS", "REASON",
)  # fmt: skip
EMPTY = "_"


@app.command()
def extract(
    paths: Paths,
    form: Annotated[str, typer.Option("--format", "-f", help="table, jsonl or tsv.")] = "table",
    detail: Annotated[
        str,
        typer.Option(
            help="fact: the least that is a statement; clause: all that a clause says.",
            autocompletion=lambda: ["fact", "clause"],
        ),
    ] = "fact",
    confidence: Annotated[float, typer.Option(min=0, max=1, help="Leave out what is less sure.")] = 0,
    published: Published = "",
    columns: Columns = "",
    follow: Follow = False,
    allow_private: AllowPrivate = False,
    pipeline: Pipeline = None,
    force: Annotated[bool, typer.Option("--force", help="Also texts that seem to be in another language.")] = False,
    json: Json = False,
) -> None:
    """Print every proposition of the articles in their own words, without a graph.

    First argument, relation phrase, second argument, with offsets into the text, polarity, modality, who is said to say so, and
    the rule that found it; mapped to a relation of the ontology, or with the reason why not. In TSV each sentence stands after
    its text, and a blank line ends it.
    """
    from kg.extract import Detail
    from kg.pipeline import Tools, propose
    from kg.reading import read
    from kg.reading.language import in_english

    check_choice("format", form, WRITERS)
    check_choice("detail", detail, list(Detail))
    write = WRITERS["jsonl" if json else form]
    failures: list[str] = []
    options = options_of(published=published)
    settings = settings_of(columns, follow=follow, allow_private=allow_private)
    tools = Tools.load(pipeline)
    items = in_english(read(paths, options, settings), force=force)
    for article in readable(items, failures):
        write(article, [p for p in propose(article, tools, detail=Detail(detail)) if p.confidence >= confidence])
    fail_if(failures)


# --- table -----------------------------------------------------------------------------------------------------------


def write_table(article: "Article", propositions: "Propositions") -> None:
    """Aligned columns for people."""
    print_table(HEADER, ([*parts(p), *facts(article, p), "; ".join(statements(p)) or p.reason] for p in propositions))


def parts(proposition: "OpenProposition") -> list[str]:
    """The three phrases as text."""
    return [proposition.arg1.text, proposition.relation.text, proposition.arg2.text]


def facts(article: "Article", proposition: "OpenProposition") -> list[str]:
    """How real it is, by whom, how sure, by which rule."""
    said_by, _ = speech(article, proposition)
    sure = f"{proposition.confidence:.2f}"
    return [proposition.polarity, proposition.modality, said_by, sure, proposition.rule]


def speech(article: "Article", proposition: "OpenProposition") -> tuple[str, str]:
    """The head of whoever is reported to say so, and the word that reports it; "" where the text names none."""
    attribution = proposition.attribution
    if attribution is None:
        return "", ""
    speaker = article.text[slice(*attribution.speaker)] if attribution.speaker else ""
    return speaker, article.text[slice(*attribution.cue)]


def statements(proposition: "OpenProposition") -> list[str]:
    """What it was mapped to."""
    return [f"{e.subject.name} {e.relation} {e.object.name}" for e in proposition.evidences]


# --- JSON lines ------------------------------------------------------------------------------------------------------


def write_jsonl(article: "Article", propositions: "Propositions") -> None:
    """One proposition a line; offsets count characters of the article's text."""
    for proposition in propositions:
        print_json({"source": article.source, **as_data(article, proposition)})


def as_data(article: "Article", proposition: "OpenProposition") -> dict[str, object]:
    """A proposition as plain data."""
    p = proposition
    speaker, cue = speech(article, p)
    return {
        "sentence": quoted(article, p.sentence),
        "arg1": p.arg1.text,
        "relation": p.relation.text,
        "arg2": p.arg2.text,
        "spans": {"arg1": p.arg1.spans, "relation": p.relation.spans, "arg2": p.arg2.spans},
        "polarity": p.polarity,
        "modality": p.modality,
        "attribution": {"speaker": speaker, "cue": cue, "factive": p.attribution.factive} if p.attribution else None,
        "when": p.when,
        "confidence": p.confidence,
        "rule": p.rule,
        "statements": [
            {"subject": e.subject.name, "relation": e.relation, "object": e.object.name, "rule": e.rule, "id": e.id}
            for e in p.evidences
        ],
        "reason": p.reason,
    }


def quoted(article: "Article", span: "Span") -> dict[str, object]:
    """A stretch of the text with its offsets."""
    return {"text": article.text[slice(*span)], "start": span.start, "end": span.end}


# --- TSV -------------------------------------------------------------------------------------------------------------


def write_tsv(article: "Article", propositions: "Propositions") -> None:
    """One proposition a line below its sentence, the way CoNLL-U Plus has it; `_` where a field is empty."""
    say(f"# global.columns = {' '.join(COLUMNS)}")
    say(f"# source = {one_line(article.source)}")
    for sentence, group in groupby(propositions, key=lambda p: p.sentence):
        say(f"# sent_span = {sentence.start}:{sentence.end}")
        say(f"# text = {one_line(article.text[slice(*sentence)])}")
        for number, proposition in enumerate(group, start=1):
            say("\t".join(one_line(field) or EMPTY for field in tsv_row(article, number, proposition)))
        say()


def tsv_row(article: "Article", number: int, proposition: "OpenProposition") -> Iterator[str]:
    """The fields of a line, in the order of `COLUMNS`."""
    p = proposition
    yield str(number)
    yield from parts(p)
    yield from map(places, (p.arg1, p.relation, p.arg2))
    yield from (p.polarity, p.modality, *speech(article, p), p.when, f"{p.confidence:.3f}", p.rule)
    yield "; ".join(statements(p))
    yield p.reason


def places(phrase: "Phrase") -> str:
    """Where a phrase's pieces stand: `12:19,25:31`."""
    return ",".join(f"{s.start}:{s.end}" for s in phrase.spans)


WRITERS: dict[str, "Callable[[Article, Propositions], None]"] = {
    "table": write_table,
    "jsonl": write_jsonl,
    "tsv": write_tsv,
}
"""Name of a format -> how an article's propositions are written."""
