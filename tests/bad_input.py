"""Files that nobody should read as articles: damaged, mislabelled, hostile; written anew by whoever tests with them."""

import io
import json
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import zstandard
from documents import STORY, docx, encrypted_pdf, epub, gz, mail, page, pdf, pdf_of, rss, warc, with_flag, zipped, zst

__all__ = ["FILES", "PLACES", "make"]

ZEROS = bytes(1 << 20)
MEMBER = "article.txt"
STRETCH = 200
"""Of a line, in MB."""
ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{ENTITIES}]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def half(data: bytes) -> bytes:
    """The first half of a file."""
    return data[: len(data) // 2]


def flipped(data: bytes, place: float = 0.6) -> bytes:
    """A file with some bytes wrong."""
    at = int(len(data) * place)
    return data[:at] + bytes(b ^ 0xFF for b in data[at : at + 8]) + data[at + 8 :]


def gzip_bomb(size: int = 600) -> bytes:
    """A gzip file of `size` MB of zeros."""
    return gz(ZEROS) * size


def zstd_bomb(size: int = 600) -> bytes:
    """The same by Zstandard."""
    out = io.BytesIO()
    with zstandard.ZstdCompressor().stream_writer(out, closefd=False) as file:
        for _ in range(size):
            file.write(ZEROS)
    return out.getvalue()


def zip_bomb(name: str, size: int = 100) -> bytes:
    """A zip archive with one member of `size` MB."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w", force_zip64=True) as file,
    ):
        for _ in range(size):
            file.write(ZEROS)
    return out.getvalue()


def nested(depth: int, data: bytes = STORY.encode()) -> bytes:
    """Archives in archives."""
    for _ in range(depth):
        data = zipped({"inner.zip" if data[:2] == b"PK" else MEMBER: data})
    return data


def long_line() -> Iterator[bytes]:
    """A line that never ends."""
    yield b'{"text": "'
    for _ in range(STRETCH):
        yield b"a" * (1 << 20)


def scanned() -> bytes:
    """A PDF of a picture."""
    return pdf_of([
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>", "<< /Length 12 >> stream\n0 0 9 9 re f\nendstream",
    ], "/Root 1 0 R")  # fmt: skip


def endless_pdf() -> bytes:
    """A PDF whose pages are their own parents."""
    return pdf_of(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"], "/Root 1 0 R")


def deep(opening: str, closing: str, depth: int = 100_000) -> str:
    """Something nested too deeply."""
    return opening * depth + closing * depth


def wrong_crc(archive: bytes) -> bytes:
    """A zip archive whose member is not what its checksum says."""
    at = archive.index(b"PK\x03\x04") + 30 + len(MEMBER)
    return archive[:at] + bytes([archive[at] ^ 0x55]) + archive[at + 1 :]


FILES: dict[str, Callable[[], bytes | str | Iterable[bytes]]] = {
    # nothing there
    "empty.txt": lambda: b"", "empty.html": lambda: b"", "empty.pdf": lambda: b"", "empty.docx": lambda: b"", "empty.zip": lambda: b"",
    "empty.gz": lambda: b"", "empty.zst": lambda: b"", "empty.warc": lambda: b"", "empty.csv": lambda: b"", "empty.parquet": lambda: b"",
    "empty.eml": lambda: b"", "empty.xml": lambda: b"", "empty.json": lambda: b"", "blank.txt": lambda: " \n\t \n", "dashes.md": lambda: "---\n***\n",
    "nomembers.zip": lambda: zipped({}), "noarticles.zip": lambda: zipped({"a.png": "x", "b.css": "y"}),
    "noentries.rss": lambda: rss(""), "nopages.warc": lambda: warc({"https://x.example/": ("image/png", b"x")}, packed=False),
    "notfound.warc": lambda: warc({"https://x.example/": ("text/html", page().encode())}, packed=False, status="404 Not Found"),
    # no text, or in no encoding
    "nul.txt": lambda: b"They met.\0They left.", "nul.html": lambda: b"<p>They\0 met.</p>", "nul.jsonl": lambda: b'{"text": "They\0 met."}',
    "binary.txt": lambda: bytes(range(256)) * 40, "mixed.txt": lambda: "é Vučić ".encode() + b"caf\xe9", "mixed.csv": lambda: b'text\n"\xc3\xa9\xc4\x8d caf\xe9"\n',
    "utf16.txt": lambda: "They met.".encode("utf-16")[:-1], "undefined.txt": lambda: b"They \x81\x8d met.", "surrogates.jsonl": lambda: b'{"text": "\xed\xa0\x80 met"}',
    # truncated or damaged
    "half.pdf": lambda: half(half(pdf())), "half.docx": lambda: half(docx()), "half.epub": lambda: half(epub()), "half.zip": lambda: half(zipped({MEMBER: STORY})),
    "half.gz": lambda: half(gz(os.urandom(9000))), "half.txt.gz": lambda: half(gz((STORY * 900).encode())), "half.zst": lambda: half(zst(os.urandom(9000))),
    "half.warc.gz": lambda: half(warc({"https://x.example/": ("text/html", page(STORY * 99).encode())})),
    "half.json": lambda: half(json.dumps({"text": STORY}).encode()), "half.jsonl": lambda: half(json.dumps({"text": STORY}).encode()),
    "flipped.gz": lambda: flipped(gz(os.urandom(9000)), 0.0), "flipped.zip": lambda: wrong_crc(zipped({MEMBER: STORY})), "flipped.parquet": lambda: b"PAR1" + os.urandom(900) + b"PAR1",
    # something else than its name says
    "pdf.txt": pdf, "zip.txt": lambda: zipped({MEMBER: STORY}), "gzip.html": lambda: gz(page().encode()), "text.pdf": lambda: STORY, "html.pdf": page,
    "text.zip": lambda: STORY, "text.gz": lambda: STORY, "text.zst": lambda: STORY, "text.docx": lambda: STORY, "text.epub": lambda: STORY,
    "text.parquet": lambda: STORY, "text.warc": lambda: STORY, "text.jsonl": lambda: STORY, "text.rss": lambda: STORY, "html.xml": page,
    "picture.html": lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + os.urandom(300), "unknown.xyz": lambda: STORY, "list.json": lambda: "[1]",
    "notext.csv": lambda: "title,date\nNews,2024\n", "notext.jsonl": lambda: '{"title": "News"}', "baddate.txt": lambda: f"---\npublished: soon\n---\n{STORY}",
    # hostile
    "longline.jsonl": long_line, "longline.csv": lambda: (b"text\n", *long_line()), "longline.txt": long_line, "huge.html": lambda: (b"<p>x" * (1 << 20) for _ in range(20)),
    "bomb.gz": gzip_bomb, "bomb.jsonl.gz": gzip_bomb, "bomb.zst": zstd_bomb, "bomb.zip": lambda: zip_bomb(MEMBER), "bomb.csv.zip": lambda: zip_bomb("a.csv"),
    "twice.gz": lambda: gz(gzip_bomb()), "nested.zip": lambda: nested(8), "locked.zip": lambda: with_flag(zipped({MEMBER: STORY}), 1),
    "locked.pdf": encrypted_pdf, "scanned.pdf": scanned, "endless.pdf": endless_pdf, "laughs.xml": lambda: f"{LAUGHS}<rss><channel><title>&l9;</title></channel></rss>",
    "outside.xml": lambda: f"{OUTSIDE}<rss version='2.0'><channel><title>x</title></channel></rss>", "deep.json": lambda: deep("[", "]"), "deep.jsonl": lambda: deep('{"text":', "}"),
    "deep.html": lambda: deep("<div>", "</div>"), "attached.eml": lambda: mail().replace(b"text/plain", b"application/x-none"),
    "new\nline.txt": lambda: b"\0", "..txt": lambda: b"\0", "\x1b[31mred.txt": lambda: b"\0", "${HOME};`id`.txt": lambda: b"\0", "<script>.html": lambda: b"\0",
}  # fmt: skip
"""Name -> what to write."""


def cycle(path: Path) -> None:
    """A folder that holds itself."""
    path.mkdir()
    (path / "up").symlink_to(path)


def secret(path: Path) -> None:
    """A file that nobody may read."""
    path.write_text(STORY)
    path.chmod(0)


PLACES: dict[str, Callable[[Path], object]] = {
    "loop.txt": lambda path: path.symlink_to(path),
    "dangling.txt": lambda path: path.symlink_to(path.with_name("nowhere.txt")),
    "cycle": cycle,
    "folder.txt": lambda path: path.mkdir(),
    "missing.txt": lambda path: path,
    "file.txt/below.txt": lambda path: path.parent.write_bytes(b""),
    "secret.txt": secret,
}
"""Name -> what makes a place of it that cannot be read."""


def make(name: str, folder: Path) -> Path:
    """One of them, in a folder."""
    path = folder / name
    if name in PLACES:
        PLACES[name](path)
        return path
    made = FILES[name]()
    with path.open("wb") as file:
        for piece in [made] if isinstance(made, (bytes, str)) else made:
            file.write(piece if isinstance(piece, bytes) else piece.encode())
    return path
