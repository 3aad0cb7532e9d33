"""Commands that run SPARQL: query, queries, ask."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import Json, Output, app, store_path
from kg.cli.inputs import check_choice
from kg.cli.output import destination, one_line, print_json, print_table, say, terminal_width
from kg.cli.parameters import QueryCommand, saved_names, values_of
from kg.errors import CallError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.queries import Query
    from kg.sparql.answers import Answer

__all__ = ["ask", "queries", "query"]

FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle", "n-triples", "json-ld", "trig")

Format = Annotated[
    str, typer.Option("--format", "-f", help=f"{', '.join(FORMATS)}.", autocompletion=lambda: list(FORMATS))
]
Inferred = Annotated[bool, typer.Option(help="Whether edges that follow from rules count.")]
Timeout = Annotated[float, typer.Option(min=0, help="Seconds after which the query is stopped; 0 is never.")]
Explain = Annotated[bool, typer.Option("--explain", help="Print what is run, and how much each pattern of it matches.")]
QueryName = Annotated[
    str, typer.Argument(help="A saved query, a file of SPARQL, or - for standard input.", autocompletion=saved_names)
]

PATIENCE = 60.0


@app.command(cls=QueryCommand)
def query(
    ctx: typer.Context,
    name: QueryName,
    form: Format = "table",
    output: Output = None,
    inferred: Inferred = True,
    timeout: Timeout = PATIENCE,
    explain: Explain = False,
) -> None:
    """Ask the graph a saved query or any SPARQL query.

    A saved query takes its parameters as options: kg query allies --country Serbia. `kg queries` lists them all,
    `kg query allies --help` those of one. The prefixes kg:, ent: and a few more need no declaration.
    """
    from kg.queries import Query, find

    asked = Query("-", "", "", sys.stdin.read()) if name == "-" else find(name)
    run(ctx, asked, values_of(ctx), form, output, inferred=inferred, timeout=timeout, explain=explain)


@app.command()
def ask(
    ctx: typer.Context,
    words: Annotated[
        list[str], typer.Argument(metavar="QUERY", help="SPARQL, or no more than what stands in its braces.")
    ],
    form: Format = "table",
    output: Output = None,
    inferred: Inferred = True,
    timeout: Timeout = PATIENCE,
    explain: Explain = False,
) -> None:
    """Ask the graph a SPARQL query of one line: kg ask "?who ?how ent:Serbia".

    What does not begin with a word of SPARQL is a pattern, and all its variables are shown.
    """
    from kg.queries import Query
    from kg.sparql import completed

    text = " ".join(words)
    if not text.strip():
        raise CallError('ask: nothing is asked; write a pattern, such as "?who ?how ent:Serbia"')
    asked = Query("ask", "", "", completed(text))
    run(ctx, asked, {}, form, output, inferred=inferred, timeout=timeout, explain=explain)


def run(
    ctx: typer.Context,
    asked: "Query",
    values: "Mapping[str, str]",
    form: str,
    output: Path | None,
    *,
    inferred: bool,
    timeout: float,
    explain: bool,
) -> None:
    """Run a query and write what it gives, or explain it."""
    from kg.cli.results import ALSO, written
    from kg.queries import plan, prepare, sandbox
    from kg.store import Store

    check_choice("format", ALSO.get(form, form), FORMATS)
    with Store.open(store_path(ctx), read_only=True) as store:
        text, taken = prepare(store.quads, asked, values)
    for line in taken:
        say(one_line(line), error=True)
    answer = partial(sandbox.run, store_path(ctx), inferred=inferred, limits=sandbox.Limits(seconds=timeout))
    found = None if explain else answer(text)
    shown = written(found.arranged(text), form, table_width(output)) if found else plan.explain(text, answer)
    with destination(output, styled=found is not None and form == FORMATS[0]) as file:
        file.write(shown)
    if found and (cut := shortened(asked, values, found)):
        say(cut, error=True)


def shortened(asked: "Query", values: "Mapping[str, str]", found: "Answer") -> str:
    """What to say where a limit may have kept rows back, "" where it did not."""
    from kg.queries import ParameterType

    for limit in (p for p in asked.parameters if p.type is ParameterType.LIMIT):
        most = int(values.get(limit.name) or limit.default)
        if 0 < most < found.data.count(b"\n"):  # the first line names the variables
            return f"{limit.name}: the first {most} are shown; --{limit.name} 0 shows all"
    return ""


def table_width(output: Path | None) -> int | None:
    """The terminal's width where the table goes there, else no limit."""
    return terminal_width() if output is None else None


@app.command()
def queries(json: Json = False) -> None:
    """List the saved queries with their parameters."""
    from kg.queries import load_queries

    saved = load_queries().values()
    if json:
        print_json([described(q) for q in saved])
    else:
        print_table(["query", "parameters", "what it gives"], ([q.name, usage(q), q.description] for q in saved))


def described(saved: "Query") -> dict[str, object]:
    """A saved query as plain data."""
    keys = ("name", "type", "help", "required", "default")
    takes = [{key: getattr(p, key) for key in keys} for p in saved.parameters]
    return {
        "name": saved.name,
        "title": saved.title,
        "description": saved.description,
        "parameters": takes,
        "example": saved.example,
    }


def usage(saved: "Query") -> str:
    """The parameters of a saved query; in brackets what may be left out."""
    spelled = ((p.name.replace("_", "-"), p.type.upper(), p.required) for p in saved.parameters)
    return " ".join(f"--{name} {kind}" if required else f"[--{name} {kind}]" for name, kind, required in spelled)
