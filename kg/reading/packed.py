"""Packed files: `.gz` and `.zst` hold one file, `.zip` many. Nothing is unpacked to a path that an archive names."""

import gzip
import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO, Final, cast
from urllib.parse import quote

from kg.errors import FormatError
from kg.reading.parts import CHUNK, Found, Part, ReadFailure

__all__ = ["MAX_RATIO", "read_gzip", "read_zip", "read_zstandard", "seekable"]

MAX_RATIO: Final = 250
"""How many times its size a packed file may have: text packs to a tenth, only a bomb to a thousandth."""
ROOM: Final = 64 << 20
"""Bytes that any packed file may unpack to."""
MAX_SPOOLED: Final = 2 << 30
"""Bytes of an archive within an archive, which is put aside on disk."""
ENCRYPTED: Final = 0x1
BROKEN: Final = (zlib.error, EOFError, gzip.BadGzipFile, zipfile.BadZipFile, NotImplementedError)
"""What the libraries raise on damaged archives."""


class Unpacked(io.RawIOBase):
    """What a packed stream unpacks to, up to what is credible for its size."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        """Take the unpacking stream and the bytes of the packed one, 0 if unknown."""
        self.file = file
        self.left = max(ROOM, MAX_RATIO * size) if size else MAX_SPOOLED
        self.read_so_far = 0

    def readable(self) -> bool:
        """Whether it can be read: it can."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read some bytes.

        Raises:
            FormatError: if the stream is damaged, or unpacks to too much.
        """
        try:
            data = self.file.read(len(buffer))
        except BROKEN as error:
            reason = str(error) or type(error).__name__
            raise FormatError(f"is damaged: {reason}; fetch it again", self.read_so_far) from error
        self.read_so_far += len(data)
        if self.read_so_far > self.left:
            raise FormatError(f"unpacks to more than {MAX_RATIO} times its size; unpack it and look", self.read_so_far)
        buffer[: len(data)] = data
        return len(data)


def unpacked(file: BinaryIO, size: int) -> BinaryIO:
    """A stream of unpacked bytes whose first bytes can be looked at."""
    return cast("BinaryIO", io.BufferedReader(Unpacked(file, size), CHUNK))


def read_gzip(part: Part) -> Iterator[Found]:
    """The one file in a `.gz`."""
    yield inner(part, cast("BinaryIO", gzip.GzipFile(fileobj=part.file)))


def read_zstandard(part: Part) -> Iterator[Found]:
    """The one file in a `.zst`."""
    import zstandard

    try:
        yield inner(
            part, zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(part.file, read_across_frames=True)
        )
    except zstandard.ZstdError as error:
        raise FormatError(f"is damaged: {error}; fetch it again") from error


def inner(part: Part, file: BinaryIO) -> Part:
    """The file that a packed one holds; it is named like it, without the last suffix."""
    stem = PurePosixPath(part.name.rpartition("/")[2].rpartition(": ")[2]).stem  # of a member, its own name
    return part.holding(part.name, part.source, unpacked(file, part.size), kind=PurePosixPath(stem).suffix.lower())


def read_zip(part: Part) -> Iterator[Found]:
    """The files in a `.zip`, in its order; hidden ones are passed over."""
    with seekable(part.file) as file:
        try:
            archive = zipfile.ZipFile(file)
        except BROKEN as error:
            raise FormatError(f"is no whole zip archive ({error}); fetch it again") from error
        for member in archive.infolist():
            name = PurePosixPath(member.filename)
            if not member.is_dir() and not name.name.startswith(".") and name.parts[:1] != ("__MACOSX",):
                yield from read_member(part, archive, member)


def read_member(part: Part, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[Found]:
    """One file of an archive."""
    name = f"{part.name}: {member.filename}"
    if member.flag_bits & ENCRYPTED:
        yield ReadFailure(name, "is encrypted; unpack it with its password first")
        return
    try:
        with archive.open(member) as file:
            yield part.holding(
                name,
                f"{part.source}#{quote(member.filename)}" * bool(part.source),
                unpacked(cast("BinaryIO", file), member.compress_size),
                kind=PurePosixPath(member.filename).suffix.lower(),
                size=member.file_size,
            )
    except (*BROKEN, RuntimeError) as error:
        yield ReadFailure(name, f"is damaged: {error}; fetch it again", member.header_offset)


@contextmanager
def seekable(file: BinaryIO) -> Iterator[BinaryIO]:
    """The stream itself where it can be read in any order, else a copy on disk.

    Raises:
        FormatError: if the copy would take too much room.
    """
    if file.seekable():
        yield file
        return
    with tempfile.TemporaryFile() as copy:
        while chunk := file.read(CHUNK):
            copy.write(chunk)
            if copy.tell() > MAX_SPOOLED:
                raise FormatError(f"larger than {MAX_SPOOLED >> 30} GiB within another file; unpack it first")
        copy.seek(0)
        yield copy
