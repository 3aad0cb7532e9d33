"""The command that writes the graph as a page: view."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.app import app, store_path
from kg.cli.inputs import check_choice
from kg.cli.output import destination, is_stdout, one_line, say
from kg.cli.parameters import QueryCommand, entity_names, saved_names, values_of
from kg.errors import CallError, QueryError

if TYPE_CHECKING:
    from kg.page import PageGraph
    from kg.queries import Query
    from kg.store import Store

__all__ = ["view"]


class ViewCommand(QueryCommand):
    """A command that also has the parameters of the query that `--query` names."""

    def query_in(self, args: Iterable[str]) -> "Query | None":
        """The query that the option names."""
        from kg.queries import find

        rest = iter(args)
        for argument in rest:
            name, equals, value = argument.partition("=")
            if name == "--query":
                return find(value if equals else next(rest, ""))
        return None


def day(ctx: typer.Context, param: typer.CallbackParam, value: str) -> str:
    """A date as EDTF has it.

    Raises:
        CallError: if it is none.
    """
    from kg.edtf import Date

    del ctx
    if value and Date.parse(value) is None:
        raise CallError(f"--{param.name}: {value!r} is no date; write 2023, 2023-11 or 2023-11-20")
    return value


Focus = Annotated[
    str, typer.Option(metavar="ENTITY", help="Only what is around this entity.", autocompletion=entity_names)
]
Hops = Annotated[int, typer.Option(min=1, max=10, help="How many steps from --focus.")]
Named = Annotated[
    str,
    typer.Option(
        "--query",
        metavar="NAME",
        autocompletion=saved_names,
        help="Only the statements between what the answer to a saved query names; its parameters are options too.",
    ),
]
Since = Annotated[
    str,
    typer.Option(metavar="DATE", callback=day, help="Only what is said to have been since this day, month or year."),
]
Until = Annotated[str, typer.Option(metavar="DATE", callback=day, help="Likewise: until.")]


@app.command(cls=ViewCommand)
def view(
    ctx: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", help="The page to write.")] = Path("graph.html"),
    browser: Annotated[bool, typer.Option("--open", help="Open it in a browser.")] = False,
    engine: Annotated[
        str, typer.Option(help="What draws the page: explorer or pyvis.", autocompletion=lambda: ["explorer", "pyvis"])
    ] = "explorer",
    focus: Focus = "",
    hops: Hops = 2,
    query: Named = "",
    since: Since = "",
    until: Until = "",
    min_score: Annotated[float, typer.Option(min=0, max=1, help="Leave out edges below this score.")] = 0.0,
    title: Annotated[str, typer.Option(help="Title of the page.")] = "Who stands with whom",
    sparql: Annotated[
        bool,
        typer.Option("--sparql", help="Let the page answer SPARQL: it carries the whole graph and an engine, 2 MB."),
    ] = False,
) -> None:
    """Write the graph as one HTML file that needs nothing from the network."""
    from dataclasses import replace

    from kg.ontology import Ontology
    from kg.page import ENGINES, render
    from kg.page.choice import around, between
    from kg.page.data import graph_of
    from kg.page.sparql import quads_of
    from kg.rdf.names import entity
    from kg.rdf.terms import local
    from kg.store import Store

    check_choice("engine", engine, ENGINES)
    if since and until and since[: len(until)] > until[: len(since)]:
        raise CallError(f"--since {since} is after --until {until}")
    if browser and is_stdout(output):
        raise CallError("--open shows a file; name it with --output")
    known = Ontology.load()
    with Store.open(store_path(ctx), read_only=True) as store:
        graph = between(graph_of(store, known, title=title, min_score=min_score), since, until)
        if query:
            graph = answered(store, graph, query, values_of(ctx) | ({"since": since} if since else {}))
        if focus:
            graph = around(graph, local(entity(store.quads, focus)), hops)
        if sparql:
            graph = replace(graph, quads=quads_of(store))
    page = render(graph, known, engine=engine)
    with destination(output) as file:
        file.write(page)
    if not is_stdout(output):
        say(f"wrote {output}", error=True)
    if browser:
        typer.launch(output.resolve().as_uri())


def answered(store: "Store", graph: "PageGraph", name: str, values: dict[str, Any]) -> "PageGraph":
    """What of the graph the answer to a saved query names; the entities that it was asked for are named too.

    Raises:
        QueryError: if the query fails, or names nothing between which there is a statement.
    """
    from pyoxigraph import NamedNode, QuerySolutions

    from kg.ontology import ENT
    from kg.page.choice import named
    from kg.queries import find, prepare, resolve, sandbox
    from kg.rdf.terms import KGID

    asked = find(name)
    taken = {p.name for p in asked.parameters}
    given = {key: value for key, value in values.items() if key in taken}
    text, lines = prepare(store.quads, asked, given)
    for line in lines:
        say(one_line(line), error=True)
    found = sandbox.run(store.path, text).parsed()
    rows = found if isinstance(found, QuerySolutions) else ()
    terms = {term for row in rows for term in row} | set(resolve(store.quads, asked, given).values())
    names = {term.value for term in terms if isinstance(term, NamedNode)}
    slugs = {name.removeprefix(ENT) for name in names if name.startswith(ENT)}
    ids = {name.removeprefix(KGID) for name in names if name.startswith((f"{KGID}statement-", f"{KGID}inference-"))}
    shown = named(graph, slugs, {store.view.statement(i) for i in ids})
    if not shown.edges:
        raise QueryError(f"query {name}: its answer names no entities between which there is a statement to show")
    return shown
