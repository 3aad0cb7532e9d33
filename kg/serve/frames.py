"""What server and workers tell each other: a line of JSON and some bytes, each with its length before it."""

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import BinaryIO, Final

__all__ = ["PING", "TEXT", "Job", "Reply", "decoded", "read_job", "written"]

LENGTHS: Final = struct.Struct("!IQ")
TEXT: Final = "text/plain; charset=utf-8"
PING: Final = "ping"
"""The job that asks for nothing but a reply."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is asked: the name of one of its functions, and what that takes, as JSON can hold it."""

    kind: str
    asked: Mapping[str, object] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0
    """After which the system ends the worker."""
    version: str = ""
    """Of the graph; a worker that has another opens it anew."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker answers, ready to be sent: nothing of it is sent before all of it is there."""

    status: int
    media: str = TEXT
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def refusal(cls, status: int, message: str, **headers: str) -> "Reply":
        """One line that says what is wrong."""
        line = " ".join(message.split())
        return cls(status, TEXT, f"{line}\n".encode(), {k.replace("_", "-"): v for k, v in headers.items()})


def written(message: Job | Reply) -> bytes:
    """A message as bytes."""
    head = {name: value for name, value in asdict(message).items() if name != "body"}
    line = json.dumps(head).encode()
    return LENGTHS.pack(len(line), len(message.body)) + line + message.body


def decoded(data: bytearray) -> Reply | None:
    """The reply that some bytes hold, None while they do not hold all of it."""
    if len(data) < LENGTHS.size:
        return None
    head, body = LENGTHS.unpack_from(data)
    start = LENGTHS.size + head
    if len(data) < start + body:
        return None
    return Reply(**json.loads(data[LENGTHS.size : start]), body=bytes(data[start : start + body]))


def read_job(file: BinaryIO) -> Job | None:
    """The next job of a worker, None where the server has gone."""
    lengths = file.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head, body = LENGTHS.unpack(lengths)
    line, data = file.read(head), file.read(body)
    return Job(**json.loads(line), body=data) if len(data) == body else None
