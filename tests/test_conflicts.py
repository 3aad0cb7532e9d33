"""What cannot all be so: polarity, disjoint relations, one value at a time; and what only speakers say."""

import json
import re
from pathlib import Path

import pyoxigraph
import pytest
from graphs import ALAND, BERN, CARLA, DELTA, FREEDONIA, RURITANIA, SYLVANIA, between_states, built, says
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from kg.cli import app
from kg.cli.conflicts import written
from kg.edtf import Stretch
from kg.entities.gazetteer import Gazetteer
from kg.entities.posts import post
from kg.explain.conflicts import Conflict, Kind, conflicts
from kg.model import Entity, Extraction, Modality, Polarity
from kg.store import Store, default_rules

NO = Polarity.NEGATED
EGON = Entity("Egon Hale", "Person")


def found(*articles: Extraction) -> list[Conflict]:
    return conflicts(built(*articles))


def test_both_sides_are_shown_with_quotes_sources_and_dates() -> None:
    [conflict] = found(says("1", ALAND, "inside", BERN), says("2", ALAND, "inside", BERN, polarity=NO))
    assert (conflict.kind, conflict.spoken) == (Kind.POLARITY, False)
    shown = written([conflict], "table", None).splitlines()
    assert shown[0] == "articles against each other"
    words = [re.split("  +", line) for line in shown[2:]]
    assert words[0] == ["1", "polarity", "Aland inside Bern", "Aland inside Bern.", "The Test", "1", "2023-11-20"]
    assert words[1] == ["", "not: Aland inside Bern", "Aland inside Bern not.", "The Test", "2", "2023-11-20"]


def test_what_is_not_actual_contradicts_nothing() -> None:
    for modality in (Modality.POSSIBLE, Modality.FUTURE, Modality.DEMANDED, Modality.CONDITIONAL):
        denied = says("2", ALAND, "inside", BERN, polarity=NO, modality=modality)
        assert found(says("1", ALAND, "inside", BERN), denied) == []


@pytest.mark.parametrize(
    ("when", "other", "number"), [("2014", "2022/..", 0), ("2014", "2013/2014-02", 1), ("", "2022", 1)]
)
def test_times_must_overlap(when: str, other: str, number: int) -> None:
    yes, no = says("1", ALAND, "inside", BERN, when=when), says("2", ALAND, "inside", BERN, polarity=NO, when=other)
    assert len(found(yes, no)) == number
    pals, foes = says("1", ALAND, "pals", BERN, when=when), says("2", ALAND, "foes", BERN, when=other)
    assert len(found(pals, foes)) == number


def test_speaker_against_speaker_is_listed_apart() -> None:
    claim = says("1", ALAND, "inside", BERN, speaker=CARLA, factive=False)
    denial = says("2", ALAND, "inside", BERN, polarity=NO, speaker=DELTA, factive=False)
    article = says("3", ALAND, "inside", BERN)
    for articles in ((claim, denial), (article, denial)):
        [conflict] = found(*articles)
        assert conflict.spoken
        assert "speakers against each other" in written([conflict], "table", None)
        assert "Delta Union" in written([conflict], "table", None)
    both = found(claim, denial, article, says("4", ALAND, "inside", BERN, polarity=NO))
    assert [c.spoken for c in both] == [False]


def test_relations_that_exclude_each_other() -> None:
    [direct] = found(says("1", ALAND, "pals", BERN), says("2", ALAND, "foes", BERN))
    assert direct.kind is Kind.DISJOINT
    assert {s.statement.relation for s in direct.sides} == {"pals", "foes"}
    [below] = found(says("1", ALAND, "twins", BERN), says("2", ALAND, "foes", BERN))
    assert {s.statement.relation for s in below.sides} == {"twins", "foes"}
    assert len(found(says("1", ALAND, "pals", BERN), says("2", BERN, "foes", ALAND))) == 1
    assert found(says("1", ALAND, "pals", BERN), says("2", ALAND, "foes", DELTA)) == []


def test_one_value_at_a_time() -> None:
    [seat] = found(says("1", ALAND, "seat", BERN), says("2", ALAND, "seat", DELTA))
    assert seat.kind is Kind.SINGLE
    assert found(says("1", ALAND, "seat", BERN), says("2", CARLA, "seat", BERN)) == []
    [rule] = found(says("1", ALAND, "rules", BERN), says("2", CARLA, "rules", BERN))
    assert {s.statement.subject for s in rule.sides} == {"Aland", "Carla_Moss"}


def test_two_presidents_of_one_country_under_any_name_of_the_office() -> None:
    offices = [Entity(name, "Actor") for name in ("Serbian President", "President of Serbia", "Serbian minister")]
    first = says("1", CARLA, "holds", offices[0], when="2020/2023")
    second = says("2", EGON, "holds", offices[1], when="2022/..")
    third = says("3", EGON, "holds", offices[0], when="2022-05")
    [conflict] = found(first, second, third)
    assert [len(side.voices) for side in conflict.sides] == [1, 2]
    assert found(first, says("2", EGON, "holds", offices[1], when="2024/..")) == []
    assert found(says("1", CARLA, "holds", offices[2]), says("2", EGON, "holds", offices[2])) == []


def test_two_presidents_of_a_country_that_no_gazetteer_knows() -> None:
    office = Entity("president of Freedonia", "Actor")
    [conflict] = found(says("1", CARLA, "holds", office), says("2", EGON, "holds", office))
    assert conflict.kind is Kind.SINGLE


def test_an_office_lasts_from_the_first_to_the_last_time_it_is_spoken_of() -> None:
    office = Entity("Serbian President", "Actor")
    spells = [says(str(n), CARLA, "holds", office, when=when) for n, when in enumerate(("2020", "2023"))]
    assert found(spells[0], says("x", EGON, "holds", office, when="2022")) == []
    assert len(found(*spells, says("x", EGON, "holds", office, when="2022"))) == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Serbian President", ("president", "Serbia")),
        ("the president of the Republic of Serbia", ("president", "Serbia")),
        ("Serbia’s prime minister", ("prime_minister", "Serbia")),
        ("president of the club", None),
        ("president of Freedonia", ("president", "Freedonia")),
        ("the President of the Republic of Freedonia", ("president", "Republic of Freedonia")),
        ("Freedonian president", ("president", "Freedonian")),
        ("president", None),
        ("Serbia", None),
    ],
)
def test_posts(name: str, expected: tuple[str, str] | None) -> None:
    assert post(name, Gazetteer.load()) == expected


dates = st.builds("{:04}-{:02}-{:02}".format, st.integers(1, 9999), st.integers(1, 12), st.integers(1, 28))
values = dates | st.builds("{}/{}".format, dates, dates) | st.builds("{}/..".format, dates) | st.just("")


@given(values, values)
def test_overlap_is_symmetric_and_hulls_cover(one: str, other: str) -> None:
    a, b = Stretch.of(one), Stretch.of(other)
    assert a.overlaps(b) == b.overlaps(a)
    assert a.hull(b) == b.hull(a)
    assert a.hull(b).first <= a.first
    assert a.hull(b).last >= b.last


def test_formats() -> None:
    listed = found(says("1", ALAND, "inside", BERN), says("2", ALAND, "inside", BERN, polarity=NO))
    [data] = json.loads(written(listed, "json", None))
    assert [side["evidence"][0]["source"] for side in data["sides"]] == ["1", "2"]
    graph = pyoxigraph.Store()
    graph.load(written(listed, "turtle", None).encode(), format=pyoxigraph.RdfFormat.TURTLE)
    quotes = graph.query("""
        PREFIX kg: <https://w3id.org/kg-news/ontology#>
        SELECT ?quote { ?c a kg:Contradiction ; kg:kind "polarity" ; kg:side/kg:evidence/kg:quote ?quote } ORDER BY ?quote""")
    assert [row["quote"].value for row in quotes] == ["Aland inside Bern not.", "Aland inside Bern."]  # type: ignore[union-attr]
    refused = CliRunner().invoke(app, ["conflicts", "--format", "xml"])
    assert (refused.exit_code, "known: table, json, turtle, ntriples, jsonld" in refused.stderr) == (2, True)
    assert written([], "table", None) == "no conflicts\n"


def test_command(tmp_path: Path) -> None:
    place = tmp_path / "g"
    relation = between_states(default_rules().ontology)[0].name
    with Store.open(place) as store:
        for n, polarity in enumerate(Polarity):
            store.add(says(str(n), FREEDONIA, relation, SYLVANIA, polarity=polarity))
        store.add(says("3", SYLVANIA, relation, RURITANIA))
    for arguments, lines in (([], 4), (["--about", "Freedonia"], 4), (["--about", "Ruritania"], 1)):
        shown = CliRunner().invoke(app, ["--store", str(place), "conflicts", *arguments])
        assert len(shown.output.splitlines()) == lines
    shown = CliRunner().invoke(app, ["--store", str(place), "conflicts", "--json"])
    assert len(json.loads(shown.output)) == 1
