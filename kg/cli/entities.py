"""Commands about names: which are taken for one entity, and what people decide of that."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import Json, app, store_folder, store_path
from kg.cli.output import print_json, print_table, say
from kg.cli.running import login
from kg.edtf import Date
from kg.errors import CallError

if TYPE_CHECKING:
    from kg.assembly import Decision
    from kg.store.deciding import Overview

__all__ = ["entities"]

One = Annotated[str, typer.Argument(metavar="A", help="A name as articles have it, or ent:Name.")]
Other = Annotated[str, typer.Argument(metavar="B", help="Another one.")]
By = Annotated[str, typer.Option(help="Who decides; without it, your login name.")]
At = Annotated[str, typer.Option(help="When: 2023-11-20; without it, today.")]
Reason = Annotated[str, typer.Option(help="Why.")]

entities = typer.Typer(
    help="List which names are taken for one entity and which pairs are doubtful, or decide it.",
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(entities, name="entities")


@entities.callback(invoke_without_command=True)
def listed(ctx: typer.Context, json: Json = False) -> None:
    """List which names are taken for one entity and which pairs are doubtful, or decide it.

    A person's decision wins over every rule, and can be undone without a trace.
    """
    if ctx.invoked_subcommand is not None:
        return
    from kg.store import Store
    from kg.store.deciding import overview

    with Store.open(store_path(ctx), read_only=True) as store:
        found = overview(store)
    if json:
        print_json(as_data(found))
    else:
        print_overview(found)


@entities.command()
def same(ctx: typer.Context, one: One, other: Other, by: By = "", at: At = "", reason: Reason = "") -> None:
    """Record that two names are the same entity."""
    from kg.assembly import Decision, Verdict

    record(ctx, Decision(Verdict.SAME, one, other, by, at, reason))


@entities.command()
def different(ctx: typer.Context, one: One, other: Other, by: By = "", at: At = "", reason: Reason = "") -> None:
    """Record that two names are different entities."""
    from kg.assembly import Decision, Verdict

    record(ctx, Decision(Verdict.DIFFERENT, one, other, by, at, reason))


@entities.command()
def undo(
    ctx: typer.Context, name: Annotated[str, typer.Argument(metavar="ID", help="A decision, as kg entities lists it.")]
) -> None:
    """Take a decision back: the graph is as if nobody had made it."""
    from kg.store import Store

    with Store.open(store_folder(ctx), create=False) as store:
        decision = store.undo(name)
    say(f"undone {decision.id}: {decision.one} and {decision.other} {decision.verdict}")


def record(ctx: typer.Context, wanted: "Decision") -> None:
    """Record a decision and say its id."""
    from dataclasses import replace

    from kg.store import Store
    from kg.store.deciding import decide, idle

    today = datetime.now(UTC).date().isoformat()
    if Date.parse(wanted.at or today) is None:
        raise CallError(f"--at {wanted.at}: no date, such as 2023-11-20")
    with Store.open(store_folder(ctx), create=False) as store:
        made = decide(store, replace(wanted, by=wanted.by or login(), at=wanted.at or today))
        why = idle(store, made)
    say(f"{made.id}: {made.one} and {made.other} {made.verdict}")
    if why:
        say(f"no effect: {why}")


def as_data(found: "Overview") -> dict[str, object]:
    """The overview as plain data."""
    from dataclasses import asdict

    rulings = {"doubtful": found.doubtful, "different": found.different}
    keys = ("id", "names", "rule", "score", "entities")
    return {
        "clusters": [asdict(cluster) for cluster in found.clusters],
        **{word: [{key: getattr(r, key) for key in keys} for r in some] for word, some in rulings.items()},
        "decisions": [{"id": d.id, **asdict(d), "idle": found.idle.get(d.id, "")} for d in found.decisions],
    }


def effect(why_not: str) -> str:
    """Whether a decision has an effect."""
    return f"none: {why_not}" if why_not else "yes"


def print_overview(found: "Overview") -> None:
    """Print what was decided, a table for each kind that there is."""
    tables = [
        (["entity", "names", "rules"], [[c.entity, "; ".join(c.names), ", ".join(c.rules)] for c in found.clusters]),
        (
            ["doubtful", "may be", "score", "rule"],
            [[*r.names, f"{r.score:.2f}", r.rule] for r in found.doubtful],
        ),
        (["different", "why"], [[", ".join(r.names), r.rule] for r in found.different]),
        (
            ["decision", "name", "other name", "verdict", "by", "at", "reason", "effect"],
            [
                [d.id, d.one, d.other, d.verdict, d.by, d.at, d.reason, effect(found.idle.get(d.id, ""))]
                for d in found.decisions
            ],
        ),
    ]
    shown = [(header, rows) for header, rows in tables if rows]
    for number, (header, rows) in enumerate(shown):
        if number:
            say()
        print_table(header, rows)
    if not shown:
        say("no two names were taken for one entity, and none are doubtful", error=True)
