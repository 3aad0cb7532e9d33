"""BenchIE (Gashteovski et al. 2022): open triples against fact synsets, slot by slot, exact but for optional words.

Precision = clusters hit / (clusters hit + extractions that hit none); recall = clusters hit / clusters.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from spacy.language import Language

from benchmarks.open_triples import triples
from kg.extract.openie import Detail

__all__ = ["FILE", "PEERS", "predict", "score"]

FILE = "benchie/benchie_gold*.txt"
"""Where a folder of benchmarks has it."""
PEERS = {"ClausIE": 0.353, "MinIE": 0.349, "OpenIE6": 0.266, "M2OIE": 0.227, "Stanford OpenIE": 0.111}
"""F1 of other tools on the same sentences, from the predictions that the benchmark publishes."""

PIECE = re.compile(r"\[([^\]]*)\]|(\S+)")
Triple = tuple[str, str, str]


@dataclass(slots=True)
class Sentence:
    """A sentence, its tokens divided by spaces, and its facts as patterns of acceptable triples."""

    text: str
    facts: list[list[re.Pattern[str]]] = field(default_factory=list)


def read_gold(path: Path) -> dict[str, Sentence]:
    """Sentences by id."""
    sentences: dict[str, Sentence] = {}
    current = Sentence("")
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("sent_id:"):
            name, text = line.removeprefix("sent_id:").split("\t", 1)
            current = sentences[name] = Sentence(text.strip())
        elif "-->" in line and not line.strip().endswith(":"):
            slots = [slot.strip() for slot in line.split("-->")][:3]
            current.facts[-1].append(re.compile("\t".join(slot_pattern(s) for s in slots)))
        elif "Cluster" in line:
            current.facts.append([])
    return sentences


def slot_pattern(slot: str) -> str:
    """A slot as a pattern in which what stands in brackets may be missing."""
    pieces = PIECE.findall(slot)
    return "".join(f"(?: {re.escape(o)})?" if o else f" {re.escape(fixed)}" for o, fixed in pieces)


def predict(nlp: Language, gold: Path) -> list[tuple[str, Triple]]:
    """(sentence id, triple) of all sentences, in the order of the file.

    The gold triples have three parts, all in words of the sentence; so have the predictions.
    """
    return [
        (name, (t.arg1, t.relation, t.arg2))
        for name, sentence in read_gold(gold).items()
        for t in triples(nlp, sentence.text, Detail.FACT)
        if t.arg2 and not t.implied
    ]


def score(predictions: list[tuple[str, Triple]], path: Path) -> dict[str, float]:
    """Precision, recall and F1."""
    gold = read_gold(path)
    hit: set[tuple[str, int]] = set()
    spurious = 0
    for name, triple in predictions:
        text = "\t".join(f" {slot}" for slot in triple)
        facts = enumerate(gold[name].facts)
        found = next((i for i, patterns in facts if any(p.fullmatch(text) for p in patterns)), None)
        if found is None:
            spurious += 1
        else:
            hit.add((name, found))
    total = sum(len(s.facts) for s in gold.values())
    precision, recall = len(hit) / max(1, len(hit) + spurious), len(hit) / total
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(1e-9, precision + recall)}
