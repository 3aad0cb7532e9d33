"""Runs the server until it is told to stop."""

import socket
from collections.abc import Callable

import uvicorn

from kg.errors import KgError
from kg.serve.app import application
from kg.serve.connection import Connection
from kg.serve.settings import Settings
from kg.store import Store

__all__ = ["serve"]


def serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Serve a graph; `say` is told where, as soon as requests are taken.

    Raises:
        StoreError: if there is no graph; with `write` one is made.
        KgError: if the address cannot be had.
    """
    Store.open(settings.store, read_only=not settings.write).close()
    listening = bound(settings)
    host, port = listening.getsockname()[:2]
    config = uvicorn.Config(
        application(settings),
        http=Connection,
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=3,
    )
    shown = f"[{host}]" if ":" in host else host
    mode = "read and write" if settings.write else "read-only"
    server = Announced(config, lambda: say(f"serving {settings.store} at http://{shown}:{port}/ ({mode}); ^C stops"))
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        listening.close()


class Announced(uvicorn.Server):
    """A server that says when it takes requests."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Take requests."""
        await super().startup(sockets)
        if not self.should_exit:
            self.ready()


def bound(settings: Settings) -> socket.socket:
    """A socket at the address.

    Raises:
        KgError: if it cannot be had.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        found = socket.socket(family, kind)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise KgError(f"{settings.host}:{settings.port}: {reason}; choose another with --host and --port") from error
    return found
