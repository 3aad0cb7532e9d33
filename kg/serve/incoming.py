"""What every request is looked at for: its body, and whether it may write."""

import asyncio
import hmac
from typing import Final

from starlette.requests import ClientDisconnect, Request

from kg.serve.protocol import ProtocolError
from kg.serve.settings import Settings

__all__ = ["body_of", "check_writer"]

BODY_SECONDS: Final = 15.0


async def body_of(request: Request, most: int) -> bytes:
    """The body of a request, of at most so many bytes.

    Raises:
        ProtocolError: if it is packed, too large, or takes too long.
    """
    if (packed := request.headers.get("content-encoding", "").lower()) not in {"", "identity"}:
        raise ProtocolError(415, f"Content-Encoding: {packed}; send the body as it is")
    found = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for piece in request.stream():
                found += piece
                if len(found) > most:
                    raise ProtocolError(413, f"the body is larger than {most} bytes")
    except TimeoutError:
        raise ProtocolError(408, f"the body took longer than {BODY_SECONDS:g} s") from None
    except ClientDisconnect:
        raise ProtocolError(400, "the body ended early") from None
    return bytes(found)


def check_writer(request: Request, settings: Settings) -> None:
    """Let a request pass that may write.

    Raises:
        ProtocolError: if this server is read-only, or the request shows no token, or another.
    """
    if not settings.write:
        raise ProtocolError(403, "this server is read-only; start it with kg serve --write")
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    known = settings.token.strip().encode()
    if scheme.lower() != "bearer" or not hmac.compare_digest(shown.strip().encode(), known):
        raise ProtocolError(401, "show the token of this server: Authorization: Bearer …")
