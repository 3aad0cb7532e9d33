"""Score the shipped pipeline on raw text: `python -m training.evaluate FILE…` (CoNLL-U: trees; IOB2: names)."""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

import kg.nlp
from kg.entities.gazetteer import Gazetteer
from kg.entities.words import load_words
from kg.ontology import Ontology
from training.corpora import Document, Sentence, bio, read_conllu

NAMES = ("PER", "LOC", "ORG")
Place = tuple[int, int]
Name = tuple[int, int, str]


class KnownTypes:
    """The types of names that the gazetteer knows, for all its entries that bear a name agree."""

    def __init__(self) -> None:
        """Load kg's own gazetteer and ontology."""
        self.gazetteer, self.ontology, self.classes = Gazetteer.load(), Ontology.load(), load_words().labels

    def __call__(self, doc: Doc) -> set[Name]:
        """The names of a Doc (start, end, type), those of known things with their types."""
        words = [t.text for t in doc]
        return {(e.start_char, e.end_char, self.of(words, e.start, e.end) or e.label_) for e in doc.ents}

    def of(self, words: list[str], start: int, end: int) -> str | None:
        """Type of the name that words bear, None where the gazetteer knows it not or not for sure."""
        size, entries = self.gazetteer.longest(words, start)
        kinds = {next((k for k in NAMES if self.ontology.is_a(e.type, self.classes[k])), None) for e in entries}
        return kinds.pop() if size == end - start and len(kinds) == 1 else None


def rendered(document: Document) -> tuple[str, list[list[Place]]]:
    """The text of a document, a blank line between its paragraphs, and where each sentence's words stand in it."""
    text, places = "", []
    for sentence in document:
        if text:
            text = text.rstrip() + "\n\n" if sentence.new_paragraph else text
        here = []
        for word, space in zip(sentence.words, sentence.spaces or [True] * len(sentence.words), strict=True):
            here.append((len(text), len(text) + len(word)))
            text += word + " " * space
        places.append(here)
    return text, places


def spans(tags: Iterable[str]) -> set[tuple[int, int, str]]:
    """Spans (first word, end, type) of BIO tags."""
    out: set[Name] = set()
    start, kind = None, ""
    for i, tag in enumerate([*tags, "O"]):
        if start is not None and (tag[0] != "I" or tag[2:] != kind):
            out.add((start, i, kind))
            start = None
        if tag != "O" and start is None:
            start, kind = i, tag[2:]
    return out


def count(document: Document, nlp: Language, known: KnownTypes) -> Counter[str]:
    """Run the pipeline over one document and count what is right."""
    text, places = rendered(document)
    doc = nlp(text)
    out = Counter(tokens=len(doc))
    if any(s.heads for s in document):
        out += count_trees(document, places, doc)
        out += count_sentences(places, doc)
    if any(s.names for s in document):
        marked = {(e.start_char, e.end_char, e.label_) for e in doc.ents}
        out += count_names(document, places, marked)
        out.update({f"known_{k}": n for k, n in count_names(document, places, known(doc)).items()})
    return out


def count_trees(document: Document, places: list[list[Place]], doc: Doc) -> Counter[str]:
    """Words with the right tag, lemma, head and label; a word that no token matches is wrong in all of them."""
    found = {(t.idx, t.idx + len(t)): t for t in doc}
    out: Counter[str] = Counter()
    for sentence, here in zip(document, places, strict=True):
        tags = zip(sentence.upos or [], sentence.xpos or [], sentence.lemmas or [], strict=True)
        rows = zip(here, tags, sentence.heads or [], sentence.labels or [], strict=True)
        for place, (upos, xpos, lemma), head, label in rows:
            token = found.get(place)
            out["words"] += 1
            out["scored"] += label != "punct"
            if token is None:
                continue
            right = token.head is token or token.head == token
            good = right == (head == 0) and (
                head == 0 or (token.head.idx, token.head.idx + len(token.head)) == here[head - 1]
            )
            out["matched"] += 1
            out["upos"] += token.pos_ == upos
            out["xpos"] += token.tag_ == xpos
            out["lemma"] += token.lemma_ == lemma
            if label != "punct":
                out["aligned"] += 1
                out["uas"] += good
                out["las"] += good and token.dep_.lower() == label
    return out


def count_sentences(places: list[list[Place]], doc: Doc) -> Counter[str]:
    """Boundaries (where sentences begin) and whole sentences, gold against found."""
    gold = {(here[0][0], here[-1][1]) for here in places}
    found = {
        (words[0].idx, words[-1].idx + len(words[-1])) for s in doc.sents if (words := [t for t in s if not t.is_space])
    }
    begins = [{a for a, _ in x} for x in (gold, found)]
    return Counter(
        sentence_right=len(gold & found), sentence_both=len(gold) + len(found),
        start_right=len(begins[0] & begins[1]), start_both=len(begins[0]) + len(begins[1]),
    )  # fmt: skip


def count_names(document: Document, places: list[list[Place]], names: set[Name]) -> Counter[str]:
    """Names with exact span and type; sentences without gold names are left out."""
    gold, covered = set(), []
    for sentence, here in zip(document, places, strict=True):
        if sentence.names is not None:
            covered.append((here[0][0], here[-1][1]))
            gold |= {(here[a][0], here[b - 1][1], kind) for a, b, kind in spans(sentence.names)}
    found = {e for e in names if any(a <= e[0] < b for a, b in covered)}
    out: Counter[str] = Counter()
    for kind in NAMES:
        mine, theirs = ({e for e in x if e[2] == kind} for x in (found, gold))
        out[f"{kind}_right"], out[f"{kind}_both"] = len(mine & theirs), len(mine) + len(theirs)
    return out


def figures(counts: Counter[str]) -> dict[str, float]:
    """Counts -> percentages."""
    out: dict[str, float] = {}
    if counts["words"]:
        out |= {k: counts[k] / counts["words"] for k in ("matched", "upos", "xpos", "lemma")}
        out |= {k: counts[k] / counts["scored"] for k in ("uas", "las")}
        out["aligned_upos"] = counts["upos"] / counts["matched"]
        out |= {f"aligned_{k}": counts[k] / counts["aligned"] for k in ("uas", "las")}
        out |= {k + "s_f1": 2 * counts[k + "_right"] / counts[k + "_both"] for k in ("start", "sentence")}
    for prefix in ("", "known_"):
        both = sum(counts[f"{prefix}{k}_both"] for k in NAMES)
        if both:
            out |= {
                f"{prefix}{k}": 2 * counts[f"{prefix}{k}_right"] / max(1, counts[f"{prefix}{k}_both"]) for k in NAMES
            }
            out[f"{prefix}names_f1"] = 2 * sum(counts[f"{prefix}{k}_right"] for k in NAMES) / both
    return {k: round(100 * v, 2) for k, v in out.items()}


def read_iob2(path: Path) -> Iterator[Document]:
    """Yield the documents of an IOB2 file (number, word, tag); spacing comes from its `# text` lines where it has them."""
    document: Document = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = block.splitlines()
        if document and any(line.startswith("# newdoc") for line in lines):
            yield document
            document = []
        rows = [r for r in (line.split("\t") for line in lines if line[:2] != "# ") if len(r) > 2]
        if rows:
            words = [r[1] for r in rows]
            text = next((line[9:] for line in lines if line.startswith("# text = ")), " ".join(words))
            document.append(Sentence(words, names=bio([r[2] for r in rows]), spaces=spaces(words, text)))
    if document:
        yield document


def spaces(words: list[str], text: str) -> list[bool]:
    """Which words a space follows in a text."""
    out, offset = [], 0
    for word in words:
        offset = max(text.find(word, offset), offset) + len(word)
        out.append(text[offset : offset + 1].strip() == "")
    return out


def with_names(documents: Iterable[Document], named: Iterable[Document]) -> Iterator[Document]:
    """Documents of a treebank with the names that another file gives to the same sentences."""
    names: dict[tuple[str, ...], list[list[str] | None]] = {}
    for sentence in (s for d in named for s in d):
        names.setdefault(tuple(sentence.words), []).append(sentence.names)
    for document in documents:
        known = [names.get(tuple(s.words)) for s in document]
        yield [replace(s, names=k.pop(0) if k else None) for s, k in zip(document, known, strict=True)]


def genre(path: Path) -> str:
    """The genre that a file's name tells: GUM_news_… is news; else the file's own name."""
    return path.stem.split("_")[1] if path.stem.startswith("GUM_") else path.stem.split("-")[0]


def read(path: Path, names: Path | None) -> list[Document]:
    """Documents of a file."""
    if path.suffix != ".conllu":
        return list(read_iob2(path))
    documents = read_conllu(path)
    return list(with_names(documents, read_iob2(names)) if names else documents)


def evaluate(
    paths: list[Path], nlp: Language, *, names: Path | None = None, gold_sentences: bool = False
) -> dict[str, Counter[str]]:
    """Counts by genre."""
    known = KnownTypes()
    out: dict[str, Counter[str]] = {}
    for path in paths:
        documents = read(path, names)
        if gold_sentences:
            documents = [[s] for d in documents for s in d]
        for document in documents:
            out.setdefault(genre(path), Counter()).update(count(document, nlp, known))
    return out


def main() -> None:
    """Read the command line and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--names", type=Path, help="IOB2 file with the names of the same sentences")
    parser.add_argument("--gold-sentences", action="store_true", help="each gold sentence is a text of its own")
    parser.add_argument("--genres", action="store_true", help="a line for each genre")
    parser.add_argument("--pipeline", help="another spaCy pipeline")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    nlp = kg.nlp.load(options.pipeline)
    counts = evaluate(options.files, nlp, names=options.names, gold_sentences=options.gold_sentences)
    table = {k: figures(v) for k, v in sorted(counts.items())} if options.genres else {}
    table["all"] = figures(sum(counts.values(), Counter()))
    if options.json:
        print(json.dumps(table, indent=1))
        return
    columns = list(dict.fromkeys(k for row in table.values() for k in row))
    print(" ".join([f"{'':10}", *(f"{c:>10}" for c in columns)]))
    for name, row in table.items():
        print(" ".join([f"{name:10}", *(f"{row.get(c, ''):>10}" for c in columns)]))


if __name__ == "__main__":
    main()
