"""The training corpora as documents of sentences, and sentences packed into the windows that the model reads."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

NAME_TYPES = ("PER", "LOC", "ORG", "MISC")
TYPES = {
    "LOC": "LOC", "PER": "PER", "ORG": "ORG", "OTH": "MISC", "MISC": "MISC", "country": "LOC", "location": "LOC",
    "organisation": "ORG", "politicalparty": "ORG", "person": "PER", "politician": "PER", "election": "MISC",
    "event": "MISC", "misc": "MISC",
}  # fmt: skip
"""Name types of the corpora -> ours; what is missing here (UNER's `O` in `B-O`) is no name."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the annotation that its corpus has; None where it has none.

    `heads` are 1-based within the sentence, 0 for the root. `scheme` is 0 for UNER's guidelines of names and
    1 for those of the Wikipedia corpora: the two disagree, so each has its own output layer.
    """

    words: list[str]
    upos: list[str] | None = None
    xpos: list[str] | None = None
    heads: list[int] | None = None
    labels: list[str] | None = None
    names: list[str] | None = None
    scheme: int = 0
    spaces: list[bool] | None = None
    lemmas: list[str] | None = None
    new_paragraph: bool = False


Document = list[Sentence]


def read_conllu(path: Path) -> Iterator[Document]:
    """Yield the documents of a CoNLL-U file; a file without `# newdoc` is one document."""
    document: Document = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = block.splitlines()
        comments = [line for line in lines if line.startswith("#")]
        if document and any(c.startswith("# newdoc") for c in comments):
            yield document
            document = []
        rows = [r for r in (line.split("\t") for line in lines if line and line[0] != "#") if len(r) > 7]
        if rows:
            new_paragraph = any(c.startswith("# newpar") for c in comments)
            document.append(replace(sentence_of(rows), new_paragraph=new_paragraph or not document))
    if document:
        yield document


def sentence_of(rows: list[list[str]]) -> Sentence:
    """One CoNLL-U sentence; multiword tokens give the spacing, empty nodes are dropped."""
    glued: set[int] = set()
    for row in rows:
        if re.fullmatch(r"\d+-\d+", row[0]):
            first, last = map(int, row[0].split("-"))
            glued |= set(range(first, last)) | ({last} if "SpaceAfter=No" in row[9] else set())
    words = [r for r in rows if r[0].isdigit()]
    inside = {i for r in rows if "-" in r[0] for i in range(int(r[0].split("-")[0]), int(r[0].split("-")[1]) + 1)}
    return Sentence(
        words=[r[1] for r in words],
        upos=[r[3] for r in words],
        xpos=[r[4] for r in words],
        heads=[int(r[6]) for r in words],
        labels=[r[7] for r in words],
        spaces=[int(r[0]) not in glued if int(r[0]) in inside else "SpaceAfter=No" not in r[9] for r in words],
        lemmas=[r[2] for r in words],
    )


def bio(tags: list[str]) -> list[str]:
    """Any IOB scheme with any of the corpora's types -> BIO with ours."""
    out: list[str] = []
    previous = None
    for tag in tags:
        kind = TYPES.get(tag.split("-", 1)[1]) if "-" in tag else None
        out.append("O" if kind is None else f"{'I' if tag[0] == 'I' and previous == kind else 'B'}-{kind}")
        previous = kind
    return out


def read_columns(path: Path, word: int, tag: int, separator: str = "\t") -> Iterator[tuple[list[str], list[str]]]:
    """Yield (words, BIO tags) of each sentence of a column file."""
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        rows = [r.split(separator) for r in block.splitlines() if r.strip() and not r.startswith("# ")]
        if rows:
            yield [r[word].strip() for r in rows], bio([r[tag].strip() for r in rows])


def read_split(data: Path, split: str) -> list[tuple[str, Document]]:
    """Documents of one split ("train" or "dev"), each with its genre."""
    names: dict[tuple[str, ...], list[list[str]]] = {}
    for words, tags in read_columns(data / f"ner/uner_ewt/en_ewt-ud-{split}.v0-with-OTH.iob2", 1, 2):
        names.setdefault(tuple(words), []).append(tags)
    out: list[tuple[str, Document]] = []
    for document in read_conllu(data / f"treebanks/ud_ewt/ewt-{split}.conllu"):
        known = [names.get(tuple(s.words)) for s in document]
        out.append(("ewt", [replace(s, names=k.pop(0) if k else None) for s, k in zip(document, known, strict=True)]))
    for path in sorted((data / f"treebanks/gum_open/{split}").glob("*.conllu")):
        out += [(path.stem.split("_")[1], document) for document in read_conllu(path)]
    return out


def read_names(data: Path) -> list[Document]:
    """The corpora that have names alone; crossner's sentences stand each alone, wikigold's are running text."""
    wikigold = [
        Sentence(words, names=tags, scheme=1)
        for words, tags in read_columns(data / "ner/wikigold/wikigold.conll.txt", 0, 1, " ")
    ]
    out = [wikigold]
    for part in ("train", "dev", "test"):
        out += [
            [Sentence(words, names=tags, scheme=1)]
            for words, tags in read_columns(data / f"ner/crossner_politics/{part}.txt", 0, 1)
        ]
    return out


def pack(document: Document, limit: int, *, across_paragraphs: bool) -> Iterator[list[Sentence]]:
    """Yield runs of a document's sentences of at most `limit` words, the windows that the model reads."""
    window: list[Sentence] = []
    for sentence in document:
        full = sum(len(s.words) for s in window) + len(sentence.words) > limit
        if window and (full or (sentence.new_paragraph and not across_paragraphs)):
            yield window
            window = []
        window.append(sentence)
    if window:
        yield window


def windows(documents: list[Document], rng: random.Random) -> list[list[Sentence]]:
    """One epoch's windows: a fresh length and a fresh view of paragraphs for each document."""
    return [
        window
        for document in documents
        for window in pack(document, rng.choice((1, 1, 60, 100)), across_paragraphs=rng.random() < 0.3)
    ]
