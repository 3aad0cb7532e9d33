# ruff: noqa: INP001 -- a module beside its tables, no package
"""Reads heads of state and government out of The World Factbook's sentences."""

import re
from collections.abc import Iterator

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
TITLES = {
    "President of Council of Ministers": "government_chair", "Chairman of the Cabinet of Ministers": "government_chair",
    "Co-Vice President": "", "Vice President": "vice_president", "Prime Minister": "prime_minister",
    "President": "president", "Premier": "prime_minister", "King": "king", "Emperor": "emperor",
    "Chancellor": "chancellor", "Sultan": "sultan", "Amir": "emir", "Grand Duke": "grand_duke",
    "Supreme Leader": "supreme_leader", "Taliban Leader": "supreme_leader", "Crown Prince": "",
    "Prince": "prince", "Foreign Minister": "", "Governor": "governor",
}  # fmt: skip
"""The factbook's titles, longer ones first; "" for those that the date beside them says nothing of."""
NOISE = re.compile(
    r"\b(Acting|Interim|Transitional|Transition|Caretaker|overall|GNU|CNSP|Dr|Gen|Sr|Capt|Col|Sir|General|"
    r"State Affairs Commission|Presidential Leadership Council|Taoiseach|of the Swiss Confederation|"
    r"of the Government of Spain|of China|ibni al-Marhum)\b\.?|\([^)]*\)|\"[^\"]*\""
)


def date(text: str) -> str:
    """EDTF of "7 May 2012", "April 2018" or "1997"; "" if there is none."""
    found = re.search(r"(?:(?:(\d{1,2}) )?([A-Z][a-z]+) )?(\d{4})", text)
    if not found:
        return ""
    day, month, year = found.groups()
    if not month or month[:3].lower() not in MONTHS:
        return str(year)
    number = MONTHS.index(month[:3].lower()) + 1
    return f"{year}-{number:02}-{int(day):02}" if day else f"{year}-{number:02}"


def name_case(word: str, *, first: bool = True) -> str:
    """A name's word in the usual case ("EL-SISI" -> "El-Sisi"); a word of small letters and a king's number stay as they are."""
    if re.fullmatch(r"[IVX]+", word) and not first:
        return word
    return re.sub(r"[^\W\d_]{2,}", lambda run: run[0].capitalize() if run[0].isupper() else run[0], word)


def capital(word: str) -> bool:
    """Whether the factbook marks the word as part of the surname."""
    return len(re.sub(r"[^A-ZÀ-Þ]", "", word)) > 1 and not re.search(r"[a-zß-ÿ]{3}", word)


def incumbents(cell: str) -> Iterator[tuple[str, str, str, str]]:
    """Office, name, surname and date in the factbook's "President Vladimir PUTIN (since 7 May 2012)"."""
    cell = re.split(r"[;,] represented", cell)[0]
    found = re.match(
        r"(?P<who>[^;(]+?)(?: \([^)]*\))?(?:[;,][^;(]*)? \((?:chairperson )?(?:since )?(?P<since>[^;)]*\d{4})", cell
    )
    if not found:
        return
    who = re.sub(r"\s+", " ", NOISE.sub("", found["who"])).strip(" ,")
    titles: list[str] = []
    for title, office in TITLES.items():
        shorter = re.sub(rf"\b{title}\b,?( and\b)?", "", who)
        if shorter != who:
            titles.append(office)
            who = shorter
    words = who.split()
    if not words or not words[0][0].isalpha() or words[0] in {"of", "the", "and", "Supreme"}:
        return
    cased = [name_case(word, first=not number) for number, word in enumerate(words)]
    marked = (c for n, (c, w) in enumerate(zip(cased, words, strict=True)) if capital(w) and (c != w or not n))
    surname = " ".join(marked)
    for title in filter(None, titles):
        yield title, " ".join(cased).strip(" ,."), surname, date(found["since"])
