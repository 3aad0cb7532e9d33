"""The spaCy component that runs the encoder and writes what it says into the Doc."""

from bisect import bisect_left
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg.nlp.annotate import annotate, offsets
from kg.nlp.encoder import Analysis, Encoder
from kg.nlp.morphology import FEATURES, PASSIVE, PRONOUNS
from kg.nlp.windows import breaks

__all__ = ["PACKAGED", "KgEncoder"]

PACKAGED = Path(__file__).parent / "model"
ATTRIBUTES = ["TAG", "POS", "MORPH", "HEAD", "DEP", "ENT_IOB", "ENT_TYPE"]
HEAD = ATTRIBUTES.index("HEAD")
ENTITY = slice(ATTRIBUTES.index("ENT_IOB"), len(ATTRIBUTES))
Numbers = NDArray[np.uint64]
IOB = {"O": 2, "B": 3, "I": 1}


class KgEncoder:
    """Tags, morphology, sentences, trees and names of a Doc; each Doc's outcome depends on that Doc alone."""

    def __init__(self, vocab: Vocab, encoder: Encoder) -> None:
        """Take an encoder whose label sets get numbers in the vocabulary."""
        self.encoder = encoder
        labels = encoder.labels
        strings = vocab.strings
        self.xpos = unsigned([strings.add(x) for x in labels["xpos"]])
        self.upos = unsigned([strings.add(x) for x in labels["upos"]])
        self.dependencies = unsigned([strings.add("ROOT" if x == "root" else x) for x in labels["labels"]])
        self.name_iob = unsigned([IOB[x[0]] for x in labels["names"]])
        self.name_types = unsigned([strings.add(x[2:]) if len(x) > 1 else 0 for x in labels["names"]])
        self.morphology = unsigned(
            [
                vocab.morphology.add(FEATURES.get((u, x), FEATURES.get(("", x), "")))
                for u in labels["upos"]
                for x in labels["xpos"]
            ]
        ).reshape(len(labels["upos"]), len(labels["xpos"]))
        self.passive = vocab.morphology.add(PASSIVE)
        self.pronouns = {key: vocab.morphology.add(features) for key, features in PRONOUNS.items()}
        self.space = unsigned(
            [strings.add("_SP"), strings.add("SPACE"), vocab.morphology.add(""), 0, strings.add("dep"), 2, 0]
        )

    def __call__(self, doc: Doc) -> Doc:
        """Annotate a Doc in place."""
        places = [i for i, token in enumerate(doc) if not token.is_space]
        words = [doc[i].text for i in places]
        found = self.encoder(words, paragraphs(doc, places))
        rows = self._rows(len(doc), np.array(places, dtype=np.int64), found, self._morphology(words, found))
        return annotate(doc, ATTRIBUTES, rows)

    def _morphology(self, words: list[str], found: Analysis) -> Numbers:
        """Numbers of each word's features: from its tags, a pronoun's form, and a participle's place in the tree."""
        labels, out = self.encoder.labels, self.morphology[found.upos, found.xpos]
        passive = found.labels == labels["labels"].index("acl")
        passive[found.heads[found.labels == labels["labels"].index("aux:pass")]] = True
        participle = (found.xpos == labels["xpos"].index("VBN")) & (found.upos == labels["upos"].index("VERB"))
        out[passive & participle] = self.passive
        for tag in ("PRP", "PRP$"):
            for i in np.flatnonzero(found.xpos == labels["xpos"].index(tag)):
                out[i] = self.pronouns.get((tag, words[i].lower()), out[i])
        return out

    def _rows(self, size: int, places: NDArray[np.int64], found: Analysis, morphology: Numbers) -> Numbers:
        """Numbers of all attributes, a row a token."""
        rows = np.tile(self.space, (size, 1))
        heads = np.zeros(size, dtype=np.int64)
        if len(places):
            # A whitespace token hangs on the word before it, the first one on the word after it
            heads = places[np.maximum(np.searchsorted(places, np.arange(size), side="right") - 1, 0)]
            heads[places] = places[found.heads]
        rows[:, HEAD] = offsets(heads)
        columns = {
            "TAG": self.xpos[found.xpos], "POS": self.upos[found.upos], "MORPH": morphology,
            "DEP": self.dependencies[found.labels], "ENT_IOB": self.name_iob[found.names],
            "ENT_TYPE": self.name_types[found.names],
        }  # fmt: skip
        for name, column in columns.items():
            rows[places, ATTRIBUTES.index(name)] = column
        going = self.name_iob[found.names] == IOB["I"]
        for i in np.flatnonzero(going[1:] & (np.diff(places) > 1)):  # white space within a name is of the name
            rows[places[i] + 1 : places[i + 1], ENTITY] = rows[places[i + 1], ENTITY]
        return rows


def paragraphs(doc: Doc, places: list[int]) -> list[int]:
    """Where paragraphs begin, as positions among the words at `places`; 0 first and their number last."""
    offsets = [doc[i].idx for i in places]
    return sorted({0, len(places)} | {bisect_left(offsets, end) for end in breaks(doc.text)})


def unsigned(values: list[int]) -> Numbers:
    """Numbers as spaCy's arrays hold them."""
    return np.array(values, dtype=np.uint64)


@Language.factory(
    "kg_encoder",
    assigns=["token.tag", "token.pos", "token.morph", "token.head", "token.dep", "token.is_sent_start", "doc.ents"],
    default_config={"folder": None, "threads": 1},
)
def make_encoder(nlp: Language, name: str, folder: str | None, threads: int) -> KgEncoder:  # noqa: ARG001
    """Component `kg_encoder`: the model in `folder`, the packaged one if None."""
    return KgEncoder(nlp.vocab, Encoder(Path(folder) if folder else PACKAGED, threads=threads))
