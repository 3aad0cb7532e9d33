"""The conversion into Universal Dependencies, on hand-built trees in both schemes."""

import pytest
import spacy
from spacy.tokens import Doc

from kg.nlp.ud import convert, is_clear

VOCAB = spacy.blank("en").vocab

Row = tuple[str, str, str, int, str]


def build(rows: list[Row]) -> Doc:
    """A Doc of (word, lemma, POS, head, label)."""
    words, lemmas, pos, heads, deps = (list(x) for x in zip(*rows, strict=True))
    return Doc(VOCAB, words=words, lemmas=lemmas, pos=pos, heads=heads, deps=deps)


def arcs(doc: Doc) -> dict[str, tuple[str, str]]:
    """Word -> (head, label)."""
    return {t.text: (t.head.text, t.dep_) for t in doc}


ACTIVE: list[Row] = [
    ("Albania", "Albania", "PROPN", 1, "nsubj"),
    ("condemned", "condemn", "VERB", 1, "ROOT"),
    ("the", "the", "DET", 3, "det"),
    ("invasion", "invasion", "NOUN", 1, "dobj"),
    ("of", "of", "ADP", 3, "prep"),
    ("Ukraine", "Ukraine", "PROPN", 4, "pobj"),
    ("in", "in", "ADP", 1, "prep"),
    ("2022", "2022", "NUM", 6, "pobj"),
]
PASSIVE: list[Row] = [
    ("It", "it", "PRON", 2, "nsubjpass"),
    ("was", "be", "AUX", 2, "auxpass"),
    ("condemned", "condemn", "VERB", 2, "ROOT"),
    ("by", "by", "ADP", 2, "agent"),
    ("Albania", "Albania", "PROPN", 3, "pobj"),
    ("and", "and", "CCONJ", 4, "cc"),
    ("Kosovo", "Kosovo", "PROPN", 4, "conj"),
]
COPULA: list[Row] = [
    ("Serbia", "Serbia", "PROPN", 1, "nsubj"),
    ("is", "be", "AUX", 1, "ROOT"),
    ("not", "not", "PART", 1, "neg"),
    ("a", "a", "DET", 5, "det"),
    ("Russian", "russian", "ADJ", 5, "amod"),
    ("proxy", "proxy", "NOUN", 1, "attr"),
    (".", ".", "PUNCT", 1, "punct"),
]
PLACE: list[Row] = [
    ("Serbia", "Serbia", "PROPN", 1, "nsubj"),
    ("is", "be", "AUX", 1, "ROOT"),
    ("in", "in", "ADP", 1, "prep"),
    ("Europe", "Europe", "PROPN", 2, "pobj"),
]
RELATIVE: list[Row] = [
    ("states", "state", "NOUN", 0, "ROOT"),
    ("that", "that", "PRON", 2, "nsubj"),
    ("supported", "support", "VERB", 0, "relcl"),
    ("Russia", "Russia", "PROPN", 5, "poss"),
    ("'s", "'s", "PART", 3, "case"),
    ("war", "war", "NOUN", 2, "dobj"),
    ("after", "after", "ADP", 2, "prep"),
    ("leaving", "leave", "VERB", 6, "pcomp"),
    ("NATO", "NATO", "PROPN", 7, "dobj"),
]


CHAIN: list[Row] = [
    ("Russia", "Russia", "PROPN", 1, "nsubj"),
    ("pulled", "pull", "VERB", 1, "ROOT"),
    ("out", "out", "ADP", 1, "prep"),
    ("of", "of", "ADP", 2, "prep"),
    ("Kherson", "Kherson", "PROPN", 3, "pobj"),
]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            ACTIVE,
            {
                "invasion": ("condemned", "obj"),
                "of": ("Ukraine", "case"),
                "Ukraine": ("invasion", "nmod"),
                "2022": ("condemned", "obl"),
                "in": ("2022", "case"),
            },
        ),
        (
            PASSIVE,
            {
                "It": ("condemned", "nsubj:pass"),
                "was": ("condemned", "aux:pass"),
                "Albania": ("condemned", "obl:agent"),
                "by": ("Albania", "case"),
                "Kosovo": ("Albania", "conj"),
            },
        ),
        (
            COPULA,
            {
                "proxy": ("proxy", "ROOT"),
                "is": ("proxy", "cop"),
                "Serbia": ("proxy", "nsubj"),
                "not": ("proxy", "advmod"),
                "Russian": ("proxy", "amod"),
                ".": ("proxy", "punct"),
            },
        ),
        (
            PLACE,
            {
                "Europe": ("Europe", "ROOT"),
                "in": ("Europe", "case"),
                "is": ("Europe", "cop"),
                "Serbia": ("Europe", "nsubj"),
            },
        ),
        (CHAIN, {"Kherson": ("pulled", "obl"), "out": ("Kherson", "case"), "of": ("Kherson", "case")}),
        (
            RELATIVE,
            {
                "supported": ("states", "acl:relcl"),
                "Russia": ("war", "nmod:poss"),
                "after": ("leaving", "mark"),
                "leaving": ("supported", "advcl"),
                "NATO": ("leaving", "obj"),
            },
        ),
    ],
)
def test_a_tree_of_spacys_own_models_becomes_one_of_ud(rows: list[Row], expected: dict[str, tuple[str, str]]) -> None:
    found = arcs(convert(build(rows)))
    assert {k: found[k] for k in expected} == expected


def test_converting_twice_changes_nothing() -> None:
    once = arcs(convert(build(COPULA + [(w, lemma, p, h + len(COPULA), d) for w, lemma, p, h, d in ACTIVE])))
    doc = convert(build(COPULA + [(w, lemma, p, h + len(COPULA), d) for w, lemma, p, h, d in ACTIVE]))
    assert arcs(convert(doc)) == once


def test_a_tree_of_ud_stays_as_it_is() -> None:
    rows: list[Row] = [
        ("Albania", "Albania", "PROPN", 1, "nsubj"),
        ("condemned", "condemn", "VERB", 1, "ROOT"),
        ("it", "it", "PRON", 1, "obj"),
        ("in", "in", "ADP", 4, "case"),
        ("2022", "2022", "NUM", 1, "obl"),
    ]
    doc = build(rows)
    before = arcs(doc)
    assert not is_clear(doc)
    assert arcs(convert(doc)) == before
