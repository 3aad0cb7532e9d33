"""What server and workers tell each other: a line of JSON and some bytes, each with its length before it."""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Final

__all__ = ["PING", "TEXT", "Job", "Reply", "decoded", "read_job", "written"]

LENGTHS: Final = struct.Struct("!IQ")
TEXT: Final = "text/plain; charset=utf-8"
ENCODER: Final = json.JSONEncoder(separators=(",", ":"))
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
    worked: float = 0.0
    """Seconds of the processor that the worker has had in all its life."""

    @classmethod
    def refusal(cls, status: int, message: str, **headers: str) -> "Reply":
        """One line that says what is wrong."""
        line = " ".join(message.split())
        return cls(status, TEXT, f"{line}\n".encode(), {k.replace("_", "-"): v for k, v in headers.items()})

    @classmethod
    def mistake(cls) -> "Reply":
        """What to say where the program has gone wrong."""
        return cls.refusal(500, "the server made a mistake; its log says more")

    def by_accept(self) -> "Reply":
        """The same reply, saying that who accepts something else may be answered otherwise."""
        return Reply(self.status, self.media, self.body, {**self.headers, "Vary": "Accept"})


def written(message: Job | Reply, *, worked: float = 0.0) -> bytes:
    """A message as bytes; with a reply goes how long the worker has worked."""
    line = ENCODER.encode(head(message, worked)).encode()
    return LENGTHS.pack(len(line), len(message.body)) + line + message.body


def head(message: Job | Reply, worked: float) -> Mapping[str, object]:
    """All of a message but its body; by hand, since every query passes here twice, and `asdict` copies what it finds."""
    if isinstance(message, Job):
        return {
            "kind": message.kind,
            "asked": message.asked,
            "seconds": message.seconds,
            "version": message.version,
        }
    return {"status": message.status, "media": message.media, "headers": message.headers, "worked": worked}


def decoded(data: bytearray) -> Reply | None:
    """The reply that some bytes hold, None while they do not hold all of it."""
    if len(data) < LENGTHS.size:
        return None
    line, body = LENGTHS.unpack_from(data)
    start = LENGTHS.size + line
    if len(data) < start + body:
        return None
    return Reply(**json.loads(data[LENGTHS.size : start]), body=bytes(data[start : start + body]))


def read_job(file: BinaryIO) -> Job | None:
    """The next job of a worker, None where the server has gone."""
    lengths = file.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    length, body = LENGTHS.unpack(lengths)
    line, data = file.read(length), file.read(body)
    return Job(**json.loads(line), body=data) if len(data) == body else None
