"""Which names are one entity: rules, guards, what people decide, and that undoing leaves no trace."""

from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
from graphs import ALAND, BERN, DELTA, Writer, graphs, says, small
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.assembly import Decision, Status, Verdict
from kg.assembly.identity import Identity
from kg.errors import KgError, OntologyError, QueryError, StoreError
from kg.model import Entity, Extraction, Modality, Polarity, Statement
from kg.store import Store
from kg.store.deciding import decide, named, overview

few = settings(max_examples=40, deadline=None)

PRESIDENT, BISHOP = "office:state/president", "office:religion/bishop"
MOSS = Entity("Moss", "Person", stands_for="Aland")
ANNA = Entity("Anna Moss", "Person", stands_for="Aland", aliases=frozenset({"Ms Moss"}))
BELA = Entity("Bela Moss", "Person")
LEAGUE = Entity("Danube League", "Actor", aliases=frozenset({"DL"}))
DL = Entity("DL", "Actor")


def built(*named: Entity | Extraction) -> Store:
    """A graph of articles, each about one entity."""
    store = Store(Path("memory"), pyoxigraph.Store(), small())
    for number, one in enumerate(named):
        store.add(one if isinstance(one, Extraction) else says(f"https://example.org/{number}", one, "inside", BERN))
    return store


def say(store: Store, verdict: Verdict, one: str, other: str) -> Decision:
    return decide(store, Decision(verdict, one, other, "me", "2024-01-02", "I know them"))


def slugs(store: Store) -> list[str]:
    return [slug for slug in store.view.entities() if slug != "Bern"]


def dump(store: Store) -> list[str]:
    return list(store.nquads())


# Rules


def test_a_surname_joins_the_only_person_of_the_same_country() -> None:
    store = built(ANNA, MOSS)
    assert slugs(store) == ["Anna_Moss"]
    entity = store.view.entity("Anna_Moss")
    assert entity
    assert entity.aliases >= {"Moss", "Ms Moss"}
    [ruling] = [r for r in store.view.rulings() if r.rule == "surname"]
    assert (ruling.verdict, ruling.names, ruling.entities) == (
        Verdict.SAME,
        ("Anna_Moss", "Moss"),
        frozenset({"Anna_Moss"}),
    )
    assert ruling.basis == {ANNA, MOSS}


def test_a_surname_alone_is_doubtful() -> None:
    store = built(ANNA, replace(MOSS, stands_for=""))
    assert slugs(store) == ["Anna_Moss", "Moss"]
    assert [(r.names, r.rule, r.score) for r in overview(store).doubtful] == [(("Anna_Moss", "Moss"), "namesake", 0.45)]


def test_a_surname_between_two_is_doubtful_with_both() -> None:
    store = built(ANNA, replace(BELA, stands_for="Aland"), MOSS)
    assert slugs(store) == ["Anna_Moss", "Bela_Moss", "Moss"]
    assert {r.score for r in overview(store).doubtful} == {0.425}


def test_an_acronym_that_an_article_explains_joins() -> None:
    store = built(LEAGUE, DL)
    assert slugs(store) == ["DL"]
    entity = store.view.entity("DL")
    assert entity
    assert entity.label == "Danube League"


def test_initials_join_where_only_one_name_has_them() -> None:
    rules_of_initials = replace(small(), identity=replace(small().identity, acronyms=frozenset({"Actor"})))
    bare = replace(LEAGUE, aliases=frozenset())
    for others, expected in (((), ["DL"]), ((Entity("Dawn Lobby", "Actor"),), ["DL", "Danube_League", "Dawn_Lobby"])):
        store = Store(Path("memory"), pyoxigraph.Store(), rules_of_initials)
        for number, entity in enumerate((bare, DL, *others)):
            store.add(says(f"https://example.org/{number}", entity, "inside", BERN))
        assert slugs(store) == expected


# Guards


@pytest.mark.parametrize(
    ("one", "other", "why", "expected"),
    [
        (Entity("Egon", "Person"), Entity("Egon", "State"), "types", ["Egon.Person", "Egon.State"]),
        (
            Entity("Ministry", "Actor", stands_for="Aland"), Entity("Ministry", "Actor", stands_for="Bern"),
            "countries", ["Ministry.Aland", "Ministry.Bern"],
        ),
        (
            Entity("Egon", "Person", context=frozenset({PRESIDENT})), Entity("Egon", "Person", context=frozenset({BISHOP})),
            "offices", ["Egon.church", "Egon.state"],
        ),
        (
            Entity("Egon", "Person", context=frozenset({"decade:1910"})),
            Entity("Egon", "Person", context=frozenset({"decade:2020"})),
            "dates", ["Egon.1910s", "Egon.2020s"],
        ),
    ],
)  # fmt: skip
def test_homonyms_stay_apart(one: Entity, other: Entity, why: str, expected: list[str]) -> None:
    store = built(one, other)
    assert slugs(store) == expected
    assert [(r.rule, list(r.names)) for r in overview(store).different] == [(f"guard/{why}", expected)]


def test_what_is_long_ago_is_no_other_where_somebody_may_have_lived_through_it() -> None:
    decades = [Entity("Egon", "Person", context=frozenset({f"decade:{year}"})) for year in (1950, 1990, 2020)]
    assert slugs(built(*decades)) == ["Egon"]


def test_the_decades_of_an_entity_come_from_dated_evidence() -> None:
    egon = Entity("Egon", "Person")
    early, late = (says(when, egon, "inside", BERN, when=when) for when in ("1914-06", "2020"))
    assert slugs(built(early, late)) == ["Egon.1910s", "Egon.2020s"]
    planned = says("p", egon, "inside", BERN, when="2020", modality=Modality.FUTURE)
    assert slugs(built(early, planned)) == ["Egon"]


def test_a_guard_breaks_a_chain() -> None:
    """The short name could be either, they are not each other: joining by turns must not make all three one."""
    other = Entity("Dawn Lobby", "State", aliases=frozenset({"DL"}))
    store = built(LEAGUE, DL, other)
    assert "Dawn_Lobby" in slugs(store)
    assert len(slugs(store)) > 1


# People


def test_a_person_wins_over_rules() -> None:
    store = built(ANNA, MOSS)
    before = dump(store)
    made = say(store, Verdict.DIFFERENT, "Moss", "Anna Moss")
    assert slugs(store) == ["Anna_Moss", "Moss"]
    assert overview(store).decisions == (made,)
    assert store.undo(made.id) == made
    assert dump(store) == before


def test_a_person_wins_over_guards() -> None:
    store = built(Entity("Egon", "Person"), Entity("Egon", "State"))
    before = dump(store)
    made = say(store, Verdict.SAME, "Egon.Person", "ent:Egon.State")
    assert slugs(store) == ["Egon.Person"]
    store.undo(made.id)
    assert dump(store) == before


def test_a_decision_moves_statements_and_their_scores() -> None:
    denial = says("https://example.org/no", Entity("Dawn", "Actor"), "inside", BERN, polarity=Polarity.NEGATED)
    store = built(Entity("Dusk", "Actor"), denial)
    made = say(store, Verdict.SAME, "Dawn", "Dusk")
    belief = store.view.belief(Statement("Dawn", "inside", "Bern"))
    assert belief
    assert (belief.status, belief.evidence_count) == (Status.DISPUTED, 2)
    store.undo(made.id)
    assert not store.view.belief(Statement("Dawn", "inside", "Bern")).asserted  # type: ignore[union-attr]


def test_a_decision_outlives_its_articles_and_holds_for_new_ones() -> None:
    store = built(ANNA, MOSS)
    say(store, Verdict.DIFFERENT, "Moss", "Anna Moss")
    for article in store.articles():
        store.retract(article)
    assert slugs(store) == []
    store.add(says("new", replace(ANNA, aliases=frozenset()), "inside", BERN))
    store.add(says("newer", replace(MOSS, aliases=frozenset({"the Moss"})), "inside", BERN))
    assert slugs(store) == ["Anna_Moss", "Moss"]


def test_same_and_same_is_not_the_same_against_a_person() -> None:
    one, two, three = (Entity(name, "Actor") for name in ("Dawn", "Dusk", "Noon"))
    store = built(one, two, three)
    say(store, Verdict.DIFFERENT, "Dawn", "Noon")
    say(store, Verdict.SAME, "Dawn", "Dusk")
    say(store, Verdict.SAME, "Dusk", "Noon")
    found = slugs(store)
    assert len(found) == 2
    assert {"Dawn", "Noon"} & set(found)


def test_a_decision_without_effect_says_why() -> None:
    store = built(*(Entity(name, "Actor") for name in ("Dawn", "Dusk", "Noon")))
    apart = say(store, Verdict.DIFFERENT, "Dawn", "Noon")
    first, second = (say(store, Verdict.SAME, "Dusk", name) for name in ("Dawn", "Noon"))
    (overruled,) = overview(store).idle
    assert overruled in {first.id, second.id}
    assert "are different" in overview(store).idle[overruled]
    store.undo(apart.id)
    assert overview(store).idle == {}
    store.retract(source="https://example.org/2")
    assert overview(store).idle == {second.id: "no article names noon.Actor"}


def test_a_decision_on_a_name_that_has_become_several_says_so() -> None:
    store = built(Entity("Egon", "Person", stands_for="Aland"), Entity("Moss", "Person"))
    made = say(store, Verdict.SAME, "Egon", "Moss")
    assert overview(store).idle == {}
    store.add(says("new", Entity("Egon", "Person", stands_for="Delta"), "inside", BERN))
    assert overview(store).idle == {made.id: "egon.Person has become several: Egon.Aland, Egon.Delta"}


def test_what_cannot_be_decided_is_said() -> None:
    store = built(ANNA, MOSS, Entity("Egon", "Person"), Entity("Egon", "State"))
    with pytest.raises(QueryError, match="no entity named 'Annna Moss'; did you mean Anna Moss"):
        say(store, Verdict.SAME, "Annna Moss", "Moss")
    with pytest.raises(QueryError, match=r"'Egon' names 2 entities: Egon.Person, Egon.State"):
        say(store, Verdict.SAME, "Egon", "Moss")
    with pytest.raises(StoreError, match="nothing tells them apart"):
        say(store, Verdict.DIFFERENT, "Moss", "moss")
    made = say(store, Verdict.SAME, "Moss", "Anna Moss")
    assert say(store, Verdict.SAME, "Anna Moss", "Moss") == made
    with pytest.raises(StoreError, match=f"undo it first: kg entities undo {made.id}"):
        say(store, Verdict.DIFFERENT, "Moss", "Anna Moss")
    with pytest.raises(StoreError, match="no such decision"):
        store.undo("decision-0")


def test_aliases_and_iris_name_entities() -> None:
    store = built(LEAGUE, ALAND)
    assert named(store, "DL") == named(store, "ent:Danube_League") == named(store, "danube league")
    assert named(store, "Kingdom of Aland").anchor == "Aland"


# For all graphs


VERDICTS = st.sampled_from((Verdict.SAME, Verdict.DIFFERENT))


def decided(store: Store, data: st.DataObject) -> list[Decision]:
    """A few decisions about what is there."""
    known = [name for name in store.view.entities() if name]
    made = []
    for _ in range(data.draw(st.integers(1, 3))) if known else ():
        one, other = data.draw(st.sampled_from(known)), data.draw(st.sampled_from(known))
        try:
            made.append(say(store, data.draw(VERDICTS), f"ent:{one}", f"ent:{other}"))
        except KgError:
            continue  # a thing and itself, the opposite of an earlier one, or no entity of its own any more
    return list(dict.fromkeys(made))


@few
@given(graphs(), st.data())
def test_undoing_leaves_no_trace(articles: list[Extraction], data: st.DataObject) -> None:
    store = built(*articles)
    before = dump(store)
    for decision in data.draw(st.permutations(decided(store, data))):
        store.undo(decision.id)
    assert dump(store) == before


@few
@given(graphs(), st.data())
def test_decisions_step_by_step_equal_from_nothing(articles: list[Extraction], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(articles)))
    store = built(*articles[:cut])
    made = decided(store, data)
    for article in articles[cut:]:
        store.add(article)
    for article in data.draw(st.sets(st.sampled_from(articles))) if articles else ():
        store.retract(article.article.id)
    for decision in data.draw(st.sets(st.sampled_from(made))) if made else ():
        store.undo(decision.id)
    step_by_step = dump(store)
    store.rebuild()
    assert dump(store) == step_by_step


@few
@given(graphs(), st.data())
def test_the_order_of_articles_and_decisions_does_not_matter(articles: list[Extraction], data: st.DataObject) -> None:
    first = built(*articles)
    made = decided(first, data)
    other = built()
    steps: list[Extraction | Decision] = data.draw(st.permutations([*articles, *made]))
    for step in steps:
        other.decide(step) if isinstance(step, Decision) else other.add(step)
    assert dump(other) == dump(first)


def test_constants_must_be_complete_and_probabilities(tmp_path: Path, root: Path) -> None:
    text = (root / "ontology" / "identity.toml").read_text(encoding="utf-8")
    for old, new, message in (
        ("same = 0.7", "same = 7", "same is 7"),
        ("lifetime = 80", "", "exactly"),
        ("[verdict]", "[", "identity|toml"),
    ):
        file = tmp_path / f"{len(old)}.toml"
        file.write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(OntologyError, match=message):
            Identity.load(file)


def test_writers_keep_context() -> None:
    person = Entity("Egon", "Person", context=frozenset({PRESIDENT}))
    article = Writer("1").say(person, "inside", DELTA).done()
    assert {r.entity for r in built(article).view.said(article.article.id).references} == {person, DELTA}
