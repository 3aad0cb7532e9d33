"""Makes documents of each format out of a text, for tests: small, whole, and written by nobody else's program."""

import gzip
import io
import zipfile
from collections.abc import Iterable, Mapping
from email.message import EmailMessage

import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

STORY = (
    "Ruritania condemned Graustark on Monday. The ministers of both countries met in Strelsau and agreed to meet again."
)


def page(story: str = STORY, head: str = "<title>News</title>") -> str:
    """A web page."""
    paragraphs = "".join(f"<p>{p}</p>" for p in story.split("\n\n"))
    return f"<!doctype html><html lang='en'><head>{head}</head><body><article>{paragraphs}</article></body></html>"


def pdf(lines: Iterable[str] = (STORY,), info: str = "", trailer: str = "") -> bytes:
    """A PDF of one page."""
    return pdf_pages([lines], info, trailer)


def pdf_pages(pages: Iterable[Iterable[str]], info: str = "", trailer: str = "") -> bytes:
    """A PDF of some pages, each of some lines."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< {info} >>",
    ]
    for lines in pages:
        shown = " ".join(f"({line.replace('(', '').replace(')', '')}) Tj T*" for line in lines)
        content = f"BT /F1 12 Tf 14 TL 50 700 Td {shown} ET"
        fonts = "/Resources << /Font << /F1 3 0 R >> >>"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {len(objects) + 2} 0 R {fonts} >>",
            f"<< /Length {len(content)} >> stream\n{content}\nendstream",
        ]
    kids = " ".join(f"{number} 0 R" for number in range(5, len(objects) + 1, 2))
    objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {(len(objects) - 4) // 2} >>"
    return pdf_of(objects, f"/Root 1 0 R /Info 4 0 R {trailer}")


def pdf_of(objects: list[str], trailer: str) -> bytes:
    """A PDF of some objects, numbered from 1."""
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} {trailer} >>\nstartxref\n{len(out)}\n%%EOF\n"
    return (out + tail).encode("latin-1")


def encrypted_pdf() -> bytes:
    """A PDF that opens with a password only."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(io.BytesIO(pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def zipped(members: Mapping[str, bytes] | Mapping[str, str]) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_flag(archive: bytes, flag: int) -> bytes:
    """A zip archive with a flag set on all its members, such as 1: encrypted."""
    out = bytearray(archive)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = archive.find(mark)
        while at >= 0:
            out[at + place] |= flag
            at = archive.find(mark, at + 1)
    return bytes(out)


def docx(paragraphs: Iterable[str] = (STORY,), title: str = "") -> bytes:
    """A document of a word processor."""
    office = "http://schemas.openxmlformats.org"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return zipped({
        "[Content_Types].xml": f"""<Types xmlns="{office}/package/2006/content-types">
            <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
            <Override PartName="/word/document.xml" ContentType="{main}"/>
            <Override PartName="/docProps/core.xml" ContentType="{core}"/></Types>""",
        "_rels/.rels": f"""<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="r1"
            Type="{office}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="r2"
            Type="{office}/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>""",
        "word/document.xml": f"""<w:document xmlns:w="{office}/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>""",
        "docProps/core.xml": f"""<cp:coreProperties xmlns:cp="{office}/package/2006/metadata/core-properties"
            xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>""",
    })  # fmt: skip


def epub(chapter: str = STORY, about: str = "") -> bytes:
    """An e-book of one chapter; `about` is what else it says of itself."""
    return zipped({
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": """<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
            <rootfile full-path="b.opf" media-type="application/oebps-package+xml"/></rootfiles></container>""",
        "b.opf": f"""<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i">
            <metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">x</dc:identifier>
            <dc:title>Annals</dc:title><dc:language>en</dc:language>{about}</metadata>
            <manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest>
            <spine><itemref idref="c"/></spine></package>""",
        "c.xhtml": f"""<html xmlns="http://www.w3.org/1999/xhtml"><head><title>One</title></head><body><p>{chapter}</p></body></html>""",
    })  # fmt: skip


def warc(
    pages: Mapping[str, tuple[str, bytes]], *, packed: bool = True, status: str = "200 OK", encoding: str = ""
) -> bytes:
    """A web archive: address -> media type and body; `encoding` is how servers are said to have packed the bodies."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    for address, (media, body) in pages.items():
        lines = [("Content-Type", media), *[("Content-Encoding", encoding)] * bool(encoding)]
        headers = StatusAndHeaders(status, lines, protocol="HTTP/1.1")
        record = writer.create_warc_record(
            address,
            "response",
            payload=io.BytesIO(body),
            http_headers=headers,
            warc_headers_dict={"WARC-Date": "2024-03-01T12:00:00Z"},
        )
        writer.write_record(record)
    return out.getvalue()


def mail(text: str = STORY, subtype: str = "plain") -> bytes:
    """A message."""
    message = EmailMessage()
    message["Subject"] = "Ruritania condemns Graustark"
    message["From"] = "Rudolf Rassendyll <rudolf@strelsau.example>"
    message["Date"] = "Sat, 24 Feb 2024 23:30:00 -0500"
    message["Message-ID"] = "<1@strelsau.example>"
    message.set_content(text, subtype=subtype)
    return message.as_bytes()


def rss(items: str, head: str = "<title>The Strelsau Post</title><language>en-gb</language>") -> str:
    """A feed."""
    return f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{head}{items}
        </channel></rss>"""


def gz(data: bytes) -> bytes:
    """Packed by gzip."""
    return gzip.compress(data, mtime=0)


def zst(data: bytes) -> bytes:
    """Packed by Zstandard."""
    return zstandard.ZstdCompressor().compress(data)
