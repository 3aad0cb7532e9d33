"""Every proposition of a text: `kg.extract` and `kg extract`, on any text, in time that grows with it."""

import json
import string
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

import kg
from kg.cli import app
from kg.cli.extracting import COLUMNS
from kg.errors import FormatError
from kg.extract.surface import NO_ENTITIES, OpenProposition
from kg.model import Modality, Polarity
from kg.reading.language import foreign

pytestmark = pytest.mark.model

TEXT = (
    "France imposed sanctions on Iran. Serbia did not condemn the Russian invasion of Ukraine, officials said. "
    "The talks in Oslo may fail."
)
GERMAN = "Die Regierung hat den Angriff auf die Ukraine nicht verurteilt."


def said(text: str, **options: str) -> dict[tuple[str, str, str], OpenProposition]:
    return {(p.arg1.text, p.relation.text, p.arg2.text): p for p in kg.extract(text, **options)}  # type: ignore[arg-type]


class TestApi:
    def test_mapped_or_not_with_the_reason(self) -> None:
        found = said(TEXT)
        mapped = found["France", "imposed sanctions on", "Iran"]
        assert [(e.subject.name, e.relation, e.object.name) for e in mapped.evidences] == [
            ("France", "sanctions", "Iran")
        ]
        assert mapped.reason == ""
        unmapped = found["The talks in Oslo", "may fail", ""]
        assert (unmapped.evidences, unmapped.reason) == ((), NO_ENTITIES)

    def test_polarity_modality_and_attribution(self) -> None:
        found = said(TEXT)
        condemned = found["Serbia", "did not condemn", "the Russian invasion of Ukraine"]
        assert condemned.polarity is Polarity.NEGATED
        assert condemned.attribution is not None
        assert condemned.attribution.speaker is not None
        assert TEXT[slice(*condemned.attribution.speaker)] == "officials"
        assert found["The talks in Oslo", "may fail", ""].modality is Modality.POSSIBLE

    def test_what_only_a_noun_says_is_there(self) -> None:
        invasion = next(p for p in kg.extract(TEXT) if p.relation.text == "invasion of")
        assert (invasion.arg1.text, invasion.arg2.text) == ("Russian", "Ukraine")

    def test_a_noun_with_the_verb_below_it(self) -> None:
        found = said("The governor's decision to close the school led to protests.")
        assert ("The governor", "decision to close", "the school") in found

    @pytest.mark.parametrize(
        ("text", "noun"),
        [
            pytest.param("The old and new owners of the hotel met the mayor.", "owners", id="modifier-is-no-argument"),
            pytest.param("He was elected chairman of the board.", "chairman", id="said-with-a-verb"),
            pytest.param("Military aid reached the island in 1948.", "island", id="said-by-the-clause"),
        ],
    )
    def test_what_a_clause_says_no_noun_says_again(self, text: str, noun: str) -> None:
        assert not any(p.relation.text.startswith(noun) for p in kg.extract(text))

    def test_a_prefix_says_it_of_the_name_behind_it(self) -> None:
        assert ("Serbia", "anti", "NATO") in said("Serbia held anti-NATO rallies.")

    def test_a_statement_between_subjects_stands_with_their_clause(self) -> None:
        found = said("Norway and Sweden signed the pact.")
        assert set(found) == {("Norway", "signed", "the pact"), ("Sweden", "signed", "the pact")}
        joined = {(e.subject.name, e.object.name) for p in found.values() for e in p.evidences}
        assert ("Norway", "Sweden") in joined

    def test_a_name_with_and_is_one_argument(self) -> None:
        found = said("Bosnia and Herzegovina and Serbia signed the deal.")
        assert ("Bosnia and Herzegovina", "signed", "the deal") in found
        assert ("Serbia", "signed", "the deal") in found

    def test_whole_clauses_on_request(self) -> None:
        assert ("France", "imposed", "sanctions on Iran") in said(TEXT, detail="clause")

    def test_an_unknown_detail_is_refused(self) -> None:
        with pytest.raises(ValueError, match="word"):
            kg.extract(TEXT, detail="word")

    def test_a_date_that_is_none_is_refused(self) -> None:
        with pytest.raises(FormatError, match="published"):
            kg.extract(TEXT, published="yesterday")

    def test_another_language_is_skipped_with_a_warning_unless_forced(self) -> None:
        with pytest.warns(UserWarning, match="German"):
            assert kg.extract(GERMAN) == ()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            kg.extract(GERMAN, force=True)

    def test_longer_than_an_article_is_refused_at_once(self) -> None:
        with pytest.raises(FormatError, match="split it"):
            kg.extract("Serbia condemned Russia. " * 400_000)


HOSTILE = [
    "",
    " \n\t ",
    "Contents 1 2 3",
    "\x00\x01Serbia\x07 condemned\x1b[31m Russia\x7f.\x85",
    "\u202eSerbia condemned \u200fRussia\u202c.",
    "🇷🇸 condemned 🇷🇺 😀😀 and left 👨‍👩‍👧.",
    "e" + "\u0301" * 500,
    "Serbia \ud800 condemned Russia.",
    "(" * 300 + "Serbia" + ")" * 300,
]
TOKENS = st.sampled_from(
    [
        *[
            "Serbia",
            "condemned",
            "Russia",
            "that",
            "to",
            "and",
            "of",
            ",",
            ".",
            "'",
            "’",
            "\u200f",
            "🇷🇸",
            "\n",
            "́",
            "did",
            "not",
            "the",
        ],
        "\t",
    ]
)


@pytest.mark.parametrize("detail", ["fact", "clause"])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_read(text: str, detail: str) -> None:
    kg.extract(text, detail=detail, force=True)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.text(max_size=60), st.lists(TOKENS, max_size=30).map(" ".join)))
@example("Café\u0301 “Δelta” didn’t condemn 🇷🇸—but Kosovo did.")
def test_offsets_are_exact_in_any_text(text: str) -> None:
    for detail in ("fact", "clause"):
        for p in kg.extract(text, detail=detail, force=True):
            for phrase in (p.arg1, p.relation, p.arg2):
                if phrase.spans:
                    assert " ".join(text[start:end] for start, end in phrase.spans) == phrase.text
                assert all(p.sentence.start <= s.start < s.end <= p.sentence.end for s in phrase.spans)
            assert p.sentence.start <= p.cue.start < p.cue.end <= p.sentence.end


def seconds(text: str) -> float:
    start = time.process_time()  # whatever else the machine does
    kg.extract(text, force=True)
    return time.process_time() - start


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda n: "Serbia, " + "Kosovo, " * n + "and Albania condemned Russia.", id="list"),
        pytest.param(lambda n: "Serbia condemned " + "the friend of " * (n // 2) + "Russia.", id="nesting"),
        pytest.param(lambda n: "Serbia said that " * (n // 3) + "Russia left.", id="clauses"),
        pytest.param(lambda n: "Serbia wants " + "to begin " * (n // 2) + "to leave.", id="infinitives"),
        pytest.param(lambda n: "The envoys of Serbia met and said that talks failed " * (n // 10), id="one-line"),
        pytest.param(lambda n: "a" * (8 * n), id="one-word"),
    ],
)
def test_time_grows_with_the_text(make: Callable[[int], str]) -> None:
    seconds("Serbia condemned Russia.")  # loads the tools
    short, long = min(seconds(make(1000)) for _ in range(2)), seconds(make(4000))
    assert long < 10 * short + 1  # four times the text; sixteen times the time if it were quadratic


class TestLanguage:
    @pytest.mark.parametrize(
        ("text", "language"),
        [
            (GERMAN, "German"),
            ("La France a condamné l'attaque contre l'Ukraine.", "French"),
            ("Serbia je osudila napad na Ukrajinu i podržala Moldaviju.", "Croatian or Serbian"),
            ("El presidente de la República se reunió con su homólogo en Madrid.", "Spanish"),
            ("Президент Сербии осудил нападение.", "one in Cyrillic script"),
            ("中国谴责了这次袭击事件。", "Chinese or Japanese"),
        ],
    )
    def test_other_languages_are_told(self, text: str, language: str) -> None:
        assert foreign(text) == language

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "1 2 3 4 5 6 7",
            "🇷🇸🇷🇸",
            "Le Monde",
            "Serbia condemned Russia. Albania joined NATO. Kosovo sued Serbia.",
            "President Lula da Silva visits Rio de Janeiro, Sao Paulo",
            "The minister said »der Angriff« was wrong, and Президент denied it.",
        ],
    )
    def test_english_and_what_cannot_be_told_is_read(self, text: str) -> None:
        assert foreign(text) == ""

    def test_the_samples_are_english(self, samples: Path) -> None:
        for path in sorted(samples.iterdir()):
            assert foreign(path.read_text(encoding="utf-8")) == "", path.name


class TestCommand:
    @pytest.fixture
    def command(self, tmp_path: Path) -> Callable[..., Result]:
        def call(*arguments: str, text: str = TEXT) -> Result:
            return CliRunner().invoke(
                app, ["--store", str(tmp_path / "graph.kg"), "extract", "-", *arguments], input=text
            )

        return call

    def test_the_table_has_every_proposition_and_leaves_no_graph(
        self, command: Callable[..., Result], tmp_path: Path
    ) -> None:
        lines = command().stdout.splitlines()
        assert lines[0].split()[:3] == ["arg1", "relation", "arg2"]
        assert len(lines) == 1 + len(kg.extract(TEXT))
        assert any("did not condemn" in line and "negated" in line and "officials" in line for line in lines)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("option", [("--format", "jsonl"), ("-f", "jsonl"), ("--json",)])
    def test_json_lines_say_where(self, command: Callable[..., Result], option: tuple[str, ...]) -> None:
        rows = [json.loads(line) for line in command(*option).stdout.splitlines()]
        assert len(rows) == len(kg.extract(TEXT))
        for row in rows:
            for part in ("arg1", "relation", "arg2"):
                pieces = [TEXT[start:end] for start, end in row["spans"][part]]
                assert not pieces or " ".join(pieces) == row[part]
            assert TEXT[row["sentence"]["start"] : row["sentence"]["end"]] == row["sentence"]["text"]
            assert bool(row["statements"]) != bool(row["reason"])
        condemned = next(r for r in rows if r["relation"] == "did not condemn")
        assert condemned["attribution"] == {"speaker": "officials", "cue": "said", "factive": False}
        assert condemned["statements"][0]["relation"] == "condemns"

    def test_tsv_names_its_columns_and_ends_sentences_with_a_blank_line(self, command: Callable[..., Result]) -> None:
        lines = command("--format", "tsv", "--detail", "clause").stdout.splitlines()
        assert lines[0] == f"# global.columns = {' '.join(COLUMNS)}"
        assert next(line for line in lines if line.startswith("# text = ")).endswith("sanctions on Iran.")
        rows = [
            dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in lines if line and line[0] in string.digits
        ]
        assert len(rows) == len(kg.extract(TEXT, detail="clause"))
        assert lines.count("") == 3
        start, end = map(int, rows[0]["ARG2_SPANS"].split(":"))
        assert TEXT[start:end] == rows[0]["ARG2"] == "sanctions on Iran"
        assert rows[-1]["ARG2"] == "_"

    def test_what_is_less_sure_is_left_out(self, command: Callable[..., Result]) -> None:
        rows = [json.loads(line) for line in command("--json", "--confidence", "0.6").stdout.splitlines()]
        assert rows
        assert all(row["confidence"] >= 0.6 for row in rows)

    @pytest.mark.parametrize("option", [("--format", "xml"), ("--detail", "word")])
    def test_a_wrong_choice_names_the_right_ones(self, command: Callable[..., Result], option: tuple[str, str]) -> None:
        result = command(*option)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "; known: " in result.stderr
        assert result.stderr.count("\n") == 1

    def test_another_language_is_one_line_of_warning(self, command: Callable[..., Result]) -> None:
        result = command("--json", text=GERMAN)
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (0, "", 1)
        assert "German" in result.stderr
        assert command("--json", "--force", text=GERMAN).stderr == ""

    def test_add_skips_another_language_too(self, tmp_path: Path) -> None:
        store = ["--store", str(tmp_path / "graph.kg")]
        result = CliRunner().invoke(app, [*store, "add", "-"], input=GERMAN)
        assert result.exit_code == 0
        assert "German" in result.stderr
        assert not (tmp_path / "graph.kg").exists()
        assert CliRunner().invoke(app, [*store, "add", "-", "--force"], input=GERMAN).stdout.startswith("new")

    def test_empty_input_is_one_line_of_error(self, command: Callable[..., Result]) -> None:
        result = command(text="")
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
