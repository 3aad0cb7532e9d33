import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
from graphs import ALAND, BERN, CARLA, DELTA, Writer, extractions, graphs, says, small
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.assembly import Status
from kg.errors import QueryError, StoreError
from kg.model import Article, Entity, Extraction, Polarity, Run, Statement
from kg.rdf import GraphView, extraction_quads
from kg.rdf.terms import ARTICLE_CLASS, EVIDENCE_CLASS, STATEMENT_CLASS, TYPE, entity_node, id_node, local
from kg.store import Outcome, Store
from kg.store.files import refused

__all__ = ["built", "dump", "small"]

few = settings(max_examples=30, deadline=None)


def memory() -> Store:
    return Store(Path("memory"), pyoxigraph.Store(), small())


def built(articles: Iterable[Extraction]) -> Store:
    store = memory()
    for article in articles:
        store.add(article)
    return store


def dump(store: Store, *, decisions: bool = False) -> list[str]:
    return list(store.nquads(decisions=decisions))


@few
@given(graphs())
def test_adding_twice_changes_nothing(articles: list[Extraction]) -> None:
    store = built(articles)
    once = dump(store, decisions=True)
    assert {store.add(a).outcome for a in articles} <= {Outcome.UNCHANGED}
    assert dump(store, decisions=True) == once


@few
@given(graphs(), st.randoms(use_true_random=False))
def test_order_does_not_matter(articles: list[Extraction], random: "object") -> None:
    shuffled = list(articles)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert dump(built(articles)) == dump(built(shuffled))


@few
@given(graphs(max_size=6), st.data())
def test_retracting_leaves_no_trace(articles: list[Extraction], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(articles)))
    store = built(articles)
    for extraction in data.draw(st.permutations(articles[cut:])):
        store.retract(extraction.article.id)
    assert dump(store) == dump(built(articles[:cut]))


@few
@given(graphs(max_size=6), st.data())
def test_step_by_step_equals_from_nothing(articles: list[Extraction], data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.sampled_from(articles))) if articles else set()
    store = built(articles)
    for extraction in sorted(gone, key=lambda x: x.article.id):
        store.retract(source=extraction.article.source)
    step_by_step = dump(store)
    store.rebuild()
    assert dump(store) == step_by_step


def recounted(store: Store) -> dict[str, int]:
    """What is there, counted from nothing."""
    view = store.view
    beliefs = [b for s in view.statements() if (b := view.belief(s))]
    kinds = {"articles": ARTICLE_CLASS, "evidences": EVIDENCE_CLASS, "statements": STATEMENT_CLASS}
    return {
        "articles": len(view.articles()),
        "entities": len(view.entities()),
        **{name: sum(1 for _ in store.quads.quads_for_pattern(None, TYPE, kind)) for name, kind in kinds.items()},
        **{status.value: sum(b.status is status for b in beliefs) for status in Status},
        "edges": sum(b.asserted for b in beliefs),
        "inferred": len(view.inferences()),
    }


@few
@given(graphs(max_size=6), st.data())
def test_kept_counts_are_what_counting_gives(articles: list[Extraction], data: st.DataObject) -> None:
    store = built(articles)
    assert store.stats() == recounted(store)
    for extraction in data.draw(st.sets(st.sampled_from(articles))) if articles else ():
        store.retract(extraction.article.id)
    assert store.stats() == recounted(store)
    store.rebuild()
    assert store.stats() == recounted(store)


@few
@given(extractions(st.just("https://example.org/")))
def test_an_article_comes_back_as_it_went_in(extraction: Extraction) -> None:
    from kg.assembly import Said, unified

    store = built([extraction])
    assert store.view.article(extraction.article.id) == extraction.article
    assert store.view.said(extraction.article.id) == Said.of(unified(extraction))
    again = store.view.extraction(extraction.article.id)
    assert again
    assert set(extraction_quads(again)) == set(extraction_quads(unified(extraction)))


@few
@given(st.text(), st.text())
def test_any_text_survives(text: str, title: str) -> None:
    store = memory()
    extraction = Writer("https://example.org/1", title, text=text).say(CARLA, "inside", DELTA).done()
    store.add(extraction)
    assert store.view.article(extraction.article.id) == extraction.article


def test_newer_version_supersedes_and_the_older_stays_out() -> None:
    old, new = says("u", ALAND, "inside", BERN), says("u", ALAND, "twins", BERN)
    store = built([old])
    report = store.add(new)
    assert report.outcome is Outcome.SUPERSEDED
    assert report.replaced == (old.article.id,)
    assert report.lost == (Statement("Aland", "inside", "Bern"),)
    assert dump(store) == dump(built([new]))
    assert store.add(old).outcome is Outcome.KEPT_OUT
    assert dump(store) == dump(built([new]))


def test_the_same_text_with_less_known_of_it_is_the_same_article() -> None:
    dated = Article("Aland met Bern.", "https://example.org/1", title="News", published="2024-02-01")
    bare = replace(dated, title="", published="")
    for first, second in ((dated, bare), (bare, dated)):
        store = memory()
        for article in (first, second):
            store.add(Extraction(article, (), ()))
        assert store.articles() == [dated.id]
    assert store.settled(bare) is not None
    assert store.settled(replace(dated, text="Aland left Bern.")) is None


def test_a_retracted_article_stays_out_unless_forced() -> None:
    extraction = says("u", ALAND, "inside", BERN)
    store = built([extraction])
    store.retract(extraction.article.id, by="me", at="2024-01-02", reason="a hoax")
    assert dump(store) == []
    kept = store.add(extraction)
    assert (kept.outcome, kept.reason) == (Outcome.KEPT_OUT, "a hoax")
    assert store.add(extraction, force=True).outcome is Outcome.NEW
    assert dump(store, decisions=True) == dump(built([extraction]), decisions=True)


def test_what_was_retracted_stays_out_under_another_title_or_date_and_a_new_text_does_not() -> None:
    extraction = says("u", ALAND, "inside", BERN)
    store = built([extraction])
    store.retract(source="u", reason="a hoax")
    renamed = replace(extraction.article, title="Other", published="")
    assert store.settled(renamed) is not None
    assert store.add(Extraction(renamed, (), ())).outcome is Outcome.KEPT_OUT
    assert store.settled(replace(extraction.article, source="v")) is None
    assert store.add(Extraction(renamed, (), ()), force=True).outcome is Outcome.NEW
    assert store.add(says("u", ALAND, "twins", BERN)).outcome is Outcome.SUPERSEDED


def test_a_correction_of_the_title_alone_supersedes() -> None:
    extraction = says("u", ALAND, "inside", BERN)
    store = built([extraction])
    for title in ("One", "Two"):
        assert store.add(Extraction(replace(extraction.article, title=title), (), ())).outcome is Outcome.SUPERSEDED


def test_evidence_names_the_run_that_found_it_as_long_as_it_is_there() -> None:
    run = Run("kg 1", "model 1", "lexicon", "ontology")
    one, two = (replace(says(name, ALAND, "inside", BERN), run=run) for name in "ab")
    store = built([one, two, says("c", ALAND, "inside", BERN)])
    ask = "SELECT ?e { ?e prov:wasGeneratedBy ?run . ?run a kg:Run ; kg:program 'kg 1' ; kg:lexicon 'lexicon' }"
    assert len(list(store.query(ask))) == 2  # type: ignore[arg-type]
    store.retract(one.article.id)
    assert len(list(store.query(ask))) == 1  # type: ignore[arg-type]
    store.retract(two.article.id)
    assert not any("run-" in line for line in dump(store))


def test_history_tells_changes_in_their_order_with_what_was_before(monkeypatch: pytest.MonkeyPatch) -> None:
    about = Statement("Aland", "inside", "Bern")
    store = memory()
    one, denial = says("1", ALAND, "inside", BERN), says("2", ALAND, "inside", BERN, polarity=Polarity.NEGATED)
    for day, step in (
        ("2024-01-01", lambda: store.add(one)),
        ("2024-02-01", lambda: store.add(denial)),
        ("2024-02-02", lambda: store.retract(one.article.id)),
    ):
        monkeypatch.setattr("kg.store.store.moment", lambda day=day: f"{day}T00:00:00Z")
        step()
    found = [(e.at[:10], e.added, e.removed, dict(e.before)) for e in store.history()]
    assert found == [
        ("2024-01-01", (one.article.id,), (), {about: None}),
        ("2024-02-01", (denial.article.id,), (), {about: Status.ASSERTED}),
        ("2024-02-02", (), (one.article.id,), {about: Status.DISPUTED}),
    ]
    assert [e.number for e in store.history("2024-02")] == [1, 2]


def test_reports_say_what_was_gained_confirmed_disputed_and_restored() -> None:
    about = Statement("Aland", "inside", "Bern")
    store = memory()
    assert store.add(says("1", ALAND, "inside", BERN)).gained == (about,)
    assert store.add(says("2", ALAND, "inside", BERN, confidence=0.8)).confirmed == (about,)
    denial = says("3", ALAND, "inside", BERN, polarity=Polarity.NEGATED)
    assert store.add(denial).disputed == (about,)
    assert store.retract(denial.article.id).restored == (about,)


@pytest.mark.parametrize(
    ("polarity", "anew"),
    [(Polarity.AFFIRMED, {"score"}), (Polarity.NEGATED, {"score", "status"})],
)
def test_of_a_statement_that_stays_only_what_is_made_of_it_is_written(
    monkeypatch: pytest.MonkeyPatch, polarity: Polarity, anew: set[str]
) -> None:
    about, store, written = Statement("Aland", "inside", "Bern"), memory(), list[pyoxigraph.Quad]()
    store.add(says("1", ALAND, "inside", BERN))
    monkeypatch.setattr("kg.store.store.exchange", lambda _, dead, fresh: written.extend((*dead, *fresh)))
    store.add(says("2", ALAND, "inside", BERN, quote="All of Aland is inside Bern.", polarity=polarity))
    found = [local(quad.predicate) for quad in written if quad.subject == id_node(about.id)]
    assert Counter(found) == dict.fromkeys((*anew, "evidenceCount", "originCount", "tally"), 2)
    assert not [quad for quad in written if quad.subject == entity_node(about.subject)]


def test_retracting_what_is_not_there_is_an_error() -> None:
    with pytest.raises(StoreError, match="no such article"):
        memory().retract("article-0")


def test_queries_see_inferred_edges_unless_told_not_to() -> None:
    store = built([says("1", ALAND, "twins", BERN)])
    ask = "ASK { ent:Bern kg:pals ent:Aland }"
    assert bool(store.query(ask))
    assert not bool(store.query(ask, inferred=False))


def test_default_graph_holds_only_what_articles_assert() -> None:
    writer = Writer("1")
    writer.say(ALAND, "inside", BERN, polarity=Polarity.NEGATED).say(
        CARLA, "inside", BERN, speaker=DELTA, factive=False
    )
    writer.say(DELTA, "inside", BERN, speaker=CARLA, factive=True)
    rows = built([writer.done()]).query("SELECT ?s { ?s kg:inside ?o }")
    assert [str(row["s"].value) for row in rows] == ["https://w3id.org/kg-news/entity/Delta_Union"]  # type: ignore[union-attr]


def test_substitutions_bind_terms() -> None:
    store = built([says("1", ALAND, "inside", BERN)])
    term = pyoxigraph.NamedNode("https://w3id.org/kg-news/entity/Aland")
    rows = list(store.query("SELECT ?s ?o { ?s kg:inside ?o }", substitutions={"s": term}))  # type: ignore[arg-type]
    assert len(rows) == 1


def test_a_bad_query_names_its_line() -> None:
    with pytest.raises(QueryError, match="line 2"):
        memory().query("SELECT *\n{ ?s ?p")
    with pytest.raises(QueryError, match="variable"):
        memory().query("SELECT * {}", substitutions={"x": pyoxigraph.Literal("1")})


@pytest.mark.parametrize(
    "query", ["SELECT * { SERVICE <http://127.0.0.1:8/> { ?s ?p ?o } }", "SELECT*{service silent?x{}}"]
)
def test_no_query_leaves_the_machine(query: str) -> None:
    with pytest.raises(QueryError, match="SERVICE"):
        memory().query(query)


def test_the_word_service_may_stand_elsewhere() -> None:
    assert not list(memory().query('SELECT ?service { ?service kg:service "SERVICE <x>" } # SERVICE'))  # type: ignore[arg-type]


def test_a_store_is_there_after_closing(tmp_path: Path) -> None:
    with Store.open(tmp_path / "g", rules=small()) as store:
        store.add(says("1", ALAND, "inside", BERN))
        before = dump(store)
    with Store.open(tmp_path / "g", read_only=True) as store:
        assert dump(store) == before
        assert store.stats()["statements"] == 1


def test_second_writer_gets_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.store.files.PATIENCE", 0.0)
    with Store.open(tmp_path / "g", rules=small()), pytest.raises(StoreError, match=f"process {os.getpid()}"):
        Store.open(tmp_path / "g")
    hold = "import sys, pyoxigraph; s = pyoxigraph.Store(sys.argv[1]); print('held', flush=True); input()"
    args = [sys.executable, "-c", hold, str(tmp_path / "g")]
    with subprocess.Popen(args, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match=f"process {other.pid} is writing"):
            Store.open(tmp_path / "g")
        other.communicate("\n")


def test_other_places_are_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    for place, message in (("", "holds other files"), ("notes.txt", "is a file"), ("a/b", "no such folder")):
        with pytest.raises(StoreError, match=message):
            Store.open(tmp_path / place)
    with pytest.raises(StoreError, match="no graph there yet"):
        Store.open(tmp_path / "new", read_only=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["notes.txt"]


def test_damaged_and_foreign_stores_are_refused(tmp_path: Path) -> None:
    with Store.open(tmp_path / "g", rules=small()):
        pass
    (tmp_path / "g" / "CURRENT").write_text("MANIFEST-999999\n")
    with pytest.raises(StoreError, match="may be damaged"):
        Store.open(tmp_path / "g")
    other = pyoxigraph.Store(str(tmp_path / "h"))
    node = pyoxigraph.NamedNode("https://example.org/x")
    other.add(pyoxigraph.Quad(node, node, node))
    other.flush()
    del other
    with pytest.raises(StoreError, match="format unknown"):
        Store.open(tmp_path / "h")


def test_other_rules_work_everything_out_anew() -> None:
    store = built([says("1", ALAND, "inside", BERN)])
    store._rules = replace(small(), fingerprint="other", facts=lambda _: None)
    store.add(says("2", CARLA, "inside", BERN))
    other = Store(Path("memory"), pyoxigraph.Store(), store.rules)
    for article in (says("1", ALAND, "inside", BERN), says("2", CARLA, "inside", BERN)):
        other.add(article)
    assert dump(store) == dump(other)
    assert "Q1" not in "".join(dump(store))


SEEDED = """
import sys
sys.path.insert(0, sys.argv[1])
from test_store import Writer, built, dump, ALAND, BERN, CARLA, DELTA
one = Writer("1").say(ALAND, "twins", BERN).say(BERN, "inside", DELTA).say(CARLA, "pals", ALAND, factive=False)
two = Writer("2").say(CARLA, "twins", DELTA, speaker=BERN, factive=True).say(DELTA, "inside", ALAND)
print("".join(dump(built([one.done(), two.done()]))))
"""


def test_hash_seed_does_not_matter() -> None:
    def run(seed: str) -> str:
        args = [sys.executable, "-c", SEEDED, str(Path(__file__).parent)]
        return subprocess.run(
            args, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True, text=True
        ).stdout

    first = run("1")
    assert first.count("\n") > 100
    assert run("2") == first


def test_a_full_disk_is_not_called_damage() -> None:
    message = str(
        refused(Path("g"), OSError("IO error: No space left on device: While appending to file: g/MANIFEST-1"))
    )
    assert "disk is full" in message
    assert "damaged" not in message


@pytest.mark.parametrize("said", ["While open a file for lock: g/LOCK: Permission denied", "g: Read-only file system"])
def test_files_that_may_not_be_written_are_not_called_damaged_or_locked(said: str) -> None:
    message = str(refused(Path("g"), OSError(said)))
    assert "may not write" in message
    assert "damaged" not in message
    assert "is writing to it" not in message


def test_what_many_speak_of_costs_no_more_to_add(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many articles have a sentence word for word, none of them is read when the next one comes."""
    read: list[str] = []
    heard = GraphView.heard

    def noted(view: GraphView, article: str) -> object:
        read.append(article)
        return heard(view, article)

    monkeypatch.setattr(GraphView, "heard", noted)
    store = Store(Path("memory"), pyoxigraph.Store(), rules=small())
    for number in range(12):
        writer = Writer(f"https://example.org/{number}")
        for n in range(4):
            writer.say(Entity(f"Town {number} {n}", "State"), "pals", BERN)
        read.clear()
        store.add(
            writer.say(ALAND, "twins", BERN, quote="Aland twins Bern at the first meeting since the summer.").done()
        )
        assert read == []
    belief = store.view.belief(Statement("Aland", "twins", "Bern"))
    assert belief
    assert belief.origin_count == 12
