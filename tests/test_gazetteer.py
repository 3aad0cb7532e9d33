import re
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.entities.gazetteer import Entry, Gazetteer, Office, Term, pieces
from kg.errors import OntologyError
from kg.ontology import Ontology
from kg.resources import resource

GAZETTEER = Gazetteer.load()
FOLDER = resource("ontology/gazetteer")
ENTRIES = list(GAZETTEER)
DATA = FOLDER.parents[1].parent / "shared" / "data"


def slugs(name: str) -> list[str]:
    return [entry.slug for entry in GAZETTEER.lookup(name)]


def first(name: str) -> str:
    return next(iter(slugs(name)), "")


def longest(text: str, start: int = 0) -> tuple[int, list[str]]:
    size, found = GAZETTEER.longest(text.split(), start)
    return size, [entry.slug for entry in found]


def made(**cells: str | tuple[str, ...]) -> Entry:
    empty: dict[str, str | tuple[str, ...]] = dict.fromkeys(
        ("slug", "name", "type", "wikidata", "iso3", "stands_for", "country", "region"), ""
    )
    empty |= dict.fromkeys(("aliases", "adjectives", "people_nouns"), ())
    return Entry(**(empty | cells))  # type: ignore[arg-type]


# facts ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Serbia", "Serbia"), ("the United States", "United_States"), ("U.S.", "United_States"), ("US", "United_States"),
        ("USA", "United_States"), ("America", "United_States"), ("UK", "United_Kingdom"), ("Great Britain", "United_Kingdom"),
        ("Bosnia", "Bosnia_and_Herzegovina"), ("BiH", "Bosnia_and_Herzegovina"), ("Bosnia-Herzegovina", "Bosnia_and_Herzegovina"),
        ("Czechia", "Czech_Republic"), ("Macedonia", "North_Macedonia"), ("FYROM", "North_Macedonia"), ("Burma", "Myanmar"),
        ("Türkiye", "Turkey"), ("Turkiye", "Turkey"), ("Côte d’Ivoire", "Ivory_Coast"), ("Cote d'Ivoire", "Ivory_Coast"),
        ("DRC", "Democratic_Republic_of_the_Congo"), ("Zaire", "Democratic_Republic_of_the_Congo"), ("Holland", "Netherlands"),
        ("Swaziland", "Eswatini"), ("Timor-Leste", "East_Timor"), ("Vatican City", "Vatican_City"), ("UAE", "United_Arab_Emirates"),
        ("North Korea", "North_Korea"), ("DPRK", "North_Korea"), ("the Gambia", "Gambia"), ("PRC", "China"),
        ("Republika Srpska", "Republika_Srpska"), ("Kosovo", "Kosovo"), ("Taiwan", "Taiwan"), ("Gaza", "Gaza_Strip"),
        ("Crimea", "Crimea"), ("Donbass", "Donbas"), ("Hong Kong", "Hong_Kong"), ("Chechnya", "Chechnya"),
        ("Transdniestria", "Transnistria"), ("Abkhazia", "Abkhazia"), ("Nagorno-Karabakh", "Nagorno-Karabakh"),
        ("USSR", "Soviet_Union"), ("Yugoslavia", "Yugoslavia"), ("GDR", "East_Germany"), ("Czechoslovakia", "Czechoslovakia"),
        ("Western Balkans", "Western_Balkans"), ("Middle East", "Middle_East"), ("Southeast Asia", "Southeast_Asia"),
        ("the West", "The_West"), ("Europe", "Europe"), ("Sahel", "Sahel"), ("Baltic states", "Baltic_states"),
        ("Kiev", "Kyiv"), ("Peking", "Beijing"), ("Saigon", "Ho_Chi_Minh_City"), ("The Hague", "The_Hague"),
        ("Non-Aligned Movement", "Non-Aligned_Movement"), ("Non-Alignment Movement", "Non-Aligned_Movement"),
        ("NAM", "Non-Aligned_Movement"), ("NATO", "NATO"), ("Nato", "NATO"), ("E.U.", "European_Union"),
        ("European Commission", "European_Commission"), ("UN Security Council", "United_Nations_Security_Council"),
        ("Tamil Tigers", "Liberation_Tigers_of_Tamil_Eelam"), ("PKK", "Kurdistan_Workers_Party"), ("Hizbollah", "Hezbollah"),
        ("al-Qaida", "Al-Qaeda"), ("al Qaeda", "Al-Qaeda"), ("ISIS", "Islamic_State"), ("Wagner", "Wagner_Group"),
        ("Serbian Orthodox Church", "Serbian_Orthodox_Church"), ("Vatican", "Holy_See"), ("OSCE", "Organization_for_Security_and_Co-operation_in_Europe"),
        ("Kremlin", "Kremlin"), ("Élysée", "Elysee"), ("Elysee", "Elysee"), ("State Department", "US_Department_of_State"),
        ("National Assembly of the Republic of Serbia", "National_Assembly_of_Serbia"), ("Kurds", "Kurds"),
        ("Ivica Dacic", "Ivica_Dacic"), ("Ivica Dačić", "Ivica_Dacic"), ("Vladimir Putin", "Vladimir_Putin"),
        ("Volodymyr Zelensky", "Volodymyr_Zelenskyy"), ("Zoran Djindjic", "Zoran_Dindic"),
    ],
)  # fmt: skip
def test_a_name_leads_to_its_entry(name: str, slug: str) -> None:
    assert first(name) == slug


@pytest.mark.parametrize(
    ("word", "slug"),
    [
        ("Serbian", "Serbia"), ("Serbs", "Serbia"), ("Serb", "Serbia"), ("American", "United_States"), ("US", "United_States"),
        ("U.S.", "United_States"), ("British", "United_Kingdom"), ("Britons", "United_Kingdom"), ("Dutchmen", "Netherlands"),
        ("Dutch", "Netherlands"), ("Turks", "Turkey"), ("Turkish", "Turkey"), ("Belarussian", "Belarus"), ("Belarusian", "Belarus"),
        ("Danes", "Denmark"), ("Polish", "Poland"), ("Poles", "Poland"), ("Swiss", "Switzerland"), ("Ivorian", "Ivory_Coast"),
        ("Filipino", "Philippines"), ("Philippine", "Philippines"), ("Kosovar", "Kosovo"), ("Montenegrin", "Montenegro"),
        ("Israelis", "Israel"), ("Palestinian", "Palestine"), ("Soviet", "Soviet_Union"), ("South Korean", "South_Korea"),
        ("Kazakh", "Kazakhstan"), ("Azeri", "Azerbaijan"), ("Burmese", "Myanmar"), ("Lao", "Laos"), ("Scots", "Scotland"),
        ("Kurdish", "Kurds"), ("Muslim", "Muslims"), ("Moslem", "Muslims"), ("Bosnian Serb", "Republika_Srpska"),
        ("New Zealanders", "New_Zealand"), ("Icelandic", "Iceland"), ("Basotho", "Lesotho"), ("European", "Europe"),
    ],
)  # fmt: skip
def test_a_demonym_leads_to_its_country(word: str, slug: str) -> None:
    assert GAZETTEER.demonym(word)[0].slug == slug


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Moscow", "Russia"), ("Washington, D.C.", "United_States"), ("Beijing", "China"), ("Belgrade", "Serbia"),
        ("Kyiv", "Ukraine"), ("Brussels", "European_Union"), ("Pristina", "Kosovo"), ("Kremlin", "Russia"),
        ("White House", "United_States"), ("Downing Street", "United_Kingdom"), ("Knesset", "Israel"), ("Bundestag", "Germany"),
        ("Tehran", "Iran"), ("Skopje", "North_Macedonia"), ("Podgorica", "Montenegro"), ("Banja Luka", "Republika_Srpska"),
    ],
)  # fmt: skip
def test_seats_of_power_stand_for_their_state(name: str, state: str) -> None:
    assert state in {entry.stands_for for entry in GAZETTEER.lookup(name)}


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("Serbia", "SRB"), ("Moscow", "RUS"), ("Kremlin", "RUS"), ("Hamas", "PSE"), ("Taliban", "AFG"), ("Kosovo", "XKX"),
        ("Republika_Srpska", "BIH"), ("Aleksandar_Vucic", "SRB"), ("Hong_Kong", "HKG"), ("NATO", ""), ("Europe", ""),
        ("Namibia", "NAM"), ("Chechnya", "RUS"), ("Serbian_Orthodox_Church", "SRB"), ("nobody", ""), ("Duma", "RUS"),
    ],
)  # fmt: skip
def test_the_country_of_an_entry(slug: str, code: str) -> None:
    assert GAZETTEER.country_of(slug) == code


@pytest.mark.parametrize(
    ("office", "of", "day", "person"),
    [
        ("president", "Serbia", "2023-11-20", "Aleksandar_Vucic"), ("prime_minister", "Serbia", "2023-11-20", "Ana_Brnabic"),
        ("president", "United_States", "2023-11-20", "Joe_Biden"),
        ("president", "United_States", "2008", "George_W_Bush"), ("president", "Russia", "2010-06", "Dmitry_Medvedev"),
        ("prime_minister", "Kosovo", "2023-10-26", "Albin_Kurti"), ("chancellor", "Germany", "1995-01-01", "Helmut_Kohl"),
        ("president", "Yugoslavia", "1999-03-24", "Slobodan_Milosevic"), ("president", "Republika_Srpska", "2023-05", "Milorad_Dodik"),
        ("secretary_general", "NATO", "2023", "Jens_Stoltenberg"), ("prime_minister", "United_Kingdom", "1985", "Margaret_Thatcher"),
        ("president", "Egypt", "2005", "Hosni_Mubarak"), ("king", "Jordan", "2000-01-01", "Abdullah_II"),
        ("pope", "Holy_See", "2023", "Pope_Francis"), ("foreign_minister", "Russia", "2022-02-24", "Sergei_Lavrov"),
        ("president", "Zimbabwe", "2024", "Emmerson_Mnangagwa"), ("president", "Philippines", "2024", "Ferdinand_Marcos_Jr"),
        ("king", "Canada", "2024", "Charles_III"), ("president", "France", "2024-05-01", "Emmanuel_Macron"),
    ],
)  # fmt: skip
def test_who_held_an_office(office: str, of: str, day: str, person: str) -> None:
    held = {term.person for term in GAZETTEER.holders(office, of, day)}
    assert person in held


@pytest.mark.parametrize(
    "state", ["United_States", "Russia", "China", "Serbia", "Zimbabwe", "Philippines", "Togo", "Kosovo"]
)
def test_a_state_has_one_president_at_a_time(state: str) -> None:
    for year in range(1992, 2026):
        assert len(GAZETTEER.holders("president", state, f"{year}-06-30")) <= 1


def test_the_office_that_somebody_held() -> None:
    assert [(t.office, t.of) for t in GAZETTEER.term("Aleksandar_Vucic", "2015")] == [("prime_minister", "Serbia")]
    assert ("president", "Serbia") in [(t.office, t.of) for t in GAZETTEER.term("Aleksandar_Vucic")]
    assert GAZETTEER.term("nobody", "2015") == ()


@pytest.mark.parametrize(("surname", "slug"), [("Vucic", "Aleksandar_Vucic"), ("Vučić", "Aleksandar_Vucic"), ("Xi", "Xi_Jinping"), ("Kurti", "Albin_Kurti"), ("al-Assad", "Bashar_al-Assad"), ("Assad", "Bashar_al-Assad"), ("von der Leyen", "Ursula_von_der_Leyen"), ("Erdogan", "Recep_Tayyip_Erdogan"), ("Putin", "Vladimir_Putin"), ("May", "Theresa_May")])  # fmt: skip
def test_people_by_surname(surname: str, slug: str) -> None:
    assert slug in {person.slug for person in GAZETTEER.people(surname)}


@pytest.mark.parametrize(("noun", "slug", "level"), [("president", "president", "state"), ("Prime Minister", "prime_minister", "government"), ("PM", "prime_minister", "government"), ("defense secretary", "defence_minister", "ministry"), ("Secretary-General", "secretary_general", "organisation"), ("speaker", "speaker", "parliament"), ("spokeswoman", "spokesman", "voice")])  # fmt: skip
def test_offices(noun: str, slug: str, level: str) -> None:
    office = GAZETTEER.office(noun)
    assert office is not None
    assert (office.slug, office.level) == (slug, level)


# whole tables ---------------------------------------------------------------------------------------------
def test_there_are_enough_of_each() -> None:
    count = Counter(entry.type for entry in ENTRIES)
    assert count["State"] >= 193
    assert count["InternationalOrganisation"] + count["Alliance"] + count["CountryGroup"] >= 60
    assert count["Person"] >= 150


def test_types_are_classes_of_the_ontology() -> None:
    assert {entry.type for entry in ENTRIES} <= set(Ontology.load().classes)


def test_every_state_has_a_capital_an_adjective_and_a_people() -> None:
    seats = {entry.stands_for for entry in ENTRIES if entry.type == "City"} | {"Belgium", "Vatican_City"}
    current = [e for e in ENTRIES if e.type == "State" and not e.until]
    assert [e.slug for e in current if not (e.iso3 and e.adjectives and e.people_nouns and e.slug in seats)] == []
    assert [e.slug for e in current if not e.wikidata] == []


def test_what_an_entry_refers_to_is_there() -> None:
    places = {slug for entry in ENTRIES for slug in (entry.stands_for, entry.country, entry.region) if slug}
    assert {slug for slug in places if GAZETTEER.entry(slug) is None} == set()


def test_what_belongs_to_a_country_has_its_code() -> None:
    assert [e.slug for e in ENTRIES if (e.country or e.type == "City") and not GAZETTEER.country_of(e.slug)] == []


def test_ids_and_dates_are_well_formed() -> None:
    assert [e.slug for e in ENTRIES if not re.fullmatch(r"[A-Za-z0-9_-]{1,80}", e.slug)] == []
    assert [e.wikidata for e in ENTRIES if not re.fullmatch(r"(Q[1-9]\d*)?", e.wikidata)] == []
    assert [e.iso3 for e in ENTRIES if not re.fullmatch(r"([A-Z]{3})?", e.iso3)] == []
    known = [e.wikidata for e in ENTRIES if e.wikidata]
    assert sorted(known) == sorted(set(known))


def test_terms_end_after_they_begin_and_offices_are_known() -> None:
    for person in ENTRIES:
        for term in GAZETTEER._terms.get(person.slug, ()):
            assert GAZETTEER.office(term.office) is not None
            assert re.fullmatch(r"\d{4}(-\d\d){0,2}", term.since), term
            assert re.fullmatch(r"(\d{4}(-\d\d){0,2})?", term.until), term
            assert not term.until or term.since <= term.until, term


@pytest.mark.parametrize("name", ["Georgia", "Jordan", "Guinea", "Congo", "Chad", "Turkey", "China", "Korea"])
def test_ambiguous_names_are_marked(name: str) -> None:
    assert name in GAZETTEER.lookup(name)[0].ambiguous


def test_ambiguous_names_are_names() -> None:
    words = {e.slug: {*e.names, *e.adjectives, *e.people_nouns} for e in ENTRIES}
    assert [(e.slug, name) for e in ENTRIES for name in e.ambiguous if name not in words[e.slug]] == []


def test_namesakes_come_the_state_first() -> None:
    assert slugs("Georgia") == ["Georgia", "Georgia_US_state"]
    assert slugs("Washington") == ["Washington_D_C", "Washington_US_state"]
    assert slugs("Luxembourg") == ["Luxembourg"]
    assert [e.slug for e in GAZETTEER.demonym("Korean")] == ["North_Korea", "South_Korea"]


# normalisation --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "word", ["us", "Us", "turkey", "who", "is", "it", "polish", "may", "nice", "aids", "chad", "let", "western"]
)
def test_small_letters_make_another_word(word: str) -> None:
    assert GAZETTEER.lookup(word) == ()
    assert GAZETTEER.demonym(word) == ()


@pytest.mark.parametrize("name", ["SERBIA", "serbia", "russia", "UNITED STATES", "TURKEY", "nato"])
def test_case_makes_no_other_difference(name: str) -> None:
    assert first(name) != ""


def test_dashes_apostrophes_and_dots_make_no_difference() -> None:
    assert first("Guinea–Bissau") == first("Guinea Bissau") == "Guinea-Bissau"
    assert first("N’Djamena") == first("N'Djamena") == "NDjamena"
    assert first("St Petersburg") == first("St. Petersburg") == "Saint_Petersburg"


def test_accents_count_only_where_they_tell_names_apart() -> None:
    peru, pery = made(slug="a", name="Perú"), made(slug="b", name="Peru")
    both = Gazetteer([peru, pery])
    assert both.lookup("Perú") == (peru,)
    assert both.lookup("Peru") == (pery,)
    assert both.lookup("Pérú") == (peru, pery)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bosnia and Herzegovina did", (3, ["Bosnia_and_Herzegovina"])),
        ("U.S. troops", (1, ["United_States"])),
        ("Guinea - Bissau 's army", (3, ["Guinea-Bissau"])),
        ("Kurdistan Workers ' Party", (4, ["Kurdistan_Workers_Party"])),
        ("Washington , D.C. is", (3, ["Washington_D_C"])),
        ("Non - Aligned Movement", (4, ["Non-Aligned_Movement"])),
        ("the West said", (2, ["The_West"])),
        ("the West Bank", (0, [])),
        ("South Africa and", (2, ["South_Africa"])),
        ("houses in Serbia", (0, [])),
        ("- Serbia", (0, [])),
        ("Serbia - Russia", (1, ["Serbia"])),
    ],
)
def test_the_longest_name_wins(text: str, expected: tuple[int, list[str]]) -> None:
    assert longest(text) == expected


@given(st.sampled_from([(e, name) for e in ENTRIES for name in e.names]))
def test_any_name_finds_its_entry(pair: tuple[Entry, str]) -> None:
    entry, name = pair
    assert entry in GAZETTEER.lookup(name)
    size, found = GAZETTEER.longest([*re.split(r"[ -]", name), "."], 0)
    assert entry in found or size > 0 or name.lower().startswith("the ")


@given(st.sampled_from([(e, word) for e in ENTRIES for word in (*e.adjectives, *e.people_nouns)]))
def test_any_demonym_finds_its_entry(pair: tuple[Entry, str]) -> None:
    assert pair[0] in GAZETTEER.demonym(pair[1])


@given(st.text())
def test_pieces_are_stable_and_lookup_takes_anything(text: str) -> None:
    assert pieces(" ".join(pieces(text))) == pieces(text)
    assert all(isinstance(entry, Entry) for entry in GAZETTEER.lookup(text))


@given(
    st.lists(
        st.sampled_from(["the", "West", "Bank", "-", "Serbia", "and", "Montenegro", "'s", "", "New", "York", "U.N."]),
        min_size=1,
    )
)
def test_a_match_lies_within_the_words(words: list[str]) -> None:
    for start in range(len(words)):
        size, found = GAZETTEER.longest(words, start)
        assert bool(size) == bool(found)
        assert start + size <= len(words)


@given(st.lists(st.dates(), min_size=3, max_size=3, unique=True))
def test_a_term_holds_from_its_first_day_until_the_successors(dates: list[date]) -> None:
    since, between, until = sorted(map(str, dates))
    term = Term("p", "president", "s", since, until)
    assert term.holds(since)
    assert term.holds(between)
    assert term.holds(between[:4])
    assert not term.holds(until)
    assert not term.holds("")


def test_without_a_date_who_holds_it_now() -> None:
    now, past = Term("a", "president", "s", "2020", ""), Term("b", "president", "s", "2010", "2020")
    small = Gazetteer([], terms=[past, now], offices=[Office("president", "president", "state", ())])
    assert small.holders("president", "s") == (now,)
    assert small.holders("president", "s", "2015-01-01") == (past,)


# malformed tables and the builder -------------------------------------------------------------------------
@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for table in FOLDER.glob("*.tsv"):
        (tmp_path / table.name).write_bytes(table.read_bytes())
    return tmp_path


def test_a_malformed_row_names_file_and_line(copy: Path) -> None:
    with (copy / "cities.tsv").open("a") as file:
        file.write("only\ttwo\n")
    lines = (copy / "cities.tsv").read_text("utf-8").count("\n")
    with pytest.raises(OntologyError, match=rf"cities\.tsv:{lines}: 2 cells"):
        Gazetteer.load(copy)


def test_an_entry_twice_is_an_error(copy: Path) -> None:
    text = (copy / "cities.tsv").read_text("utf-8")
    (copy / "cities.tsv").write_text(text + text.splitlines()[-1] + "\n", "utf-8")
    with pytest.raises(OntologyError, match=r"cities\.tsv:\d+: .* already"):
        Gazetteer.load(copy)


def test_a_term_of_nobody_is_an_error(copy: Path) -> None:
    with (copy / "terms.tsv").open("a") as file:
        file.write("Nobody_At_All\tpresident\tSerbia\t2000\t\n")
    with pytest.raises(OntologyError, match="Nobody_At_All"):
        Gazetteer.load(copy)


def test_a_missing_table_is_an_error(copy: Path) -> None:
    (copy / "offices.tsv").unlink()
    with pytest.raises(OntologyError, match=r"offices\.tsv"):
        Gazetteer.load(copy)


def test_another_header_is_an_error(copy: Path) -> None:
    (copy / "common.tsv").write_text("words\nturkey\n")
    with pytest.raises(OntologyError, match=r"common\.tsv:1"):
        Gazetteer.load(copy)


@pytest.mark.shared
def test_the_builder_makes_the_tables_as_they_are(tmp_path: Path) -> None:
    if not DATA.is_dir():
        pytest.skip(f"{DATA} is missing: the sources are no part of the repository")
    for script in FOLDER.glob("*.py"):
        (tmp_path / script.name).write_bytes(script.read_bytes())
    (tmp_path / "additions").mkdir()
    for table in (FOLDER / "additions").glob("*.tsv"):
        (tmp_path / "additions" / table.name).write_bytes(table.read_bytes())
    subprocess.run([sys.executable, tmp_path / "build.py", "--data", DATA], check=True)
    for table in FOLDER.glob("*.tsv"):
        assert (tmp_path / table.name).read_bytes() == table.read_bytes(), table.name
