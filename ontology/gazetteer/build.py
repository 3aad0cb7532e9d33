# ruff: noqa: INP001 -- a script beside its tables, no package
"""Writes the gazetteer's tables from open facts and from additions/*.tsv: python ontology/gazetteer/build.py --data F.

F holds the folder `places` with the sources that README.md names. The same input gives the same bytes.
"""

import argparse
import csv
import html
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from officials import incumbents

HERE = Path(__file__).parent
COLUMNS = (
    "slug", "name", "type", "wikidata", "iso3", "aliases", "adjectives", "people_nouns", "stands_for", "country",
    "region", "ambiguous", "since", "until",
)  # fmt: skip
TERM_COLUMNS = ("person", "office", "of", "since", "until")
DIVIDED = frozenset({"au_", "ca_", "cn_", "de_", "in_", "ru_", "ua_", "us_"})
"""Prefixes of rigour's codes for the divisions of states whose divisions are in the news."""
LISTS = frozenset({"aliases", "adjectives", "people_nouns", "ambiguous"})
SUBREGIONS = {
    "Southern Asia": "South_Asia", "Northern Europe": "Northern_Europe", "Southern Europe": "Southern_Europe",
    "Northern Africa": "North_Africa", "Polynesia": "Oceania", "Melanesia": "Oceania", "Micronesia": "Oceania",
    "Australia and New Zealand": "Oceania", "Eastern Africa": "East_Africa", "Middle Africa": "Central_Africa",
    "Southern Africa": "Southern_Africa", "Western Africa": "West_Africa", "Caribbean": "Caribbean",
    "Central America": "Central_America", "South America": "South_America", "Western Asia": "Middle_East",
    "Eastern Europe": "Eastern_Europe", "Western Europe": "Western_Europe", "Central Asia": "Central_Asia",
    "Eastern Asia": "East_Asia", "South-eastern Asia": "Southeast_Asia", "Northern America": "North_America",
}  # fmt: skip
LETTERS = str.maketrans({"đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ı": "i", "ß": "ss", "æ": "ae"})
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Sources:
    """The facts as their makers publish them."""

    codes: list[Row]
    factbook: dict[str, Row]
    territories: dict[str, Row]


def ascii_slug(name: str) -> str:
    """A readable slug in plain ASCII: "Côte d'Ivoire" -> "Cote_dIvoire"."""
    plain = unicodedata.normalize("NFD", name.translate(LETTERS).replace("'", ""))
    return re.sub(r"[^A-Za-z0-9-]+", "_", "".join(c for c in plain if not unicodedata.combining(c))).strip("_")


def read_table(path: Path) -> Iterator[Row]:
    """Rows of a tab-separated table; every cell of the header's columns, "" where a row ends early."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    header = lines[0].split("\t")
    for line in lines[1:]:
        cells = line.split("\t")
        if len(cells) > len(header):
            raise SystemExit(f"{path}: too many cells in {line!r}")
        yield dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=True))


def additions(name: str) -> list[Row]:
    """Our own rows for a table."""
    return list(read_table(HERE / "additions" / f"{name}.tsv"))


def load(data: Path) -> Sources:
    """Read the three sources; the country codes' FIPS column joins them to the factbook."""
    places = data / "places"
    with (places / "country-codes" / "country-codes.csv").open(encoding="utf-8", newline="") as file:
        codes = list(csv.DictReader(file))
    facts = json.loads((places / "factbook" / "factbook_extract.json").read_text("utf-8"))
    territories = json.loads((places / "rigour_territories" / "territories_compact.json").read_text("utf-8"))
    factbook = {row["gec"].upper(): {k: clean(v) for k, v in row.items() if isinstance(v, str)} for row in facts}
    return Sources(codes, factbook, {row["code"]: row for row in territories})


def clean(text: str) -> str:
    """Without entities and the source's word for "nothing"."""
    plain = unicodedata.normalize("NFC", html.unescape(text)).strip()
    return "" if plain in {"none", "NA"} else plain


def merge(*cells: str, without: Iterable[str] = ()) -> str:
    """Lists joined by "|", each member once, in the order of their first mention."""
    dropped = {"", *without}
    return "|".join(dict.fromkeys(part for cell in cells for part in cell.split("|") if part not in dropped))


def complete(row: Row, kind: str) -> Row:
    """All columns of an entry, from the few that a table of additions has; "the X" goes where X is a name as well."""
    full = {column: row.get(column, "") for column in COLUMNS}
    full["slug"] = full["slug"] or ascii_slug(full["name"])
    full["type"] = full["type"] or kind
    names = {full["name"], *full["aliases"].split("|")}
    full["aliases"] = merge(full["aliases"], without=[f"the {name}" for name in names])
    return full


# ---------------------------------------------------------------------------------------------------- states
def demonyms(text: str) -> str:
    """Nouns out of the factbook's cell: "Dutchman(men), Dutchwoman(women)" -> Dutchman|Dutchmen|…."""
    found: list[str] = []
    for part in re.split(r",| or |;|/", re.sub(r"\((singular|plural|collective|US|colloquial)[^)]*\)", "", text)):
        word, _, plural = part.strip().partition("(")
        plural = plural.rstrip(")").strip()
        word = word.strip()
        if not word or word.split()[0] in {"note", "still"}:
            continue
        found.append(word)
        if plural == "s":
            found.append(f"{word}s")
        elif plural in {"men", "women"}:
            found.append(f"{word.removesuffix('man').removesuffix('wo')}{plural}")
    return merge(*found)


def official_names(code: Row, fact: Row) -> str:
    """Long and short names in the sources, those with a note in brackets aside."""
    formal = re.sub(r"^the ", "", code["UNTERM English Formal"].strip())
    short = re.sub(r" \(the\)$", "", code["UNTERM English Short"].strip())
    names = (
        code["CLDR display name"].replace(" & ", " and "),
        formal,
        short,
        fact.get("name", ""),
        fact.get("long_name", ""),
    )
    return merge(*(name.replace("’", "'") for name in names if not re.search(r"[(;*\[]", name)))


def state(code: Row, sources: Sources, own: Row) -> Row:
    """A state or territory: the sources' facts, our own where they say more or better."""
    fact = sources.factbook.get(own.get("gec") or code["FIPS"].strip(), {})
    territory = sources.territories.get(code["ISO3166-1-Alpha-2"].lower(), {})
    name = own.get("name") or code["CLDR display name"].replace(" & ", " and ").replace("’", "'")
    wikidata = own.get("wikidata") or code["wikidata_id"].rsplit("/", 1)[-1] or territory.get("qid", "")
    adjectives = own.get("adjectives") or demonyms(fact.get("demonym_adj", ""))
    area = code["Intermediate Region Name"].strip() or code["Sub-region Name"].strip()
    nouns = own.get("people_nouns") or demonyms(fact.get("demonym_noun", ""))
    return {
        "name": name, "wikidata": wikidata, "iso3": code["ISO3166-1-Alpha-3"],
        "aliases": merge(own.get("aliases", ""), official_names(code, fact), without=[name]),
        "adjectives": adjectives, "people_nouns": nouns, "country": own.get("country", ""),
        "region": own.get("region") or SUBREGIONS.get(area, ""), "ambiguous": own.get("ambiguous", ""),
    }  # fmt: skip


def states(sources: Sources) -> tuple[list[Row], list[Row], dict[str, str]]:
    """Countries, territories that depend on one, and slugs by two-letter code."""
    own = {row["iso3"]: row for row in additions("countries")}
    independent = {"Yes"}
    countries: list[Row] = []
    dependent: list[Row] = []
    slugs: dict[str, str] = {}
    for code in sources.codes:
        mine = own.get(code["ISO3166-1-Alpha-3"], {})
        if mine.get("type") == "-":
            continue
        row = complete(state(code, sources, mine), "State" if code["is_independent"] in independent else "Territory")
        row["slug"] = mine.get("slug") or row["slug"]
        slugs[code["ISO3166-1-Alpha-2"].lower()] = row["slug"]
        (countries if row["type"] == "State" else dependent).append(row)
    parents = {code["ISO3166-1-Alpha-3"]: code["is_independent"].lower()[-2:] for code in sources.codes}
    for row in dependent:
        row["country"] = row["country"] or slugs.get(parents[row["iso3"]], "")
    return countries, dependent, slugs


def divisions(sources: Sources, slugs: dict[str, str]) -> list[Row]:
    """Member states and provinces of the large federations, and Ukraine's; those of our own tables aside."""
    own = [row for name in ("regions", "territories", "cities") for row in additions(name)]
    ours = {row[column] for row in own for column in ("wikidata", "name")} - {""}
    rows = []
    for code, row in sources.territories.items():
        name = re.sub(r" \(.*\)$", "", row["name"])
        if code[:3] not in DIVIDED or "(Occupied" in row["name"] or {row["qid"], name} & ours:
            continue
        short = re.sub(r" (Oblast|Krai|Republic|Autonomous Okrug|Autonomous Oblast)$", "", name)
        aliases = f"{short} region" if short != name else ""
        country = slugs[row["parent"]]
        rows.append(complete({"name": name, "wikidata": row["qid"], "aliases": aliases, "country": country}, "Region"))
    return rows


def capitals(countries: list[Row], sources: Sources) -> list[Row]:
    """A city for each country; where it has the country's name, it is told apart by "City"; Vatican City is one already."""
    own = {row["iso3"]: row for row in additions("countries")}
    by_code = {code["ISO3166-1-Alpha-3"]: code for code in sources.codes}
    rows = []
    for country in countries:
        mine = own.get(country["iso3"], {})
        name = mine.get("capital") or by_code[country["iso3"]]["Capital"].strip()
        if name == country["name"]:
            name = f"{name.removesuffix(' City')} City"
        row = {"name": name, "country": country["slug"], "stands_for": country["slug"], "region": country["region"]}
        rows.append(complete(row, "City"))
    return [row for row in rows if row["slug"] != row["country"]]


# ---------------------------------------------------------------------------------------------------- people
def people(countries: list[Row], sources: Sources) -> tuple[list[Row], list[Row]]:
    """Persons and their terms: heads of state and government of the factbook, and our own additions."""
    own = additions("people")
    renamed = {ascii_slug(n): row["name"] for row in own for n in (row["name"], *row["aliases"].split("|"))}
    renamed |= {ascii_slug(row["source"]): row["name"] for row in own if row["source"]}
    persons = {row["name"]: {**complete(row, "Person"), "surnames": row["surnames"]} for row in own}
    terms = additions("terms")
    for term in terms:
        term["person"] = ascii_slug(term["person"])
    by_iso = {code["ISO3166-1-Alpha-3"]: code for code in sources.codes}
    gec = {row["iso3"]: row["gec"] for row in additions("countries") if row["gec"]}
    for country in countries:
        code = gec.get(country["iso3"]) or by_iso[country["iso3"]]["FIPS"].strip()
        fact = sources.factbook.get(code, {})
        cells = (fact.get("chief_of_state", ""), fact.get("head_of_government", ""))
        for office, found, surname, since in (who for cell in cells for who in incumbents(cell)):
            name = renamed.get(ascii_slug(found), found)
            fresh = complete({"name": name, "country": country["slug"]}, "Person")
            person = persons.setdefault(name, {**fresh, "surnames": surname})
            person["aliases"] = merge(person["aliases"], found, without=[name])
            terms.append(
                {"person": person["slug"], "office": office, "of": country["slug"], "since": since, "until": ""}
            )
    return [finish_person(person) for person in persons.values()], first_of(terms)


def finish_person(person: Row) -> Row:
    """With a surname: the last word of the name, if nothing better is known."""
    name = person["name"]
    surnames = person["surnames"] or name.rsplit(" ", 1)[-1]
    ascii_name = ascii_slug(name).replace("_", " ") if not name.isascii() else ""
    spellings = [ascii_slug(s).replace("_", " ") for s in surnames.split("|") if not s.isascii()]
    return {
        **person, "surnames": merge(surnames, *spellings), "aliases": merge(person["aliases"], ascii_name, without=[name])
    }  # fmt: skip


def first_of(terms: list[Row]) -> list[Row]:
    """Our own terms come first; a current term in the sources of the same person and office adds nothing to them."""
    kept: dict[tuple[str, ...], Row] = {}
    open_ones = {(t["person"], t["office"], t["of"]) for t in terms if not t["until"]}
    for term in terms:
        who = (term["person"], term["office"], term["of"])
        first = next((t for t in terms if (t["person"], t["office"], t["of"]) == who and not t["until"]), term)
        if who in open_ones and not term["until"] and term is not first:
            continue
        kept[(*who, term["since"])] = term
    return list(kept.values())


# ---------------------------------------------------------------------------------------------------- tables
def united(rows: Iterable[Row]) -> list[Row]:
    """One row a slug: a later one fills the cells that the earlier left empty and adds to its lists."""
    found: dict[str, Row] = {}
    for row in rows:
        old = found.setdefault(row["slug"], row)
        if old is not row:
            for column in COLUMNS:
                old[column] = merge(old[column], row[column]) if column in LISTS else old[column] or row[column]
    return list(found.values())


def own_rows(name: str, kind: str) -> list[Row]:
    """Our own rows of a table, completed."""
    return [complete(row, kind) for row in additions(name)]


def write(name: str, columns: Iterable[str], rows: Iterable[Row]) -> None:
    """Write a table, sorted, without what is not a column."""
    header = tuple(columns)
    lines = sorted("\t".join(row[column] for column in header) for row in rows)
    (HERE / f"{name}.tsv").write_text("\n".join(["\t".join(header), *lines, ""]), "utf-8")


def build(data: Path, write: Callable[[str, Iterable[str], Iterable[Row]], None] = write) -> None:
    """Make all tables; `write` gets each one's name, columns and rows."""
    sources = load(data)
    countries, dependent, slugs = states(sources)
    persons, terms = people(countries, sources)
    write("countries", COLUMNS, united([*countries]))
    write("territories", COLUMNS, united([*own_rows("territories", "Territory"), *dependent]))
    write("regions", COLUMNS, united([*own_rows("regions", "Region"), *divisions(sources, slugs)]))
    write("cities", COLUMNS, united([*own_rows("cities", "City"), *capitals(countries, sources)]))
    for name, kind in (
        ("organisations", "InternationalOrganisation"),
        ("metonyms", "Institution"),
        ("peoples", "People"),
    ):
        write(name, COLUMNS, united(own_rows(name, kind)))
    write("people", (*COLUMNS, "surnames"), persons)
    write("terms", TERM_COLUMNS, terms)
    write("offices", ("slug", "name", "level", "aliases"), additions("offices"))
    write("common", ("word",), additions("common"))


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds places/")
    build(parser.parse_args().data)


if __name__ == "__main__":
    main()
