"""Odd files that hold articles all the same: what of them is text, what is not, and where messages say that something is wrong."""

import gzip
import io
import json
from email.message import EmailMessage
from pathlib import Path

import pytest
from documents import STORY, docx, epub, page, pdf_pages, rss, warc, zipped

from kg.model import Article
from kg.reading import Item, ReadFailure, ReadNote, read, read_part
from kg.reading.parts import Part, peekable

PARAGRAPHS = "".join(
    f"<p>{STORY} {n} more sentences followed that day, and all of them were read.</p>" for n in range(4)
)


SCRIPT = 'var a = "<p>They left.</p>";'
LINKED = (
    '{"@type": ["NewsArticle", 5], "author": [null, 7, {"name": ["A"]}], "headline": {"a": 1}, '
    '"datePublished": {"@value": 3}, "image": [[[]]]}'
)


def items(folder: Path, name: str, data: bytes | str) -> list[Item]:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read([path]))


def one(folder: Path, name: str, data: bytes | str) -> Article:
    (article,) = items(folder, name, data)
    assert isinstance(article, Article), str(article)
    return article


def told(found: list[Item], folder: Path) -> list[str]:
    """Texts of articles, and what failures say, without the folder."""
    return [item.text if isinstance(item, Article) else str(item).removeprefix(f"{folder}/") for item in found]


@pytest.mark.parametrize(
    "head",
    [
        f"<script>{SCRIPT * 100_000}</script>",
        '<script type="application/ld+json">{"datePublished": "2023-\\q1-20"}</script>',
        f'<script type="application/ld+json">{LINKED}</script>',
        '<meta property="article:published_time" content="9999-99-99"><meta name="date" content="11/20/2023">',
        '<meta property="article:published_time" content="1700467200">',
        '<meta charset="utf-16">',
        '<base href="javascript:alert(1)"><link rel="canonical" href="javascript:alert(2)">',
    ],
    ids=["scripts", "escape", "types", "dates", "epoch", "encoding", "addresses"],
)
def test_what_a_head_gets_wrong_costs_no_story(tmp_path: Path, head: str) -> None:
    article = one(tmp_path, "a.html", page(PARAGRAPHS, f"{head}<title>News</title>"))
    assert article.text.count(STORY) == 4
    assert "They left" not in article.text
    assert article.published == ""
    assert article.source.startswith("file:")


@pytest.mark.parametrize(
    ("above", "start"),
    [
        ("<a>World</a><h1>Talks fail, again</h1>", "Talks Fail Again"),
        ("<h2>Talks: Fail again!</h2>", "Talks Fail Again"),
        ("<p>They met twice.</p><h1>Talks Fail Again</h1>", "Talks Fail Again\n\nThey met twice."),
        ("<h2>Another heading</h2>", "Talks Fail Again\n\nAnother heading"),
    ],
    ids=["section", "marks", "sentence", "other"],
)
def test_the_title_stands_first_and_once(tmp_path: Path, above: str, start: str) -> None:
    article = one(tmp_path, "a.html", page(above + PARAGRAPHS, '<meta property="og:title" content="Talks Fail Again">'))
    assert article.text.startswith(f"{start}\n\n{STORY}")


def test_what_stands_around_inner_elements_is_story_too(tmp_path: Path) -> None:
    inner = (
        "<p>She said: <q>We met.</q> Then <code>they</code> left.</p><ul><li>First<ul><li>within</li></ul></li><li>second</li></ul>"
        "<blockquote>Before <p>and after</p> it.</blockquote>"
    )
    text = one(tmp_path, "a.html", page(PARAGRAPHS + inner)).text
    assert text.endswith(
        "She said: “We met.” Then they left.\n\nFirst\n\nwithin\n\nsecond\n\nBefore\n\nand after\n\nit."
    )


@pytest.mark.parametrize(
    ("head", "address"),
    [
        ('<link rel="canonical" href="/story/1#top">', "https://post.example/story/1"),
        ('<link rel="canonical" href="https://post.example/"><meta property="og:url" content="/2">', "https://post.example/2"),
        ('<meta property="og:url" content="/2?utm=x"><link rel="canonical" href="/2">', "https://post.example/2"),
        ('<link rel="canonical" href="https://elsewhere.example/3">', "https://post.example/read?id=1"),
        ('<link rel="canonical" href="https://[bad">', "https://post.example/read?id=1"),
    ],
    ids=["relative", "front page", "both", "elsewhere", "none"],
)  # fmt: skip
def test_the_address_of_a_page_is_its_story_s(head: str, address: str) -> None:
    data = io.BytesIO(page(PARAGRAPHS, f"<title>News</title>{head}").encode())
    (found,) = read_part(Part("a", "https://post.example/read?id=1", peekable(data), ".html"))
    assert isinstance(found, Article)
    assert found.source == address


@pytest.mark.parametrize(
    ("given", "author"),
    [
        ('<meta name="author" content="https://social.example/post">', ""),
        ('<script type="application/ld+json">{"@type": "Article", "author": "newsdesk2"}</script>', ""),
        ('<div class="author-card">Omar Haddad has covered the Gulf for many long years</div>', ""),
        ('<p><a rel="author">Ada Moor</a>, <a rel="author">Ben Hill</a></p>', "Ada Moor; Ben Hill"),
        ("<p>By Ada Moor and Ben Hill, The Post | March 5, 2024</p>", "Ada Moor; Ben Hill"),
    ],
    ids=["address", "account", "sentence", "links", "line"],
)
def test_authors_are_names(tmp_path: Path, given: str, author: str) -> None:
    head = f"<title>News</title>{given * given.startswith(('<meta', '<script'))}"
    article = one(tmp_path, "a.html", page(f"{given}{PARAGRAPHS}", head))
    assert article.author == author
    assert "Ada" not in article.text


DAY = "<time datetime='2024-03-05T10:00:00+01:00'>5 March 2024</time>"
OTHER = "<time datetime='2019-01-01T10:00'>1 Jan 2019</time>"


@pytest.mark.parametrize(
    ("before", "after", "published"),
    [
        ("<h1>News</h1>", f"<aside>{OTHER}</aside><div class=comments><span class=date>May 3, 2020</span></div>", ""),
        ("<h1>News</h1>", "<p>He was born on 3 May 1961.</p><footer>© 2016. Last updated 27 Nov 2023</footer>", ""),
        ("<div class=date>Friday, November 27, 2026</div><h1>News</h1>", "", ""),
        (f"<nav>{OTHER}</nav><h1>News</h1>{DAY}", OTHER, "2024-03-05"),
        (f"<header>{DAY}<h1>News</h1></header>", "", "2024-03-05"),
        ("<h1>News</h1><div class='entry-meta'>Posted on <span>March 5, 2024</span> by Ada</div>", "", "2024-03-05"),
        (f"<h1>News</h1><span class=modified>Updated {OTHER}</span>{DAY}", "", "2024-03-05"),
        ("<h1>News</h1><p>By Ada Moor | Mar. 5, 2024, 9:00 a.m.</p>", "", "2024-03-05"),
        ("<h1>News</h1>", OTHER, ""),
        ("<h1>News</h1><div class=timeline>3 May 1961</div><div class=update>4 May 2023</div>", "", ""),
        ("<link rel=canonical href='https://post.example/2024/03/05/news'><h1>News</h1>", "", "2024-03-05"),
        ("<meta name=PublishDate content='20240305'><h1>News</h1>", OTHER, "2024-03-05"),
    ],
    ids=[
        "others",
        "text",
        "today",
        "time",
        "header",
        "meta",
        "modified",
        "byline",
        "below",
        "timeline",
        "path",
        "name",
    ],
)
def test_a_date_on_the_page_is_the_story_s_or_none(tmp_path: Path, before: str, after: str, published: str) -> None:
    data = f"<html lang=en><head><title>News</title></head><body><div>{before}{PARAGRAPHS}{after}</div></body></html>"
    assert one(tmp_path, "a.html", data).published == published


def test_when_a_page_was_changed_is_not_when_it_was_published(tmp_path: Path) -> None:
    changed = "2021-05-05T10:00:00Z"
    head = f'<meta property="article:modified_time" content="{changed}"><meta property="og:updated_time" content="{changed}">'
    assert one(tmp_path, "a.html", page(PARAGRAPHS, f"<title>News</title>{head}")).published == ""


def test_other_stories_in_linked_data_say_nothing_of_this_one(tmp_path: Path) -> None:
    other = {"@type": "NewsArticle", "datePublished": "2019-01-01", "author": "Ann Old", "publisher": {"name": "Old"}}
    this = {
        "@type": ["Thing", "https://schema.org/NewsArticle"],
        "datePublished": "2024-04-02T10:00:00Z",
        "author": ["Ada Moor"],
    }
    graph = {"@graph": [{"@type": "ItemList", "itemListElement": [other]}, {**this, "publisher": {"name": "The Post"}}]}
    article = one(
        tmp_path, "a.html", page(PARAGRAPHS, f'<script type="application/ld+json">{json.dumps(graph)}</script>')
    )
    assert (article.published, article.author, article.publisher) == ("2024-04-02", "Ada Moor", "The Post")


@pytest.mark.parametrize(
    ("data", "published"),
    [
        (
            '[{"@type": "WebPage", "datePublished": "2024-04"}, {"@type": "VideoObject", "datePublished": "2018-02-02"}]',
            "2024-04",
        ),
        ('{"@type": "NewsArticle", "image": {"@type": "ImageObject", "datePublished": "2018-02-02"}}', ""),
        ('{"@type": "NewsArticle", "headline": "a "b"", "datePublished": "2024-04-02T10:00:00Z"}', "2024-04-02"),
        ('{"@type": "NewsArticle", "headline": "a\tb", "datePublished": "2024-04-02"}', "2024-04-02"),
    ],
    ids=["page", "picture", "broken", "control"],
)
def test_dates_in_linked_data_are_the_story_s(tmp_path: Path, data: str, published: str) -> None:
    head = f'<title>News</title><script type="application/ld+json">{data}</script>'
    assert one(tmp_path, "a.html", page(PARAGRAPHS, head)).published == published


def test_what_readers_do_not_see_is_no_story(tmp_path: Path) -> None:
    hidden = "<p hidden>Graustark attacked in secret, officials said.</p><p style='color: red; display : none'>Nobody sees it.</p>"
    spoken = "<p>They left <a href=x>Klow<span style='border:0;clip:rect(0, 0, 0, 0)'>, opens new tab</span></a> at noon.</p>"
    posted = "<blockquote class='x twitter-tweet'><p>Graustark must fall.</p>&mdash; Somebody</blockquote>"
    wall = "<div id='sp_message_1'><p>We and our partners store information.</p></div><div role=dialog><p>Consent to all.</p></div>"
    noted = "<p>They came<sup><a href='#1'>1</a></sup> back.<br>They sat<wbr> down.</p>"
    story = f"{wall}{PARAGRAPHS}{hidden}{spoken}<p class='sr-only'>list of 3 items</p>{posted}{noted}"
    article = one(tmp_path, "a.html", page(f"{story}<noscript><p>Please enable scripts.</p></noscript>"))
    assert article.text.count(STORY) == 4
    assert "They left Klow at noon." in article.text
    assert article.text.endswith("They came back. They sat down.")
    assert not any(
        word in article.text
        for word in ("partners", "Consent", "secret", "Nobody", "enable", "list of", "must fall", "Somebody")
    )


@pytest.mark.parametrize(
    "data",
    [
        "<html><head><title>App</title></head><body><noscript>You need scripts to run this.</noscript></body></html>",
        page("", "<title>News</title>"),
        "<html><head><title>x</title></head><frameset><frame src=a></frameset></html>",
    ],
    ids=["application", "headline", "frames"],
)
def test_a_page_without_a_story_says_so(tmp_path: Path, data: str) -> None:
    (failure,) = items(tmp_path, "a.html", data)
    assert "no story in this page" in str(failure)


def test_an_old_page_of_nested_tables(tmp_path: Path) -> None:
    nested = "<table><tr><td>" * 3 + PARAGRAPHS + "</td></tr></table>" * 3
    assert STORY in one(tmp_path, "a.html", f"<html><head><title>Old</title></head><body>{nested}</body></html>").text


@pytest.mark.parametrize(
    ("given", "published"),
    [
        ("Mon, 20 Nov 2023 25:61:00 XYZ", ""),
        ("yesterday", ""),
        ("Mon, 20 Nov 2023 08:00:00 GMT", "2023-11-20"),
        ("2023-11-20T23:30:00-05:00", "2023-11-20"),
        ("20231120", "2023-11-20"),
    ],
)
def test_an_odd_date_in_a_feed_costs_no_entry(tmp_path: Path, given: str, published: str) -> None:
    item = f"<item><title>A &amp;amp; B &amp;eacute;</title><pubDate>{given}</pubDate><description>{STORY}</description></item>"
    article, note = items(tmp_path, "a.rss", rss(item, "<title>Sava &amp;amp; Sons</title>"))
    assert isinstance(article, Article)
    assert (article.title, article.publisher, article.published) == ("A & B é", "Sava & Sons", published)
    assert isinstance(note, ReadNote)


@pytest.mark.parametrize(
    ("given", "author"),
    [
        ("<dc:creator>Ada Moor</dc:creator><dc:creator>Ben Hill</dc:creator>", "Ada Moor, Ben Hill"),
        ("<author>desk@post.example (Ada Moor)</author>", "Ada Moor"),
        ("<author>desk@post.example</author>", ""),
        ("<author>Ada Moor</author>", "Ada Moor"),
    ],
)
def test_authors_in_a_feed(tmp_path: Path, given: str, author: str) -> None:
    data = rss(f"<item><title>A</title>{given}<content:encoded>{STORY}</content:encoded></item>")
    spoken = data.replace("<rss ", '<rss xmlns:dc="http://purl.org/dc/elements/1.1/" ')
    assert one(tmp_path, "a.rss", spoken).author == author


def test_links_without_a_host_lead_to_the_feed_s_site(tmp_path: Path) -> None:
    item = f"<item><title>A</title><link>/2024/1</link><content:encoded>{STORY}</content:encoded></item>"
    assert (
        one(tmp_path, "a.rss", rss(item, "<link>https://post.example/world</link>")).source
        == "https://post.example/2024/1"
    )
    data = io.BytesIO(rss(item).encode())
    (found,) = read_part(Part("a", "https://post.example/feeds/all", peekable(data), ".rss"))
    assert isinstance(found, Article)
    assert found.source == "https://post.example/2024/1"


def test_an_entry_may_be_in_a_language_of_its_own(tmp_path: Path) -> None:
    entry = f'<entry xml:lang="de"><content>{STORY}</content></entry><entry><content>{STORY}</content></entry>'
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">{entry}</feed>'
    assert [item.language for item in items(tmp_path, "a.atom", feed) if isinstance(item, Article)] == ["de", "en"]


def test_broken_lines_are_told_with_their_number(tmp_path: Path) -> None:
    lines = [
        '{"text": "One met."}',
        '{"text": "Two',
        "null",
        '{"text": ""}',
        '{"text": "Five.", "date": "soon"}',
        '{"text": "Six met."}',
    ]
    found = told(items(tmp_path, "a.jsonl", "\n".join(lines)), tmp_path)
    assert (found[0], found[-1]) == ("One met.", "Six met.")
    assert [line.partition(": ")[0] for line in found[1:-1]] == [f"a.jsonl, line {n}" for n in (2, 3, 4, 5)]


def test_a_list_in_json_says_which_item(tmp_path: Path) -> None:
    found = told(
        items(tmp_path, "a.json", '[{"text": "One met."}, 5, {"text": ""}, {"text": "Four.", "date": "soon"}]'),
        tmp_path,
    )
    assert [line.partition(": ")[0] for line in found[1:]] == [f"a.json, item {n}" for n in (2, 3, 4)]


def test_a_table_with_byte_order_mark_quotes_and_wrapped_cells(tmp_path: Path) -> None:
    table = '\ufeff"text";"title"\r\n"They ""met"";\r\nthen left.";"A ""B"""\r\n"No date";"C";"more"\r\n'
    found = items(tmp_path, "a.csv", table)
    assert isinstance(found[0], Article)
    assert (found[0].text, found[0].title) == ('They "met";\nthen left.', 'A "B"')
    assert told(found[1:], tmp_path) == [
        "a.csv, line 4: has more cells than the first line has names; quote a cell that holds ';'"
    ]


def test_a_table_of_one_column_is_not_cut_at_commas(tmp_path: Path) -> None:
    found = items(tmp_path, "a.csv", 'text\nRuritania, Graustark and Borduria met; they left.\n"Quoted, too."\n')
    assert told(found, tmp_path) == ["Ruritania, Graustark and Borduria met; they left.", "Quoted, too."]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_tables_as_spreadsheets_write_them(tmp_path: Path, encoding: str) -> None:
    table = "title\ttext\nA\tŠtefan met Ċetta.\n"
    marked = table if encoding == "utf-16" else f"\ufeff{table}"
    assert one(tmp_path, "a.tsv", marked.encode(encoding)).text == "Štefan met Ċetta."
    (failure,) = items(tmp_path, "b.tsv", marked.encode(encoding)[:-1])
    assert "is no UTF-16" in str(failure)


@pytest.mark.parametrize(
    ("row", "known"),
    [
        ({"source": "The Post", "web_url": "https://post.example/1"}, ("https://post.example/1", "The Post", "")),
        ({"source": {"id": None, "name": "Post"}, "url": "https://post.example/1"}, ("https://post.example/1", "Post", "")),
        ({"source": "wire", "publisher": "The Post", "id": "7"}, ("#7", "The Post", "")),
        ({"source": "urn:post:1", "publication": "The Post"}, ("urn:post:1", "The Post", "")),
        ({"url": None, "link": "post.example/1", "publishedAt": "2024-03-05T23:30:00Z"}, ("post.example/1", "", "2024-03-05")),
        ({"Published-At": {"$date": "2024-03-05T00:00:00Z"}, "title": float("nan"), "id": "7"}, ("#7", "", "2024-03-05")),
    ],
    ids=["name", "object", "names", "urn", "second", "database"],
)  # fmt: skip
def test_columns_as_servers_and_databases_call_them(
    tmp_path: Path, row: dict[str, object], known: tuple[str, str, str]
) -> None:
    article = one(tmp_path, "a.jsonl", json.dumps({"text": STORY, **row}))
    source = article.source.removeprefix((tmp_path / "a.jsonl").as_uri())
    assert (source, article.publisher, article.published, article.title) == (*known, "")


def test_a_column_that_names_the_publisher_supersedes_no_article(tmp_path: Path) -> None:
    found = items(tmp_path, "a.csv", "source,text\nReuters,One met.\nReuters,Two met.\n")
    assert len({item.source for item in found if isinstance(item, Article)}) == 2
    (tmp_path / "a.csv").unlink()
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"---\nsource: Reuters\n---\nThey met in {name}.")
    headed = [item for item in read([tmp_path]) if isinstance(item, Article)]
    assert [(item.publisher, item.source[-5:]) for item in headed] == [("Reuters", "a.txt"), ("Reuters", "b.txt")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (["One met.", "", "Two met."], "One met.\n\nTwo met."),
        ([{"type": "p", "text": "One met."}, {"type": "p", "text": "Two met."}], "One met.\n\nTwo met."),
        ("<p>One <b>met</b>.</p><p>Two met &amp; left.</p>", "One met.\n\nTwo met & left."),
        ("If 1 < 2 &amp; 3 > 2, they met.", "If 1 < 2 &amp; 3 > 2, they met."),
    ],
    ids=["list", "objects", "markup", "plain"],
)
def test_a_text_in_a_cell_is_read_as_its_paragraphs(tmp_path: Path, value: object, text: str) -> None:
    assert one(tmp_path, "a.jsonl", json.dumps({"content": value})).text == text
    assert one(tmp_path, "b.jsonl", json.dumps({"text": None, "body": "", "content": value})).text == text


def test_an_answer_that_holds_a_list_of_articles_is_that_list(tmp_path: Path) -> None:
    answer = {"status": "ok", "articles": [{"content": "One met."}, {"content": "Two met."}]}
    assert told(items(tmp_path, "a.json", json.dumps(answer, indent=1)), tmp_path) == ["One met.", "Two met."]


def test_a_json_feed_is_a_list_of_articles(tmp_path: Path) -> None:
    item = {
        "id": "1",
        "url": "https://post.example/1",
        "content_html": "<p>One met.</p>",
        "date_published": "2024-03-05T10:00:00Z",
    }
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Post",
        "items": [{**item, "authors": [{"name": "Ada Moor"}]}],
    }
    article = one(tmp_path, "a.json", json.dumps(feed))
    assert (article.text, article.source, article.author) == ("One met.", "https://post.example/1", "Ada Moor")
    assert article.published == "2024-03-05"


def test_rows_of_empty_cells_are_none(tmp_path: Path) -> None:
    assert told(items(tmp_path, "a.csv", "title;text\nA;One met.\n;\n;;\n\n"), tmp_path) == [
        "One met.",
        "a.csv, line 4: has more cells than the first line has names; quote a cell that holds ';'",
    ]


@pytest.mark.parametrize(
    ("encoding", "cells"),
    [
        ("cp1251", ["Министры.", "Вена и Грац.", "Весной они встретятся снова.", "Посол уехал."]),
        ("utf-8", ["Vučić met Fiala.", "They left Žilina."]),
    ],
)  # fmt: skip
def test_a_table_is_in_one_encoding(tmp_path: Path, encoding: str, cells: list[str]) -> None:
    table = "\n".join(["title;text", *(f"A;{cell}" for cell in cells), ""]).encode(encoding)
    assert told(items(tmp_path, "a.csv", table), tmp_path) == cells


def test_one_bad_cell_spoils_no_table(tmp_path: Path) -> None:
    found = told(
        items(tmp_path, "a.csv", "text\nVučić met Fiala.\n".encode() + b"Caf\xe9 \xc4\x8d\nThey left.\n"), tmp_path
    )
    assert found[:2] == ["Vučić met Fiala.", "They left."]
    assert "line 3: mixes encodings" in found[2]


def test_a_file_that_holds_no_article_is_no_archive(tmp_path: Path) -> None:
    for name, data in (("a.jsonl", "\n\n"), ("a.json", "[]"), ("a.csv", "text\n")):
        assert told(items(tmp_path, name, data), tmp_path) == [f"{name}: no article in it; give a file that holds one"]


def test_packed_files_within_archives_within_archives(tmp_path: Path) -> None:
    inner = zipped(
        {
            "../../evil.txt": b"One met.",
            "x.gz": gzip.compress(b"Two met."),
            "y.txt.gz": gzip.compress(b"Three met."),
            "empty.txt": b" ",
        }
    )
    found = items(tmp_path, "a.zip", zipped({"in.zip": inner, "new\nline.txt": b"Five met."}))
    failures = [item for item in found if isinstance(item, ReadFailure)]
    assert [item.text for item in found if isinstance(item, Article)] == [
        "One met.",
        "Two met.",
        "Three met.",
        "Five met.",
    ]
    assert told(list(failures), tmp_path) == [
        "a.zip: in.zip: empty.txt: no text in it; give a file with the article's text"
    ]
    assert list(tmp_path.iterdir()) == [tmp_path / "a.zip"]


def test_pages_of_a_pdf_are_one_text(tmp_path: Path) -> None:
    pages = [
        ["The Post - 6 March 2024", "The ministers of Ruritania met in", "Klow and condemned Borduria, which had im-"],
        ["The Post - 6 March 2024", "posed a well-known ban on the well-", "known wine.", "Page 2 of 3"],
        ["The Post - 6 March 2024", "It was lifted in the Euro-", "Atlantic area.", "Page 3 of 3"],
    ]
    article = one(tmp_path, "a.pdf", pdf_pages(pages, "/Title (Microsoft Word - talks final.docx)"))
    assert article.text == (
        "The ministers of Ruritania met in\nKlow and condemned Borduria, which had imposed a well-known ban on the "
        "well-known wine.\n\nIt was lifted in the Euro-Atlantic area."
    )
    assert article.title == ""


def test_ligatures_are_letters(tmp_path: Path) -> None:
    assert one(tmp_path, "a.txt", "The of\ufb01cers o\ufb00ered an e\ufb03cient de\ufb02ator.").text == (
        "The officers offered an efficient deflator."
    )


def test_a_message_says_what_hangs_on_it(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = (
        "Glück",
        "a@strelsau.example",
        "Sat, 24 Feb 2024 23:30:00 -0500",
    )
    message.set_content(STORY)
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a\tb.pdf")
    message.add_attachment(b"x", maintype="image", subtype="png", filename="logo.png")
    note, article = items(tmp_path, "a.eml", bytes(message))
    assert str(note).endswith("attachments are not read: a b.pdf; save them as files")
    assert isinstance(article, Article)
    assert (article.title, article.published, article.text) == ("Glück", "2024-02-24", STORY)


def test_entities_in_documents_are_characters(tmp_path: Path) -> None:
    data = docx(["Ruritania &amp; Sons met Graustark&#8217;s &lt;envoys&gt; &quot;again&quot;."], title="Sons &amp; Co")
    article = one(tmp_path, "a.docx", data)
    assert (article.text, article.title) == ('Ruritania & Sons met Graustark’s <envoys> "again".', "Sons & Co")


def test_pages_in_archives_that_cannot_be_unpacked_are_told_and_no_garbage_is_read(tmp_path: Path) -> None:
    packed, plain = b"\x0b\x02\x80<html>\xc3\x28 They met and left.\x03", page(PARAGRAPHS).encode()
    data = warc({"https://a.example": ("text/html", packed), "https://b.example": ("text/html", plain)}, encoding="zz")
    failure, article = items(tmp_path, "a.warc.gz", data)
    assert str(failure).endswith("https://a.example: is packed as 'zz'")
    assert isinstance(article, Article)
    assert article.text.count(STORY) == 4
    packed_well = warc({"https://a.example": ("text/html", gzip.compress(plain))}, encoding="gzip")
    assert one(tmp_path, "b.warc.gz", packed_well).text.count(STORY) == 4


def test_a_book_says_who_published_it_and_when(tmp_path: Path) -> None:
    about = "<dc:creator>Ada Moor</dc:creator><dc:publisher>Zenda Press</dc:publisher><dc:date>2021-05</dc:date>"
    article = one(tmp_path, "a.epub", epub(about=about))
    assert (article.author, article.publisher, article.published) == ("Ada Moor", "Zenda Press", "2021-05")


def test_archives_from_standard_input_are_told_apart_by_their_texts() -> None:
    found = [
        item.source
        for text in ("They met.", "They left.")
        for item in read_part(Part("standard input", "", peekable(io.BytesIO(zipped({"a.txt": text}))), ".zip"))
        if isinstance(item, Article)
    ]
    assert len(set(found)) == 2
    assert all(source.startswith("urn:kg:text:") for source in found)


@pytest.mark.parametrize(
    "name", ["Message-ID: <>", 'From: "A B <a@b>', "Date: nonsense", "Message-ID: <a@[b>", "Subject: =?x?q?=zz?="]
)
def test_a_malformed_head_costs_no_message(tmp_path: Path, name: str) -> None:
    assert one(tmp_path, "a.eml", f"To: c@d\n{name}\n\n{STORY}\n").text == STORY


def test_a_newsletter_in_html_is_read_where_its_plain_text_only_says_so(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Brief"
    message.set_content("View this message in a browser.")
    message.add_alternative(page(PARAGRAPHS), subtype="html")
    message.add_attachment(EmailMessage())
    note, article = items(tmp_path, "a.eml", message.as_bytes())
    assert isinstance(article, Article)
    assert article.text.count(STORY) == 4
    assert "attachments are not read: message/rfc822" in str(note)
