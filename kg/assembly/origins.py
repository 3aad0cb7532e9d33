"""Which articles are one origin: copies of a text are not independent witnesses."""

import re
import unicodedata

from kg.model import Article, digest

__all__ = ["origin"]


def origin(article: Article) -> str:
    r"""The id that all copies of a text share, whatever their case, accents, punctuation and white space.

    >>> origin(Article("Talks end.\n", "a")) == origin(Article("TALKS  END", "b"))
    True
    """
    plain = unicodedata.normalize("NFKD", article.text).casefold()
    words = " ".join(re.findall(r"[^\W_]+", plain))
    return f"origin-{digest(words)}"
