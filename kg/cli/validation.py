"""The command that checks a whole graph."""

from collections import Counter
from typing import Annotated

import typer

from kg.cli.app import Json, app, store_path
from kg.cli.output import print_json, print_table, say

__all__ = ["validate"]

SHOWN = 20


@app.command()
def validate(
    ctx: typer.Context,
    every: Annotated[bool, typer.Option("--all", help=f"List all; without it, at most {SHOWN} of a kind.")] = False,
    json: Json = False,
) -> None:
    """Check the whole graph: shapes, offsets, hashes, and that nothing is left over; exit code 1 if something is wrong.

    What of an article did not pass before it was written is listed apart: it is not in the graph.
    """
    from dataclasses import asdict

    from kg.store import Store
    from kg.validation import validate as check

    with Store.open(store_path(ctx), read_only=True) as store:
        found = list(check(store.quads, store.ontology))
        refused = store.view.refused()
    if json:
        print_json({"violations": [asdict(v) for v in found], "refused": [asdict(r) for r in refused]})
    else:
        kinds = Counter((v.shape, v.condition) for v in found)
        few = [v for v in found if every or kinds[v.shape, v.condition] <= SHOWN]
        many = [
            [shape, condition, f"{n} of them", ""] for (shape, condition), n in kinds.items() if n > SHOWN and not every
        ]
        if found:
            print_table(
                ["shape", "broken", "node", "value"], [*([v.shape, v.condition, v.node, v.value] for v in few), *many]
            )
        if refused:
            print_table(["refused", "quote", "article"], ([r.reason, r.quote, r.article] for r in refused))
        say(
            f"{len(found)} violations, {len(refused)} refused before they were written"
            if found or refused
            else "all is well"
        )
    if found:
        raise typer.Exit(1)
