"""The recipe of the language model: readers and tables on small input, and the whole recipe where its needs are there."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kg.nlp.component import PACKAGED
from kg.nlp.encoder import Encoder
from training.corpora import Sentence, pack, read_conllu
from training.evaluate import rendered, spans
from training.lemmas import gather
from training.narrow import WIDEST, integer_weights, narrowed, widest
from training.retokenise import split_hyphens

CONLLU = """\
# newdoc
# newpar
1-2\tIt's\t_\t_\t_\t_\t_\t_\t_\t_
1\tIt\tit\tPRON\tPRP\t_\t3\tnsubj\t_\t_
2\t's\tbe\tAUX\tVBZ\t_\t3\tcop\t_\t_
3\ttrue\ttrue\tADJ\tJJ\t_\t0\troot\t_\tSpaceAfter=No
4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_

# newpar
1\tYes\tyes\tINTJ\tUH\t_\t0\troot\t_\t_
"""


def test_a_text_is_rebuilt_from_its_treebank(tmp_path: Path) -> None:
    path = tmp_path / "a.conllu"
    path.write_text(CONLLU, encoding="utf-8")
    (document,) = read_conllu(path)
    text, places = rendered(document)
    assert text.strip() == "It's true.\n\nYes"
    assert [[text[a:b] for a, b in here] for here in places] == [["It", "'s", "true", "."], ["Yes"]]


def test_windows_hold_whole_sentences() -> None:
    document = [Sentence(["a"] * 40), Sentence(["b"] * 40), Sentence(["c"] * 40, new_paragraph=True)]
    assert [len(w) for w in pack(document, 100, across_paragraphs=True)] == [2, 1]
    assert [len(w) for w in pack(document, 200, across_paragraphs=False)] == [2, 1]


def test_spans_of_bio() -> None:
    assert spans(["B-PER", "I-PER", "O", "B-LOC", "B-LOC"]) == {(0, 2, "PER"), (3, 4, "LOC"), (4, 5, "LOC")}


def test_hyphens_are_split_as_the_tokenizer_does() -> None:
    words = ["anti-NATO", "and", "non-aligned"]
    assert split_hyphens(Sentence(words, names=["O"] * 3)).words == ["anti", "-", "NATO", "and", "non-aligned"]


def test_only_what_the_rules_miss_is_tabled() -> None:
    words = ["they", "went", "and", "walked"]
    sentence = Sentence(words, xpos=["PRP", "VBD", "CC", "VBD"], lemmas=["they", "go", "and", "walk"])
    forms = gather([sentence, sentence])["forms"]
    assert isinstance(forms, dict)
    assert forms["VBD"]["went"] == "go"
    assert "walked" not in forms["VBD"]


@given(arrays(np.int8, st.tuples(st.integers(1, 9), st.integers(1, 4)), elements=st.integers(-127, 127)))
def test_narrowed_weights_cannot_overflow_and_are_nearly_the_same(weights: np.ndarray) -> None:
    fitting, factors = narrowed(weights)
    pairs = np.pad(fitting.astype(int), ((0, len(fitting) % 2), (0, 0))).reshape(-1, 2, fitting.shape[1])
    assert 255 * np.maximum(pairs, 0).sum(1).max() < 2**15
    assert 255 * np.minimum(pairs, 0).sum(1).min() >= -(2**15)
    assert np.abs(fitting / factors - weights).max() <= 0.5 / factors.min() + 1e-9
    assert (fitting[:, widest(weights) <= WIDEST] == weights[:, widest(weights) <= WIDEST]).all()


@pytest.mark.model
def test_no_product_of_the_shipped_model_depends_on_the_processor() -> None:
    weights = integer_weights(onnx.load(PACKAGED / "encoder.int8.onnx"))
    assert len(weights) > 40
    assert all(widest(w).max() <= WIDEST for w in weights.values())


@pytest.mark.shared
def test_the_recipe_runs_on_a_few_sentences(shared: Path, root: Path, tmp_path: Path) -> None:
    python = with_torch(root)
    run, model = tmp_path / "run", tmp_path / "model"
    for step in (
        ["training.train", "--data", str(shared / "data"), "--out", str(run), "--epochs", "1", "--limit", "2"],
        ["training.export", "--run", str(run), "--model", str(model)],
    ):
        subprocess.run([python, "-m", *step], cwd=root, check=True, capture_output=True)
    assert max(widest(w).max() for w in integer_weights(onnx.load(model / "encoder.int8.onnx")).values()) <= WIDEST
    found = Encoder(model)(["Oslo", "sleeps", "."], [0, 3])
    assert len(found.heads) == 3


def with_torch(root: Path) -> Path:
    """A Python that can train: the one that `make model` makes, or this one."""
    made = root / ".venv-training" / "bin" / "python"
    if made.exists():
        return made
    if importlib.util.find_spec("torch") is None:
        pytest.skip("no Python with torch here: make .venv-training/train.stamp")
    return Path(sys.executable)
