"""Times in words -> EDTF."""

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg.edtf import Date
from kg.errors import OntologyError
from kg.extract.time import find_times, resolve_time
from kg.extract.timewords import TimeWords, load_time_words
from kg.extract.tree import Tree

MONDAY = "2023-11-20"

ABSOLUTE = {
    "in February 2022": "2022-02",
    "on 24 February 2022": "2022-02-24",
    "February 24 , 2022": "2022-02-24",
    "Feb. 24 , 2022": "2022-02-24",
    "the 24th of February 2022": "2022-02-24",
    "Monday , May 18 , 2015": "2015-05-18",
    "in 2022": "2022",
    "the 2014 annexation": "2014",
    "in early 2014": "2014",
    "since 2014": "2014/..",
    "since the end of 2021": "2021/..",
    "until 2020": "../2020",
    "by 2030": "../2030",
    "from 2014 to 2020": "2014/2020",
    "between 2014 and 2020": "2014/2020",
    "2014 - 2020": "2014/2020",
    "in 2014 – 2020": "2014/2020",
    "from February to May 2022": "2022-02/2022-05",
    "in the 1990s": "199X",
    "since the 1990s": "199X/..",
    "in the 19th century": "18XX",
    "in the summer of 2022": "2022-22",
    "2022 - 02 - 24": "2022-02-24",
}

RELATIVE = {
    "on Monday": "2023-11-20",
    "on Tuesday": "2023-11-14",
    "last Monday": "2023-11-13",
    "next Monday": "2023-11-27",
    "this Friday": "2023-11-24",
    "yesterday": "2023-11-19",
    "last night": "2023-11-19",
    "this morning": "2023-11-20",
    "tomorrow": "2023-11-21",
    "last week": "2023-11-13/2023-11-19",
    "until last week": "../2023-11-19",
    "last month": "2023-10",
    "last year": "2022",
    "next year": "2024",
    "since last year": "2022/..",
    "earlier this month": "2023-11",
    "three days ago": "2023-11-17",
    "a week ago": "2023-11-13/2023-11-19",
    "two months ago": "2023-09",
    "ten years ago": "2013",
    "a decade ago": "201X",
    "over the past three years": "2020/2023",
    "in October": "2023-10",
    "in December": "2022-12",
    "on November 20": "2023-11-20",
    "on 24 December": "2022-12-24",
}

NONE = [
    "1,400 earthquakes", "they may march", "2022 people", "on Earth", "the last word", "in 20222", "February 30 , 2022",
    "in the past", "99999999999 days ago", "", "this", "sun", "from Serbia to Russia",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), ABSOLUTE.items())
def test_absolute_times_need_no_date(text: str, value: str) -> None:
    assert resolve_time(text.split(), "") == value
    assert resolve_time(text.split(), MONDAY) == value


@pytest.mark.parametrize(("text", "value"), RELATIVE.items())
def test_relative_times_are_counted_from_publication(text: str, value: str) -> None:
    assert resolve_time(text.split(), MONDAY) == value


@pytest.mark.parametrize("text", RELATIVE)
def test_relative_times_stay_unresolved_without_a_date(text: str) -> None:
    assert resolve_time(text.split(), "") == ""


@pytest.mark.parametrize("text", NONE)
def test_other_words_are_no_times(text: str) -> None:
    assert resolve_time(text.split(), MONDAY) == ""


def test_precision_of_the_date_limits_what_is_resolved() -> None:
    assert resolve_time(["last", "month"], "2023-11") == "2023-10"
    assert resolve_time(["yesterday"], "2023-11") == ""
    assert resolve_time(["last", "year"], "2023") == "2022"
    assert resolve_time(["last", "month"], "2023") == ""


def test_spans_cover_the_preposition() -> None:
    doc = Doc(
        Vocab(),
        words=["War", "in", "February", "2022", "and", "again", "in", "2023", "."],
        heads=[0] * 9,
        deps=["dep"] * 9,
    )
    times = find_times(Tree.of(doc), "")
    assert [doc.text[t.span.start : t.span.end] for t in times] == ["in February 2022", "in 2023"]
    assert [(t.first, t.last) for t in times] == [(1, 3), (6, 7)]


def test_a_future_verb_looks_ahead() -> None:
    doc = Doc(
        Vocab(), words=["They", "will", "meet", "on", "Friday"], heads=[2, 2, 2, 4, 2],
        deps=["nsubj", "aux", "ROOT", "case", "obl"], tags=["PRP", "MD", "VB", "IN", "NNP"],
    )  # fmt: skip
    assert [t.value for t in find_times(Tree.of(doc), MONDAY)] == ["2023-11-24"]


def test_a_planned_infinitive_looks_ahead() -> None:
    doc = Doc(
        Vocab(), words=["They", "plan", "to", "meet", "in", "May"], heads=[1, 1, 3, 1, 5, 3],
        deps=["nsubj", "ROOT", "mark", "xcomp", "case", "obl"], tags=["PRP", "VBP", "TO", "VB", "IN", "NNP"],
        lemmas=["they", "plan", "to", "meet", "in", "May"],
    )  # fmt: skip
    assert [t.value for t in find_times(Tree.of(doc), MONDAY)] == ["2024-05"]


def test_a_counted_number_is_no_year() -> None:
    doc = Doc(
        Vocab(), words=["rally", "of", "2000", "people"], heads=[0, 3, 3, 0], deps=["ROOT", "case", "nummod", "nmod"],
        pos=["NOUN", "ADP", "NUM", "NOUN"],
    )  # fmt: skip
    assert find_times(Tree.of(doc), MONDAY) == ()


VALUE = re.compile(r"(\.\.|\d{4}(-\d\d){0,2}|\d{3}X|\d{2}XX)(/(\.\.|\d{4}(-\d\d){0,2}|\d{3}X))?")
VOCABULARY = sorted(
    {w for t in (load_time_words().months, load_time_words().units, load_time_words().shifts, load_time_words().prepositions) for w in t}
    | {"Monday", "ago", "the", "of", ",", "-", "to", "and", "1990s", "24th", "0", "31", "2022", "999", "9999", "February", "will", "²"}
)  # fmt: skip


@given(
    st.lists(st.one_of(st.sampled_from(VOCABULARY), st.text(min_size=1, max_size=6)), max_size=30),
    st.one_of(st.just(""), st.dates().map(dt.date.isoformat), st.text(max_size=8)),
)
def test_any_text_gives_edtf_or_nothing(words: list[str], published: str) -> None:
    value = resolve_time(words, published)
    assert value == "" or VALUE.fullmatch(value)


@given(st.dates())
def test_dates_are_written_as_they_are_read(day: dt.date) -> None:
    assert str(Date.parse(day.isoformat())) == day.isoformat()


@pytest.mark.parametrize("text", ["2022-00", "2022-13", "2022-02-30", "0000", "22", "2022-2-4", "2022/..", "٢٠٢٢"])
def test_what_no_calendar_has_is_no_date(text: str) -> None:
    assert Date.parse(text) is None


def test_a_broken_table_is_named(tmp_path: Path) -> None:
    table = tmp_path / "time.toml"
    table.write_text("[months]\njune = 6\n", encoding="utf-8")
    with pytest.raises(OntologyError, match=r"time\.toml"):
        TimeWords.read(table)
