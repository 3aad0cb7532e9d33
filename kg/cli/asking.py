"""Commands that ask the graph: query, queries, explain, stats."""

import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import Json, Output, app, store_path
from kg.cli.output import destination, print_json, print_table, say
from kg.errors import QueryError
from kg.resources import resource

if TYPE_CHECKING:
    from kg.queries import Query
    from kg.store import Store

__all__ = ["explain", "queries", "query", "stats"]

Format = Annotated[str, typer.Option("--format", "-f", help="table, csv, tsv, json, xml; turtle, ntriples, jsonld.")]
Inferred = Annotated[bool, typer.Option(help="Whether edges that follow from rules count.")]


def saved_names(incomplete: str) -> list[str]:
    """Names of saved queries that begin so, for the shell's completion."""
    return sorted(path.stem for path in resource("queries").glob("*.rq") if path.stem.startswith(incomplete))


QueryName = Annotated[
    str, typer.Argument(help="A saved query, a file of SPARQL, or - for standard input.", autocompletion=saved_names)
]


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def query(
    ctx: typer.Context,
    name: QueryName,
    form: Format = "table",
    output: Output = None,
    inferred: Inferred = True,
) -> None:
    """Ask the graph a saved query or any SPARQL query.

    A saved query takes its parameters as options: kg query allies --country Serbia. `kg queries` lists them.
    """
    from kg.cli.results import written
    from kg.queries import run
    from kg.store import Store

    asked, values = find_query(name), dict(parameters(ctx.args))
    with Store.open(store_path(ctx), read_only=True) as store:
        text = written(run(store.quads, asked, values, inferred=inferred), form, table_width(output))
    with destination(output) as file:
        file.write(text)


def table_width(output: Path | None) -> int | None:
    """The terminal's width where the table goes there, else no limit."""
    return shutil.get_terminal_size().columns if output is None and sys.stdout.isatty() else None


def find_query(name: str) -> "Query":
    """The saved query of that name, or what a file or standard input holds."""
    from kg.queries import Query, find, load_queries

    if name == "-":
        return Query("-", "", "", sys.stdin.read())
    saved = load_queries()
    if name not in saved and Path(name).is_file():
        return Query(name, "", "", Path(name).read_text(encoding="utf-8"))
    return find(name, saved)


def parameters(arguments: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Names and values of `--name value` and `--name=value`.

    >>> list(parameters(["--country", "Serbia", "--min-score=2"]))
    [('country', 'Serbia'), ('min_score', '2')]

    Raises:
        QueryError: if an argument is no option, or an option lacks its value.
    """
    rest = iter(arguments)
    for argument in rest:
        if not argument.startswith("--"):
            raise QueryError(f"{argument!r}: a parameter is written --name value")
        name, equals, value = argument.removeprefix("--").partition("=")
        given = value if equals else next(rest, None)
        if given is None:
            raise QueryError(f"--{name}: its value is missing")
        yield name.replace("-", "_"), given


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


@app.command()
def explain(
    ctx: typer.Context,
    subject: Annotated[str, typer.Argument(help="A name, such as Serbia or ent:Serbia.")],
    relation: Annotated[str, typer.Argument(help="As `kg ontology` lists them.")],
    obj: Annotated[str, typer.Argument(metavar="OBJECT", help="A name.")],
    json: Json = False,
) -> None:
    """Say why a statement is in the graph: who says so, who denies it, what it follows from."""
    from dataclasses import asdict

    from kg.explain import explain as find
    from kg.explain_text import render
    from kg.store import Store

    with Store.open(store_path(ctx), read_only=True) as store:
        explanation = find(store, subject, relation, obj)
    if json:
        print_json(asdict(explanation))
    else:
        say(render(explanation).rstrip())


@app.command()
def stats(
    ctx: typer.Context,
    articles: Annotated[bool, typer.Option("--articles", help="List the articles instead.")] = False,
    json: Json = False,
) -> None:
    """Count what is in the graph."""
    from kg.store import Store

    with Store.open(store_path(ctx), read_only=True) as store:
        if articles:
            print_articles(store, json=json)
        elif json:
            print_json(store.stats())
        else:
            print_table(["what", "count"], ([name, str(count)] for name, count in store.stats().items()))


def print_articles(store: "Store", *, json: bool) -> None:
    """Print the articles, the oldest first."""
    found = [article for name in store.articles() if (article := store.view.article(name))]
    keys = ("id", "published", "publisher", "title", "source")
    rows = sorted(([getattr(a, key) for key in keys] for a in found), key=lambda row: (row[1], row))
    if json:
        print_json([dict(zip(keys, row, strict=True)) for row in rows])
    else:
        print_table(keys, rows)
