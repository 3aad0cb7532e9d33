"""Trees, names, windows and layout: what is decoded from the encoder's scores, without the encoder."""

from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from kg.errors import ResourceError
from kg.nlp.encoder import Encoder, batches
from kg.nlp.names import best_names, transitions
from kg.nlp.trees import best_tree, is_tree
from kg.nlp.windows import HARD_WORDS, MAX_PIECES, breaks, windows

TAGS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
numbers = st.floats(-10, 10, width=32)


def squares(most: int) -> st.SearchStrategy[np.ndarray]:
    """Scores of arcs of up to so many words."""
    return st.integers(1, most).flatmap(lambda n: hnp.arrays(np.float32, (n, n + 1), elements=numbers))


def weight(scores: np.ndarray, heads: tuple[int, ...]) -> float:
    return float(sum(scores[i, h] for i, h in enumerate(heads)))


@given(squares(12))
def test_heads_are_one_tree_with_one_root(scores: np.ndarray) -> None:
    heads = best_tree(scores)
    assert is_tree(heads)
    assert all(h != i + 1 for i, h in enumerate(heads))


@given(squares(4))
def test_no_tree_is_better(scores: np.ndarray) -> None:
    size = len(scores)
    all_trees = [h for h in product(range(size + 1), repeat=size) if is_tree(np.array(h))]
    best = max(weight(scores, h) for h in all_trees)
    assert weight(scores, tuple(best_tree(scores))) == pytest.approx(best, abs=1e-3)


def test_a_chain_of_a_thousand_words_is_decoded() -> None:
    size = 1000
    scores = np.zeros((size, size + 1), dtype=np.float32)
    scores[np.arange(size), np.arange(size)] = 5.0
    assert (best_tree(scores) == np.arange(size)).all()


def valid(tags: list[str]) -> bool:
    return all(b[0] != "I" or a[2:] == b[2:] for a, b in pairwise(["O", *tags]))


@given(st.integers(1, 8).flatmap(lambda n: hnp.arrays(np.float32, (n, len(TAGS)), elements=numbers)))
def test_names_are_valid_bio(scores: np.ndarray) -> None:
    assert valid([TAGS[i] for i in best_names(scores, transitions(TAGS))])


@given(st.integers(1, 4).flatmap(lambda n: hnp.arrays(np.float32, (n, len(TAGS)), elements=numbers)))
def test_no_valid_bio_is_better(scores: np.ndarray) -> None:
    sequences = product(range(len(TAGS)), repeat=len(scores))
    best = max(weight(scores, s) for s in sequences if valid([TAGS[i] for i in s]))
    assert weight(scores, tuple(best_names(scores, transitions(TAGS)))) == pytest.approx(best, abs=1e-3)


words = st.lists(
    st.sampled_from(["The", "a", ".", "?", "”", "(", "Serbia", "x" * 30, "’", ",", "“", "42"]), max_size=700
)


@given(words, st.data())
def test_windows_cover_every_word_once(text: list[str], data: st.DataObject) -> None:
    sizes = data.draw(st.lists(st.integers(1, 8), min_size=len(text), max_size=len(text)))
    inner = data.draw(st.sets(st.integers(0, len(text))))
    paragraphs = sorted({0, len(text)} | inner)
    cut = list(windows(text, sizes, paragraphs))
    assert [i for w in cut for i in range(w.start, w.end)] == list(range(len(text)))
    assert all(w.end - w.start <= HARD_WORDS and sum(sizes[w.start : w.end]) <= MAX_PIECES for w in cut)
    assert set(paragraphs) <= {w.start for w in cut} | {len(text)}
    pieces = [(1,) * n for n in sizes]
    assert sorted(w for b in batches(cut, pieces) for w in b) == cut


def test_a_window_ends_after_a_sentence() -> None:
    text = ["Mr", "X", "spoke", "."] * 60
    cut = list(windows(text, [1] * len(text), [0, len(text)]))
    assert [w.end % 4 for w in cut] == [0] * len(cut)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.", [4]),
        (
            "Heading\nA line that is as long as lines of paragraphs are when every one of them ends on purpose, as on the web.",
            [7],
        ),
        ("The minister spoke to the\npress about the treaty on\nTuesday.", []),
        ("The minister spoke to the\npress.\nThe treaty was signed on\nTuesday.", [32]),
        ("Points of the agenda here:\n- the first one\n- the second one", [26, 42]),
        ("", []),
    ],
)
def test_where_paragraphs_end(text: str, expected: list[int]) -> None:
    assert breaks(text) == expected


def test_a_folder_without_the_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"lacks encoder\.int8\.onnx"):
        Encoder(tmp_path)
