"""The spaCy component that runs the encoder and writes what it says into the Doc."""

import json
from bisect import bisect_left
from pathlib import Path

import numpy as np
from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, MORPH, POS, TAG
from spacy.language import Language
from spacy.symbols import IDS
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg.nlp.encoder import Analysis, Encoder, Settings
from kg.nlp.morphology import FEATURES
from kg.nlp.windows import breaks

__all__ = ["PACKAGED", "KgEncoder"]

PACKAGED = Path(__file__).parent / "model"
ATTRIBUTES = [TAG, POS, MORPH, HEAD, DEP, ENT_IOB, ENT_TYPE]
IOB = {"O": 2, "B": 3, "I": 1}


class KgEncoder:
    """Tags, morphology, sentences, trees and names of a Doc; each Doc's outcome depends on that Doc alone."""

    def __init__(self, vocab: Vocab, encoder: Encoder) -> None:
        """Take an encoder whose label sets get numbers in the vocabulary."""
        self.encoder = encoder
        labels = encoder.labels
        strings = vocab.strings
        self.xpos = unsigned([strings.add(x) for x in labels["xpos"]])
        self.upos = unsigned([IDS[x] for x in labels["upos"]])
        self.dependencies = unsigned([strings.add("ROOT" if x == "root" else x) for x in labels["labels"]])
        self.name_iob = unsigned([IOB[x[0]] for x in labels["names"]])
        self.name_types = unsigned([strings.add(x[2:]) if len(x) > 1 else 0 for x in labels["names"]])
        self.morphology = unsigned(
            [vocab.morphology.add(FEATURES.get((u, x), FEATURES.get(("", x), ""))) for u in labels["upos"] for x in labels["xpos"]]
        ).reshape(len(labels["upos"]), len(labels["xpos"]))
        self.space = unsigned([strings.add("_SP"), IDS["SPACE"], vocab.morphology.add(""), 0, strings.add("dep"), 2, 0])

    def __call__(self, doc: Doc) -> Doc:
        """Annotate a Doc in place."""
        places = [i for i, token in enumerate(doc) if not token.is_space]
        if len(doc):
            analysis = self.encoder([doc[i].text for i in places], paragraphs(doc, places))
            doc.from_array(ATTRIBUTES, self._rows(len(doc), np.array(places, dtype=np.int64), analysis))
        return doc

    def _rows(self, size: int, places: np.ndarray, found: Analysis) -> np.ndarray:
        rows = np.empty((size, len(ATTRIBUTES)), dtype=np.uint64)
        rows[:] = self.space
        # A whitespace token hangs on the token before it, the first one on the token after it
        rows[:, 3] = np.uint64(2**64 - 1)
        rows[0, 3] = 1 if size > 1 else 0
        if len(places):
            heads = places[found.heads] - places
            columns = (
                self.xpos[found.xpos], self.upos[found.upos], self.morphology[found.upos, found.xpos],
                heads.astype(np.int64).view(np.uint64), self.dependencies[found.labels],
                self.name_iob[found.names], self.name_types[found.names],
            )  # fmt: skip
            rows[places] = np.stack(columns, 1)
        return rows


def paragraphs(doc: Doc, places: list[int]) -> list[int]:
    """Where paragraphs begin, as positions among the words at `places`; 0 first and their number last."""
    starts = {0, len(places)}
    if len(places) < len(doc):
        offsets = [doc[i].idx for i in places]
        starts |= {bisect_left(offsets, newline) for newline in breaks(doc.text)}
    return sorted(starts)


def unsigned(values: list[int]) -> np.ndarray:
    """Numbers as spaCy's arrays hold them."""
    return np.array(values, dtype=np.uint64)


@Language.factory(
    "kg_encoder",
    assigns=["token.tag", "token.pos", "token.morph", "token.head", "token.dep", "token.is_sent_start", "doc.ents"],
    default_config={"folder": None, "threads": 1},
)
def make_encoder(nlp: Language, name: str, folder: str | None, threads: int) -> KgEncoder:  # noqa: ARG001
    """Component `kg_encoder`: the model in `folder`, the packaged one if None."""
    path = Path(folder) if folder else PACKAGED
    meta = path / "meta.json"
    settings = json.loads(meta.read_text(encoding="utf-8")).get("settings", {}) if meta.exists() else {}
    return KgEncoder(nlp.vocab, Encoder(path, Settings(**settings), threads=threads))
