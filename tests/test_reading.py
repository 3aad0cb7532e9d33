"""Files -> articles, and what of them is story."""

import contextlib
import io
import itertools
import os
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import FormatError, OntologyError
from kg.extract.propositions import covers
from kg.model import Article
from kg.reading import READERS, ReadFailure, ReadOptions, read, story_spans
from kg.reading.boilerplate import Boilerplate, byline
from kg.reading.parts import MAX_BYTES, MAX_CHARACTERS
from kg.reading.pdf import undivided
from kg.reading.plain import plain_markdown
from kg.reading.text import decode, normalize

HEADER = "---\ntitle: 'Talks fail'\npublisher: Herald\ndate: 2023-11-20T08:00:00Z\nurl: https://example.org/1\ntags: [a]\n---\n"


def one(path: Path, options: ReadOptions | None = None) -> Article:
    (article,) = read([path], options)
    assert isinstance(article, Article)
    return article


def failure(path: Path | str) -> str:
    (item,) = read([path])
    assert isinstance(item, ReadFailure)
    assert "\n" not in str(item)
    return str(item)


def written(folder: Path, data: bytes | str, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_header_block_says_where_the_text_is_from(tmp_path: Path) -> None:
    article = one(written(tmp_path, f"{HEADER}\nThey met.\n"))
    assert article == Article("They met.", "https://example.org/1", "Talks fail", "Herald", "", "2023-11-20")


def test_options_win_over_the_header(tmp_path: Path) -> None:
    options = ReadOptions(title="T", publisher="P", published="2024-02", source="urn:x:1", author="A")
    article = one(written(tmp_path, f"{HEADER}They met."), options)
    assert article == Article("They met.", "urn:x:1", "T", "P", "A", "2024-02")


def test_without_header_the_source_is_the_file_and_the_title_a_first_line(tmp_path: Path) -> None:
    article = one(written(tmp_path, "Talks Fail in Brussels\n\nThey met.\n"))
    assert (article.source, article.title) == ((tmp_path / "a.txt").as_uri(), "Talks Fail in Brussels")
    assert article.text == "Talks Fail in Brussels\n\nThey met."
    assert one(written(tmp_path, "They met.\n\nThey left.\n")).title == ""


def test_a_header_block_may_hold_lists(tmp_path: Path) -> None:
    for authors in ("authors: [Ada Moor, 'Ben Hill']", "author:\n  - Ada Moor\n  - Ben Hill"):
        article = one(written(tmp_path, f"---\n{authors}\ntags:\n- gas\ntitle: Talks fail\n---\nThey met."))
        assert (article.author, article.title) == ("Ada Moor, Ben Hill", "Talks fail")


def test_a_rule_is_no_header(tmp_path: Path) -> None:
    assert one(written(tmp_path, "---\nThey met.\n---\nThey left.")).text == "---\nThey met.\n---\nThey left."


@pytest.mark.parametrize("date", ["20 Nov", "2023-13", "2023-02-29", "yesterday", "2023-11-20x"])
def test_a_date_that_is_none_is_said(tmp_path: Path, date: str) -> None:
    assert "is no date; write 2023-11-20" in failure(written(tmp_path, f"---\npublished: {date}\n---\nThey met."))
    with pytest.raises(FormatError, match="is no date"):
        ReadOptions(published=date)


ENCODED = {
    "utf-8": "Dačić met Vučić.",
    "utf-8-sig": "Dačić met Vučić.",
    "utf-16": "Dačić met Vučić.",
    "cp1252": "Café “talks” – held.",
}


@pytest.mark.parametrize(("encoding", "text"), ENCODED.items())
def test_encodings_are_told_apart(tmp_path: Path, encoding: str, text: str) -> None:
    assert one(written(tmp_path, text.encode(encoding))).text == text


BAD = {
    b"They met.\0\x01": "is no text (NUL at byte 9)",
    b"": "no text in it",
    b" \n\t\r\n --- ": "no text in it",
    "é Vučić ".encode() + b"caf\xe9": "mixes encodings: byte 14 (0xe9)",
    b"They \x81\x8d met.": "is no cp1252 at byte 5",
    b"\xff\xfeT": "is no utf-16-le",
    b"a" * (MAX_CHARACTERS + 1): "longer than 1,000,000 characters",
    b"a" * (MAX_BYTES + 1): "larger than 4 MB",
}


@pytest.mark.parametrize(("data", "message"), BAD.items(), ids=list(BAD.values()))
def test_bad_files_give_one_line(tmp_path: Path, data: bytes, message: str) -> None:
    assert message in failure(written(tmp_path, data))


def test_the_others_go_on(tmp_path: Path) -> None:
    written(tmp_path, b"\0", "a.txt")
    written(tmp_path, "They met.", "b.txt")
    kinds = [type(item) for item in read([tmp_path / "missing.txt", tmp_path])]
    assert kinds == [ReadFailure, ReadFailure, Article]


def test_unknown_formats_name_the_known(tmp_path: Path) -> None:
    message = failure(written(tmp_path, "x", "a.xyz"))
    assert "unknown format '.xyz'; known are " in message
    assert all(name in message for name in READERS if name.startswith("."))
    assert "no article in this folder; known formats are" in failure(tmp_path)
    assert failure(tmp_path / "none.txt").endswith("none.txt: No such file or directory")


def test_names_with_line_ends_stay_on_one_line(tmp_path: Path) -> None:
    assert "a\\nb.txt" in failure(written(tmp_path, b"", "a\nb.txt"))
    assert "null" in failure("a\0b.txt")


def test_folders_are_read_sorted_without_hidden_files_and_loops(tmp_path: Path) -> None:
    for name in ("c/x.txt", "a.txt", ".hidden/y.txt", ".z.txt", "b.md", "c/note.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        written(tmp_path, f"About {name}", name)
    (tmp_path / "c" / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    texts = [item.text for item in read([tmp_path]) if isinstance(item, Article)]
    assert texts == ["About a.txt", "About b.md", "About c/x.txt"]


def test_what_kg_itself_wrote_is_passed_over(tmp_path: Path) -> None:
    written(tmp_path, "They met.")
    written(tmp_path, '{"place": "b.txt", "reason": "is no text"}', "graph.kg.failures.jsonl")
    graph = tmp_path / "graph.kg"
    graph.mkdir()
    for name in ("CURRENT", "IDENTITY", "LOCK", "notes.txt"):
        written(graph, "They left.", name)
    (article,) = read([tmp_path])
    assert isinstance(article, Article)
    (note,) = read(
        [written(tmp_path, f'<meta name="generator" content="kg-news"><p>{"They met. " * 50}</p>', "graph.html")]
    )
    assert str(note).endswith("is a page that kg wrote, no article: passed over")
    assert [str(i) for i in read([f"{tmp_path}/*.jsonl"])] == [f"{tmp_path}/*.jsonl: no file matches"]


def test_an_empty_name_is_no_folder() -> None:
    assert failure("") == "'': names no file and no folder"


def test_one_source_is_for_one_file(tmp_path: Path) -> None:
    paths = [written(tmp_path, "They met.", name) for name in ("a.txt", "b.txt")]
    with pytest.raises(FormatError, match="one by one"):
        list(read(paths, ReadOptions(source="https://example.org/1")))


def test_standard_input_is_named_by_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"They met.")))
    (article,) = read(["-"])
    assert isinstance(article, Article)
    assert article.source.startswith("urn:kg:text:")


def test_markdown_is_read_as_it_shows(tmp_path: Path) -> None:
    source = """# Talks *fail*

> **Serbia** met [Kosovo](https://example.org/a_b) in __Brussels__.

- first
2. second

![a picture](x.png)
```python
code = 1
```
---
snake_case stays, <https://example.org> too<br>.
"""
    text = one(written(tmp_path, source, "a.md")).text
    expected = "Talks fail\n\nSerbia met Kosovo in Brussels.\n\nfirst\nsecond\n\n\n\n\nsnake_case stays, https://example.org too."
    assert text == expected


def test_marks_of_markdown_that_are_rarer(tmp_path: Path) -> None:
    source = """5\\* and AT&amp;T, see [Zenda](https://example.org/Zenda_(town))[^1].

| a | b |
|---|:-:|
- [x] done

[^1]: A note.
"""
    assert one(written(tmp_path, source, "a.md")).text == "5* and AT&T, see Zenda.\n\n| a | b |\n\ndone"


def test_every_reader_has_a_media_type_and_a_suffix() -> None:
    suffixes = {reader for name, reader in READERS.items() if name.startswith(".")}
    assert suffixes == {reader for name, reader in READERS.items() if "/" in name}


@given(st.text())
def test_stored_text_is_normal(text: str) -> None:
    stored = normalize(text)
    assert normalize(stored) == stored
    assert not set(stored) & set("\r\0\x07\x85\u2028\ufeff\u00ad")


@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_a_format_error(data: bytes) -> None:
    with contextlib.suppress(FormatError):
        assert isinstance(decode(data), str)


def test_many_marks_on_a_letter_are_cut() -> None:
    assert len(normalize("a" + "\u0301\u0323" * 200_000)) < 40


PAGE = """Ministers Meet in Vienna

Ministers of three countries met in Vienna on Monday and agreed to meet again before the end of the year in Graz.

Read more: Austria hosts a summit

Advertisement

Talks on Gas

The ministers also spoke about gas, and the Austrian minister said that prices would fall before the next winter comes.

You may also like

River Rises in the South After a Week of Rain

Bakers Win a Prize for the Longest Loaf in Town

Austria Keeps Out

But Austria will not join the fund that two of the ministers proposed, and its chancellor repeated this on Tuesday.

Jane Q. Doe is a freelance journalist based in Vienna. She writes about energy.

3 Comments

I do not believe a word of what the ministers say about gas, and my neighbour does not believe it either, friends.

Leave a Reply
"""


def parts(text: str) -> list[str]:
    return [text[a:b] for a, b in story_spans(text)]


def test_what_a_page_leaves_around_a_story_is_no_story() -> None:
    story = "\n".join(parts(PAGE))
    for line in ("Ministers Meet in Vienna", "Talks on Gas", "Austria Keeps Out", "But Austria will not join"):
        assert line in story
    for line in ("Read more", "Advertisement", "You may", "River", "Bakers", "Jane", "Comments", "neighbour", "Leave"):
        assert line not in story


def test_a_story_that_is_nothing_else_is_whole(samples: Path) -> None:
    texts = [article.text for article in read([samples]) if isinstance(article, Article)]
    assert len(texts) > 5
    assert all(story_spans(text) == ((0, len(text)),) for text in texts)


NO_STORY = [
    "Keep Reading", "Read more", "READ MORE:", "Leave a Reply", "Leave a comment", "Share this article on Facebook",
    "Your email address will not be published. Required fields are marked *", "Subscribe to our newsletter",
    "This website uses cookies to improve your experience.", "We use cookies to make the site work.", "Related articles",
    "More from World", "Sign up for the morning briefing", "© 2023 Herald Media", "Photo: A. Smith / Agency", "Tags: gas, oil",
    "Save my name, email, and website in this browser for the next time I comment.", "Most read", "Advertisement", "5 min read",
    "Read also | Bakers win a prize", "[Read: Bakers win a prize]", "Continue reading...", "Simply sign up to the Energy digest",
    "The post Ministers meet appeared first on Herald.", "Follow our coverage of gas at https://herald.example/gas", "* * *", "___",
    "Jane Q. Doe (@jqdoe) teaches history in Graz.", "Jane Doe can be reached at jdoe@herald.example.", "Page 2 of 3",
    "Herald writer Jane Doe in Graz contributed to this report.", "— With files from Jane Doe",
    "Subscribe to continue reading", "This article is for subscribers only.", "Already a subscriber? Log in",
]  # fmt: skip

STORY = [
    "Read the treaty, the minister said.", "Follow the money.", "More from the same well would do harm.",
    "Share prices fell in Vienna on Monday.", "The reply came late.", "Comments by the minister angered Belgrade.",
    "Sign of the times", "Subscribers left the paper.", "Save the whales, they shouted.", "Supporters of the party met.",
    "We use force only as a last resort, he said.", "The website uses data from four ministries.",
    "Vladimir Putin is a former officer of the KGB.", "Related charges were dropped.", "Photos of the meeting were published.",
    "This story is for children only.", "Members log in to vote on it.", "By Monday evening the ministers had left.",
    "March 2024 was a bad month.", "May 2019 saw two governments fall.", "Published in 2019, the list names four banks.",
    "Updated on 3 May 2019, the list names four banks.", "First published in 1984, the book was banned in Graz.",
    "A post shared by the minister accused Graz of theft.", "12 March 1938 is remembered in Vienna.", "By Royal Decree, it was closed.",
    "Austria contributed troops to the mission.", "Protests Spread in Athens", "Follow the ministers to Graz.",
]  # fmt: skip


@pytest.mark.parametrize("line", NO_STORY)
def test_lines_of_a_page(line: str) -> None:
    story = "The ministers met in Vienna and agreed on a long list of things that nobody had expected them to agree on."
    assert parts(f"{story}\n\n{line}") == [story]


@pytest.mark.parametrize("line", STORY)
def test_lines_of_a_story(line: str) -> None:
    assert parts(f"The ministers met.\n\n{line}") == [f"The ministers met.\n\n{line}"]


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Jane Doe", "Jane Doe"),
        ("BY JANE DOE AND KARL VON BORK", "JANE DOE AND KARL VON BORK"),
        ("By Jane Doe and Karl von Bork, Herald in Graz", "Jane Doe and Karl von Bork"),
        ("By Jane Doe, Herald security correspondent", "Jane Doe"),
        ("By Jane Doe, Herald in Graz | March 5, 2024", "Jane Doe"),
        ("By Jane Doe | March 5, 2024 | 3 min read", "Jane Doe"),
        ("Published 5 March 2024, 10:00 a.m.", ""),
        ("Updated: Mar. 5, 2024 at 4:05 PM", ""),
        ("Tuesday, March 5, 2024", ""),
        ("5 March 2024 · 3 min read", ""),
        ("PUBLISHED: June 5, 2019 at 12:00 p.m. | UPDATED: June 6, 2019 at 8:14 a.m.", ""),
        ("Last updated 10:12 a.m. EST, March 5, 2024", ""),
    ],
)
def test_lines_above_a_story(line: str, author: str) -> None:
    story = "The ministers met in Vienna and agreed on a long list of things that nobody had expected them to agree on."
    assert parts(f"Talks Fail in Vienna\n\n{line}\n\n{story}") == ["Talks Fail in Vienna", story]
    assert byline(f"Talks Fail in Vienna\n\n{line}\n\n{story}") == author
    filler = "\n\n".join([story] * 10)
    assert parts(f"{filler}\n\n{line}\n\n{story}") == [f"{filler}\n\n{line}\n\n{story}"]


def test_lines_above_a_wrapped_story() -> None:
    story = "By New Year, the ministers of three\ncountries had left Vienna. They met\nagain in Graz."
    text = f"Talks Fail\nBy Jane Doe\nMarch 5, 2024\n\n{story}"
    assert (parts(text), byline(text)) == (["Talks Fail", story], "Jane Doe")
    assert parts(story) == [story]


def test_wrapped_lines_are_paragraphs() -> None:
    text = "The ministers met in\nVienna.\n\nKeep Reading\n\nThey spoke about gas and about\nthe winter that comes\nsoon, they said."
    assert parts(text) == [
        "The ministers met in\nVienna.",
        "They spoke about gas and about\nthe winter that comes\nsoon, they said.",
    ]


@given(
    st.lists(st.sampled_from([*NO_STORY, *STORY, "", "A Headline Without End", "Vienna and Graz."]), max_size=20),
    st.booleans(),
)
def test_spans_are_apart_in_order_and_trimmed(lines: list[str], wide: bool) -> None:  # noqa: FBT001
    text = ("\n" if wide else "\n\n").join(lines)
    spans = story_spans(text)
    assert all(0 <= a < b <= len(text) and text[a:b] == text[a:b].strip() for a, b in spans)
    assert all(first.end < second.start for first, second in itertools.pairwise(spans))
    assert all(covers(spans, span) for span in spans)


def test_a_broken_table_is_named(tmp_path: Path) -> None:
    table = written(
        tmp_path,
        "teasers = ['(']\nlines = []\nends = []\nnotes = []\nheads = []\nparticles = []\ndate = ''\nmonth = ''\nbeside = ''\n",
        "boilerplate.toml",
    )
    with pytest.raises(OntologyError, match=r"boilerplate\.toml"):
        Boilerplate.read(table)


LONG = 200_000
ODD = [
    "# a" + " " * LONG + "b",
    "<!--" * LONG,
    "[" * LONG,
    "**a" * LONG,
    "```\n" * LONG,
    "~~~a\n```a\n" * LONG,
    "<a " * LONG,
    "_a *" * LONG,
    "[a](" + "(a" * LONG,
    "[a](" + "(a)" * LONG,
    "|---" * LONG,
    "word" * LONG,
    "\n".join(["By " + "Ab " * 82, "By " + "Ab, " * 60, "By Ab Cd" + ", Ab" * 58 + "."] * 100),
]


@pytest.mark.parametrize("text", ODD, ids=[text[:6] for text in ODD])
def test_no_text_takes_long(text: str) -> None:
    begin = time.process_time()
    plain_markdown(text[:LONG])
    story_spans(text[:LONG])
    undivided(text[:LONG])
    assert time.process_time() - begin < 10  # a quadratic pattern takes minutes
