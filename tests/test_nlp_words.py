"""Tokens, lemmas and agreement of names, without the encoder."""

from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

import kg.nlp
from kg.nlp.lemmas import Lemmas
from kg.nlp.morphology import FEATURES, PRONOUNS
from kg.nlp.names import agree, name_spans, trim
from kg.nlp.tokens import tune

LEMMAS = Lemmas(
    {"VBD": {"went": "go", "withdrew": "withdraw"}, "NNS": {"crises": "crisis"}, "RB": {"n't": "not"}},
    {
        "verbs": frozenset({"hope", "hop", "ally"}),
        "nouns": frozenset({"series", "force"}),
        "adjectives": frozenset({"large"}),
    },
)
TAGS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]


@pytest.fixture(scope="module")
def nlp() -> spacy.language.Language:
    blank = spacy.blank("en")
    tune(blank)
    return blank


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("non-aligned", ["non-aligned"]),
        ("pro-Russian", ["pro", "-", "Russian"]),
        ("pro-government", ["pro-government"]),
        ("long-term", ["long", "-", "term"]),
        ("wait...", ["wait", "..."]),
        ("What?!", ["What", "?!"]),
        ("DON'T", ["DO", "N'T"]),
        ("Lt. Gen. Smith", ["Lt.", "Gen.", "Smith"]),
        ("and/or", ["and", "/", "or"]),
        ("at 7:30PM", ["at", "7:30", "PM"]),
        ("713-853-3989", ["713-853-3989"]),
        ("1990-1995", ["1990", "-", "1995"]),
        ("Serbia’s", ["Serbia", "’s"]),
        ("id", ["id"]),
    ],
)
def test_tokens_are_those_of_the_treebanks(nlp: spacy.language.Language, text: str, tokens: list[str]) -> None:
    assert [t.text for t in nlp(text)] == tokens


@pytest.mark.parametrize("unit", ["(", "()", "x-", "a.", "ab"])
def test_time_is_bounded_without_spaces(nlp: spacy.language.Language, unit: str) -> None:
    text = f"one {unit * 1000} two"
    assert nlp(text).text == text
    assert max(len(t) for t in nlp(text)) <= 300


@given(st.text(max_size=60))
def test_no_character_is_lost(nlp: spacy.language.Language, text: str) -> None:
    assert nlp(text).text == text


@pytest.mark.parametrize(
    ("form", "xpos", "lemma"),
    [
        ("went", "VBD", "go"),
        ("underwent", "VBD", "undergo"),
        ("withdrew", "VBN", "withdraw"),
        ("hoping", "VBG", "hope"),
        ("hopping", "VBG", "hop"),
        ("ALLIED", "VBD", "ally"),
        ("deplored", "VBD", "deplore"),
        ("abandoned", "VBD", "abandon"),
        ("watches", "VBZ", "watch"),
        ("crises", "NNS", "crisis"),
        ("series", "NNS", "series"),
        ("policies", "NNS", "policy"),
        ("Americans", "NNPS", "American"),
        ("Serbia", "NNP", "Serbia"),
        ("larger", "JJR", "large"),
        ("n’t", "RB", "not"),
        ("The", "DT", "the"),
        ("", "NN", ""),
    ],
)
def test_lemmas(form: str, xpos: str, lemma: str) -> None:
    assert LEMMAS(form, xpos) == lemma


@pytest.mark.parametrize(
    ("form", "xpos", "lemma"),
    [
        ("lent", "VBN", "lend"),
        ("unfroze", "VBD", "unfreeze"),
        ("backslid", "VBD", "backslide"),
        ("rewriting", "VBG", "rewrite"),
        ("trafficked", "VBN", "traffic"),
        ("vying", "VBG", "vie"),
    ],
)
def test_packaged_table(form: str, xpos: str, lemma: str) -> None:
    table = Lemmas.read(Path(kg.nlp.__file__).parent / "model" / "lemmas.json")
    assert table(form, xpos) == lemma


@given(st.text(max_size=20), st.sampled_from(["VBD", "VBG", "NNS", "NNPS", "JJR", "NN", "_SP", ""]))
def test_every_form_has_a_lemma(form: str, xpos: str) -> None:
    assert bool(LEMMAS(form, xpos)) == bool(form)


def test_features_are_well_formed() -> None:
    for features in (*FEATURES.values(), *PRONOUNS.values()):
        pairs = [f.split("=") for f in features.split("|") if f]
        assert all(len(p) == 2 for p in pairs)
        assert pairs == sorted(pairs)


def test_a_name_has_one_type_throughout_a_text() -> None:
    words = ["Oslo", "and", "Oslo", "and", "Ana", "Oslo"]
    scores = np.full((6, 5), -9.0, dtype=np.float32)
    for i, tag, score in ((0, 3, -0.1), (0, 1, -3.0), (2, 1, -0.4), (2, 3, -0.6), (4, 1, -0.1), (5, 2, -0.1)):
        scores[i, tag] = score
    before = np.array([3, 0, 1, 0, 0, 0])
    assert agree(words, before, scores, TAGS).tolist() == [3, 0, 3, 0, 0, 0]
    assert name_spans(np.array([1, 2, 1, 0, 3]), np.array([False, False, True, False, True])) == [
        (0, 2),
        (2, 3),
        (4, 5),
    ]


def test_a_prefix_is_no_part_of_a_name() -> None:
    inside = np.array([False, False, True, False, True])
    tags = np.array([3, 4, 4, 0, 3, 4, 4])
    found = trim(["Anti", "-", "EU", "in", "Stratford", "-", "upon"], tags, inside, ("anti", "pro"))
    assert found.tolist() == [0, 0, 3, 0, 3, 4, 4]
