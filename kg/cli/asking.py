"""Commands that ask what the graph holds and why: explain, stats."""

from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import Json, app, store_path
from kg.cli.output import print_json, print_table, say
from kg.cli.parameters import entity_names, relation_names

if TYPE_CHECKING:
    from kg.store import Store

__all__ = ["explain", "stats"]


@app.command()
def explain(
    ctx: typer.Context,
    subject: Annotated[str, typer.Argument(help="A name, such as Serbia or ent:Serbia.", autocompletion=entity_names)],
    relation: Annotated[str, typer.Argument(help="As `kg ontology` lists them.", autocompletion=relation_names)],
    obj: Annotated[str, typer.Argument(metavar="OBJECT", help="A name.", autocompletion=entity_names)],
    json: Json = False,
) -> None:
    """Say why a statement is in the graph: who says so, who denies it, what it follows from."""
    from dataclasses import asdict

    from kg.explain import explain as find
    from kg.explain.text import render
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
