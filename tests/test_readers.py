"""Each format -> articles, with what a file of it says of its origin."""

import io
import json
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
from documents import STORY, docx, epub, gz, mail, page, pdf, rss, warc, zipped, zst
from hypothesis import given
from hypothesis import strategies as st

from kg.edtf import Date
from kg.errors import FormatError
from kg.model import Article
from kg.reading import READERS, Item, ReadFailure, ReadNote, ReadOptions, Settings, Tally, column_mapping, read
from kg.reading.dates import checked_date, checked_moment
from kg.reading.parts import Part, peekable
from kg.reading.text import decode

ROW = {"body": STORY, "headline": "News", "date": "2024-02-24T08:00:00Z", "url": "https://post.example/1"}


def items(folder: Path, name: str, data: bytes | str, settings: Settings | None = None) -> list[Item]:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read([path], None, settings))


def one(folder: Path, name: str, data: bytes | str, settings: Settings | None = None) -> Article:
    (article,) = items(folder, name, data, settings)
    assert isinstance(article, Article), str(article)
    return article


def parquet(*rows: dict[str, object]) -> bytes:
    out = io.BytesIO()
    pyarrow.parquet.write_table(pa.Table.from_pylist(list(rows)), out)
    return out.getvalue()


FORMATS: dict[str, bytes | str] = {
    "a.txt": STORY, "a.text": STORY, "a.md": f"# Talks\n\n{STORY}", "a.markdown": STORY, "a.html": page(), "a.htm": page(),
    "a.xhtml": page(), "a.pdf": pdf(), "a.rss": rss(f"<item><content:encoded>{STORY}</content:encoded></item>"),
    "a.atom": f"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><content>{STORY}</content></entry></feed>""",
    "a.xml": rss(f"<item><content:encoded>{STORY}</content:encoded></item>"), "a.jsonl": json.dumps(ROW), "a.ndjson": json.dumps(ROW),
    "a.json": json.dumps([ROW]), "a.csv": f'id,text\n7,"{STORY}"\n', "a.tsv": f"id\ttext\n7\t{STORY}\n", "a.parquet": parquet({**ROW}),
    "a.docx": docx(), "a.epub": epub(), "a.rtf": f"{{\\rtf1 {STORY}}}", "a.eml": mail(),
    "a.warc": warc({"https://post.example/1": ("text/html", page().encode())}, packed=False), "a.zip": zipped({"b.txt": STORY}),
    "a.gz": gz(STORY.encode()), "a.zst": zst(STORY.encode()), "a.txt.gz": gz(STORY.encode()), "a.html.zst": zst(page().encode()),
    "a.warc.gz": warc({"https://post.example/1": ("text/html; charset=utf-8", page().encode())}), "a.csv.zip.gz": gz(zipped({"b.csv": f'text\n"{STORY}"'})),
}  # fmt: skip
ELSEWHERE = {".odt", ".pptx"}
"""Formats that take a program to write; kreuzberg reads them as it reads the others."""


@pytest.mark.parametrize(("name", "data"), FORMATS.items(), ids=list(FORMATS))
def test_each_format_gives_the_text(tmp_path: Path, name: str, data: bytes | str) -> None:
    text = " ".join(one(tmp_path, name, data).text.split())
    assert text.endswith(STORY)


def test_every_format_has_a_file_here() -> None:
    assert {name for name in READERS if name.startswith(".")} - ELSEWHERE == {Path(name).suffix for name in FORMATS}


def test_a_name_without_suffix_is_told_by_the_first_bytes(tmp_path: Path) -> None:
    for data in (pdf(), page(), gz(STORY.encode()), json.dumps({"text": STORY}), STORY):
        assert one(tmp_path, "article", data).text.endswith(STORY)


def test_first_bytes_that_belie_the_suffix_are_said(tmp_path: Path) -> None:
    (failure,) = items(tmp_path, "a.txt", pdf())
    assert str(failure).endswith("a.txt: is .pdf by its first bytes, not .txt; rename it")


HEAD = """<title>Talks fail | The Post</title><link rel="canonical" href="https://post.example/talks">
<meta property="og:title" content="Talks fail"><meta property="og:site_name" content="The Strelsau Post">
<meta name="author" content="Flavia Elphberg"><script type="application/ld+json">{"@type": "NewsArticle", "datePublished":
"2024-02-24T23:30:00-05:00"}</script>"""


def test_a_page_says_where_it_is_from(tmp_path: Path) -> None:
    article = one(tmp_path, "a.html", page(head=HEAD))
    assert article.text == f"Talks fail\n\n{STORY}"
    known = ("https://post.example/talks", "Talks fail", "The Strelsau Post", "Flavia Elphberg", "2024-02-24", "en")
    assert (
        article.source, article.title, article.publisher, article.author, article.published, article.language,
    ) == known  # fmt: skip


@pytest.mark.parametrize("declared", ["2023", "2023-11", "2023-11-20"])
def test_a_date_is_as_exact_as_the_page_has_it(tmp_path: Path, declared: str) -> None:
    head = f'<title>News</title><meta itemprop="datePublished" content="{declared}">'
    assert one(tmp_path, "a.html", page(head=head)).published == declared


def test_a_page_without_a_date_has_none(tmp_path: Path) -> None:
    assert (
        one(tmp_path, "a.html", page(f"{STORY}\n\nThe treaty of 12 March 1867 stands, the ministers said.")).published
        == ""
    )


@pytest.mark.parametrize("declared", ["windows-1251", "iso-8859-2", "utf-8"])
def test_a_page_is_read_in_the_encoding_that_it_declares(tmp_path: Path, declared: str) -> None:
    name = {"windows-1251": "Вучић", "iso-8859-2": "Vučić", "utf-8": "Vučić"}[declared]
    source = page(f"{STORY} {name} agreed.", f'<title>News</title><meta charset="{declared}">')
    assert name in one(tmp_path, "a.html", source.encode(declared)).text


def test_a_pdf_names_title_and_author_but_no_date(tmp_path: Path) -> None:
    made = pdf(
        ["Ruritania con-", "demned Graustark."], "/Title (Talks fail) /Author (F. Elphberg) /CreationDate (D:20240224)"
    )
    article = one(tmp_path, "a.pdf", made)
    assert (article.title, article.author, article.published) == ("Talks fail", "F. Elphberg", "")
    assert article.text == "Ruritania condemned Graustark."


ITEM = f"""<item><title>Talks &amp;amp; fail</title><link>https://post.example/1</link><pubDate>Sat, 24 Feb 2024 23:30:00 -0500</pubDate>
<author>F. Elphberg</author><content:encoded><![CDATA[<p>{STORY}</p><p>They left.</p>]]></content:encoded></item>"""


def test_a_feed_with_full_text(tmp_path: Path) -> None:
    article = one(tmp_path, "feed.xml", rss(ITEM))
    assert article.text == f"Talks & fail\n\n{STORY}\n\nThey left."
    assert (article.source, article.published) == ("https://post.example/1", "2024-02-24")
    assert (article.publisher, article.author, article.language) == ("The Strelsau Post", "F. Elphberg", "en")


SUMMARY = (
    "<item><title>Talks</title><link>https://post.example/2</link><description>They met briefly.</description></item>"
)


def test_a_feed_of_summaries_fetches_nothing_unasked(tmp_path: Path) -> None:
    article, said = items(tmp_path, "feed.xml", rss(SUMMARY))
    assert isinstance(article, Article)
    assert article.text == "Talks\n\nThey met briefly."
    assert isinstance(said, ReadNote)
    assert "1 of 1 entries are summaries; --follow reads the pages" in str(said)


def test_a_feed_is_followed_where_that_is_allowed(tmp_path: Path) -> None:
    def follow(link: str) -> Part:
        return Part(
            link, link, peekable(io.BytesIO(page().encode())), "text/html", known={"retrieved": "2024-03-01T00:00:00Z"}
        )

    article = one(tmp_path, "feed.xml", rss(SUMMARY), Settings(follow=follow))
    assert article.text.endswith(STORY)
    assert (article.source, article.publisher) == ("https://post.example/2", "The Strelsau Post")
    assert article.retrieved == "2024-03-01T00:00:00Z"


def test_columns_are_mapped_as_the_user_says(tmp_path: Path) -> None:
    rows = [{"x": {"story": STORY}, "h": "News", "d": "2024-02", "body": "not this"}]
    mapping = column_mapping("text=x.story,title=h,date=d")
    article = one(tmp_path, "a.jsonl", "\n".join(map(json.dumps, rows)), Settings(mapping))
    assert (article.text, article.title, article.published) == (STORY, "News", "2024-02")
    for name, data in (
        ("a.csv", f'story;h;d\n"{STORY}";News;2024-02'),
        ("a.parquet", parquet({"story": STORY, "h": "News", "d": date(2024, 2, 1)})),
    ):
        article = one(tmp_path, name, data, Settings(column_mapping("text=story,title=h,date=d")))
        assert (article.text, article.title) == (STORY, "News")
        assert article.published.startswith("2024-02")


@pytest.mark.parametrize("wrong", ["text", "text=", "colour=x", "=x"])
def test_a_wrong_mapping_names_the_fields(wrong: str) -> None:
    with pytest.raises(FormatError, match="fields are text, title"):
        column_mapping(wrong)


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_a_table_without_a_text_names_its_columns(tmp_path: Path, name: str) -> None:
    data = "story,h\nx,y\n" if name == "a.csv" else parquet({"story": "x", "h": "y"})
    (failure,) = items(tmp_path, name, data)
    assert "no column with the text; say which: --map text=COLUMN; columns are story, h" in str(failure)
    (failure,) = items(tmp_path, name, data, Settings({"text": "body"}))
    assert "no column 'body'" in str(failure)


def test_a_column_that_a_line_leaves_out_is_missing_there(tmp_path: Path) -> None:
    lines = [{"t": STORY, "d": "2024-02"}, {"t": "They left."}, {"d": "2024-02"}]
    first, second, failure = items(
        tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines)), Settings({"text": "t", "published": "d"})
    )
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.published, second.published) == ("2024-02", "")
    assert "no column 't'; columns are d" in str(failure)
    for name, data in (("a.csv", f"t,u\n{STORY},x\n{STORY},y\n"), ("a.parquet", parquet({"t": STORY, "u": "y"}))):
        (failure,) = items(tmp_path, name, data, Settings({"text": "t", "published": "d"}))
        assert "no column 'd'; say which: --map FIELD=COLUMN; columns are t, u" in str(failure)


def test_a_bad_line_is_told_with_its_place_and_the_others_are_read(tmp_path: Path) -> None:
    good = json.dumps({"text": STORY}).encode()
    lines = [good, b'{"text": ', b'["x"]', b'{"title": "x"}', b'{"text": "caf\xe9 \xc4\x87"}', b"", good]
    found = items(tmp_path, "a.jsonl", b"\n".join(lines))
    assert [type(item) for item in found] == [Article, *[ReadFailure] * 4, Article]
    failures = [item for item in found if isinstance(item, ReadFailure)]
    assert [f.place.rpartition(" ")[2] for f in failures] == ["2", "3", "4", "5"]
    assert failures[0].offset == len(good) + 1 + len('{"text": ') + 1


def test_half_characters_are_replaced_and_numbers_may_be_long(tmp_path: Path) -> None:
    lines = [
        r'{"text": "They \ud800met \ud83d\ude00.", "title": "a\udc00", "author": "\udfff"}',
        f'{{"text": "They left.", "id": {"9" * 5000}}}',
        '{"text": "They came."}',
    ]
    met, left, came = items(tmp_path, "a.jsonl", "\n".join(lines))
    assert isinstance(met, Article)
    assert (met.text, met.title, met.author) == ("They \ufffdmet 😀.", "a\ufffd", "\ufffd")
    assert isinstance(left, Article)
    assert isinstance(came, Article)


def test_rows_without_address_are_told_apart_by_their_text(tmp_path: Path) -> None:
    found = items(tmp_path, "a.jsonl", '{"text": "One met."}\n{"text": "Two met."}\n{"id": 7, "text": "Three met."}')
    sources = [item.source for item in found if isinstance(item, Article)]
    assert len(set(sources)) == 3
    assert sources[2] == f"{(tmp_path / 'a.jsonl').as_uri()}#7"


def test_a_message_knows_its_sender_and_day(tmp_path: Path) -> None:
    for data in (mail(), mail(page(), "html")):
        article = one(tmp_path, "a.eml", data)
        assert (article.author, article.published, article.source) == (
            "Rudolf Rassendyll",
            "2024-02-24",
            "mid:1@strelsau.example",
        )
        assert article.text.endswith(STORY)
    assert one(tmp_path, "a.eml", mail()).title == "Ruritania condemns Graustark"


def test_a_web_archive_keeps_address_and_time(tmp_path: Path) -> None:
    pages = {
        "https://post.example/1": ("text/html", page().encode()),
        "https://post.example/x.png": ("image/png", b"\x89PNG"),
    }
    article = one(tmp_path, "a.warc.gz", warc(pages))
    assert (article.source, article.retrieved) == ("https://post.example/1", "2024-03-01T12:00:00Z")
    (failure,) = items(tmp_path, "b.warc", warc(pages, packed=False, status="404 Not Found"))
    assert "no article in this archive" in str(failure)


def test_an_archive_reads_each_member_and_says_once_what_it_passes_over(tmp_path: Path) -> None:
    members: dict[str, str] = {
        "a.txt": STORY,
        "../../b.html": page(),
        "x.png": "x",
        "y.png": "y",
        ".hidden.txt": "no",
        "__MACOSX/a.txt": "no",
    }
    first, second, said = items(tmp_path, "a.zip", zipped(members))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.source == f"{(tmp_path / 'a.zip').as_uri()}#a.txt"
    assert isinstance(said, ReadNote)
    assert "2 files of unknown format passed over (2 .png)" in str(said)


def test_a_pattern_reads_what_matches(tmp_path: Path) -> None:
    for name in ("a/1.txt", "a/b/2.txt", "a/3.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"About {name}.")
    texts = [i.text for i in read([f"{tmp_path}/**/*.txt"]) if isinstance(i, Article)]
    assert texts == ["About a/1.txt.", "About a/b/2.txt."]
    (failure,) = read([f"{tmp_path}/*.pdf"])
    assert "no file matches" in str(failure)


def test_a_folder_says_once_what_it_passes_over(tmp_path: Path) -> None:
    for name in ("a.txt", "b.png", "c.png", "README"):
        (tmp_path / name).write_text("They met.")
    article, said = read([tmp_path])
    assert isinstance(article, Article)
    assert isinstance(said, ReadNote)
    assert "3 files of unknown format passed over (1 without suffix, 2 .png); known are .atom" in str(said)


def test_what_is_missing_is_counted() -> None:
    tally = Tally()
    (article,) = read(["samples/01-serbia-sanctions.txt"], ReadOptions(language="sr-RS"), None, tally)
    assert isinstance(article, Article)
    assert article.language == "sr"
    assert tally.missing == {"author": 1}
    assert tally.line() == "of 1 articles: author 1"


@pytest.mark.parametrize("text", ["2023-11-20T25", "Mon, 99 Nov 2023", "soon"])
def test_times_that_are_none(text: str) -> None:
    with pytest.raises(FormatError, match="is no"):
        checked_moment(text)
    with pytest.raises(FormatError, match="is no date"):
        checked_date("x, y" if "T" in text else text)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("5 March 2024", "2024-03-05"),
        ("Tuesday, March 5th, 2024 at 10:30 PM", "2024-03-05"),
        ("Mar 2024", "2024-03"),
        ("2024/03/05", "2024-03-05"),
        ("13/05/2024", "2024-05-13"),
        ("05.05.2024", "2024-05-05"),
        ("20240305101500", "2024-03-05"),
        ("1709596800", "2024-03-05"),
        ("1709596800123", "2024-03-05"),
        ("2024 10:30", "2024"),
    ],
)
def test_dates_as_people_and_databases_write_them(text: str, date: str) -> None:
    assert checked_date(text) == date


@pytest.mark.parametrize(
    "text", ["yesterday", "24-03-05", "5 March", "30 February 2024", "2024-13-45", f"5 March 2024{' ' * 99}x"]
)
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    with pytest.raises(FormatError, match="is no date"):
        checked_date(text)


def test_a_date_that_could_be_two_is_refused_with_both() -> None:
    with pytest.raises(FormatError, match="'03/05/2024' is 2024-03-05 or 2024-05-03; write which"):
        checked_date("03/05/2024")


@given(st.text(max_size=70))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    with suppress(FormatError):
        assert not text or Date.parse(checked_date(text))


def test_an_article_retrieved_earlier_is_the_one_to_keep() -> None:
    early, late = (Article("A.", "urn:1", retrieved=f"2024-0{n}-01T00:00:00Z") for n in (1, 2))
    unknown = Article("A.", "urn:1")
    assert late.adds_nothing_to(early)
    assert unknown.adds_nothing_to(early)
    assert not early.adds_nothing_to(late)
    assert not early.adds_nothing_to(unknown)
    assert len({early.id, late.id, unknown.id}) == 3


LONG = {
    "cp1251": "Министры встретились в Вене и договорились встретиться снова весной в Граце.",
    "cp1250": "Ministři se sešli ve Vídni. Český premiér řekl, že žádná dohoda není a příště se sejdou v Žilině.",
    "gb18030": "卢里塔尼亚周二驱逐了博尔杜利亚的两名外交官，指控他们向官员行贿并窃取军队文件。外交部周二晚间召见了大使。",
    "cp932": "ルリタニアは火曜日、ボルドゥリアの外交官二人を追放した。職員に金を払い軍の書類を盗んだとしている。",
    "utf-16-le": "Ministři se sešli ve Vídni.",
    "utf-16-be": "Ministři se sešli ve Vídni.",
    "cp1252": "“Talks” – “held” – in the café: “they’re” “happy”, the Élysée said – “très”.",
}


@pytest.mark.parametrize(("encoding", "text"), LONG.items())
def test_encodings_that_nobody_declares_are_told_by_their_bytes(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_wrong_declaration_is_passed_over() -> None:
    assert decode("Vučić".encode(), "ascii-7") == decode("Vučić".encode(), "utf-16") == "Vučić"


def test_times_are_kept_in_one_form() -> None:
    assert checked_moment(datetime(2024, 3, 1, 12, tzinfo=UTC).isoformat()) == "2024-03-01T12:00:00Z"
