"""Which language a text is in, as far as reading English needs to know: by its script, else by its function words.

Function words tell languages apart from a sentence on (Grefenstette 1995); no model, no list of names.
"""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from kg.model import Article
from kg.reading import Item, ReadNote
from kg.resources import resource

__all__ = ["foreign", "in_english"]

OWN = "English"
SAMPLE = 20_000
"""Characters from the beginning that are looked at."""

WORD = re.compile(r"[^\W\d_]+")
FEWEST_WORDS = 5
"""A shorter text is taken as it is: a heading or a name is no sign."""

CLEARLY = 2
"""How many function words more than twice those of English another language must have."""

LEAST_SHARE = 0.25
"""Of the words, so that foreign names in an English heading are no sign ("Lula da Silva visits Rio de Janeiro")."""

SCRIPTS = {"CJK": "Chinese or Japanese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}
"""Scripts of one language, or nearly so, as Unicode's character names begin."""


def in_english(items: Iterable[Item], *, force: bool = False, otherwise: str = "--force reads it") -> Iterator[Item]:
    """Items that were read, with a warning for each article that is clearly in another language, unless forced.

    `otherwise` is what the warning says can be done.
    """
    for item in items:
        other = foreign(item.text) if isinstance(item, Article) and not force else ""
        if isinstance(item, Article) and other:
            reason = f"its language seems to be {other}, not English: skipped; {otherwise}"
            yield ReadNote(item.source, reason, is_warning=True)
        else:
            yield item


def foreign(text: str) -> str:
    """The language of a text that is clearly not English, or its script; "" where it is English or cannot be told.

    >>> foreign("Die Regierung hat den Angriff auf die Ukraine nicht verurteilt."), foreign("The talks in Den Haag failed.")
    ('German', '')
    """
    sample = text[:SAMPLE]
    return other_script(sample) or other_words([w.lower() for w in WORD.findall(sample)])


def other_script(text: str) -> str:
    """The script that most letters are in, "" if it is Latin."""
    # a character's name begins with its script: "CYRILLIC SMALL LETTER A"
    scripts = Counter(unicodedata.name(c, "").partition(" ")[0] for c in text if c.isalpha())
    if scripts.total() < FEWEST_WORDS or scripts["LATIN"] * 2 > scripts.total():
        return ""
    script = max((s for s in scripts if s != "LATIN"), key=lambda s: (scripts[s], s))
    return SCRIPTS.get(script, f"one in {script.capitalize()} script")


def other_words(words: list[str]) -> str:
    """The language whose function words are clearly commoner than those of English."""
    if len(words) < FEWEST_WORDS:
        return ""
    counts = Counter(words)
    hits = {name: sum(counts[w] for w in table) for name, table in function_words().items()}
    best = max(hits, key=lambda name: hits[name])
    clear = hits[best] >= hits[OWN] * 2 + CLEARLY and hits[best] >= len(words) * LEAST_SHARE
    return best.replace("_", " or ") if clear else ""


@cache
def function_words() -> Mapping[str, frozenset[str]]:
    """The packaged table: name of a language -> its function words."""
    table = tomllib.loads(resource("ontology/lexicon/languages.toml").read_text(encoding="utf-8"))
    return {name: frozenset(entry["words"]) for name, entry in table.items()}
