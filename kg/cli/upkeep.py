"""Commands that keep a graph safe: snapshot, migrate."""

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app, store_folder
from kg.cli.output import say

__all__ = ["migrate", "snapshot"]


@app.command()
def snapshot(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the snapshot; a new one.")],
    restore: Annotated[
        bool, typer.Option("--restore", help="Put the snapshot DIR in the graph's place; what was there is kept aside.")
    ] = False,
) -> None:
    """Copy the graph to a folder, while others may read it; or bring such a copy back.

    A snapshot is a graph like any other: kg --store DIR stats.
    """
    from kg.store import upkeep

    store = store_folder(ctx)
    if not restore:
        upkeep.snapshot(store, folder)
        say(f"wrote {folder}; bring it back with: kg snapshot {folder} --restore")
        return
    aside = upkeep.restore(store, folder)
    say(f"{store} is again as in {folder}{f'; what was there is in {aside}' if aside else ''}")


@app.command()
def migrate(ctx: typer.Context) -> None:
    """Bring a graph that an earlier kg wrote up to the format of this one; nothing is done where it has that already."""
    from kg.store import upkeep
    from kg.store.files import FORMAT

    store = store_folder(ctx)
    aside = upkeep.migrate(store)
    say(
        f"{store}: now of format {FORMAT}; as it was it is in {aside}" if aside else f"{store}: format {FORMAT} already"
    )
