from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pyoxigraph
import pytest
from graphs import ALAND, BERN, CARLA, DELTA, FREEDONIA, SYLVANIA, Writer, between_states, rules, says

from kg.assembly import Status
from kg.errors import QueryError
from kg.explain import Explanation, explain, explain_statement, find_statement
from kg.explain.text import render
from kg.model import Entity, Polarity, Statement
from kg.ontology import Ontology
from kg.store import Store, default_rules


@cache
def store() -> Store:
    made = Store(Path("memory"), pyoxigraph.Store(), rules(Path(mkdtemp())))
    writer = Writer("https://example.org/1", "On \x1b[31mtwins")
    writer.say(ALAND, "twins", BERN).say(BERN, "inside", DELTA, speaker=CARLA, factive=True)
    writer.say(CARLA, "pals", ALAND, speaker=DELTA, factive=False).say(CARLA, "pals", ALAND, factive=False)
    made.add(writer.done())
    made.add(
        says("https://example.org/2", ALAND, "twins", BERN, polarity=Polarity.NEGATED, confidence=0.8, when="2022-02")
    )
    return made


def explained(subject: str, relation: str, obj: str) -> Explanation:
    asked = find_statement(store().view, Statement(subject, relation, obj), store().ontology)
    assert asked
    return explain_statement(store().view, asked, store().ontology, store().scoring)


def test_both_sides_are_heard_with_quotes_and_arithmetic() -> None:
    found = explained("Aland", "twins", "Bern")
    assert found.belief
    assert (found.belief.status, found.belief.score) == (Status.DISPUTED, 0.2125)
    assert [v.evidence.quote for v in found.deniers] == ["Aland twins Bern not."]
    shown = render(found)
    assert "affirmed = 1 − min(1, 0.05 + 0.1) = 0.8500" in shown
    assert "denied = 1 − min(1, 0.05 + 0.2) = 0.7500" in shown
    assert "score = 0.8500 · (1 − 0.7500) = 0.2125" in shown
    assert "− “Aland [twins] Bern not.”" in shown
    assert "  denied by The Test\n" in shown
    assert "when 2022-02" in shown


def test_quotes_and_cues_are_stretches_of_the_text() -> None:
    for voice in explained("Aland", "twins", "Bern").voices:
        e = voice.evidence
        assert voice.article.text[slice(*e.sentence)] == e.quote
        assert e.quote[slice(*voice.cue)] == "twins"


def test_an_inferred_edge_leads_down_to_quotes() -> None:
    found = explained("Aland", "sways", "Delta_Union")
    assert found.inference
    assert found.inference.rule == "chain/twins+inside"
    assert [p.statement.relation for p in found.inference.premises] == ["twins", "inside"]
    shown = render(found)
    assert "Bern [inside] Delta Union." in shown
    assert "inferred by chain/twins+inside: twins, then inside, gives sways" in shown
    score, weight = found.inference.score, found.inference.weight
    assert f"score = 0.2125 · 0.85 · {weight:g} = {score:.4f}, from" in shown


def test_a_rule_of_another_version_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.explain.explaining.rules_of", lambda *_: ())
    shown = render(explained("Aland", "sways", "Delta_Union"))
    assert "inferred by chain/twins+inside, a rule of another version of kg; score = 0.1445, from" in shown
    assert "Bern [inside] Delta Union." in shown


def test_the_other_direction_of_a_relation_is_explained() -> None:
    found = explained("Bern", "pals", "Aland")
    assert "inferred by symmetric/pals: pals with, gives pals with the other way round" in render(found)


def test_other_names_are_explained() -> None:
    made = Store(Path("memory"), pyoxigraph.Store(), rules(Path(mkdtemp())))
    union = Entity("Dawn Union", "Actor", aliases=frozenset({"DU"}))
    for number, entity in enumerate((union, Entity("DU", "Actor"))):
        made.add(says(str(number), entity, "inside", BERN))
    found = explain_statement(made.view, Statement("DU", "inside", "Bern"), made.ontology, made.scoring)
    assert "  DU and Dawn Union are one: alias (0.95)\n" in render(found)


def test_copies_are_told_from_witnesses() -> None:
    made = Store(Path("memory"), pyoxigraph.Store(), rules(Path(mkdtemp())))
    for number, title in enumerate(("One", "Two", "Three")):
        writer = Writer(f"https://example.org/{number}", title, published=f"2023-11-2{number}")
        if title == "Three":
            writer.say(CARLA, "pals", DELTA)
        made.add(writer.say(ALAND, "twins", BERN).done())
    shown = render(explain_statement(made.view, Statement("Aland", "twins", "Bern"), made.ontology, made.scoring))
    assert "3 evidences of 2 origins" in shown
    assert shown.count("a copy") == 1
    assert (
        "  Two, The Test, 2023-11-21\n      a copy, edited or not, of the text of One, The Test, 2023-11-20: both are"
        in shown
    )


def test_speakers_are_named() -> None:
    shown = render(explained("Bern", "inside", "Delta_Union")) + render(explained("Carla_Moss", "pals", "Aland"))
    assert "reported by Carla Moss" in shown
    assert "claimed by Delta Union" in shown
    assert "claimed by somebody unnamed" in shown


def test_symmetric_statements_are_found_from_both_ends() -> None:
    assert explained("Carla_Moss", "pals", "Aland") == explained("Aland", "pals", "Carla_Moss")


def test_text_of_articles_cannot_drive_the_terminal() -> None:
    assert "\x1b" not in render(explained("Aland", "twins", "Bern"))


def shipped() -> tuple[Store, str]:
    """A graph that speaks the ontology that ships with kg, and one of its relations between states."""
    ontology = Ontology.load()
    name = next(r.name for r in between_states(ontology) if r.symmetric and "_" in r.name)
    made = Store(Path("memory"), pyoxigraph.Store(), default_rules())
    made.add(says("1", FREEDONIA, name, SYLVANIA))
    return made, name


def test_parts_are_named_as_people_name_them() -> None:
    made, name = shipped()
    label = made.ontology.relation(name).label
    for subject, relation in (("Freedonia", name), ("ent:Freedonia", label), ("freedonia", f"kg:{name}")):
        assert explain(made, subject, relation, "Sylvania").names == ("Freedonia", label, "Sylvania")


def test_what_is_not_known_is_said_with_what_is() -> None:
    made, name = shipped()
    with pytest.raises(QueryError, match="Freedonia"):
        explain(made, "Fredonia", name, "Sylvania")
    other = min(r for r in made.ontology.relations if r != name and not made.ontology.above[name] & {r})
    with pytest.raises(
        QueryError, match=f"nothing is known of: Freedonia .* known of the two: Freedonia {name} Sylvania"
    ):
        explain(made, "Freedonia", other, "Sylvania")
