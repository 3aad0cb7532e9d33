"""The tokenizer: spaCy's English one, moved towards the treebanks' tokens where the two differ as a rule."""

import re
from itertools import pairwise

from spacy.language import Language
from spacy.symbols import NORM, ORTH  # type: ignore[import-not-found]  # compiled
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # compiled
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

__all__ = ["tune"]

BOUND = (
    "co", "counter", "cross", "e", "ex", "inter", "intra", "micro", "mid", "mini", "multi", "non", "over", "post", "pre", "re",
    "semi", "socio", "sub", "un",
)  # fmt: skip
"""Prefixes that stay in one token with their word ("non-aligned")."""

BEFORE_LOWER = ("anti", "pro")
"""Prefixes that do so before a small letter alone: in "pro-Russian" the name is a token of its own."""

RUN = r"(?:[!?]{2,}|={2,}|_{2,}|\*{2,}|#{2,}|~{2,}|<{2,}|>{2,}|\+{2,}|-{2,})"
"""Signs that repeat are one token."""

AFTER_DOT = r"(?<=[A-Z]\.)-(?=[a-z])"
"""A hyphen after an abbreviation: "U.S.-led"."""

UNITS = [r"(?<=[0-9])(?:AM|PM|am|pm|[kK]|bn)", r"(?<=[0-9])(?:a\.m\.|p\.m\.)"]

UNWANTED = ("and/or", "id", "Id", "ID", "wed", "Wed", "WED", "i.d.")
"""Exceptions of spaCy's that the treebanks do not share, or that are other words far more often."""

ABBREVIATIONS = (
    "al.", "Lt.", "Ft.", "Sgt.", "Capt.", "Cmdr.", "Maj.", "Brig.", "Attn.", "Mon.", "Tue.", "Tues.", "Wed.", "Thu.",
    "Thur.", "Thurs.", "Fri.", "Sat.", "Reps.", "Sens.", "Govs.", "Amb.", "Ave.", "Blvd.", "Dept.", "Univ.", "Assn.", "Bros.",
)  # fmt: skip

TELEPHONE = re.compile(r"\d{3}-\d{4}|\d+(?:-\d+){2,}")
"""Telephone numbers and dates are one token, ranges of years are not."""


def infixes(given: list[str]) -> list[str]:
    """Where a token is split inside: as given, but no hyphen after a bound prefix."""
    lower = "".join(rf"(?:(?<!\b(?i:{p}))|(?=-[A-Z]))" for p in BEFORE_LOWER)
    free = "".join(rf"(?<!\b(?i:{p}))" for p in BOUND) + lower
    return [RUN, AFTER_DOT, *(free + p if "-" in p and "(?:" in p and p.startswith("(?<=") else p for p in given)]


def exceptions(given: dict[str, list[dict[int, str]]]) -> dict[str, list[dict[int, str]]]:
    """Forms with tokens of their own: also contractions in capitals ("DON'T") and more abbreviations."""
    capitals = {
        form.upper(): [{**part, ORTH: part[ORTH].upper()} for part in parts]
        for form, parts in given.items()
        if len(parts) > 1 and "'" in form and form.isascii()
    }
    wanted = {form: [{ORTH: form}] for form in ABBREVIATIONS}
    wanted |= {w: [{ORTH: w[:3], NORM: "want"}, {ORTH: w[3:], NORM: "to"}] for w in ("wanna", "Wanna")}
    return {form: parts for form, parts in (capitals | given | wanted).items() if form not in UNWANTED}


UNBROKEN = re.compile(r"\S{300}(?=\S)")
"""So much without a space is no word: the tokenizer, whose time grows with the square of it, sees it in parts."""


class Cautious:
    """A tokenizer whose time is bounded for any text."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Take the tokenizer that does the work."""
        self.tokenizer = tokenizer

    def __call__(self, text: str) -> Doc:
        """The tokens of a text, as a Doc."""
        cuts = [0, *(m.end() for m in UNBROKEN.finditer(text)), len(text)]
        if len(cuts) == 2:
            whole: Doc = self.tokenizer(text)
            return whole
        parts = [self.tokenizer(text[a:b]) for a, b in pairwise(cuts)]
        words = [t.text for part in parts for t in part]
        return Doc(self.tokenizer.vocab, words=words, spaces=[bool(t.whitespace_) for part in parts for t in part])


def tune(nlp: Language) -> None:
    """Give a blank English pipeline this tokenizer."""
    defaults = nlp.Defaults
    prefixes = [RUN, *(defaults.prefixes or [])]
    suffixes = [RUN, *(defaults.suffixes or []), *UNITS]
    tokenizer = Tokenizer(
        nlp.vocab,
        rules=exceptions(dict(defaults.tokenizer_exceptions)),
        prefix_search=compile_prefix_regex(prefixes).search,
        suffix_search=compile_suffix_regex(suffixes).search,
        infix_finditer=compile_infix_regex(infixes([str(p) for p in defaults.infixes or []])).finditer,
        token_match=TELEPHONE.fullmatch,
        url_match=defaults.url_match,
    )
    nlp.tokenizer = Cautious(tokenizer)
