"""The command that checks a whole graph."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import Json, app, store_path
from kg.cli.output import print_json, print_table, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.model import Refused
    from kg.validation import Violation

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
        tell(found, refused, every=every)
    if found:
        raise typer.Exit(1)


def tell(found: "Sequence[Violation]", refused: "Sequence[Refused]", *, every: bool) -> None:
    """Print what is wrong, then what was refused."""
    if found:
        print_table(["shape", "broken", "node", "value"], rows(found, every=every))
    if refused:
        print_table(["refused", "quote", "article"], ([r.reason, r.quote, r.article] for r in refused))
    counts = f"{len(found)} violations, {len(refused)} refused before they were written"
    say(counts if found or refused else "all is well")


def rows(found: "Sequence[Violation]", *, every: bool) -> list[list[str]]:
    """Violations as rows; of a kind with too many, how many there are, unless `every` one is wanted."""
    kinds = Counter((v.shape, v.condition) for v in found)
    few = [v for v in found if every or kinds[v.shape, v.condition] <= SHOWN]
    many = [[*kind, f"{n} of them", ""] for kind, n in kinds.items() if n > SHOWN and not every]
    return [*([v.shape, v.condition, v.node, v.value] for v in few), *many]
