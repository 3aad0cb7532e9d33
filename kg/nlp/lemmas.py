"""Lemmas by rule: a table of irregular forms, suffixes, and the lemmas that are known."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg.errors import ResourceError
from kg.nlp.annotate import annotate

__all__ = ["KgLemmas", "Lemmas", "candidates"]

SUFFIXES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "VBZ": (("ies", ("y", "ie")), ("es", ("e", "")), ("s", ("",))),
    "VBD": (("ied", ("y", "ie")), ("ed", ("", "e"))),
    "VBN": (("ied", ("y", "ie")), ("ed", ("", "e"))),
    "VBG": (("ying", ("y", "ie")), ("ing", ("", "e"))),
    "NNS": (("ies", ("y", "ie")), ("ves", ("ve", "f", "fe")), ("men", ("man",)), ("es", ("e", "")), ("s", ("",))),
    "JJR": (("ier", ("y",)), ("er", ("", "e"))),
    "JJS": (("iest", ("y",)), ("est", ("", "e"))),
}
SUFFIXES |= {"NNPS": SUFFIXES["NNS"], "RBR": SUFFIXES["JJR"], "RBS": SUFFIXES["JJS"]}
"""XPOS -> endings and what may stand in their place, the likelier first."""

KNOWN = {"V": "verbs", "N": "nouns", "J": "adjectives", "R": "adjectives"}
HISSING = ("ch", "o", "sh", "ss", "x", "zz")
LOST_E = re.compile(
    r"(?:[cuv]|[bcdfgkpt]l|dg|rg|[lnr]s|[^aeiou](?:a[dgkmnprstz]|i[bdgkmnprstz]|o[bdgkmnprstz]|u[bdgkmnprst]))$"
)
FULL = re.compile(r"(?:[aeiou][aeiou].|on|it|om|op|ar|ag|ish)$")
"""Ends of stems that mostly have lost an e ("announc", "deplor"), and of those among them that have not ("abandon")."""

SHORT = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")
"""Stems that would have doubled their last letter, had they not lost an e ("hop" of "hoping")."""

IRREGULAR = ("VBD", "VBN")
PREFIXES = ("back", "be", "co", "fore", "mis", "out", "over", "pre", "re", "un", "under", "up", "with")


def candidates(form: str, xpos: str) -> Iterator[str]:
    """Yield what a form may be an inflection of, the likelier first.

    >>> list(candidates("planned", "VBD")), list(candidates("deplored", "VBD")), list(candidates("watches", "VBZ"))
    (['plan', 'plann', 'planne'], ['deplore', 'deplor'], ['watch', 'watche', 'watche'])
    """
    for ending, stems in SUFFIXES.get(xpos, ()):
        stem = form.removesuffix(ending)
        if stem == form or len(stem) < 2:
            continue
        doubled = ending in ("ed", "ing", "er", "est") and len(stem) > 3 and stem[-1] == stem[-2]
        if doubled and stem[-1] not in "aeiouls":
            yield stem[:-1]
        yield from (stem + s for s in likelier_first(stem, ending, stems))
        if doubled and stem[-1] in "ls":
            yield stem[:-1]


def likelier_first(stem: str, ending: str, stems: tuple[str, ...]) -> tuple[str, ...]:
    """The order in which the endings of a lemma are tried: hissing sounds take -es, some stems have lost an e."""
    if ending == "es":
        return ("", "e") if stem.endswith(HISSING) else ("e", "")
    lost = SHORT.fullmatch(stem) or (LOST_E.search(stem) and not FULL.search(stem))
    if stems == ("", "e") and lost:
        return ("e", "")
    return stems


@dataclass(slots=True)
class Lemmas:
    """Lemma of a form with its XPOS; `forms` maps XPOS and lower-case form to the lemma where the rules would err."""

    forms: dict[str, dict[str, str]]
    known: dict[str, frozenset[str]]
    vocabulary: frozenset[str] = frozenset()
    cache: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "Lemmas":
        """Read the model's table, and the encoder's vocabulary beside it.

        Raises:
            ResourceError: if it is missing.
        """
        if not path.exists():
            raise ResourceError(f"{path}: the language model's table of lemmas is missing; install kg again")
        data = json.loads(path.read_text(encoding="utf-8"))
        words = frozenset(path.with_name("vocab.txt").read_text(encoding="utf-8").splitlines())
        return cls(data["forms"], {k: frozenset(data[k]) for k in set(KNOWN.values())}, words)

    def __call__(self, form: str, xpos: str) -> str:
        """The lemma; proper nouns keep their case."""
        lemma = self.cache.get((form, xpos))
        if lemma is None:
            if len(self.cache) > 100_000:  # untrusted text may hold any number of different words
                self.cache.clear()
            lemma = self.cache[form, xpos] = self._lemma(form, xpos)
        return lemma

    def _lemma(self, form: str, xpos: str) -> str:
        lower = form.lower().replace("’", "'")
        if xpos in ("NNP", "NNPS", "ADD", "GW", "FW", "LS", "XX"):
            return self._name(form, xpos)
        return self.listed(lower, xpos) or self.compound(lower, xpos) or self.regular(lower, xpos)

    def listed(self, lower: str, xpos: str) -> str:
        """The lemma in the table, "" if it has none; an irregular form that it has as one past is the other one too.

        A form without -s is no third person: the tagger has taken a past for one.
        """
        past = xpos in IRREGULAR or (xpos == "VBZ" and not lower.endswith("s"))
        tables = (xpos, *(x for x in IRREGULAR if x != xpos)) if past else (xpos,)
        return next((lemma for x in tables if (lemma := self.forms.get(x, {}).get(lower))), "")

    def compound(self, lower: str, xpos: str) -> str:
        """The lemma of an irregular verb with a prefix ("underwent"), "" if it is none."""
        forms = self.forms.get(xpos, {}) if xpos in IRREGULAR else {}
        parts = ((p, forms.get(lower[len(p) :])) for p in PREFIXES if lower.startswith(p) and len(lower) > len(p) + 2)
        return next((prefix + lemma for prefix, lemma in parts if lemma), "")

    def _name(self, form: str, xpos: str) -> str:
        if xpos != "NNPS" or form.isupper():
            return form
        lower = self.forms.get("NNS", {}).get(form.lower()) or next(candidates(form.lower(), xpos), form.lower())
        return form[:1] + lower[1:]

    def regular(self, lower: str, xpos: str) -> str:
        """By suffix: the first candidate that is a known lemma, else the likeliest."""
        found = list(candidates(lower, xpos))
        known = self.known.get(KNOWN.get(xpos[:1], ""), frozenset())
        if found and xpos[0] == "N" and lower in known:
            return lower
        stems = known if xpos[:1] == "V" else ()
        prefixed = [c for c in found if any(c.startswith(p) and c[len(p) :] in stems for p in PREFIXES)]
        ranked = [c for words in (known, prefixed, self.vocabulary) for c in found if c in words]
        return next(iter([*ranked, *found]), lower)


class KgLemmas:
    """The spaCy component that fills `token.lemma_`."""

    def __init__(self, vocab: Vocab, lemmas: Lemmas) -> None:
        """Take the table of lemmas."""
        self.vocab, self.lemmas = vocab, lemmas

    def __call__(self, doc: Doc) -> Doc:
        """Annotate a Doc in place."""
        add, lemma = self.vocab.strings.add, self.lemmas
        ids = [add(lemma(token.text, token.tag_)) for token in doc]
        return annotate(doc, ["LEMMA"], np.array(ids, dtype=np.uint64).reshape(-1, 1))


@Language.factory("kg_lemmas", requires=["token.tag"], assigns=["token.lemma"], default_config={"path": None})
def make_lemmas(nlp: Language, name: str, path: str | None) -> KgLemmas:  # noqa: ARG001
    """Component `kg_lemmas`: the table at `path`, the packaged one if None."""
    return KgLemmas(nlp.vocab, Lemmas.read(Path(path) if path else Path(__file__).parent / "model" / "lemmas.json"))
