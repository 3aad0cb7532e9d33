"""The language pipeline as a whole, with the trained model."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

import kg.nlp
from kg.errors import ResourceError

pytestmark = pytest.mark.model

TEXTS = (
    "Albania, Kosovo and North Macedonia condemned the invasion. Serbia did not.",
    "MINISTERS MEET IN OSLO\n\nThe ministers of Norway and Chile met on Monday.\nThey signed a treaty.",
    "“We will never recognise the vote,” Prime Minister Ana Horvat said in Zagreb; her party’s leader agreed.",
    "",
    " \n \n",
    "\n\tWho? ",
    "the eu wants it",
    "a" * 3000,
    "( [ { ) ] }",
    "Price: $4.5m (up 3%)…\u00a0see https://example.org/a?b=c or mail a@b.org \U0001f600",
)


@pytest.fixture(scope="session")
def nlp() -> Language:
    return kg.nlp.load()


def written(doc: Doc) -> list[tuple[object, ...]]:
    """All that the pipeline says of a text."""
    return [
        (
            t.text,
            t.idx,
            t.tag_,
            t.pos_,
            str(t.morph),
            t.lemma_,
            t.head.i,
            t.dep_,
            t.is_sent_start,
            t.ent_iob_,
            t.ent_type_,
        )
        for t in doc
    ]


def check(doc: Doc, text: str) -> None:
    """What holds of every Doc: the text is whole, sentences are trees, names lie within sentences."""
    assert doc.text == text
    sentences = list(doc.sents)
    assert [t.i for s in sentences for t in s] == list(range(len(doc)))
    for sentence in sentences:
        assert [t.i for t in sentence if t.head == t] == [sentence.root.i]
        assert all(sentence.start <= t.head.i < sentence.end for t in sentence)
        assert all((t.dep_ == "ROOT") == (t.head == t) for t in sentence if not t.is_space)
    for first, second in pairwise([("O", ""), *((t.ent_iob_, t.ent_type_) for t in doc)]):
        assert second[0] != "I" or (first[0] in "BI" and first[1] == second[1])
    assert all(e.sent.start <= e.start and e.end <= e.sent.end for e in doc.ents)


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_becomes_trees(nlp: Language, text: str) -> None:
    check(nlp(text), text)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("aB .,!?\n\r\t'\"“”’-()0$é中\u200b\ufeff\U0001f600"), max_size=120))
def test_hostile_text_becomes_trees(nlp: Language, text: str) -> None:
    check(nlp(text), text)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(TEXTS), st.integers(1, 12))
def test_what_is_said_of_a_text_depends_on_that_text_alone(nlp: Language, texts: list[str], size: int) -> None:
    alone = {text: written(nlp(text)) for text in TEXTS}
    assert [written(doc) for doc in nlp.pipe(texts, batch_size=size)] == [alone[t] for t in texts]


def test_a_simple_sentence(nlp: Language) -> None:
    doc = nlp("Albania condemned the Russian attack on Ukraine.")
    found = {t.text: (t.pos_, t.lemma_, t.head.text, t.dep_) for t in doc}
    assert found["Albania"] == ("PROPN", "Albania", "condemned", "nsubj")
    assert found["condemned"] == ("VERB", "condemn", "condemned", "ROOT")
    assert found["attack"] == ("NOUN", "attack", "condemned", "obj")
    assert found["Ukraine"] == ("PROPN", "Ukraine", "attack", "nmod")
    assert [(e.text, e.label_) for e in doc.ents if e.label_ != "MISC"] == [("Albania", "LOC"), ("Ukraine", "LOC")]


@pytest.mark.parametrize("gap", ["  ", "\t", "\r", " \t "])
def test_white_space_within_a_name_is_of_the_name(nlp: Language, gap: str) -> None:
    doc = nlp(f"Yesterday Angela{gap}Merkel went to Berlin.")
    check(doc, doc.text)
    assert [(e.text, e.label_) for e in doc.ents] == [(f"Angela{gap}Merkel", "PER"), ("Berlin", "LOC")]


def test_features(nlp: Language) -> None:
    doc = nlp("They were condemned by her allies.")
    found = {t.text: str(t.morph) for t in doc}
    assert found["They"] == "Case=Nom|Number=Plur|Person=3|PronType=Prs"
    assert found["condemned"] == "Tense=Past|VerbForm=Part|Voice=Pass"
    assert found["her"] == "Case=Gen|Gender=Fem|Number=Sing|Person=3|Poss=Yes|PronType=Prs"
    assert found["allies"] == "Number=Plur"


def test_sentences_and_layout(nlp: Language) -> None:
    text = "Ministers meet in Oslo\n\nThe ministers of both met on\nMonday. They signed it.\n\nNobody spoke."
    starts = [s.start_char for s in nlp(text).sents]
    assert starts == [0, text.index("The"), text.index("They"), text.index("Nobody")]


def test_a_long_line_without_spaces_or_stops(nlp: Language) -> None:
    text = "word " * 3000 + "(" * 2000 + "x-" * 2000
    check(nlp(text), text)


def test_a_pipeline_of_an_unknown_name() -> None:
    with pytest.raises(ResourceError, match="no_such_pipeline"):
        kg.nlp.load("no_such_pipeline")
