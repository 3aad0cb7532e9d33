"""The encoder: windows of words -> tags, heads, labels and names, by ONNX Runtime on the CPU."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from kg.errors import ResourceError
from kg.nlp.names import agree, best_names, transitions, trim
from kg.nlp.subwords import Subwords, word_shape
from kg.nlp.tokens import BEFORE_LOWER
from kg.nlp.trees import best_tree
from kg.nlp.windows import Window, windows

__all__ = ["Analysis", "Encoder", "Settings"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

BATCH_PIECES = 600
"""Padded pieces of a batch: larger ones are no faster on a CPU."""

LIKE_LENGTH = 1.25
"""How much longer than its shortest window a batch's windows may be: padding costs more than another batch."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What was tuned on the development parts after training; the model's `meta.json` may hold other values."""

    start_threshold: float = -0.75
    """Log odds from which a word begins a sentence."""
    wiki_weight: float = 0.15
    """Weight of the Wikipedia corpora's guidelines of names against UNER's."""
    outside_bias: float = 0.6
    """Added to the log probability of being no name."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the encoder says of each word of a text: indices into `Encoder.labels`; heads are positions of words."""

    upos: Ints
    xpos: Ints
    heads: Ints
    labels: Ints
    names: Ints


class Encoder:
    """The trained encoder and its decoding."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        """Load the model that lies in a folder.

        Raises:
            ResourceError: if a file of the model is missing.
        """
        needed = ("encoder.int8.onnx", "labels.npz", "meta.json", "vocab.txt")
        missing = [name for name in needed if not (folder / name).exists()]
        if missing:
            raise ResourceError(f"{folder}: the language model lacks {', '.join(missing)}; install kg again")
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        self.labels: dict[str, list[str]] = meta["labels"]
        self.settings = Settings(**meta.get("settings", {}))
        self.subwords = Subwords.read((folder / "vocab.txt").read_text(encoding="utf-8"))
        self.frame = self.subwords.vocabulary["[CLS]"], self.subwords.vocabulary["[SEP]"]
        weights = np.load(folder / "labels.npz")["label"]
        self.label_count, self.label_size = weights.shape[:2]
        # (labels, dependent, head) -> (dependent, labels * head): one matrix product for all words
        self.label_weights = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(self.label_size, -1))
        self.root_label = self.labels["labels"].index("root")
        self.opening_quote = self.labels["xpos"].index("``") if "``" in self.labels["xpos"] else -1
        self.inside = np.array([x[0] == "I" for x in self.labels["names"]])
        self.allowed = transitions(self.labels["names"])
        self.session = session(folder / "encoder.int8.onnx", threads)
        self.inputs = {i.name for i in self.session.get_inputs()}

    def __call__(self, words: list[str], paragraphs: list[int]) -> Analysis:
        """Analyse a text's words; `paragraphs` holds where paragraphs begin, 0 first and len(words) last."""
        pieces = [self.subwords(word) for word in words]
        shapes = [word_shape(word) for word in words]
        out = Analysis(*(np.zeros(len(words), dtype=np.int64) for _ in range(5)))
        named = np.zeros((len(words), len(self.labels["names"])), dtype=np.float32)
        cut = list(windows(words, [len(p) for p in pieces], paragraphs))
        for batch in batches(cut, pieces):
            scores = self.session.run(None, self._inputs(batch, pieces, shapes))
            self._decode(batch, [np.asarray(s) for s in scores], out, named)
        trimmed = trim(words, out.names, self.inside, BEFORE_LOWER)
        out.names[:] = agree(words, trimmed, named, self.labels["names"])
        return out

    def _inputs(self, batch: list[Window], pieces: list[tuple[int, ...]], shapes: list[int]) -> dict[str, Ints]:
        longest = 2 + max(sum(map(len, pieces[w.start : w.end])) for w in batch)
        most = max(w.end - w.start for w in batch)
        x = {k: np.zeros((len(batch), longest), dtype=np.int64) for k in ("ids", "shapes", "mask")}
        x["first"] = np.zeros((len(batch), most), dtype=np.int64)
        for row, window in enumerate(batch):
            inside = pieces[window.start : window.end]
            lengths = np.fromiter(map(len, inside), dtype=np.int64, count=len(inside))
            ids = [self.frame[0], *(i for word in inside for i in word), self.frame[1]]
            x["ids"][row, : len(ids)] = ids
            x["mask"][row, : len(ids)] = 1
            x["shapes"][row, 1 : len(ids) - 1] = np.repeat(shapes[window.start : window.end], lengths)
            x["first"][row, : len(inside)] = np.cumsum(lengths) - lengths + 1
        return x

    def _decode(self, batch: list[Window], scores: list[Floats], out: Analysis, all_named: Floats) -> None:
        """Turn the scores of a batch into tags, sentences, trees and names of its windows' words."""
        upos, xpos, names, wiki_names, starts, arcs, label_head, label_dep = scores
        best_upos, best_xpos = upos.argmax(-1), xpos.argmax(-1)
        begins = self._begins(starts, best_xpos)
        named = log_softmax(names) + self.settings.wiki_weight * log_softmax(wiki_names)
        named[..., 0] += self.settings.outside_bias
        for row, window in enumerate(batch):
            size, place = window.end - window.start, slice(window.start, window.end)
            out.upos[place], out.xpos[place] = best_upos[row, :size], best_xpos[row, :size]
            all_named[place] = named[row, :size]
            heads = np.zeros(size, dtype=np.int64)
            for a, b in pairwise([*np.flatnonzero(begins[row, :size]).tolist(), size]):
                heads[a:b] = sentence_heads(arcs[row], a, b)
                out.names[window.start + a : window.start + b] = best_names(named[row, a:b], self.allowed)
            out.labels[place] = self._labels(label_head[row], label_dep[row, :size], heads)
            out.heads[place] = np.where(heads == 0, np.arange(size), heads - 1) + window.start

    def _begins(self, starts: Floats, xpos: Ints) -> NDArray[np.bool_]:
        """Which words begin a sentence: a window's first one, and an opening quote rather than the word after it."""
        begins = starts[..., 1] - starts[..., 0] > self.settings.start_threshold
        moved = begins[:, 1:] & (xpos[:, :-1] == self.opening_quote)
        begins[:, 1:] &= ~moved
        begins[:, :-1] |= moved
        begins[:, 0] = True
        return np.asarray(begins)

    def _labels(self, label_head: Floats, label_dep: Floats, heads: Ints) -> Ints:
        """Best labels of the arcs to heads (0 the root): `root` there and nowhere else."""
        scores = with_one(label_dep) @ self.label_weights
        scores = scores.reshape(len(heads), self.label_count, self.label_size)
        best = (scores @ with_one(label_head[heads])[..., None])[..., 0]
        best[:, self.root_label] = -np.inf
        labels: Ints = best.argmax(1)
        labels[heads == 0] = self.root_label
        return labels


def sentence_heads(arcs: Floats, start: int, end: int) -> Ints:
    """Heads of the words of one sentence of a window, 1-based in the window, 0 for the root."""
    if end - start == 1:
        return np.zeros(1, dtype=np.int64)
    heads = best_tree(np.concatenate([arcs[start:end, :1], arcs[start:end, start + 1 : end + 1]], 1))
    return np.where(heads > 0, heads + start, 0)


def session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    """An ONNX Runtime session on the CPU."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def batches(cut: list[Window], pieces: list[tuple[int, ...]]) -> Iterator[list[Window]]:
    """Yield windows of like length together, at most `BATCH_PIECES` padded pieces a batch."""
    sized = sorted((2 + sum(map(len, pieces[w.start : w.end])), w) for w in cut)
    batch: list[Window] = []
    shortest = 0
    for size, window in sized:
        if batch and ((len(batch) + 1) * size > BATCH_PIECES or size > shortest * LIKE_LENGTH):
            yield batch
            batch = []
        shortest = shortest if batch else size
        batch.append(window)
    if batch:
        yield batch


def log_softmax(scores: Floats) -> Floats:
    """Log probabilities over the last axis."""
    shifted = scores - scores.max(-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(-1, keepdims=True)), dtype=np.float32)


def with_one(vectors: Floats) -> Floats:
    """Vectors with a constant 1 at their end, for the bias of a biaffine layer."""
    return np.concatenate([vectors, np.ones_like(vectors[..., :1])], -1)
