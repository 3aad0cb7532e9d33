from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import permutations
from pathlib import Path

import pytest
from graphs import ALAND, BERN, CARLA, DELTA, FACTS, Nothing, Writer, built, says, small
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.assembly import Decision, Known, Scoring, Status, Witness, Wording, believe, name_key
from kg.assembly.clusters import Resolved, resolve
from kg.assembly.edges import Inferred
from kg.assembly.entities import key_of
from kg.assembly.inference import infer
from kg.assembly.namesakes import Guard
from kg.assembly.scores import arithmetic
from kg.errors import OntologyError
from kg.model import Article, Entity, Extraction, Modality, Polarity, Statement

SCORING = Scoring(systematic_error=0.05, claim_weight=0.5, strong=0.5, same_pair=1.0, chain=0.8, near_copy=0.5)
YES, NO = Polarity.AFFIRMED, Polarity.NEGATED


def heard(  # noqa: PLR0913 — one parameter for each thing that counts
    origin: str = "a", quote: str = "x", confidence: float = 0.9, polarity: Polarity = YES, *,
    modality: Modality = Modality.ACTUAL, claim: bool = False,
) -> Witness:  # fmt: skip
    return Witness(origin, quote, confidence, polarity, modality, claim)


# Scores


def score(*said: Witness) -> float:
    found = believe(said, SCORING)
    assert found
    return found.score


def test_one_sentence_is_as_sure_as_its_rule_and_its_origin() -> None:
    assert score(heard()) == pytest.approx(1 - (0.05 + 0.1))


def test_origins_corroborate_and_copies_do_not() -> None:
    assert score(heard("a"), heard("b")) == pytest.approx(1 - 0.15**2, abs=1e-4)
    copies = believe([heard("a"), heard("a")], SCORING)
    assert copies
    assert copies.score == pytest.approx(0.85)
    assert (copies.evidence_count, copies.origin_count) == (2, 1)


def test_an_edited_copy_is_no_second_sentence() -> None:
    edited = replace(heard(quote="x, edited", confidence=0.8), article="copy")
    assert score(heard(), edited) == score(heard())


def test_several_sentences_of_an_origin_share_its_systematic_error() -> None:
    assert score(heard(quote="x"), heard(quote="y")) == pytest.approx(1 - (0.05 + 0.01))


def test_a_sentence_counts_once_by_its_surest_rule() -> None:
    assert score(heard(confidence=0.5), heard(confidence=0.9)) == pytest.approx(0.85)


@pytest.mark.parametrize(
    ("witnesses", "status", "asserted"),
    [
        ([heard()], Status.ASSERTED, True),
        ([heard(polarity=NO)], Status.DENIED, False),
        ([heard(), heard("b", polarity=NO)], Status.DISPUTED, True),
        ([heard(), heard("b", confidence=0.3, polarity=NO)], Status.ASSERTED, True),
        ([heard(confidence=0.3), heard("b", polarity=NO)], Status.DENIED, True),
        ([heard(claim=True)], Status.ATTRIBUTED, False),
        ([heard(claim=True), heard("b", polarity=NO, claim=True)], Status.ATTRIBUTED, False),
        ([heard(), heard("b", polarity=NO, claim=True)], Status.ASSERTED, True),
        ([heard(modality=Modality.FUTURE)], Status.HYPOTHETICAL, False),
        ([heard(modality=Modality.POSSIBLE), heard(claim=True)], Status.ATTRIBUTED, False),
    ],
)
def test_status(witnesses: list[Witness], status: Status, asserted: bool) -> None:  # noqa: FBT001 — a column
    found = believe(witnesses, SCORING)
    assert found
    assert (found.status, found.asserted) == (status, asserted)


witnesses = st.builds(
    Witness, st.sampled_from("abc"), st.sampled_from("xyz"), st.floats(0, 1), st.sampled_from(Polarity),
    st.sampled_from(Modality), st.booleans(), st.sampled_from(("", "copy")),
)  # fmt: skip


@given(st.lists(witnesses, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_belief_is_a_probability_and_does_not_depend_on_order(said: list[Witness], random: object) -> None:
    shuffled = list(said)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert believe(said, SCORING) == believe(shuffled, SCORING)
    assert 0 <= score(*said) <= 1


@given(st.lists(witnesses, min_size=1, max_size=6), witnesses)
def test_more_affirmation_never_lowers_the_score(said: list[Witness], more: Witness) -> None:
    affirming = replace(more, polarity=YES)
    assert arithmetic([*said, affirming], SCORING).score >= arithmetic(said, SCORING).score


def test_constants_must_be_probabilities(tmp_path: Path) -> None:
    file = tmp_path / "scoring.toml"
    file.write_text(
        "[evidence]\nsystematic_error = 2\nclaim_weight = 0\nstrong = 0\n[inference]\nsame_pair = 1\nchain = 1\n"
        "[syndication]\nnear_copy = 1\n"
    )
    with pytest.raises(OntologyError, match="systematic_error is 2"):
        Scoring.load(file)
    file.write_text("[evidence]\nstrong = 1\n")
    with pytest.raises(OntologyError, match="must hold exactly"):
        Scoring.load(file)


# Entities


def resolved(*entities: Entity, decisions: Iterable[Decision] = ()) -> Resolved:
    groups: dict[str, set[Entity]] = {}
    for entity in entities:
        groups.setdefault(key_of(entity), set()).add(entity)
    return resolve(groups.values(), decisions, Guard(small().ontology, small().identity), small().facts)


def denoted(*entities: Entity) -> dict[Entity, str]:
    return resolved(*entities).denotes


def test_case_article_and_punctuation_make_no_difference() -> None:
    assert len({name_key(n) for n in ("the Delta-Union", "The Delta-union", "DELTA-UNION")}) == 1
    found = denoted(Entity("DELTA UNION", "Actor"), Entity("the Delta Union", "Actor"), Entity("Delta Union", "Actor"))
    assert set(found.values()) == {"Delta_Union"}


def test_namesakes_of_another_kind_stay_apart() -> None:
    found = denoted(Entity("Egon", "Person"), Entity("Egon", "State"))
    assert sorted(found.values()) == ["Egon.Person", "Egon.State"]


def test_a_vague_type_joins_the_only_precise_one() -> None:
    assert set(denoted(Entity("Egon", "Person"), Entity("Egon", "Actor")).values()) == {"Egon"}
    between = denoted(Entity("Egon", "Person"), Entity("Egon", "State"), Entity("Egon", "Actor"))
    assert sorted(between.values()) == ["Egon.Actor", "Egon.Person", "Egon.State"]


def test_a_name_of_the_gazetteer_belongs_to_its_entry() -> None:
    assert denoted(ALAND, Entity("Aland", "Person")) == {ALAND: "Aland", Entity("Aland", "Person"): "Aland.Person"}
    assert denoted(Entity("Aland", "Person")) == {Entity("Aland", "Person"): "Aland.Person"}


def test_the_gazetteer_names_and_every_surface_form_stays() -> None:
    group = [ALAND, Entity("Alandian Realm", "Actor", link="Aland")]
    entity = resolved(*group).entities["Aland"]
    assert (entity.label, entity.type, entity.same_as) == ("Aland", "State", "http://www.wikidata.org/entity/Q1")
    assert entity.aliases == {"Alandic", "Alandian Realm", *FACTS["Aland"].aliases}


# Inference


def closure(*edges: tuple[str, str, str]) -> dict[tuple[str, str, str], tuple[int, str]]:
    asserted = {Statement(*edge): 0.5 for edge in edges}
    found = infer(asserted, asserted.get, Nothing(), small().inference)
    return {(e.subject, e.relation, e.object): (i.known.depth, i.derivation.rule) for e, i in found.items() if i}


def test_relations_above_symmetry_inverse_and_chains() -> None:
    assert closure(("a", "twins", "b"), ("b", "inside", "c")) == {
        ("a", "pals", "b"): (1, "subproperty/twins"),
        ("b", "pals", "a"): (2, "symmetric/pals"),
        ("c", "around", "b"): (1, "inverse/inside"),
        ("a", "sways", "c"): (1, "chain/twins+inside"),
    }


def test_transitive_relations_are_followed_to_the_end_and_never_back_to_the_start() -> None:
    ring = closure(("a", "inside", "b"), ("b", "inside", "c"), ("c", "inside", "a"))
    assert {e[::2] for e in ring if e[1] == "inside"} == {("a", "c"), ("b", "a"), ("c", "b")}
    assert all(s != o for s, _, o in ring)


def test_the_score_of_a_conclusion_is_that_of_its_premises_and_its_rule() -> None:
    edges = {Statement("a", "twins", "b"): 0.5, Statement("b", "inside", "c"): 0.6}
    found = infer(edges, edges.get, Nothing(), small().inference)[Statement("a", "sways", "c")]
    assert found
    assert found.known == Known(1, round(0.5 * 0.6 * small().scoring.chain, 4))


names = st.sampled_from("abcd")
drawn = st.tuples(names, st.sampled_from(("pals", "twins", "inside", "around", "sways")), names)


@settings(max_examples=60, deadline=None)
@given(st.sets(drawn.filter(lambda e: e[0] != e[2]), max_size=7))
def test_inference_is_complete_and_every_derivation_holds(edges: set[tuple[str, str, str]]) -> None:
    found = closure(*edges)
    held = edges | found.keys()
    assert not edges & found.keys()
    for s, relation, o in held:
        assert relation != "pals" or (o, "pals", s) in held
        assert relation != "twins" or (s, "pals", o) in held
        assert relation != "around" or (o, "inside", s) in held
        for s2, relation2, o2 in held:
            if o == s2 and s != o2 and relation2 == "inside":
                assert relation != "inside" or (s, "inside", o2) in held
                assert relation != "twins" or (s, "sways", o2) in held


@dataclass
class Edges:
    """Edges as a change leaves them, for the next change to find."""

    asserted: dict[Statement, float] = field(default_factory=dict)
    inferred: dict[Statement, Inferred] = field(default_factory=dict)

    def change(self, scores: dict[Statement, float | None]) -> None:
        changed = {e: s for e, s in scores.items() if self.asserted.get(e) != s}
        found = infer(changed, changed.get, self, small().inference)
        self.asserted = {e: s for e, s in {**self.asserted, **changed}.items() if s is not None}
        self.inferred = {e: how for e, how in {**self.inferred, **found}.items() if how}

    def known(self, edge: Statement) -> Known | None:
        if edge in self.asserted:
            return Known(0, self.asserted[edge])
        return self.inferred[edge].known if edge in self.inferred else None

    def inference(self, edge: Statement) -> Inferred | None:
        return self.inferred.get(edge)

    def following(self, edge: Statement) -> list[Statement]:
        return [e for e, how in self.inferred.items() if edge in how.derivation.premises]

    def objects(self, subject: str, relation: str) -> list[str]:
        return [e.object for e in self.all() if (e.subject, e.relation) == (subject, relation)]

    def subjects(self, relation: str, obj: str) -> list[str]:
        return [e.subject for e in self.all() if (e.relation, e.object) == (relation, obj)]

    def all(self) -> set[Statement]:
        return {*self.asserted, *self.inferred}


scored = st.dictionaries(
    drawn.filter(lambda e: e[0] != e[2]).map(lambda e: Statement(*e)), st.sampled_from((None, 0.5, 0.9)), max_size=5
)


@settings(max_examples=200, deadline=None)
@given(st.lists(scored, max_size=5))
def test_inference_change_by_change_equals_inference_from_nothing(
    steps: list[dict[Statement, float | None]],
) -> None:
    graph, fresh = Edges(), Edges()
    for step in steps:
        graph.change(step)
    fresh.change(dict(graph.asserted))
    assert graph.inferred == fresh.inferred


# Origins

TEXT = "Ministers of Aland met their colleagues from Bern on Monday to speak of trade, of borders and of a bridge."
wordings = st.lists(st.sampled_from(["aland", "bern", "carla", "delta", "egon"]), max_size=14).map(" ".join)


def wording(text: str) -> Wording:
    return Wording.of(Article(text, "urn:x"))


def test_an_edited_copy_is_alike_and_another_text_is_not() -> None:
    edited = wording(TEXT.replace("Monday", "Tuesday") + " (Wire)")
    other = wording(
        "Carla Moss told reporters in Bern that her party would leave the Delta Union after the summer recess."
    )
    assert wording(TEXT).alike(edited, 0.5)
    assert not wording(TEXT).alike(other, 0.5)
    assert not wording(TEXT).alike(edited, 1.0)


def test_of_very_short_texts_only_the_same_words_are_copies() -> None:
    yes, no = (
        wording("Aland is a friend of Bern, says Carla Moss."),
        wording("Aland is no friend of Bern, says Carla Moss."),
    )
    assert not yes.alike(no, 0.3)


@given(wordings, wordings)
def test_likeness_is_mutual(one: str, other: str) -> None:
    assert wording(one).alike(wording(other), 0.5) == wording(other).alike(wording(one), 0.5)


# Together


def test_copies_under_other_names_are_one_origin() -> None:
    original = says("https://example.org/a", ALAND, "inside", BERN)
    copy = replace(
        original.article, source="https://example.org/b", publisher="Another", text=original.article.text.upper()
    )
    evidences = tuple(replace(e, article=copy.id, quote=e.quote.upper()) for e in original.evidences)
    made = built(original, Extraction(copy, (), evidences))
    belief = made.view.belief(Statement("Aland", "inside", "Bern"))
    assert belief
    assert (belief.evidence_count, belief.origin_count) == (2, 1)


def test_what_says_something_of_one_and_the_same_makes_no_statement() -> None:
    other = Entity("Kingdom of Aland", "State", link="Aland")
    assert built(says("1", other, "inside", replace(ALAND))).view.statements() == []


def test_a_namesake_that_comes_later_moves_statements_and_leaves_no_trace_when_it_goes() -> None:
    person, state = Entity("Egon", "Person"), Entity("Egon", "State")
    first, second = says("1", person, "inside", BERN), says("2", state, "inside", BERN)
    made = built(first)
    before = list(made.nquads())
    made.add(second)
    assert [s.subject for s in made.view.statements()] == ["Egon.Person", "Egon.State"]
    made.retract(second.article.id)
    assert list(made.nquads(decisions=False)) == before


def test_retracting_a_premise_takes_what_followed_from_it() -> None:
    one, two = says("1", ALAND, "twins", BERN), says("2", BERN, "inside", DELTA)
    for order in permutations((one, two)):
        made = built(*order)
        assert made.view.inference(Statement("Aland", "sways", "Delta_Union"))
        made.retract(two.article.id)
        assert not made.view.inference(Statement("Aland", "sways", "Delta_Union"))


def test_claims_and_plans_do_not_feed_inference() -> None:
    writer = Writer("1").say(ALAND, "twins", BERN, speaker=CARLA, factive=False)
    assert built(writer.say(CARLA, "twins", BERN, modality=Modality.FUTURE).done()).view.inferences() == []
