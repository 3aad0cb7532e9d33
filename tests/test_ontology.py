"""The ontology loads, is consistent, and its rules say what follows."""

import re
from pathlib import Path

import pytest
import rdflib
from graphs import Nothing, accepts
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, QueryTriples, RdfFormat, Store

from kg.assembly import Rule, Scoring, rules_of
from kg.assembly.inference import infer
from kg.errors import OntologyError
from kg.model import Modality, Polarity, Statement
from kg.ontology import KG, Chain, Ontology, describe
from kg.ontology import docs as ontology_docs
from kg.ontology.ontology import files
from kg.ontology.turtle import RDFS, SKOS, read
from kg.resources import resource

FOLDER = resource("ontology")
ROOT = FOLDER.parent
ONTOLOGY = Ontology.load()
RULES = {path.stem: path.read_text(encoding="utf-8") for path in sorted((FOLDER / "rules").glob("*.rq"))}
GRAPH = NamedNode(f"{KG}ontology")

NAMED = """
    aligned_with allied_with partner_of proxy_of linked_to instrument_of influences controls occupies recognizes distrusts
    member_of observer_of seeks_to_join part_of located_in capital_of borders headquartered_in leads represents holds_office
    citizen_of supports opposes condemns praises accuses rejects demands_of warns threatens sanctions expels attacks invades
    fights destabilizes arrests coerces mobilizes_against protests_against meets visits negotiates_with mediates_between
    signs_agreement_with cooperates_with agrees_with aids arms joins leaves withdraws_from breaks_relations_with
    investigates defies apologizes_to forgives concedes_to eases_sanctions_on withdraws_help_from releases ceases_fire_against
    protests_in deploys_to admits imposes_emergency_in lifts_emergency_in damages establishes_relations_with has_agent has_target
""".split()  # noqa: SIM905
ROOTS = {
    "ACCUSE", "AGREE", "AID", "ASSAULT", "COERCE", "CONCEDE", "CONSULT", "COOPERATE", "MOBILIZE", "PROTEST", "REJECT",
    "REQUEST", "RETREAT", "SANCTION", "SUPPORT", "THREATEN",
}  # fmt: skip
HEAD = """
@prefix kg: <https://w3id.org/kg-news/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
kg:A a owl:Class ; rdfs:label "a" ; skos:definition "An a." .
kg:B a owl:Class ; rdfs:subClassOf kg:A ; rdfs:label "b" ; skos:definition "A b." .
kg:likes a owl:ObjectProperty ; rdfs:label "likes" ; skos:definition "Likes." ; rdfs:domain kg:A ; rdfs:range kg:A .
"""


def ontology(folder: Path, turtle: str) -> Ontology:
    file = folder / "core.ttl"
    file.write_text(HEAD + turtle, encoding="utf-8")
    return Ontology.load(file)


def test_all_relations_are_there() -> None:
    assert sorted(NAMED) == sorted(ONTOLOGY.relations)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ttl")), ids=lambda path: path.name)
def test_rdflib_loads_every_file(path: Path) -> None:
    assert len(rdflib.Graph().parse(path, format="turtle")) > 0


def test_every_relation_has_an_example_of_its_own() -> None:
    examples = [relation.example for relation in ONTOLOGY.relations.values()]
    assert all(examples)
    assert len(set(examples)) == len(examples)


def test_definitions_are_one_sentence() -> None:
    definitions = [item.definition for item in ONTOLOGY.classes.values()]
    definitions += [item.definition for item in ONTOLOGY.relations.values()]
    assert [text for text in definitions if not re.fullmatch(r"[A-Z][^.]*\.", text)] == []


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (
            "symmetric",
            "aligned_with allied_with borders cooperates_with establishes_relations_with fights linked_to meets "  # noqa: ISC003
            + "negotiates_with signs_agreement_with",
        ),
        ("transitive", "located_in part_of"),
        ("functional", "capital_of"),
    ],
)
def test_logic(kind: str, names: str) -> None:
    assert [name for name, r in sorted(ONTOLOGY.relations.items()) if getattr(r, kind)] == names.split()


@pytest.mark.parametrize(
    ("below", "above"),
    [
        ("allied_with", "aligned_with"),
        ("proxy_of", "aligned_with"),
        ("capital_of", "located_in"),
        ("condemns", "opposes"),
        ("praises", "supports"),
        ("invades", "attacks"),
        ("negotiates_with", "meets"),
        ("arms", "aids"),
    ],
)
def test_sub_relations(below: str, above: str) -> None:
    assert ONTOLOGY.above[below] == {above}


def test_domains_and_ranges_of_a_sub_relation_lie_within_those_above() -> None:
    for relation in ONTOLOGY.relations.values():
        for above in map(ONTOLOGY.relation, relation.parents):
            assert all(ONTOLOGY.within(name, above.domain) for name in relation.domain), relation.name
            assert all(ONTOLOGY.within(name, above.range) for name in relation.range), relation.name


def test_chains() -> None:
    assert ONTOLOGY.chains == (
        Chain("condemns", ("condemns", "has_agent")),
        Chain("influences", ("instrument_of", "influences")),
    )


def test_disjointness_is_inherited() -> None:
    assert "opposes" in ONTOLOGY.excludes("supports")
    assert "praises" in ONTOLOGY.excludes("condemns")
    assert all(a in ONTOLOGY.excludes(b) for a in ONTOLOGY.relations for b in ONTOLOGY.excludes(a))


@pytest.mark.parametrize(
    ("relation", "subject", "object_", "accepted"),
    [
        ("supports", "Region", "State", True),
        ("influences", "State", "Region", True),
        ("influences", "State", "City", False),
        ("influences", "ReligiousOrganisation", "Territory", True),
        ("condemns", "State", "Conflict", True),
        ("condemns", "City", "Conflict", False),
        ("member_of", "State", "Alliance", True),
        ("member_of", "State", "Person", False),
        ("visits", "Person", "City", True),
        ("capital_of", "City", "State", True),
        ("capital_of", "State", "State", False),
        ("holds_office", "Person", "Office", True),
        ("instrument_of", "ReligiousOrganisation", "State", True),
        ("supports", "Unheard_of", "State", False),
    ],
)
def test_domain_and_range(relation: str, subject: str, object_: str, accepted: bool) -> None:  # noqa: FBT001
    assert accepts(ONTOLOGY.relation(relation), subject, object_, ONTOLOGY) is accepted


def test_states_are_actors_and_places() -> None:
    assert ONTOLOGY.ancestors("State") == ONTOLOGY.ancestors("Territory") == {"Actor", "Place"}
    assert ONTOLOGY.ancestors("Region") == {"Place"}
    assert ONTOLOGY.is_a("Alliance", "Organisation")
    assert not ONTOLOGY.is_a("Organisation", "Alliance")


def test_plover_roots_are_those_of_the_draft() -> None:
    assert {root for name in ONTOLOGY.relations for root in ONTOLOGY.plover(name)} <= ROOTS


@pytest.mark.parametrize(
    ("relation", "polarity", "modality", "roots"),
    [
        ("attacks", Polarity.AFFIRMED, Modality.ACTUAL, ("ASSAULT",)),
        ("attacks", Polarity.AFFIRMED, Modality.POSSIBLE, ("ASSAULT", "THREATEN")),
        ("aids", Polarity.AFFIRMED, Modality.FUTURE, ("AGREE", "AID")),
        ("aids", Polarity.AFFIRMED, Modality.DEMANDED, ("AID",)),
        ("aids", Polarity.NEGATED, Modality.ACTUAL, ("AID", "REJECT")),
        ("borders", Polarity.AFFIRMED, Modality.FUTURE, ()),
    ],
)
def test_plover_roots_of_what_is_not_done_yet_or_refused(
    relation: str, polarity: Polarity, modality: Modality, roots: tuple[str, ...]
) -> None:
    assert ONTOLOGY.plover(relation, polarity, modality) == roots


def test_cameo_codes_are_codes() -> None:
    codes = [code for relation in ONTOLOGY.relations.values() for code in relation.cameo]
    assert all(re.fullmatch(r"0[1-9]\d|1\d\d|20\d", code) for code in codes)


def test_core_stays_within_owl_dl() -> None:
    core = Ontology.load(FOLDER / "core.ttl")
    complex_ = {r.name for r in core.relations.values() if r.chains or r.transitive}
    complex_ |= {above for name in complex_ for above in core.above[name]}
    restricted = {name for name in core.relations if core.excludes(name)}
    restricted |= {r.name for r in core.relations.values() if r.functional}
    assert not complex_ & restricted


def test_it_is_read_once_a_process() -> None:
    assert Ontology.load() is Ontology.load()


def test_unknown_relation_is_guessed() -> None:
    with pytest.raises(OntologyError, match="did you mean condemns"):
        ONTOLOGY.relation("condems")


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        ('kg:C a owl:Class ; rdfs:label "c" .', "kg:C needs one definition, has 0"),
        ('kg:C a owl:Class ; skos:definition "C." .', "kg:C needs one label, has 0"),
        ("kg:A rdfs:subClassOf kg:B .", "is above itself: A → B → A"),
        ("kg:likes rdfs:domain kg:Bee .", "names the class kg:Bee, which is not declared"),
        ("kg:likes rdfs:subPropertyOf kg:liks .", "names the relation kg:liks, .* did you mean likes"),
        ("kg:likes rdfs:subPropertyOf kg:likes .", "is above itself: likes → likes"),
        ("kg:likes a owl:SymmetricProperty ; rdfs:range kg:B .", "domain and range must be the same"),
        ("kg:likes owl:propertyDisjointWith kg:likes .", "disjoint with itself"),
        ("kg:likes owl:propertyChainAxiom ( kg:likes ) .", "not of two steps"),
        ("kg:likes owl:propertyChainAxiom ( kg:likes kg:hates ) .", "the relation kg:hates"),
        ("kg:hates rdfs:domain kg:A .", "kg:hates has a domain or range but is no owl:ObjectProperty"),
        (
            'kg:odd a owl:ObjectProperty ; rdfs:label "odd" ; skos:definition "Odd." .',
            "needs rdfs:domain and rdfs:range",
        ),
        ("kg:A rdfs:subClassOf owl:Thing .", "no term of the kg: namespace"),
        ("kg:A a", "line 9: not Turtle"),
    ],
)
def test_contradictions_are_refused(tmp_path: Path, turtle: str, message: str) -> None:
    with pytest.raises(OntologyError, match=message) as caught:
        ontology(tmp_path, turtle)
    assert "core.ttl" in str(caught.value)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"none\.ttl: cannot be read"):
        Ontology.load(tmp_path / "none.ttl")


def test_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8") == ontology_docs.page()


def test_description_is_plain_data() -> None:
    described = describe(ONTOLOGY)
    assert [relation["name"] for relation in described["relations"]] == sorted(NAMED)
    assert described["relations"][0]["domain"] == ["Actor"]


def test_terms_of_evidence_are_apart_from_relations() -> None:
    terms = read([FOLDER / "provenance.ttl"])
    assert not terms.keys() & (ONTOLOGY.relations.keys() | ONTOLOGY.classes.keys())
    assert all(term.required("label", RDFS) and term.required("definition", SKOS) for term in terms.values())


def test_every_term_that_is_written_is_declared() -> None:
    from kg.assembly.scores import Status

    declared = read([FOLDER / "provenance.ttl"]).keys()
    source = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "kg" / "rdf").glob("*.py")))
    spelt = set(re.findall(r"\bkg\(\"(\w+)\"\)", source))
    values = {value.capitalize() for kind in (Polarity, Modality, Status) for value in kind}
    assert spelt
    assert not spelt & ONTOLOGY.relations.keys(), "a relation between actors cannot also tie evidence to a statement"
    assert sorted((spelt | values) - declared) == []


def node(name: str) -> NamedNode:
    return NamedNode(KG + name)


def closure(place: Path, edges: set[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """What the rules make of some edges, applied until nothing new comes."""
    store = Store()
    for file in files(place):
        store.bulk_load(path=file, format=RdfFormat.TURTLE, to_graph=GRAPH)
    store.extend(Quad(node(s), node(p), node(o)) for s, p, o in edges)
    while True:
        before = len(store)
        for rule in RULES.values():
            found = store.query(rule)
            assert isinstance(found, QueryTriples)
            store.extend([Quad(triple.subject, triple.predicate, triple.object) for triple in found])
        if len(store) == before:
            break
    plain = store.quads_for_pattern(None, None, None, None)
    return {
        (str(q.subject.value)[len(KG) :], q.predicate.value[len(KG) :], str(q.object.value)[len(KG) :])
        for q in plain
        if q.graph_name != GRAPH and isinstance(q.subject, NamedNode) and isinstance(q.object, NamedNode)
    }


def test_rules_say_what_they_are() -> None:
    assert sorted(RULES) == ["chain", "inverse", "subproperty", "symmetric", "transitive"]
    for name, text in RULES.items():
        assert text.startswith(f"# id: {name}\n# title: ")
        assert "\n# description: " in text
        assert "\n# weight: " in text


def test_rules_on_the_ontology() -> None:
    edges = {
        ("Church", "instrument_of", "Russia"),
        ("Russia", "influences", "Srpska"),
        ("Serbia", "proxy_of", "Russia"),
        ("Podgorica", "capital_of", "Montenegro"),
        ("Montenegro", "located_in", "Balkans"),
    }
    assert closure(FOLDER / "core.ttl", edges) - edges == {
        ("Church", "influences", "Srpska"),
        ("Serbia", "aligned_with", "Russia"),
        ("Russia", "aligned_with", "Serbia"),
        ("Podgorica", "located_in", "Montenegro"),
        ("Podgorica", "located_in", "Balkans"),
    }


def test_rule_of_inverses(tmp_path: Path) -> None:
    turtle = 'kg:liked_by a owl:ObjectProperty ; owl:inverseOf kg:likes ; rdfs:label "l" ; skos:definition "L." .'
    file = tmp_path / "core.ttl"
    file.write_text(HEAD + turtle, encoding="utf-8")
    both = {("Ann", "likes", "Bob"), ("Bob", "liked_by", "Ann")}
    assert closure(file, {("Ann", "likes", "Bob")}) == both
    assert closure(file, {("Bob", "liked_by", "Ann")}) == both


RULE = """# id: {name}
# title: T
# description: D.
# weight: {weight}

PREFIX kg: <https://w3id.org/kg-news/ontology#>
{text}
"""
KNOWS = 'kg:knows a owl:ObjectProperty ; rdfs:label "k" ; skos:definition "." ; rdfs:domain kg:A ; rdfs:range kg:A .'


def own_rules(place: Path, text: str, *, weight: str = "same_pair") -> tuple[Rule, ...]:
    """What comes of an ontology with one rule of its own."""
    (place / "rules").mkdir()
    (place / "core.ttl").write_text(HEAD + KNOWS, encoding="utf-8")
    (place / "rules" / "own.rq").write_text(RULE.format(name="own", weight=weight, text=text), encoding="utf-8")
    return rules_of(Ontology.load(place), Scoring.load())


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("CONSTRUCT { ?x kg:knows ?y } { ?x kg:likes ?y }", [Rule("own/likes", ("likes",), "knows")]),
        ("CONSTRUCT { ?y kg:knows ?x } { ?x kg:likes ?y }", [Rule("own/likes", ("likes",), "knows", turned=True)]),
        (
            "CONSTRUCT { ?z kg:knows ?x } { ?x kg:likes ?y . ?y kg:knows ?z }",
            [Rule("own/likes+knows", ("likes", "knows"), "knows", turned=True)],
        ),
        ("CONSTRUCT { ?x kg:knows ?y } { ?x kg:knows ?y }", []),
    ],
)
def test_a_rule_needs_no_more_than_its_file(tmp_path: Path, text: str, rules: list[Rule]) -> None:
    assert list(own_rules(tmp_path, text)) == rules


def test_a_rule_of_ones_own_infers(tmp_path: Path) -> None:
    rules = own_rules(tmp_path, "CONSTRUCT { ?x kg:knows ?z } { ?x kg:likes ?y . ?y kg:likes ?z }", weight="chain")
    edges = Statement("Ann", "likes", "Bob"), Statement("Bob", "likes", "Cid")
    found = infer(edges, lambda s: 0.5 if s in edges else None, Nothing(), rules)
    how = found[Statement("Ann", "knows", "Cid")]
    assert how is not None
    assert (how.derivation.rule, how.known.score) == ("own/likes", round(0.25 * Scoring.load().chain, 4))


@pytest.mark.parametrize(
    ("text", "weight", "complaint"),
    [
        ("CONSTRUCT { ?x kg:knows ?y } { ?x kg:likes ", "chain", "own.rq: no SPARQL"),
        ("SELECT ?x { ?x kg:likes ?y }", "chain", "own.rq: a rule is a CONSTRUCT"),
        ("CONSTRUCT { ?x kg:knows ?y } { ?x kg:likes ?y }", "luck", "'luck'.* has same_pair, chain"),
        ("CONSTRUCT { ?x kg:knows ?y } { ?x kg:likes ?y }", "", "own.rq: its header lacks weight"),
        (
            "CONSTRUCT { ?x kg:loves ?y } { ?x kg:likes ?y }",
            "chain",
            "own.rq: constructs kg:loves, which is no relation",
        ),
        ("CONSTRUCT { ?x kg:knows ?z } { ?x kg:likes ?y . ?z kg:knows ?y }", "chain", "no path of one or two edges"),
        ("CONSTRUCT { ?x kg:knows _:b } { ?x kg:likes ?y }", "chain", "no path of one or two edges"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_refused(tmp_path: Path, text: str, weight: str, complaint: str) -> None:
    with pytest.raises(OntologyError, match=complaint):
        own_rules(tmp_path, text, weight=weight)


ENDS = st.sampled_from(["A", "B", "C", "D"])
EDGES = st.sets(st.tuples(ENDS, st.sampled_from(sorted(ONTOLOGY.relations)), ENDS), max_size=12)
BUSY = st.sampled_from(
    ["instrument_of", "influences", "condemns", "has_agent", "part_of", "capital_of", "located_in", "meets"]
)
BUSY_EDGES = st.sets(st.tuples(ENDS, BUSY, ENDS), max_size=12)


@settings(max_examples=40, deadline=None)
@given(st.one_of(EDGES, BUSY_EDGES))
def test_rules_and_assembly_infer_the_same(edges: set[tuple[str, str, str]]) -> None:
    asserted = {Statement(*edge) for edge in edges}
    found = infer(asserted, lambda s: 1.0 if s in asserted else None, Nothing(), rules_of(ONTOLOGY, Scoring.load()))
    inferred = {(s.subject, s.relation, s.object) for s, how in found.items() if how}
    assert inferred == closure(FOLDER, edges) - edges
