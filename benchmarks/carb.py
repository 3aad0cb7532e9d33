"""CaRB (Bhardwaj et al. 2019): open triples against crowdsourced ones, by the words that each part shares.

A pair of triples is scored by words in common, part by part (relation, first argument, all further arguments as one); a
pair whose relations share no word scores nothing. Recall gives each reference the best of all extractions, precision
pairs extractions with references one to one. Both are means, at every threshold of confidence; the best F1 counts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from benchmarks.open_triples import triples
from kg.extract.openie import Detail

__all__ = ["FILE", "PEERS", "Prediction", "Relation", "match", "predict", "score"]

FILE = "carb/gold*.tsv"
"""Where a folder of benchmarks has it."""
PEERS = {"OpenIE4": 0.488, "OpenIE5": 0.467, "ClausIE": 0.450}
"""F1 that the paper gives of other tools, on its test part."""

FORMS_OF_BE = frozenset({"be", "is", "am", "are", "was", "were", "been", "being"})
REPORTS = ("said", "told", "added", "adds", "says")
"""A report's speaker and words may stand in either order."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A triple as bags of words; `rest` is the second argument and all that follow."""

    relation: tuple[str, ...]
    arg1: tuple[str, ...]
    rest: tuple[str, ...]

    @classmethod
    def of(cls, relation: str, arg1: str, *rest: str) -> "Relation":
        """From the parts as text, words divided by spaces."""
        return cls(tuple(relation.split()), tuple(arg1.split()), tuple(" ".join(rest).split()))


@dataclass(frozen=True, slots=True)
class Prediction:
    """An extraction and how sure it is."""

    sentence: str
    confidence: float
    relation: str
    arg1: str
    arg2: str


def read_gold(path: Path) -> dict[str, list[Relation]]:
    """References by sentence; a line holds sentence, relation, first argument and the others, divided by tabs."""
    gold: dict[str, list[Relation]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        sentence, *parts = line.split("\t")
        gold[sentence.strip()].append(Relation.of(*parts))
    return dict(gold)


def predict(nlp: Language, gold: Path) -> list[Prediction]:
    """The extractions of all sentences, in the order of the file."""
    return [
        Prediction(sentence, t.confidence, t.relation, t.arg1, t.arg2)
        for sentence in read_gold(gold)
        for t in triples(nlp, sentence, Detail.CLAUSE)
    ]


def score(predictions: Sequence[Prediction], path: Path) -> dict[str, float]:
    """Precision, recall and F1 at the best threshold, and the area under the curve of all thresholds."""
    return scored(predictions, read_gold(path))


def scored(predictions: Sequence[Prediction], gold: dict[str, list[Relation]]) -> dict[str, float]:
    """The same, against references that are at hand.

    Where there are no predictions, all is 0.
    """
    if not predictions:
        return dict.fromkeys(("precision", "recall", "f1", "auc"), 0.0)
    precision, recall = curve(predictions, gold)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    best = int(f1.argmax())
    area = np.trapezoid(np.append(precision, 1.0)[::-1], np.append(recall, 0.0)[::-1])
    return {
        "precision": float(precision[best]),
        "recall": float(recall[best]),
        "f1": float(f1[best]),
        "auc": float(area),
    }


Floats = NDArray[np.float64]


def curve(predictions: Sequence[Prediction], gold: dict[str, list[Relation]]) -> tuple[Floats, Floats]:
    """Precision and recall at each distinct confidence, the lowest first."""
    thresholds = np.unique([p.confidence for p in predictions])
    found: dict[str, list[Prediction]] = defaultdict(list)
    for prediction in predictions:
        found[prediction.sentence].append(prediction)
    sums = np.zeros((3, len(thresholds)))  # precision, extractions, recall
    for sentence, references in gold.items():
        mine = sorted(found[sentence], key=lambda p: p.confidence)
        scores = pair_scores(references, mine)
        place = 0
        for kept, confidence in steps(mine):
            until = int(np.searchsorted(thresholds, confidence)) + 1
            sums[:, place:until] += np.array([[one_to_one(scores[:, kept:, 0])], [len(mine) - kept],
                                              [scores[:, kept:, 1].max(axis=1).sum()]])  # fmt: skip
            place = until
    references_in_all = sum(map(len, gold.values()))
    return sums[0] / np.maximum(sums[1], 1), sums[2] / references_in_all


def steps(ordered: Sequence[Prediction]) -> Iterator[tuple[int, float]]:
    """Each distinct confidence with the number of the first extraction that has it."""
    for i, prediction in enumerate(ordered):
        if i == 0 or prediction.confidence > ordered[i - 1].confidence:
            yield i, prediction.confidence


def pair_scores(references: Sequence[Relation], predictions: Sequence[Prediction]) -> Floats:
    """Precision and recall of every reference (row) with every extraction (column)."""
    triples = [Relation.of(p.relation, p.arg1, p.arg2) for p in predictions]
    return np.array([[match(r, t) for t in triples] for r in references]).reshape(len(references), len(triples), 2)


def one_to_one(precision: Floats) -> float:
    """The sum of what greedy pairing of references and extractions gains, the best pair first."""
    total, left = 0.0, precision.copy()
    for _ in range(min(left.shape)):
        row, column = np.unravel_index(int(left.argmax()), left.shape)
        total += max(0.0, float(left[row, column]))
        left[row], left[:, column] = -1.0, -1.0
    return total


def match(reference: Relation, found: Relation) -> tuple[float, float]:
    """Precision and recall of an extraction's words.

    >>> match(Relation.of("said", "He", "it rains"), Relation.of("said", "He", "it rained there"))
    (0.6, 0.75)
    """
    straight = in_order(reference, found)
    if not any(report in " ".join(reference.relation) for report in REPORTS):
        return straight
    return max(straight, in_order(reference, Relation(found.relation, found.rest, found.arg1)))


def in_order(reference: Relation, found: Relation) -> tuple[float, float]:
    """The same, argument by argument."""
    related = shared(reference.relation, found.relation)
    if "be" in found.relation and "be" not in reference.relation:
        related += bool(FORMS_OF_BE.intersection(reference.relation))
    if not related or not found.arg1:
        return 0.0, 0.0
    words = related + shared(reference.arg1, found.arg1) + shared(reference.rest, found.rest)
    return words / size(found), words / size(reference)


def shared(a: Sequence[str], b: Sequence[str]) -> int:
    """Words in common, each as often as both have it."""
    return (Counter(a) & Counter(b)).total()


def size(relation: Relation) -> int:
    """Words of all its parts."""
    return len(relation.relation) + len(relation.arg1) + len(relation.rest)
