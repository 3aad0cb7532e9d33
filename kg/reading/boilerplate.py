"""What of a text is the story: the rest is what a web page leaves around it.

Nothing is deleted, since offsets count in the whole text; the later stages pass over what is outside the spans.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Self

from kg.errors import OntologyError
from kg.model import Span
from kg.resources import resource

__all__ = ["Boilerplate", "byline", "day_in", "days_above", "story_spans"]

CAPITALISED = r"[A-Z][\w'’.-]*"
FINAL = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")
CONTENT_WORD = re.compile(r"\b[A-Z]\w{3,}")
LINE = re.compile(r"[^\n]+")
MAX_LINE = 2500
"""Characters of a line that patterns are tried on: longer ones are prose."""
MAX_HEADLINE = 20
MAX_HEADING = 8
"""Words."""
MAX_TEASERS = 12
WRAP = 100
"""Where no line is longer, lines are pieces of paragraphs."""
NOTES_FROM_END = 3
"""How many of the last paragraphs may be notes."""
HEADS = 8
"""How many of the first lines may say who wrote the story and when."""
HEAD = "heads"
LONGEST_HEAD = 250
"""Characters."""


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """Patterns of lines that are no story; see the table's own comments."""

    teasers: re.Pattern[str]
    lines: re.Pattern[str]
    ends: re.Pattern[str]
    notes: re.Pattern[str]
    heads: re.Pattern[str]
    date: re.Pattern[str]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the table.

        Raises:
            OntologyError: if it is no TOML, a key is missing or unknown, or a pattern is not valid.
        """
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            words = words_of(table)
            cased = {key: re.compile(one_of(filled(p, words) for p in table.pop(key))) for key in ("notes", "heads")}
            cased["date"] = re.compile(words["DATE"])
            return cls(**cased, **{k: re.compile(one_of(v), re.IGNORECASE) for k, v in table.items()})
        except (KeyError, TypeError, ValueError, AttributeError, re.error) as error:
            raise OntologyError(f"{path}: {error}") from error

    def kind(self, line: str) -> str:
        """What a line is: "teasers", "lines", "ends", or "" for story."""
        if len(line) > MAX_LINE:
            return ""
        kinds = {"ends": self.ends, "teasers": self.teasers, "lines": self.lines}
        return next((kind for kind, pattern in kinds.items() if pattern.fullmatch(line)), "")


def words_of(table: dict[str, Any]) -> dict[str, str]:
    """What words in capitals stand for in the patterns of a table; the keys that say so are taken out of it."""
    name = one_of([CAPITALISED, *table.pop("particles")])
    return {
        "NAME": rf"(?:(?:{name}) ){{1,4}}{CAPITALISED}(?: \(@\w{{1,30}}\))?",
        "DATE": table.pop("date").replace("MONTH", table.pop("month")),
        "BESIDE": table.pop("beside"),
    }


def filled(pattern: str, words: Mapping[str, str]) -> str:
    """A pattern with what its words in capitals stand for."""
    for word, meaning in words.items():
        pattern = pattern.replace(word, meaning)
    return pattern


def one_of(patterns: Iterator[str] | Sequence[str]) -> str:
    """A pattern that matches what one of them matches."""
    return "|".join(f"(?:{p})" for p in patterns)


@cache
def load_boilerplate(language: str = "en") -> Boilerplate:
    """The packaged table of a language."""
    return Boilerplate.read(resource(f"ontology/lexicon/{language}/boilerplate.toml"))


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph, heading or line of a page, with its ends trimmed."""

    span: Span
    text: str
    kind: str

    @property
    def is_short(self) -> bool:
        """Whether it may be a headline: few words, no full stop."""
        return len(self.text.split()) <= MAX_HEADLINE and not FINAL.search(self.text)

    @property
    def is_headline(self) -> bool:
        """Whether it may be the headline of another story, which may be a question."""
        return self.is_short or (len(self.text.split()) <= MAX_HEADLINE and self.text.endswith("?"))


def story_spans(text: str) -> tuple[Span, ...]:
    r"""The stretches of a text that are the story, its title and headings included, in order and apart.

    >>> text = "Talks held.\n\nKeep Reading\n\nOther News From Elsewhere\n\nThey agreed."
    >>> [text[a:b] for a, b in story_spans(text)]
    ['Talks held.', 'They agreed.']
    """
    units = list(units_of(text, load_boilerplate()))
    flags = without_notes(units, without_teasers(units, before_end(units)))
    spans: list[Span] = []
    previous = False
    for unit, is_story in zip(units, flags, strict=True):
        if is_story and previous:
            spans[-1] = Span(spans[-1].start, unit.span.end)
        elif is_story:
            spans.append(unit.span)
        previous = is_story
    return tuple(spans)


def units_of(text: str, table: Boilerplate) -> Iterator[Unit]:
    """Paragraphs in order: lines of their own, or pieces of a wrapped one joined up to the next blank line."""
    found = (m for m in LINE.finditer(text) if not m[0].isspace())
    lines = [unit_of(m, table, is_first=number < HEADS) for number, m in enumerate(found)]
    wrapped = all(len(line.text) <= WRAP for line in lines)
    first = 0
    for i, line in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else None
        if following is None or not wrapped or ends_paragraph(line, following, text):
            yield line if i == first else joined(lines[first], line, text)
            first = i + 1


def unit_of(line: re.Match[str], table: Boilerplate, *, is_first: bool) -> Unit:
    """A line as a unit; among the first ones it may be above the story."""
    start = line.start() + len(line[0]) - len(line[0].lstrip())
    content = line[0].strip()
    is_head = is_first and len(content) <= LONGEST_HEAD and table.heads.fullmatch(content)
    return Unit(Span(start, start + len(content)), content, table.kind(content) or HEAD * bool(is_head))


def ends_paragraph(line: Unit, following: Unit, text: str) -> bool:
    """Whether a blank line comes after this one, or one of the two is no story by itself."""
    return bool(line.kind or following.kind) or text.count("\n", line.span.end, following.span.start) > 1


def joined(first: Unit, last: Unit, text: str) -> Unit:
    """The paragraph of several lines."""
    span = Span(first.span.start, last.span.end)
    return Unit(span, text[span.start : span.end], "")


def before_end(units: list[Unit]) -> list[bool]:
    """Whether each unit is story, as its own line and what ended before it tell."""
    flags: list[bool] = []
    told = ended = False
    for unit in units:
        ended = ended or (told and unit.kind == "ends")
        told = told or not (unit.kind or unit.is_short)
        flags.append(not ended and not unit.kind)
    return flags


def without_teasers(units: list[Unit], flags: list[bool]) -> list[bool]:
    """Take out the headlines of other stories after a line that announces them; the heading of what follows stays."""
    out = list(flags)
    for i, unit in enumerate(units):
        if unit.kind == "teasers":
            end = end_of_headlines(units, i + 1)
            out[i + 1 : end] = [False] * (end - i - 1)
    return out


def end_of_headlines(units: list[Unit], first: int) -> int:
    """Where a run of headlines ends; a last one that names what the next paragraph names is that one's heading."""
    end = first
    while end < len(units) and end - first < MAX_TEASERS and units[end].is_headline and units[end].kind != "teasers":
        end += 1
    is_heading = end > first and end < len(units) and is_heading_of(units[end - 1].text, units[end].text)
    return end - 1 if is_heading else end


def is_heading_of(heading: str, paragraph: str) -> bool:
    """Whether a short line names something that the paragraph after it names."""
    return len(heading.split()) <= MAX_HEADING and not set(CONTENT_WORD.findall(heading)).isdisjoint(
        CONTENT_WORD.findall(paragraph[:MAX_LINE])
    )


def without_notes(units: list[Unit], flags: list[bool]) -> list[bool]:
    """Take out notes on the author among the last paragraphs."""
    notes = load_boilerplate().notes
    out = list(flags)
    for i in [i for i, flag in enumerate(flags) if flag][1:][-NOTES_FROM_END:]:
        out[i] = len(units[i].text) > MAX_LINE or not notes.fullmatch(units[i].text)
    return out


def day_in(text: str) -> str:
    """The first day that stands in a text, as it stands there; "" if there is none.

    >>> day_in("By Ada Moor | Nov. 20, 2023, 9:00 a.m. EST")
    'Nov. 20, 2023'
    """
    found = load_boilerplate().date.search(text)
    return found[0] if found else ""


def days_above(text: str) -> Iterator[str]:
    """The days in lines above a story."""
    heads = (unit.text for unit in islice(units_of(text, load_boilerplate()), HEADS) if unit.kind == HEAD)
    return filter(None, map(day_in, heads))


def byline(text: str) -> str:
    r"""Who wrote a text as a line above it says, "" if none does.

    >>> byline("Talks fail\n\nBy Anna Hentzau and Rudolf Tarlenheim | 5 March 2024\n\nThey met.")
    'Anna Hentzau and Rudolf Tarlenheim'
    """
    table = load_boilerplate()
    heads = (unit.text for unit in islice(units_of(text, table), HEADS) if unit.kind == HEAD)
    return next((match["authors"] for match in map(table.heads.fullmatch, heads) if match and match["authors"]), "")
