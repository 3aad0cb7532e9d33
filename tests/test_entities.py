"""Entities in one article, over hand-parsed sentences and a gazetteer of a dozen entries."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, Span
from trees import doc_of, vocab

from kg.entities import resolve
from kg.entities.context import fold, plain
from kg.entities.gazetteer import Entry, Gazetteer, Office, Term
from kg.entities.linking import compatible
from kg.entities.words import Words, load_words
from kg.errors import OntologyError
from kg.lexicon.spelling import singular
from kg.model import Article, Entity, Mention, MentionKind


def entry(
    slug: str, kind: str = "State", *, names: str = "", adjectives: str = "", country: str = "", **rest: str
) -> Entry:
    first, *aliases = (names or slug.replace("_", " ")).split("|")
    adjective = tuple(adjectives.split("|")) if adjectives else ()
    people = tuple(f"{a}s" for a in adjective if a.endswith("n"))
    return Entry(
        slug, first, kind, "", rest.get("iso3", ""), tuple(aliases), adjective, people, rest.get("stands_for", ""), country,
        "", tuple(filter(None, [rest.get("ambiguous", "")])),
    )  # fmt: skip


GAZETTEER = Gazetteer(
    [
        entry("Serbia", adjectives="Serbian", iso3="SRB"),
        entry("Russia", adjectives="Russian", iso3="RUS"),
        entry("Ukraine", adjectives="Ukrainian", iso3="UKR"),
        entry("Albania", adjectives="Albanian", iso3="ALB"),
        entry("Hungary", adjectives="Hungarian", iso3="HUN"),
        entry("Romania", adjectives="Romanian", iso3="ROU"),
        entry("South_Korea", adjectives="South Korean", iso3="KOR"),
        entry("North_Korea", adjectives="North Korean", iso3="PRK"),
        entry("United_States", names="United States|US|U.S.", adjectives="American", iso3="USA"),
        entry("Bosnia_and_Herzegovina", iso3="BIH"),
        entry("Georgia", adjectives="Georgian", iso3="GEO"),
        entry("Georgia_US_state", "Region", names="Georgia", country="United_States"),
        entry("Atlanta", "City", country="United_States"),
        entry("NATO", "Alliance"),
        entry("Democratic_Party_Serbia", "Party", names="Democratic Party", country="Serbia"),
        entry("Moscow", "City", country="Russia", stands_for="Russia"),
        entry("Western_Balkans", "Region"),
        entry("Ana_Petrova", "Person", country="Serbia"),
        entry("Boris_Koval", "Person", country="Ukraine"),
    ],
    offices=[Office("president", "President", "state", ())],
    terms=[
        Term("Ana_Petrova", "president", "Serbia", "2020", "2024"),
        Term("Boris_Koval", "president", "Ukraine", "2019", ""),
    ],
    surnames=[("Petrova", "Ana_Petrova"), ("Koval", "Boris_Koval")],
)


CLASSES = {
        "invasion": "Conflict", "protest": "Protest", "church": "ReligiousOrganisation", "official": "People",
        "government": "Government", "parliament": "Institution", "police": "Institution", "sanction": "Policy",
        "rebel": "People", "army": "Institution", "nationalist": "People",
        "party": "Party",
    }  # fmt: skip


class Nouns:
    """A lexicon of a few nouns."""

    def noun_class(self, lemma: str) -> str | None:
        return CLASSES.get(lemma)


def read(table: str, *labels: tuple[str, str], published: str = "2023-11-20") -> tuple[str, tuple[Mention, ...]]:
    """The text of hand-parsed sentences and its mentions; `labels` are names as the recogniser marks them."""
    doc = doc_of(table)
    spans = []
    for phrase, label in labels:
        start = doc.text.index(phrase)
        spans.append(doc.char_span(start, start + len(phrase), label=label))
    doc.ents = tuple(s for s in spans if isinstance(s, Span))
    return doc.text, resolve(doc, Article(doc.text, "test", published=published), GAZETTEER, Nouns())


def found(table: str, *labels: tuple[str, str], published: str = "2023-11-20") -> dict[str, tuple[str, ...]]:
    """Head words with the names of their entities; of several equal words the last."""
    text, mentions = read(table, *labels, published=published)
    return {text[m.head.start : m.head.end]: tuple(e.name for e in m.entities) for m in mentions}


def entities(table: str, *labels: tuple[str, str]) -> dict[str, Entity]:
    return {e.name: e for m in read(table, *labels)[1] for e in m.entities}


CONDEMNED = (
    "Serbia/Serbia/PROPN/NNP/4/nsubj and/and/CCONJ/CC/3/cc Albania/Albania/PROPN/NNP/1/conj"
    " condemned/condemn/VERB/VBD/0/root the/the/DET/DT/7/det Russian/russian/ADJ/JJ/7/amod"
    " invasion/invasion/NOUN/NN/4/obj of/of/ADP/IN/9/case Ukraine_/Ukraine/PROPN/NNP/7/nmod ./././././4/punct"
).replace("./././././4/punct", "././PUNCT/./4/punct")
BOTH_COUNTRIES = (
    "Both/both/DET/DT/2/det countries/country/NOUN/NNS/3/nsubj rejected/reject/VERB/VBD/0/root"
    " the/the/DET/DT/5/det invasion_/invasion/NOUN/NN/3/obj ././PUNCT/./3/punct"
)


def test_names_demonyms_and_nominals() -> None:
    heads = found(CONDEMNED)
    assert heads["Serbia"] == ("Serbia",)
    assert heads["Russian"] == ("Russia",)
    assert heads["invasion"] == ("Russian invasion of Ukraine",)
    assert entities(CONDEMNED)["Russian invasion of Ukraine"].aliases == {"Russian invasion"}


def test_an_event_stands_for_no_country() -> None:
    assert entities(CONDEMNED)["Russian invasion of Ukraine"].stands_for == ""


def test_the_same_event_named_shorter_and_both_of_two_countries() -> None:
    heads = found(f"{CONDEMNED}\n{BOTH_COUNTRIES}")
    assert heads["countries"] == ("Serbia", "Albania")
    assert heads["invasion"] == ("Russian invasion of Ukraine",)


def test_kinds_and_spans() -> None:
    text, mentions = read(CONDEMNED)
    kinds = {text[m.span.start : m.span.end]: m.kind for m in mentions}
    assert kinds["Russian"] is MentionKind.DEMONYM
    assert kinds["Russian invasion of Ukraine"] is MentionKind.NOMINAL
    assert kinds["Ukraine"] is MentionKind.NAME


CHURCHES = (
    "The/the/DET/DT/5/det Serbian/Serbian/ADJ/NNP/5/amod and/and/CCONJ/CC/4/cc Russian/Russian/ADJ/NNP/2/conj"
    " Churches/Church/PROPN/NNPS/6/nsubj agreed_/agree/VERB/VBD/0/root ././PUNCT/./6/punct"
)


def test_adjectives_share_a_plural_name() -> None:
    assert found(CHURCHES, ("Russian Churches", "ORG"))["Churches"] == ("Serbian Church", "Russian Church")
    assert entities(CHURCHES)["Serbian Church"].type == "ReligiousOrganisation"


OFFICIALS = (
    "Hungarian/hungarian/ADJ/JJ/4/amod and/and/CCONJ/CC/3/cc Romanian/romanian/ADJ/JJ/1/conj"
    " officials/official/NOUN/NNS/5/nsubj said/say/VERB/VBD/0/root their/their/PRON/PRP$/7/nmod:poss"
    " countries/country/NOUN/NNS/8/nsubj agreed_/agree/VERB/VBD/5/ccomp ././PUNCT/./5/punct"
)


def test_adjectives_share_a_common_noun_and_their_countries_are_known() -> None:
    heads = found(OFFICIALS)
    assert heads["officials"] == ("Hungarian officials", "Romanian officials")
    assert heads["their"] == heads["officials"]
    assert heads["countries"] == ("Hungary", "Romania")
    assert entities(OFFICIALS)["Hungarian officials"].stands_for == "Hungary"


KOREAS = (
    "North/North/PROPN/NNP/5/nsubj and/and/CCONJ/CC/4/cc South/South/PROPN/NNP/4/compound Korea/Korea/PROPN/NNP/1/conj"
    " met_/meet/VERB/VBD/0/root ././PUNCT/./5/punct"
)


def test_a_word_stands_for_a_name_that_shares_the_next_ones_end() -> None:
    assert found(KOREAS)["North"] == ("North Korea",)


def test_a_country_goes_by_its_first_word() -> None:
    later = "The/the/DET/DT/2/det South/South/PROPN/NNP/3/nsubj left_/leave/VERB/VBD/0/root ././PUNCT/./3/punct"
    assert found(f"{KOREAS}\n{later}")["South"] == ("South Korea",)


def test_what_opens_a_sentence_is_named_small() -> None:
    table = "Armed/armed/ADJ/JJ/2/amod rebels/rebel/NOUN/NNS/3/nsubj left/leave/VERB/VBD/0/root"
    assert found(table)["rebels"] == ("armed rebels",)


def test_a_nationality_of_two_words() -> None:
    army = "The/the/DET/DT/4/det South/South/ADJ/NNP/4/amod Korean/Korean/ADJ/NNP/4/amod army/army/NOUN/NN/5/nsubj left/leave/VERB/VBD/0/root"
    heads = found(army, ("South Korean", "MISC"))
    assert heads == {"Korean": ("South Korea",), "army": ("South Korean army",)}
    assert entities(army)["South Korean army"].stands_for == "South_Korea"


MET = (
    "Interior/interior/ADJ/JJ/2/amod Minister/Minister/PROPN/NNP/3/nmod:desc Ivan/Ivan/PROPN/NNP/5/nsubj"
    " Horvat/Horvat/PROPN/NNP/3/flat met/meet/VERB/VBD/0/root President/President/PROPN/NNP/7/nmod:desc"
    " Koval_/Koval/PROPN/NNP/5/obj ././PUNCT/./5/punct"
)


def test_a_title_and_a_surname_lead_to_who_holds_the_office() -> None:
    heads = found(MET, ("Ivan Horvat", "PER"), ("Koval", "PER"))
    assert heads["Koval"] == ("Boris Koval",)
    assert heads["Ivan"] == ("Ivan Horvat",)


def test_a_surname_alone_is_the_same_person() -> None:
    later = "Horvat/Horvat/PROPN/NNP/2/nsubj left_/leave/VERB/VBD/0/root ././PUNCT/./2/punct"
    heads = found(f"{MET}\n{later}", ("Ivan Horvat", "PER"))
    assert heads["Horvat"] == ("Ivan Horvat",)
    assert entities(f"{MET}\n{later}", ("Ivan Horvat", "PER"))["Ivan Horvat"].aliases == {"Horvat"}


def test_a_title_that_governs_the_name_refers_to_the_person_too() -> None:
    table = "Serbian/Serbian/ADJ/JJ/2/amod Minister/Minister/PROPN/NNP/4/nsubj Horvat/Horvat/PROPN/NNP/2/flat left/leave/VERB/VBD/0/root"
    heads = found(table, ("Horvat", "PER"))
    assert heads["Minister"] == heads["Horvat"] == ("Horvat",)
    assert entities(table, ("Horvat", "PER"))["Horvat"].stands_for == "Serbia"


PRESIDENT = (
    "The/the/DET/DT/3/det Serbian/serbian/ADJ/JJ/3/amod president/president/NOUN/NN/4/nsubj spoke/speak/VERB/VBD/0/root"
)


@pytest.mark.parametrize(("date", "name"), [("2023-11-20", "Ana Petrova"), ("2019-01-01", "Serbian president")])
def test_an_office_is_its_holder_at_the_date(date: str, name: str) -> None:
    assert found(PRESIDENT, published=date)["president"] == (name,)


SPEAKER = (
    "Ivan/Ivan/PROPN/NNP/10/nsubj Horvat_/Horvat/PROPN/NNP/1/flat ,/,/PUNCT/,/5/punct the/the/DET/DT/5/det"
    " speaker/speaker/NOUN/NN/1/appos of/of/ADP/IN/9/case the/the/DET/DT/9/det Serbian/Serbian/ADJ/JJ/9/amod"
    " parliament/parliament/NOUN/NN/5/nmod left_/leave/VERB/VBD/0/root ././PUNCT/./10/punct"
)


def test_an_apposition_is_who_it_stands_beside() -> None:
    heads = found(SPEAKER, ("Ivan Horvat", "PER"))
    assert heads["speaker"] == ("Ivan Horvat",)
    assert heads["parliament"] == ("Serbian parliament",)
    assert entities(SPEAKER, ("Ivan Horvat", "PER"))["Ivan Horvat"].stands_for == "Serbia"


FORUM = (
    "Serbia/Serbia/PROPN/NNP/2/nsubj joined/join/VERB/VBD/0/root the/the/DET/DT/5/det Grand/Grand/ADJ/NNP/5/amod"
    " Forum/Forum/PROPN/NNP/2/obj (_/(/PUNCT/-LRB-/7/punct GF_/GF/PROPN/NNP/5/appos )_/)/PUNCT/-RRB-/7/punct ././PUNCT/./2/punct"
)


def test_an_acronym_in_brackets_is_an_alias() -> None:
    assert found(FORUM, ("Grand Forum", "ORG"))["GF"] == ("Grand Forum",)
    assert entities(FORUM, ("Grand Forum", "ORG"))["Grand Forum"].aliases == {"GF"}


def test_a_shorter_name_is_the_same_thing() -> None:
    long = "Grand/Grand/PROPN/NNP/2/compound Forum/Forum/PROPN/NNP/5/nsubj of/of/ADP/IN/4/case Writers/Writers/PROPN/NNPS/2/nmod met/meet/VERB/VBD/0/root"
    short = "Grand/Grand/PROPN/NNP/2/compound Forum/Forum/PROPN/NNP/3/nsubj left/leave/VERB/VBD/0/root"
    named = found(f"{long}\n{short}", ("Grand Forum of Writers", "ORG"), ("Grand Forum left", "NONE"))
    assert named["Forum"] == ("Grand Forum of Writers",)


def test_hyphens_part_a_stance_from_a_name() -> None:
    table = (
        "Many/many/ADJ/JJ/2/amod Serbians/Serbian/PROPN/NNPS/3/nsubj fear/fear/VERB/VBP/0/root anti_/anti/ADJ/JJ/6/amod"
        " -_/-/PUNCT/HYPH/4/punct NATO/NATO/PROPN/NNP/7/compound protests/protest/NOUN/NNS/3/obj"
    )
    heads = found(table, ("anti-NATO", "ORG"))
    assert heads["NATO"] == ("NATO",)
    assert heads["protests"] == ("anti-NATO protests",)
    assert entities(table)["Serbians"] == Entity("Serbians", "People", "", "Serbia")


def test_its_is_the_subject_of_the_sentence_before() -> None:
    its = "Its/its/PRON/PRP$/2/nmod:poss government/government/NOUN/NN/3/nsubj left/leave/VERB/VBD/0/root"
    assert found(f"{FORUM}\n{its}", ("Grand Forum", "ORG"))["Its"] == ("Serbia",)


def test_they_are_those_who_are_coordinated() -> None:
    they = "They/they/PRON/PRP/2/nsubj fear/fear/VERB/VBP/0/root Moscow/Moscow/PROPN/NNP/2/obj"
    heads = found(f"{CONDEMNED}\n{they}")
    assert heads["They"] == ("Serbia", "Albania")
    assert entities(they)["Moscow"] == Entity("Moscow", "City", "Moscow", "Russia")


@pytest.mark.parametrize(
    "table",
    [
        "It/it/PRON/PRP/3/expl is/be/AUX/VBZ/3/cop clear/clear/ADJ/JJ/0/root",
        "It/it/PRON/PRP/2/nsubj rained/rain/VERB/VBD/0/root",
        "She/she/PRON/PRP/2/nsubj left/leave/VERB/VBD/0/root",
        "No/no/DET/DT/2/det country/country/NOUN/NN/3/nsubj helped/help/VERB/VBD/0/root",
        "The/the/DET/DT/3/det two/two/NUM/CD/3/nummod leaders/leader/NOUN/NNS/4/nsubj left/leave/VERB/VBD/0/root",
        "The/the/DET/DT/2/det alliance/alliance/NOUN/NN/3/nsubj left/leave/VERB/VBD/0/root",
    ],
)
def test_without_antecedent_there_is_no_mention(table: str) -> None:
    heads = found(f"{CONDEMNED}\n{table}")
    assert heads == {**found(CONDEMNED)}


def test_gender_decides() -> None:
    she = "She/she/PRON/PRP/2/nsubj left/leave/VERB/VBD/0/root"
    assert "She" not in found(f"{MET}\n{she}", ("Ivan Horvat", "PER"))


def test_a_reflexive_is_the_subject() -> None:
    table = "Serbia/Serbia/PROPN/NNP/2/nsubj defended/defend/VERB/VBD/0/root itself/itself/PRON/PRP/2/obj"
    assert found(table)["itself"] == ("Serbia",)
    table = "Serbia/Serbia/PROPN/NNP/2/nsubj defended/defend/VERB/VBD/0/root it/it/PRON/PRP/2/obj"
    assert "it" not in found(table)


def test_a_pronoun_is_not_who_acts_beside_it() -> None:
    table = (
        "Serbia/Serbia/PROPN/NNP/2/nsubj warned/warn/VERB/VBD/0/root Albania_/Albania/PROPN/NNP/2/obj"
        " ,/,/PUNCT/,/5/punct accusing/accuse/VERB/VBG/2/advcl it/it/PRON/PRP/5/obj of/of/ADP/IN/8/case"
        " theft/theft/NOUN/NN/5/obl"
    )
    assert found(table)["it"] == ("Albania",)


def test_whose_clause_a_relative_pronoun_opens() -> None:
    table = (
        "Serbia/Serbia/PROPN/NNP/2/nsubj met/meet/VERB/VBD/0/root Albania_/Albania/PROPN/NNP/2/obj ,/,/PUNCT/,/6/punct"
        " which/which/PRON/WDT/6/nsubj left/leave/VERB/VBD/3/acl:relcl its/its/PRON/PRP$/8/nmod:poss"
        " army/army/NOUN/NN/6/obj"
    )
    heads = found(table)
    assert heads["its"] == ("Albania",)
    assert heads["army"] == ("Albanian army",)


def test_the_country_is_not_who_warns_it() -> None:
    table = (
        "Russia/Russia/PROPN/NNP/2/nsubj warned/warn/VERB/VBD/0/root Serbia/Serbia/PROPN/NNP/2/obj that/that/SCONJ/IN/7/mark"
        " the/the/DET/DT/6/det country/country/NOUN/NN/7/nsubj suffers/suffer/VERB/VBZ/2/ccomp"
    )
    assert found(table)["country"] == ("Serbia",)


def test_a_dateline_is_no_antecedent() -> None:
    table = (
        "MOSCOW/MOSCOW/PROPN/NNP/4/nsubj –/–/PUNCT/:/3/punct Serbia/Serbia/PROPN/NNP/1/appos praised/praise/VERB/VBD/0/root"
        " its/its/PRON/PRP$/6/nmod:poss police/police/NOUN/NN/4/obj"
    )
    assert found(table)["its"] == ("Serbia",)


def test_what_somebody_denied_is_no_thing() -> None:
    table = "He/he/PRON/PRP/2/nsubj denied/deny/VERB/VBD/0/root it/it/PRON/PRP/2/obj"
    assert "it" not in found(f"{CONDEMNED}\n{table}")


def test_a_bare_authority_belongs_to_the_country_around_it() -> None:
    table = (
        "The/the/DET/DT/2/det government/government/NOUN/NN/3/nsubj left/leave/VERB/VBD/0/root in/in/ADP/IN/5/case"
        " Albania/Albania/PROPN/NNP/3/obl"
    )
    assert entities(table)["Albanian government"].stands_for == "Albania"


def test_an_amount_of_money_is_no_country() -> None:
    assert found("It/it/PRON/PRP/2/nsubj cost/cost/VERB/VBD/0/root US/US/PROPN/NNP/4/compound $/$/SYM/$/2/obj") == {}


def test_other_recognisers_dates_are_no_names() -> None:
    table = "Serbia/Serbia/PROPN/NNP/2/nsubj left/leave/VERB/VBD/0/root early/early/ADJ/JJ/4/amod Spring/Spring/NOUN/NN/2/obl"
    assert "Spring" not in found(table, ("early Spring", "DATE"))


def test_a_namesake_is_chosen_by_what_else_is_named() -> None:
    georgia = "Georgia/Georgia/PROPN/NNP/2/nsubj left/leave/VERB/VBD/0/root"
    atlanta = "Atlanta/Atlanta/PROPN/NNP/2/nsubj left/leave/VERB/VBD/0/root"
    assert entities(georgia)["Georgia"].link == "Georgia"
    assert entities(f"{georgia}\n{atlanta}")["Georgia"].link == "Georgia_US_state"


@pytest.mark.parametrize(("around", "link"), [("Serbia", "Democratic_Party_Serbia"), ("Hungary", ""), ("", "")])
def test_a_name_that_many_countries_have_wants_its_country(around: str, link: str) -> None:
    party = "The/the/DET/DT/3/det Democratic/democratic/PROPN/NNP/3/compound Party/party/PROPN/NNP/4/nsubj left/leave/VERB/VBD/0/root"
    place = f"{around}/{around}/PROPN/NNP/2/nsubj voted/vote/VERB/VBD/0/root" if around else ""
    named = entities(f"{place}\n{party}", ("Democratic Party", "ORG"))["Democratic Party"]
    assert (named.link, named.stands_for) == (link, "" if link else around)


def test_a_pronoun_is_no_country() -> None:
    assert found("They/they/PRON/PRP/2/nsubj told/tell/VERB/VBD/0/root us/we/PRON/PRP/2/obj") == {}
    assert found("US/US/PROPN/NNP/2/nsubj told/tell/VERB/VBD/0/root")["US"] == ("United States",)


def test_bosnia_and_herzegovina_is_one_name() -> None:
    table = (
        "Bosnia/Bosnia/PROPN/NNP/4/nsubj and/and/CCONJ/CC/3/cc Herzegovina/Herzegovina/PROPN/NNP/1/conj"
        " left/leave/VERB/VBD/0/root"
    )
    _, mentions = read(table, ("Bosnia", "LOC"), ("Herzegovina", "LOC"))
    assert [e.name for m in mentions for e in m.entities] == ["Bosnia and Herzegovina"]


def test_helpers() -> None:
    assert plain("Russia’s  anti–NATO") == "Russia's anti-NATO"
    assert fold("Vučić") == fold("VUCIC")
    assert [singular(w) for w in ("churches", "armies", "forces", "class")] == ["church", "army", "force", "class"]
    assert compatible(("a.",), ["aleksandar", "vucic"])
    assert not compatible(("boris",), ["vladimir", "putin"])


def test_the_table_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "coreference.toml"
    path.write_text("[labels]\nPER = 'Person'\n", encoding="utf-8")
    with pytest.raises(OntologyError, match=r"coreference\.toml"):
        Words.read(path)


def test_lists_that_are_looked_up_are_lower_case() -> None:
    table = load_words()
    words = {*table.titles, *table.title_parts, *table.pronouns, *table.calendar, *table.definite_nouns}
    assert all(word == word.lower() for word in words)


TOKENS = st.sampled_from(
    ["Serbia", "Russian", "the", "US", "and", "President", "Koval", "-", "(", ")", "NATO", "its", "they", "invasion",
     "countries", "both", "'s", "’s", "of", ".", "Ž", "\u200f", "👍", "Al", "Grand", "Churches", "no", "police"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TOKENS, st.integers(0, 30), st.sampled_from(["NNP", "NN", "NNS", "JJ", "PRP", "CC", "POS"])), max_size=30),
       st.sampled_from(["nsubj", "obj", "amod", "compound", "nmod", "conj", "flat", "appos", "nmod:poss"]))  # fmt: skip
def test_any_tree_gives_one_mention_a_head_and_exact_spans(tokens: list[tuple[str, int, str]], label: str) -> None:
    words = [word for word, _, _ in tokens]
    # Every token hangs on an earlier one, so that it is a tree.
    heads = [head % i if i else 0 for i, (_, head, _) in enumerate(tokens)]
    deps = [label if i else "root" for i in range(len(words))]
    tags = [tag for _, _, tag in tokens]
    doc = Doc(
        vocab(),
        words=words,
        heads=heads,
        deps=deps,
        tags=tags,
        pos=["NOUN"] * len(words),
        lemmas=[w.lower() for w in words],
    )
    mentions = resolve(doc, Article(doc.text, "test"), GAZETTEER, Nouns())
    assert len({m.head for m in mentions}) == len(mentions)
    for mention in mentions:
        assert mention.span.start <= mention.head.start < mention.head.end <= mention.span.end
        assert doc.text[mention.head.start : mention.head.end] in words
        assert mention.entities
        assert all(e.name for e in mention.entities)
    keys = {(e.key, e) for m in mentions for e in m.entities}
    assert len(keys) == len({key for key, _ in keys})
