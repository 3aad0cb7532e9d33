"""Open triples from parsed sentences: minimal facts, whole clauses, what noun phrases say. No language model."""

from collections.abc import Iterable

import pytest
from spacy.tokens import Doc
from trees import doc_of, triples, vocab

from kg.extract.clauses import Clauses
from kg.extract.confidence import RULES
from kg.extract.groups import MAX_GOVERNORS, Groups
from kg.extract.openie import Detail, open_triples
from kg.extract.phrases import Phrases
from kg.extract.tree import Tree
from kg.extract.words import load_words

BASE_OF = (
    "The/the/DET/DT/2/det choir/choir/NOUN/NN/6/nsubj is/be/AUX/VBZ/6/cop at/at/ADP/IN/6/case the/the/DET/DT/6/det "
    "hall/hall/NOUN/NN/0/ROOT in/in/ADP/IN/8/case Oslo_/oslo/PROPN/NNP/6/nmod ././PUNCT/./6/punct"
)
THERE = (
    "There/there/PRON/EX/2/expl is/be/VERB/VBZ/0/ROOT no/no/DET/DT/4/det proof/proof/NOUN/NN/2/nsubj "
    "of/of/ADP/IN/6/case fraud_/fraud/NOUN/NN/4/nmod ././PUNCT/./2/punct"
)
SAID_THAT = (
    "Anna/anna/PROPN/NNP/2/nsubj said/say/VERB/VBD/0/ROOT that/that/SCONJ/IN/5/mark Oslo/oslo/PROPN/NNP/5/nsubj "
    "won/win/VERB/VBD/2/ccomp and/and/CCONJ/CC/8/cc Bergen/bergen/PROPN/NNP/8/nsubj lost_/lose/VERB/VBD/5/conj "
    "././PUNCT/./2/punct"
)
PROBLEM = (
    "The/the/DET/DT/2/det problem/problem/NOUN/NN/6/nsubj:outer is/be/AUX/VBZ/6/cop that/that/SCONJ/IN/6/mark "
    "he/he/PRON/PRP/6/nsubj left/leave/VERB/VBD/0/ROOT Oslo_/oslo/PROPN/NNP/6/obj ././PUNCT/./6/punct"
)
APPOSED = (
    "Anna/anna/PROPN/NNP/9/nsubj Berg_/berg/PROPN/NNP/1/flat ,/,/PUNCT/,/5/punct the/the/DET/DT/5/det "
    "head/head/NOUN/NN/1/appos of/of/ADP/IN/7/case Delta_/delta/PROPN/NNP/5/nmod ,/,/PUNCT/,/5/punct "
    "resigned_/resign/VERB/VBD/0/ROOT ././PUNCT/./9/punct"
)
TITLED = (
    "Foreign/foreign/ADJ/JJ/2/amod Minister/minister/NOUN/NN/3/nmod:desc Anna/anna/PROPN/NNP/5/nsubj "
    "Berg/berg/PROPN/NNP/3/flat left_/leave/VERB/VBD/0/ROOT ././PUNCT/./5/punct"
)
OWNED = (
    "Norway_/norway/PROPN/NNP/4/nmod:poss 's/'s/PART/POS/1/case old/old/ADJ/JJ/4/amod capital/capital/NOUN/NN/5/nsubj "
    "burned_/burn/VERB/VBD/0/ROOT ././PUNCT/./5/punct"
)
COUNTED = (
    "Floods/flood/NOUN/NNS/2/nsubj destroyed/destroy/VERB/VBD/0/ROOT a/a/DET/DT/4/det number/number/NOUN/NN/2/obj "
    "of/of/ADP/IN/6/case houses/house/NOUN/NNS/4/nmod in/in/ADP/IN/8/case May_/may/PROPN/NNP/2/obl ././PUNCT/./2/punct"
)
HIT_BY = (
    "Oslo/oslo/PROPN/NNP/3/nsubj:pass was/be/AUX/VBD/3/aux:pass hit/hit/VERB/VBN/0/ROOT by/by/ADP/IN/5/case "
    "floods/flood/NOUN/NNS/3/obl:agent within/within/ADP/IN/8/case two/two/NUM/CD/8/nummod weeks_/week/NOUN/NNS/3/obl "
    "././PUNCT/./3/punct"
)
AFTER = (
    "Anna/anna/PROPN/NNP/2/nsubj joined/join/VERB/VBD/0/ROOT Delta/delta/PROPN/NNP/2/obj after/after/SCONJ/IN/6/mark "
    "Jan/jan/PROPN/NNP/6/nsubj left_/leave/VERB/VBD/2/advcl ././PUNCT/./2/punct"
)
PURPOSE = (
    "Oslo/oslo/PROPN/NNP/2/nsubj sent/send/VERB/VBD/0/ROOT troops/troops/NOUN/NNS/2/obj to/to/PART/TO/5/mark "
    "guard/guard/VERB/VB/2/advcl Bergen_/bergen/PROPN/NNP/5/obj ././PUNCT/./2/punct"
)
IN_FRONT = (
    "Crowds/crowd/NOUN/NNS/2/nsubj met/meet/VERB/VBD/0/ROOT in/in/ADP/IN/4/case front/front/NOUN/NN/2/obl "
    "of/of/ADP/IN/7/case the/the/DET/DT/7/det hall_/hall/NOUN/NN/4/nmod ././PUNCT/./2/punct"
)
FOR_EXAMPLE = (
    "Oslo_/oslo/PROPN/NNP/6/nsubj ,/,/PUNCT/,/4/punct for/for/ADP/IN/4/case example_/example/NOUN/NN/6/obl "
    ",/,/PUNCT/,/4/punct left/leave/VERB/VBD/0/ROOT Delta_/delta/PROPN/NNP/6/obj ././PUNCT/./6/punct"
)
LAW = (
    "The/the/DET/DT/2/det law/law/NOUN/NN/6/nsubj that/that/PRON/WDT/5/obj he/he/PRON/PRP/5/nsubj "
    "signed/sign/VERB/VBD/2/acl:relcl failed_/fail/VERB/VBD/0/ROOT ././PUNCT/./6/punct"
)
SHARED_DATE = (
    "In/in/ADP/IN/2/case 1990_/1990/NUM/CD/5/obl ,/,/PUNCT/,/2/punct Anna/anna/PROPN/NNP/5/nsubj "
    "left/leave/VERB/VBD/0/ROOT Delta/delta/PROPN/NNP/5/obj and/and/CCONJ/CC/8/cc joined/join/VERB/VBD/5/conj "
    "Alpha_/alpha/PROPN/NNP/8/obj ././PUNCT/./5/punct"
)
PAIRS = (
    "Anna/anna/PROPN/NNP/4/nsubj and/and/CCONJ/CC/3/cc Jan/jan/PROPN/NNP/1/conj visited/visit/VERB/VBD/0/ROOT "
    "Oslo/oslo/PROPN/NNP/4/obj and/and/CCONJ/CC/7/cc Bergen_/bergen/PROPN/NNP/5/conj ././PUNCT/./4/punct"
)
ONLY_AS = (
    "Anna/anna/PROPN/NNP/2/nsubj came/come/VERB/VBD/0/ROOT only/only/ADV/RB/6/advmod as/as/ADP/IN/6/case a/a/DET/DT/6/det "
    "guest_/guest/NOUN/NN/2/obl ././PUNCT/./2/punct"
)

ROW = (
    "Oslo/oslo/PROPN/NNP/2/nsubj opened/open/VERB/VBD/0/ROOT a/a/DET/DT/4/det row/row/NOUN/NN/2/obj of/of/ADP/IN/6/case "
    "seats/seat/NOUN/NNS/4/nmod for/for/ADP/IN/8/case guests_/guest/NOUN/NNS/4/nmod ././PUNCT/./2/punct"
)

BUT_DID = (
    "Oslo/oslo/PROPN/NNP/4/nsubj did/do/AUX/VBD/4/aux not/not/PART/RB/4/advmod sign/sign/VERB/VB/0/ROOT "
    "the/the/DET/DT/6/det deal_/deal/NOUN/NN/4/obj ,/,/PUNCT/,/10/punct but/but/CCONJ/CC/10/cc "
    "Bergen/bergen/PROPN/NNP/10/nsubj did_/do/VERB/VBD/4/conj ././PUNCT/./4/punct"
)
BEGAN = "Anna/anna/PROPN/NNP/2/nsubj began/begin/VERB/VBD/0/ROOT to/to/PART/TO/4/mark read_/read/VERB/VB/2/xcomp ././PUNCT/./2/punct"
BELOW = (
    "Anna/anna/PROPN/NNP/2/nsubj saw/see/VERB/VBD/0/ROOT proof_/proof/NOUN/NN/2/obj ,/,/PUNCT/,/7/punct "
    "though/though/SCONJ/IN/7/mark there/there/PRON/EX/7/expl is/be/VERB/VBZ/2/advcl none_/none/NOUN/NN/7/nsubj ././PUNCT/./2/punct"
)
BY_SOURCE = (
    "According/accord/VERB/VBG/4/case to/to/ADP/IN/1/fixed the/the/DET/DT/4/det paper_/paper/NOUN/NN/7/obl ,/,/PUNCT/,/4/punct "
    "Anna/anna/PROPN/NNP/7/nsubj left_/leave/VERB/VBD/0/ROOT ././PUNCT/./7/punct"
)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param(BASE_OF, [("The choir", "is at", "the hall")], id="preposition-after-copula"),
        pytest.param(BASE_OF, [("The choir", "is at the hall in", "Oslo")], id="nested-below-copula"),
        pytest.param(
            THERE, [("There", "is", "no proof of fraud"), ("There", "is no proof of", "fraud")], id="there-is"
        ),
        pytest.param(
            SAID_THAT, [("Anna", "said", "that Oslo won"), ("Anna", "said", "Bergen lost")], id="clauses-that-are-said"
        ),
        pytest.param(
            PROBLEM, [("he", "left", "Oslo"), ("The problem", "is that he left", "Oslo")], id="copula-of-a-clause"
        ),
        pytest.param(COUNTED, [("Floods", "destroyed", "a number of houses")], id="counting-noun"),
        pytest.param(COUNTED, [("Floods", "destroyed a number of houses in", "May")], id="carries-what-is-counted"),
        pytest.param(HIT_BY, [("Oslo", "was hit by", "floods")], id="agent"),
        pytest.param(HIT_BY, [("Oslo", "was hit by floods within", "two weeks")], id="carries-the-oblique-before"),
        pytest.param(AFTER, [("Anna", "joined Delta after", "Jan left")], id="circumstance"),
        pytest.param(PURPOSE, [("Oslo", "sent troops to guard", "Bergen")], id="purpose"),
        pytest.param(IN_FRONT, [("Crowds", "met in front of", "the hall")], id="preposition-of-several-words"),
        pytest.param(LAW, [("he", "signed", "The law"), ("The law", "failed", "")], id="relative-object"),
        pytest.param(SHARED_DATE, [("Anna", "joined Alpha In", "1990")], id="oblique-before-both-verbs"),
        pytest.param(
            PAIRS,
            [(a, "visited", b) for a in ("Anna", "Jan") for b in ("Oslo", "Bergen")],
            id="coordination-is-distributed",
        ),
        pytest.param(ONLY_AS, [("Anna", "came as", "a guest")], id="adverb-before-preposition"),
        pytest.param(
            BUT_DID, [("Oslo", "did not sign", "the deal"), ("Bergen", "did sign", "the deal")], id="ellipsis"
        ),
        pytest.param(BEGAN, [("Anna", "began to read", "")], id="infinitive-without-complement"),
        pytest.param(ROW, [("Oslo", "opened a row of seats for", "guests")], id="carries-the-phrase-before"),
    ],
)
def test_minimal_facts(table: str, expected: Iterable[tuple[str, str, str]]) -> None:
    assert set(expected) <= triples(table)


@pytest.mark.parametrize(
    ("table", "unwanted"),
    [
        pytest.param(IN_FRONT, ("Crowds", "met in", "front"), id="part-of-a-preposition"),
        pytest.param(FOR_EXAMPLE, ("Oslo", "left Delta for", "example"), id="connective"),
        pytest.param(PURPOSE, ("Oslo", "guard", "Bergen"), id="purpose-stands-below"),
        pytest.param(BEGAN, ("Anna", "began", ""), id="infinitive-goes-on"),
        pytest.param(BELOW, ("there", "is saw", "proof"), id="there-is-is-no-ellipsis"),
        pytest.param(BY_SOURCE, ("Anna", "left According to", "the paper"), id="source"),
        pytest.param(COUNTED, ("Floods", "destroyed a number of", "houses"), id="what-is-counted-is-one-phrase"),
    ],
)
def test_what_is_no_fact(table: str, unwanted: tuple[str, str, str]) -> None:
    assert unwanted not in triples(table)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param(PAIRS, ("Anna and Jan", "visited", "Oslo and Bergen"), id="coordination-stays-together"),
        pytest.param(HIT_BY, ("Oslo", "was hit by", "floods within two weeks"), id="all-complements"),
        pytest.param(BASE_OF, ("The choir", "is at", "the hall in Oslo"), id="copula"),
        pytest.param(THERE, ("There", "is", "no proof of fraud"), id="there-is"),
        pytest.param(OWNED, ("Norway 's old capital", "burned", ""), id="no-second-argument"),
        pytest.param(SHARED_DATE, ("Anna", "left", "Delta In 1990"), id="what-stood-before-comes-last"),
        pytest.param(BUT_DID, ("Bergen", "did sign", "the deal"), id="ellipsis"),
        pytest.param(LAW, ("The law", "failed", ""), id="no-relative-clause-in-a-subject"),
        pytest.param(PROBLEM, ("The problem", "is", "that he left Oslo"), id="copula-of-a-clause"),
    ],
)
def test_whole_clauses(table: str, expected: tuple[str, str, str]) -> None:
    assert expected in triples(table, Detail.CLAUSE)


@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param(APPOSED, ("Anna Berg", "is", "the head of Delta"), id="apposition"),
        pytest.param(TITLED, ("Anna Berg", "is", "Foreign Minister"), id="title"),
        pytest.param(OWNED, ("Norway", "has", "old capital"), id="possessor"),
    ],
)
def test_noun_phrases(table: str, expected: tuple[str, str, str], detail: Detail) -> None:
    assert expected in triples(table, detail)


def test_every_triple_has_a_rule_and_a_confidence() -> None:
    for table in (BASE_OF, SAID_THAT, APPOSED, TITLED, OWNED, PURPOSE, SHARED_DATE):
        tree = Tree.of(doc_of(table))
        for detail in Detail:
            for triple in open_triples(Clauses(tree, load_words()), tree.sentences[0], detail):
                assert triple.rule in RULES
                assert 0 < triple.confidence <= 1


def test_a_clause_is_surer_in_the_main_clause_than_below() -> None:
    tree = Tree.of(doc_of(LAW))
    found = {
        tree.words[t.predicate]: t for t in open_triples(Clauses(tree, load_words()), tree.sentences[0], Detail.CLAUSE)
    }
    assert found["failed"].confidence < found["signed"].confidence * 2
    assert found["failed"].rule == "clause/alone"
    assert RULES["noun/possessor"] < RULES["clause/whole"]


def chain(size: int) -> Doc:
    """An infinitive below an infinitive below an infinitive …"""
    words, heads = ["We", "want"], [1, 1]
    for _ in range(size):
        heads += [len(words) + 1, len(words) - 1]
        words += ["to", "want"]
    deps = ["nsubj", "ROOT", *("mark", "xcomp") * size]
    tags = ["PRP", "VBP", *("TO", "VB") * size]
    return Doc(
        vocab(), words=words, lemmas=words, tags=tags, pos=["VERB"] * len(words), heads=heads, deps=deps,
        sent_starts=[True, *[False] * (len(words) - 1)],
    )  # fmt: skip


def test_a_thousand_verbs_in_a_chain_take_bounded_phrases() -> None:
    tree = Tree.of(chain(1000))
    groups = Groups(Phrases(Clauses(tree, load_words())))
    assert len(groups.verb_group(len(tree.words) - 1)) == 2 * MAX_GOVERNORS + 1
    for detail in Detail:
        assert list(open_triples(groups.phrases.clauses, tree.sentences[0], detail))
