"""The command that serves the graph over HTTP."""

import os
from typing import Annotated

import typer

from kg.cli.app import app, store_folder
from kg.cli.output import say

__all__ = ["serve"]


@app.command()
def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen at; 0.0.0.0 is all of this machine's.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 is any that is free.")] = 8000,
    write: Annotated[
        bool, typer.Option("--write", help="Also take updates and articles, with the token in KG_TOKEN.")
    ] = False,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds that a query may take.")] = 10.0,
    rows: Annotated[int, typer.Option(min=1, help="Rows that an answer may have.")] = 100_000,
    size: Annotated[int, typer.Option(min=1, help="MiB that an answer may have.")] = 32,
    memory: Annotated[int, typer.Option(min=1024, help="MiB of memory that a query may take.")] = 2048,
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer short queries.")] = 3,
    queue: Annotated[int, typer.Option(min=1, help="Requests that may wait; others are told to come again.")] = 64,
    body: Annotated[int, typer.Option(min=1, help="MiB that a request may have.")] = 8,
    cache: Annotated[int, typer.Option(min=0, help="MiB of answers to keep while the graph stays as it is.")] = 32,
    cors: Annotated[
        list[str] | None, typer.Option(metavar="ORIGIN", help="Let pages of this origin read answers.")
    ] = None,
) -> None:
    """Serve the graph: the explorer, a SPARQL endpoint at /sparql, a query page, a page for each entity and article.

    Read-only, and for this machine alone, unless told otherwise.
    """
    from kg.queries.sandbox import Limits
    from kg.serve import Settings
    from kg.serve.server import serve as serve_graph
    from kg.serve.settings import ENVIRONMENT_TOKEN

    settings = Settings(
        store_folder(ctx),
        write=write,
        token=os.environ.get(ENVIRONMENT_TOKEN, ""),
        host=host,
        port=port,
        cors=tuple(cors or ()),
        limits=Limits(seconds=timeout, rows=rows, size=size << 20, memory=memory << 20),
        workers=workers,
        queue=queue,
        body=body << 20,
        cache=cache << 20,
    )
    serve_graph(settings, lambda line: say(line, error=True))
