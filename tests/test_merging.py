"""Two graphs merge to the graph of all that is in either; foreign RDF becomes an article or is refused."""

import json
from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pyoxigraph
import pytest
from graphs import (
    ALAND,
    BERN,
    CARLA,
    DELTA,
    FREEDONIA,
    SYLVANIA,
    Writer,
    between_states,
    built,
    extractions,
    graphs,
    says,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad
from typer.testing import CliRunner

from kg.assembly import Decision, Verdict
from kg.cli import app
from kg.errors import FormatError
from kg.export import write
from kg.mapping.foreign import UnfitError, as_extraction
from kg.model import Extraction, Mention, MentionKind, Run, Span, Statement
from kg.rdf import GraphView
from kg.rdf.terms import INTEGER, Term
from kg.store import Outcome, Store, default_rules
from kg.store.merging import Failure, intact, loaded, merge, opened
from kg.store.reports import Agreed, Merged

few = settings(max_examples=25, deadline=None)


def merged(*stores: Store) -> Store:
    """A new graph with all of several merged into it, in this order."""
    whole = built()
    for store in stores:
        assert not [item for item in merge(whole, store.view) if isinstance(item, Failure)]
    return whole


def dump(store: Store, *, decisions: bool = True) -> list[str]:
    return list(store.nquads(decisions=decisions))


# Our own graphs

SOURCES = st.sampled_from(("https://example.org/1", "https://example.org/2", ""))
DAYS = ("", "2023-11-20", "2023-11-21")


@st.composite
def histories(draw: st.DrawFn, articles: Sequence[Extraction] = ()) -> Store:
    """A graph with a history: versions of few sources, retractions, decisions; of these articles, if any, else of its own."""
    store = built()
    own = extractions(SOURCES, days=DAYS)
    for _ in range(draw(st.integers(0, 5))):
        store.add(draw(st.sampled_from(articles) if articles else own), force=draw(st.booleans()))
        if draw(st.integers(0, 2)) == 0 and store.articles():
            store.retract(
                draw(st.sampled_from(store.articles())),
                by=draw(st.sampled_from(("", "me"))),
                at="2024",
                reason=draw(st.sampled_from(("", "hoax"))),
            )
    anchors = st.sampled_from(("Aland", "Bern", "carla_moss.Person", "delta_union.Actor", "egon.Person", "moss.Person"))
    for _ in range(draw(st.integers(0, 2))):
        one, other = draw(st.tuples(anchors, anchors).filter(lambda pair: pair[0] < pair[1]))
        verdict = draw(st.sampled_from((Verdict.SAME, Verdict.DIFFERENT)))
        store.decide(Decision(verdict, one, other, draw(st.sampled_from(("you", "me"))), "2024-01-02"))
    return store


@few
@given(graphs(max_size=6), st.integers(0, 6), st.integers(0, 6))
def test_merging_is_adding_everything_to_one_graph(articles: list[Extraction], start: int, end: int) -> None:
    """Also where both hold the same articles."""
    one, other = built(*articles[: max(start, end)]), built(*articles[min(start, end) :])
    assert dump(merged(one, other)) == dump(built(*articles))


SHARED = st.lists(extractions(SOURCES, days=DAYS), min_size=1, max_size=5)


@few
@given(SHARED.flatmap(lambda articles: st.tuples(*[histories(articles)] * 2)))
def test_merging_is_commutative(graphs: tuple[Store, Store]) -> None:
    one, other = graphs
    assert dump(merged(one, other)) == dump(merged(other, one))


def test_what_the_later_tools_read_in_an_article_stays() -> None:
    read = Writer("https://example.org/1").say(ALAND, "twins", BERN).say(BERN, "pals", CARLA).done()
    early = replace(read, run=Run("kg 0.1", "m", "l", "o"))
    late = replace(read, evidences=read.evidences[:1], run=Run("kg 0.2", "m", "l", "o"))
    one, other = built(early), built(late)
    reports = [item for item in merge(one, other.view) if isinstance(item, Merged)]
    assert [r.report.outcome for r in reports] == [Outcome.REREAD]
    assert dump(one) == dump(built(late)) == dump(merged(built(late), built(early)))


@few
@given(histories(), histories())
def test_merging_is_idempotent(one: Store, other: Store) -> None:
    both = merged(one, other)
    before = dump(both)
    list(merge(both, other.view))
    list(merge(both, one.view))
    list(merge(both, merged(both).view))
    assert dump(both) == before
    assert dump(merged(one)) == dump(one)


@few
@given(SHARED.flatmap(lambda articles: st.tuples(*[histories(articles)] * 3)))
def test_merging_is_associative(graphs: tuple[Store, Store, Store]) -> None:
    one, two, three = graphs
    left, right = merged(merged(one, two), three), merged(one, merged(two, three))
    assert dump(left, decisions=False) == dump(right, decisions=False)


@few
@given(extractions(st.just("https://example.org/")))
def test_an_article_is_read_back_as_it_was(one: Extraction) -> None:
    store = built(one)
    again = intact(store.view, one.article.id)
    assert dump(built(again)) == dump(store)


def test_mentions_of_several_survive() -> None:
    said = Writer("1").say(ALAND, "inside", BERN).done()
    both = Mention(Span(0, 4), Span(0, 4), MentionKind.PRONOUN, (ALAND, BERN))
    said = Extraction(said.article, (*said.mentions, both), said.evidences)
    store = built(said)
    assert dump(merged(store)) == dump(store)


def test_a_retraction_on_either_side_holds_on_both() -> None:
    article = says("1", ALAND, "inside", BERN)
    out, there = built(article), built(article)
    out.retract(article.article.id, by="me", reason="a hoax")
    for whole in (merged(out, there), merged(there, out)):
        assert whole.articles() == []
        assert whole.add(article).reason == "a hoax"


OLD, NEW = (
    Writer("u", published=day).say(ALAND, "inside", entity).done() for day, entity in (("2023", BERN), ("2024", DELTA))
)


def test_the_version_that_came_after_most_others_wins_and_else_the_later() -> None:
    for whole in (
        merged(built(OLD, NEW), built(OLD)),
        merged(built(OLD), built(NEW)),
        merged(built(NEW, OLD), built(OLD, NEW)),
    ):
        assert whole.articles() == [NEW.article.id]
        assert whole.add(OLD).outcome is Outcome.KEPT_OUT
    assert merged(built(NEW, OLD), built(OLD)).articles() == [OLD.article.id]
    assert merged(built(NEW, OLD), built(NEW)).articles() == [OLD.article.id]


def test_what_was_retracted_still_supersedes_what_it_superseded() -> None:
    """Else it would depend on which graphs were merged first: the older text is gone where the newer one came before its retraction."""
    gone = built(NEW)
    gone.retract(NEW.article.id)
    for whole in (
        merged(merged(built(OLD), built(NEW)), gone),
        merged(built(OLD), merged(built(NEW), gone)),
        merged(gone, built(OLD)),
    ):
        assert whole.articles() == []
    third = Writer("u", published="2022").say(ALAND, "inside", CARLA).done()
    gone.add(third)
    assert gone.articles() == merged(gone, built(OLD)).articles() == merged(built(OLD), gone).articles()
    assert gone.articles() == [third.article.id]


def test_of_one_text_the_article_stays_of_which_more_is_known() -> None:
    titled = replace(OLD.article, title="A title")
    bare = replace(titled, publisher="", title="")
    for one, other in ((titled, bare), (bare, titled)):
        whole = merged(built(Extraction(one, (), ())), built(Extraction(other, (), ())))
        assert whole.articles() == [titled.id]
    gone = built(Extraction(bare, (), ()))
    gone.retract(bare.id)
    assert merged(gone, built(Extraction(titled, (), ()))).articles() == []


def test_a_person_can_bring_a_version_back_that_wins_from_then_on() -> None:
    whole = built(OLD, NEW)
    assert whole.add(OLD, force=True).outcome is Outcome.SUPERSEDED
    for again in (merged(whole, built(OLD, NEW)), merged(built(OLD, NEW), whole)):
        assert again.articles() == [OLD.article.id]
        assert dump(again) == dump(whole)


BOTH = Writer("u", published="2024").say(ALAND, "inside", BERN).say(ALAND, "inside", DELTA).done()


@pytest.mark.parametrize("reason", ["", "a hoax"])
def test_a_newer_version_takes_the_place_of_the_earlier_in_one_step(
    monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    there = built(OLD)
    if reason:
        there.retract(OLD.article.id, by="me", reason=reason)
    there.add(BOTH)
    here, twin = built(OLD), built(OLD)
    item = next(iter(merge(here, there.view)))
    assert isinstance(item, Merged)
    report = item.report
    assert (report.outcome, report.replaced) == (Outcome.SUPERSEDED, (OLD.article.id,))
    assert report.gained == (Statement("Aland", "inside", "Delta_Union"),)
    assert report.confirmed == (Statement("Aland", "inside", "Bern"),)
    assert report.reason == (f"the earlier one was retracted: {reason}" if reason else "")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "bury", killed)
    with pytest.raises(KeyboardInterrupt):
        list(merge(twin, there.view))
    assert twin.articles() == [BOTH.article.id]


def test_what_was_decided_in_another_graph_is_said_once() -> None:
    said = says("1", CARLA, "inside", DELTA)
    here, there = built(), built(said)
    made = Decision(Verdict.SAME, "carla_moss.Person", "delta_union.Actor", "ann", "2024-01-02", "no doubt")
    nobody = Decision(Verdict.SAME, "carla_moss.Person", "nemo.Person", "ann", "2024-01-02")
    there.decide(made)
    there.decide(nobody)
    told = dict(item for item in merge(here, there.view) if isinstance(item, Agreed))
    assert told == {made: "", nobody: "no article names nemo.Person"}
    assert [item for item in merge(here, there.view) if isinstance(item, Agreed)] == []


def test_decisions_are_said_on_the_command_line(tmp_path: Path) -> None:
    made = Decision(Verdict.DIFFERENT, "Aland", "Bern", "ann", "2024-01-02", "seen \x1b[31mboth")
    with Store.open(tmp_path / "there") as there:
        there.decide(made)
    for run, told in enumerate((("decided     Aland and Bern different", "by: ann, 2024-01-02", "reason: seen"), ())):
        done = CliRunner().invoke(app, ["--store", str(tmp_path / "here"), "merge", str(tmp_path / "there")])
        assert done.exit_code == 0, run
        assert all(part in done.stdout for part in told)
        assert bool(done.stdout) is bool(told)
        assert "\x1b" not in done.stdout


def test_what_another_graph_retracted_is_said() -> None:
    here, there = built(OLD), built(OLD)
    there.retract(OLD.article.id, by="me", reason="a hoax")
    (item,) = merge(here, there.view)
    assert isinstance(item, Merged)
    assert (item.article, item.report.outcome, item.report.reason) == (OLD.article, Outcome.TAKEN_OUT, "a hoax")
    assert item.report.lost == (Statement("Aland", "inside", "Bern"),)
    assert list(merge(here, there.view)) == []


@pytest.mark.parametrize("source", ["", "u"])
def test_what_a_person_writes_as_reason_is_no_newer_version(source: str) -> None:
    said = says(source, ALAND, "inside", BERN)
    whole = built(said)
    whole.retract(said.article.id, by="me", reason="superseded by article-1")
    assert merged(whole, built(said)).articles() == []


@pytest.mark.parametrize("form", ["nquads", "trig", "jsonld"])
def test_an_export_is_as_good_as_the_store(tmp_path: Path, form: str) -> None:
    store = built(says("1", ALAND, "inside", BERN), says("2", CARLA, "twins", DELTA))
    store.retract(source="2", by="me")
    store.decide(Decision(Verdict.DIFFERENT, "Aland", "Bern", "me", "2024"))
    file = tmp_path / f"export.{ {'nquads': 'nq', 'trig': 'trig', 'jsonld': 'jsonld'}[form] }"
    with file.open("w", encoding="utf-8") as out:
        write(store, form, out)
    with opened(file) as theirs:
        whole = built()
        list(merge(whole, theirs))
    assert dump(whole) == dump(store)


def test_what_was_tampered_with_is_left_out_and_said() -> None:
    store = built(says("1", ALAND, "inside", BERN), says("2", CARLA, "inside", BERN))
    lines = dump(store)
    for old, new in (
        ("Aland inside Bern.\\n", "Aland outside Bern.\\n"),
        ('"0.9"^^', '"0.1"^^'),
        ("/0-5 name", "-0-5 name"),
    ):
        bad = pyoxigraph.Store()
        bad.load("".join(line.replace(old, new) for line in lines).encode(), format=pyoxigraph.RdfFormat.N_QUADS)
        whole = built()
        failures = [item for item in merge(whole, GraphView(bad)) if isinstance(item, Failure)]
        assert failures
        assert len(whole.articles()) == 2 - len(failures)


def worn() -> Store:
    """A graph with something of each kind in it."""
    store = built(OLD, NEW, says("1", ALAND, "inside", BERN), says("", CARLA, "twins", DELTA))
    store.retract(NEW.article.id, by="me", at="2024")
    store.add(OLD, force=True)
    store.decide(Decision(Verdict.DIFFERENT, "Aland", "Bern", "me", "2024"))
    return store


WORN = list(worn().quads.quads_for_pattern(None, None, None, None))
JUNK = (
    *(pyoxigraph.Literal(text) for text in ("", "abc", "9" * 5000)),
    pyoxigraph.Literal("-5", datatype=INTEGER),
    pyoxigraph.BlankNode(),
    pyoxigraph.NamedNode("urn:x"),
)


@few
@given(st.lists(st.tuples(st.integers(0, len(WORN) - 1), st.sampled_from([None, *JUNK])), min_size=1, max_size=8))
def test_whatever_is_wrong_in_another_graph_is_said_and_the_rest_merged(changes: list[tuple[int, Term | None]]) -> None:
    quads = list(WORN)
    for place, value in changes:
        old = quads[place]
        quads[place] = Quad(old.subject, old.predicate, value or WORN[place - 1].object, old.graph_name)
    bad = pyoxigraph.Store()
    bad.extend(quads)
    whole = built(says("2", ALAND, "inside", BERN))
    assert all(isinstance(item, (Merged, Agreed, Failure)) for item in merge(whole, GraphView(bad)))
    assert dump(merged(whole)) == dump(whole)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("x.doc", "x", "no known format of RDF; known: nq"),
        ("x", "x", "no suffix"),
        ("x.nq", "<a\n", "line 1: not N-Quads"),
        (
            "x.ttl",
            "<urn:a> <urn:b> <urn:c> .",
            "no export of kg; take it as an article's statements with: kg merge .* --as-article",
        ),
    ],
)
def test_other_files_are_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(FormatError, match=message), opened(tmp_path / name):
        pass


def test_command(tmp_path: Path) -> None:
    relation = between_states(default_rules().ontology)[0].name
    for place, source in (("one", "a"), ("two", "b")):
        with Store.open(tmp_path / place) as store:
            store.add(says(source, FREEDONIA, relation, SYLVANIA))

    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["--store", str(tmp_path / "one"), "merge", *arguments])
        return done.exit_code, done.output

    assert run(str(tmp_path / "two"), "--json")[1].count('"outcome": "new"') == 1
    assert run(str(tmp_path / "two"))[1].startswith("unchanged")
    assert "same graph" in run(str(tmp_path / "one"))[1]
    assert run(str(tmp_path / "none")) == (1, f"kg: error: {tmp_path / 'none'}: no such file or folder\n")


# Foreign RDF

PREFIXES = """
@prefix kg: <https://w3id.org/kg-news/ontology#> . @prefix ent: <https://w3id.org/kg-news/entity/> .
@prefix wd: <http://www.wikidata.org/entity/> . @prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix ex: <https://example.org/> .
@prefix schema: <http://schema.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
"""
FITTING = """
ex:brno a schema:City ; rdfs:label "Freedonville"@en , "Freedonstadt"@de ; wdt:P131 ex:f .
ex:f a wd:Q3624078 ; rdfs:label "Freedonia" ; owl:sameAs wd:Q0 ; wdt:P47 wd:Q403 .
"""


def foreign(tmp_path: Path, text: str) -> Extraction:
    file = tmp_path / "data.ttl"
    file.write_text(PREFIXES + text, encoding="utf-8")
    return as_extraction(
        loaded(file), default_rules().ontology, source="https://example.org/data", title="data.ttl", published="2024"
    )


def test_foreign_rdf_is_an_article_with_quotes(tmp_path: Path) -> None:
    said = foreign(tmp_path, FITTING)
    assert said.article.text == "Freedonville located in Freedonia.\nFreedonia borders Serbia.\n"
    store = Store(Path("memory"), pyoxigraph.Store(), default_rules())
    store.add(said)
    ends = {(s.subject, s.object): s for s in store.view.statements()}
    assert set(ends) == {("Freedonia", "Serbia"), ("Freedonville", "Freedonia")}
    for e in said.evidences:
        assert said.article.text[slice(*e.sentence)] == e.quote
        assert said.article.text[slice(*e.subject_span)] == e.subject.name
        assert said.article.text[slice(*e.object_span)] == e.object.name
        assert said.article.text[slice(*e.cue_span)] == default_rules().ontology.relation(e.relation).label
    assert isinstance(ends["Freedonia", "Serbia"], Statement)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ex:a ex:likes ex:b .", "the ontology has no such relation"),
        ('wd:Q403 wdt:P47 "Bulgaria" .', "stands where the relation takes an entity with a name"),
        ("wd:Q403 wdt:P47 [] .", "stands where the relation takes an entity with a name"),
        ("wd:Q403 wdt:P47 ex:nameless .", "has no label"),
        ('ex:x rdfs:label "X" ; wdt:P131 wd:Q403 .', "has no type that the ontology knows"),
        ('ex:x a wd:Q5 ; rdfs:label "X" ; wdt:P47 wd:Q403 .', "borders goes from Place, and X is of type Person"),
        ("wd:Q403 wdt:P47 ent:Serbia .", "both ends are Serbia"),
    ],
)
def test_what_does_not_fit_is_listed(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(UnfitError, match="refused, 1 of its triples do not fit") as caught:
        foreign(tmp_path, FITTING + text)
    assert reason in caught.value.reasons[0]


def test_names_hold_nothing_that_commands_a_terminal(tmp_path: Path) -> None:
    said = foreign(tmp_path, 'ex:x a schema:City ; rdfs:label "X\\u001B[31m\\nville\\u009B" ; wdt:P131 wd:Q403 .')
    assert said.article.text == "X [31m ville located in Serbia.\n"


def test_nothing_between_things_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no triple between two named things"):
        foreign(tmp_path, 'ex:x rdfs:label "X" .')


def test_foreign_command(tmp_path: Path) -> None:
    def run(text: str) -> tuple[int, str]:
        (tmp_path / "data.ttl").write_text(PREFIXES + text, encoding="utf-8")
        arguments = ["--store", str(tmp_path / "g"), "merge", str(tmp_path / "data.ttl"), "--as-article", "--json"]
        done = CliRunner().invoke(app, arguments)
        return done.exit_code, done.output

    code, told = run(f"{FITTING} ex:a ex:likes ex:b . ex:a ex:hates ex:b .")
    assert code == 1
    assert told.count("the ontology has no such relation") == 2
    assert "refused, 2 of its triples do not fit the ontology; nothing was added" in told
    code, told = run(FITTING)
    assert (code, json.loads(told)["outcome"]) == (0, "new")


def test_foreign_rdf_has_a_date_or_none(tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text(PREFIXES + FITTING, encoding="utf-8")
    arguments = ["--store", str(tmp_path / "g"), "merge", str(tmp_path / "data.ttl"), "--as-article", "--published"]
    done = CliRunner().invoke(app, [*arguments, "2023-13-45"])
    assert (done.exit_code, done.output.count("\n")) == (1, 1)
    assert "'2023-13-45' is no date" in done.output
    assert not (tmp_path / "g").exists()
    done = CliRunner().invoke(app, [*arguments, "2023-11-20T09:30"])
    assert (done.exit_code, done.output.splitlines()[0]) == (0, "new         data.ttl (2023-11-20)")


def test_export_and_merge_agree_on_formats(tmp_path: Path) -> None:
    out = StringIO()
    write(built(says("1", ALAND, "inside", BERN)), "turtle", out)
    (tmp_path / "x.ttl").write_text(out.getvalue(), encoding="utf-8")
    with opened(tmp_path / "x.ttl") as theirs:
        assert len(theirs.articles()) == 1
