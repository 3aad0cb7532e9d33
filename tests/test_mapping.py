"""From propositions and mentions, built by hand, to evidence: no language model."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pytest
from graphs import accepts
from hypothesis import given
from hypothesis import strategies as st

from kg.lexicon import Lexicon
from kg.mapping import map_propositions
from kg.model import (
    Argument,
    Article,
    Attribution,
    Entity,
    Evidence,
    Mention,
    MentionKind,
    Modality,
    Polarity,
    PredicateKind,
    Proposition,
    Rejected,
    Role,
    Span,
)
from kg.ontology import Ontology

if TYPE_CHECKING:
    from pathlib import Path

ONTOLOGY = Ontology.load()

FRAMES = """
[[frame]]
id = "verb/condemn"
relation = "condemns"
kind = "verb"
lemmas = ["condemn"]
subject = ["subject"]
object = ["object", "oblique:for"]

[[frame]]
id = "verb/meet"
relation = "meets"
kind = "verb"
lemmas = ["meet"]
subject = ["subject"]
object = ["object"]
reciprocal = true

[[frame]]
id = "verb/agree"
relation = "agrees_with"
kind = "verb"
lemmas = ["agree"]
subject = ["subject"]
object = ["oblique:with"]
reciprocal = true

[[frame]]
id = "verb/end-support"
relation = "supports"
kind = "verb"
lemmas = ["end"]
requires = ["object=support"]
subject = ["subject"]
object = ["object/oblique:for"]
negates = true

[[frame]]
id = "noun/support"
relation = "supports"
kind = "noun"
lemmas = ["support"]
subject = ["possessor"]
object = ["oblique:for"]

[[frame]]
id = "noun/invasion"
relation = "invades"
kind = "noun"
lemmas = ["invasion"]
subject = ["modifier"]
object = ["oblique:of"]

[[frame]]
id = "noun/agent"
relation = "has_agent"
kind = "noun"
lemmas = ["invasion"]
subject = ["self"]
object = ["modifier"]
also = true

[[frame]]
id = "verb/say-must"
relation = "demands_of"
kind = "verb"
lemmas = ["say"]
requires = ["clause@demanded"]
subject = ["subject"]
object = ["clause/subject"]

[[frame]]
id = "verb/work"
relation = "aids"
kind = "verb"
lemmas = ["work"]
subject = ["subject"]
object = ["oblique"]
excludes = ["oblique:against"]

[[frame]]
id = "noun/phone-call"
relation = "meets"
kind = "noun"
lemmas = ["phone call"]
subject = ["subject"]
object = ["oblique:with"]

[[frame]]
id = "verb/doubt"
relation = "distrusts"
kind = "verb"
lemmas = ["doubt"]
subject = ["subject"]
object = ["object"]
confidence = 0.1
"""

TABLES = {
    "nouns": 'Conflict = ["invasion"]\nPeople = ["official"]\n',
    "lightverbs": 'verbs = ["make"]\nnouns = []\n',
    "attribution": "[reporting]\nfactive = []\nclaim = []\ndenial = []\ndismissal = []\nacts = []\n[reporting.modality]\n"
    "[implicative]\nnegates = []\naffirms = []\n[implicative.modality]\n",
    "transparent": '[[transparent]]\nlemmas = ["majority"]\nslots = ["oblique:of"]\n'
    '[[transparent]]\nlemmas = ["official"]\nslots = ["modifier"]\nactor = true\n',
}

SERBIA, RUSSIA, ALBANIA = (Entity(name, "State", name) for name in ("Serbia", "Russia", "Albania"))
MOSCOW = Entity("Moscow", "City", "Moscow", "Russia")
VUCIC = Entity("Vucic", "Person", "Vucic")
KNOWN = {
    "Serbia": SERBIA,
    "Serbian": SERBIA,
    "Russia": RUSSIA,
    "Russian": RUSSIA,
    "Albania": ALBANIA,
    "Moscow": MOSCOW,
    "Vucic": VUCIC,
    "invasion": Entity("Russian invasion", "Conflict"),
    "hall": Entity("hall", "Place"),
    "officials": Entity("Serbian officials", "People"),
}


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    folder: Path = tmp_path_factory.mktemp("lexicon")
    for name, text in {**TABLES, "frames": FRAMES}.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return Lexicon.load(ONTOLOGY, folder)


KINDS = {
    **dict.fromkeys(("Serbian", "Russian"), MentionKind.DEMONYM),
    **dict.fromkeys(("invasion", "hall", "officials"), MentionKind.NOMINAL),
}


class Facts(NamedTuple):
    polarity: Polarity = Polarity.AFFIRMED
    modality: Modality = Modality.ACTUAL
    attribution: Attribution | None = None


VERB, NOUN, ACTUAL = PredicateKind.VERB, PredicateKind.NOUN, Facts()


class Sentence:
    """One sentence; words are found by their first occurrence."""

    def __init__(self, text: str) -> None:
        self.article = Article(text, "test")
        self.propositions: list[Proposition] = []

    def span(self, word: str) -> Span:
        start = self.article.text.index(word)
        return Span(start, start + len(word))

    def says(
        self, cue: str, kind: PredicateKind = VERB, facts: Facts = ACTUAL, **arguments: str | Sequence[str]
    ) -> "Sentence":
        """Add a proposition, "word:lemma"; arguments are `role="word"` or `role__preposition=["phrase>word:lemma", …]`."""
        return self.add(cue, kind, facts, arguments)

    def add(
        self, cue: str, kind: PredicateKind, facts: Facts, arguments: Mapping[str, str | Sequence[str]]
    ) -> "Sentence":
        word, _, lemma = cue.partition(":")
        found = [
            self.argument(role, word)
            for role, words in arguments.items()
            for word in ([words] if isinstance(words, str) else words)
        ]
        whole = Span(0, len(self.article.text))
        self.propositions.append(Proposition(whole, self.span(word), lemma, kind, tuple(found), *facts))
        return self

    def argument(self, role: str, word: str) -> Argument:
        name, _, preposition = role.partition("__")
        form, _, lemma = word.partition(":")
        phrase, _, form = form.rpartition(">")
        head = self.span(form)
        return Argument(Role(name), head, self.span(phrase or form), lemma or form.lower(), preposition)

    @property
    def mentions(self) -> list[Mention]:
        words = [w for w in KNOWN if w in self.article.text.replace(".", " ").split()]
        return [Mention(self.span(w), self.span(w), KINDS.get(w, MentionKind.NAME), (KNOWN[w],)) for w in words]

    def map(self, lexicon: Lexicon) -> tuple[tuple[Evidence, ...], tuple[Rejected, ...]]:
        return map_propositions(self.article, self.propositions, self.mentions, ONTOLOGY, lexicon)

    def triples(self, lexicon: Lexicon) -> list[tuple[str, str, str]]:
        return [(e.subject.name, e.relation, e.object.name) for e in self.map(lexicon)[0]]


def test_evidence_holds_what_the_proposition_holds(lexicon: Lexicon) -> None:
    sentence = Sentence("Albania did not condemn Russia.").says(
        "condemn:condemn", facts=Facts(Polarity.NEGATED, Modality.FUTURE), subject="Albania", object="Russia"
    )
    (evidence,) = sentence.map(lexicon)[0]
    text = sentence.article.text
    assert (evidence.subject, evidence.relation, evidence.object) == (ALBANIA, "condemns", RUSSIA)
    assert (evidence.polarity, evidence.modality) == (Polarity.NEGATED, Modality.FUTURE)
    assert text[evidence.subject_span.start : evidence.subject_span.end] == "Albania"
    assert text[evidence.cue_span.start : evidence.cue_span.end] == "condemn"
    assert evidence.quote == text
    assert evidence.rule == "verb/condemn"
    assert evidence.confidence == 0.8
    assert evidence.article == sentence.article.id


def test_coordinated_arguments_are_statements_of_their_own(lexicon: Lexicon) -> None:
    sentence = Sentence("Albania and Serbia condemned Russia.").says(
        "condemned:condemn", subject=["Albania", "Serbia"], object="Russia"
    )
    assert sentence.triples(lexicon) == [("Albania", "condemns", "Russia"), ("Serbia", "condemns", "Russia")]


def test_slots_are_tried_in_order(lexicon: Lexicon) -> None:
    sentence = Sentence("Albania condemned it for Russia.").says(
        "condemned:condemn", subject="Albania", object="it", oblique__for="Russia"
    )
    assert sentence.triples(lexicon) == [("Albania", "condemns", "Russia")]


def test_a_city_is_the_state_where_only_the_state_will_do(lexicon: Lexicon) -> None:
    sentence = Sentence("Moscow condemned Serbia.").says("condemned:condemn", subject="Moscow", object="Serbia")
    (evidence,) = sentence.map(lexicon)[0]
    assert (evidence.subject.type, evidence.subject.link) == ("State", "Russia")
    assert evidence.confidence < 0.8


def test_a_metonym_is_the_entity_that_the_article_names_elsewhere(lexicon: Lexicon) -> None:
    sentence = Sentence("Moscow condemned Serbia and Russia.").says(
        "condemned:condemn", subject="Moscow", object=["Serbia", "Russia"]
    )
    assert sentence.triples(lexicon) == [("Russia", "condemns", "Serbia")]


def test_a_city_does_nothing_to_itself(lexicon: Lexicon) -> None:
    sentence = Sentence("Moscow invaded Moscow streets in Serbia.").says(
        "invaded:work", subject="Moscow", oblique__in=["Moscow", "Serbia"]
    )
    assert sentence.triples(lexicon) == [("Russia", "aids", "Serbia")]


def test_a_type_clash_is_told(lexicon: Lexicon) -> None:
    sentence = Sentence("Albania condemned the hall.").says("condemned:condemn", subject="Albania", object="hall")
    evidences, rejected = sentence.map(lexicon)
    assert not evidences
    assert [r.reason for r in rejected] == ["type clash"]


def test_a_noun_is_known_by_the_word_before_it(lexicon: Lexicon) -> None:
    called = Sentence("Albania had a phone call with Serbia.").says(
        "call:call", NOUN, subject="Albania", modifier="phone", oblique__with="Serbia"
    )
    assert called.triples(lexicon) == [("Albania", "meets", "Serbia")]
    other = Sentence("Albania had a house call with Serbia.").says(
        "call:call", NOUN, subject="Albania", modifier="house", oblique__with="Serbia"
    )
    assert other.triples(lexicon) == []


@pytest.mark.parametrize(("verb", "found"), [("backed:back", []), ("made:make", [("Albania", "condemns", "Russia")])])
def test_who_takes_part_in_a_clause_within_a_phrase_is_not_meant_by_it(
    lexicon: Lexicon, verb: str, found: list[tuple[str, str, str]]
) -> None:
    """A light verb tells nothing of its own: "threats *made* by Russia" are Russia's."""
    word = verb.partition(":")[0]
    sentence = Sentence(f"Albania condemned moves {word} by Russia.").says(
        "condemned:condemn", subject="Albania", object=f"moves {word} by Russia>moves"
    )
    assert sentence.says(verb, subject="Russia", object="moves").triples(lexicon) == found


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        (Sentence("Albania fed Serbia.").says("fed:feed", subject="Albania", object="Serbia"), "no frame"),
        (
            Sentence("Albania condemned near Serbia.").says(
                "condemned:condemn", subject="Albania", oblique__near="Serbia"
            ),
            "no object",
        ),
        (
            Sentence("Albania doubted Serbia.").says("doubted:doubt", subject="Albania", object="Serbia"),
            "below threshold",
        ),
    ],
)
def test_the_reason_of_a_rejection(lexicon: Lexicon, sentence: Sentence, reason: str) -> None:
    assert [r.reason for r in sentence.map(lexicon)[1]] == [reason]


def test_a_proposition_of_one_entity_is_not_missed(lexicon: Lexicon) -> None:
    assert Sentence("Albania slept.").says("slept:sleep", subject="Albania").map(lexicon) == ((), ())


def test_nobody_does_it_to_himself(lexicon: Lexicon) -> None:
    sentence = Sentence("Russia condemned Russian habits.").says(
        "condemned:condemn", subject="Russia", object="Russian"
    )
    assert sentence.triples(lexicon) == []


def test_reciprocal_subjects(lexicon: Lexicon) -> None:
    sentence = Sentence("Albania and Serbia met.").says("met:meet", subject=["Albania", "Serbia"])
    assert sentence.triples(lexicon) == [("Albania", "meets", "Serbia")]
    directed = Sentence("Albania and Serbia agreed.").says("agreed:agree", subject=["Albania", "Serbia"])
    assert directed.triples(lexicon) == [("Albania", "agrees_with", "Serbia"), ("Serbia", "agrees_with", "Albania")]


def test_a_symmetric_statement_is_made_once(lexicon: Lexicon) -> None:
    sentence = (
        Sentence("Albania met Serbia and Serbia met Albania.")
        .says("met:meet", subject="Albania", object="Serbia")
        .says("and:meet", subject="Serbia", object="Albania")
    )
    assert len(sentence.map(lexicon)[0]) == 1


def test_a_transparent_noun_hands_on(lexicon: Lexicon) -> None:
    sentence = (
        Sentence("A majority of Serbian officials condemned Russia.")
        .says("condemned:condemn", subject="majority", object="Russia")
        .says("majority:majority", NOUN, oblique__of="officials:official")
        .says("officials:official", NOUN, modifier="Serbian")
    )
    assert sentence.triples(lexicon) == [("Serbia", "condemns", "Russia")]


def test_where_a_phrase_names_nobody_whoever_is_named_in_it_is_meant(lexicon: Lexicon) -> None:
    sentence = Sentence("Albania condemned a Russian film about Serbia.").says(
        "condemned:condemn", subject="Albania", object="a Russian film about Serbia>film"
    )
    (evidence,) = sentence.map(lexicon)[0]
    assert (evidence.subject, evidence.object) == (ALBANIA, RUSSIA)  # the nearest before the head
    assert evidence.confidence < 0.8
    after = Sentence("Albania condemned a film about Serbia.").says(
        "condemned:condemn", subject="Albania", object="a film about Serbia>film"
    )
    assert after.triples(lexicon) == [("Albania", "condemns", "Serbia")]


def test_a_slot_that_names_somebody_comes_before_a_phrase_that_mentions_somebody(lexicon: Lexicon) -> None:
    sentence = Sentence("Albania condemned a Russian film for Serbia.").says(
        "condemned:condemn", subject="Albania", object="a Russian film>film", oblique__for="Serbia"
    )
    assert sentence.triples(lexicon) == [("Albania", "condemns", "Serbia")]


def test_a_part_of_a_word_is_nobody(lexicon: Lexicon) -> None:
    sentence = Sentence("Albania condemned a Russian-made film.").says(
        "condemned:condemn", subject="Albania", object="a Russian-made film>film"
    )
    mention = Mention(sentence.span("Russian"), sentence.span("Russian"), MentionKind.DEMONYM, (RUSSIA,))
    found, _ = map_propositions(
        sentence.article, sentence.propositions, [*sentence.mentions, mention], ONTOLOGY, lexicon
    )
    assert found == ()


def test_a_named_actor_stays(lexicon: Lexicon) -> None:
    sentence = (
        Sentence("Serbian Vucic condemned Russia.")
        .says("condemned:condemn", subject="Vucic:official", object="Russia")
        .says("Vucic:official", NOUN, modifier="Serbian")
    )
    assert sentence.triples(lexicon) == [("Vucic", "condemns", "Russia")]


def test_a_frame_that_reads_through_a_noun_speaks_for_it(lexicon: Lexicon) -> None:
    sentence = (
        Sentence("Albania ended Serbia support for Russia.")
        .says("support:support", NOUN, possessor="Serbia", oblique__for="Russia")
        .says("ended:end", subject="Albania", object="support")
    )
    (evidence,) = sentence.map(lexicon)[0]
    assert (evidence.subject.name, evidence.polarity) == ("Albania", Polarity.NEGATED)


def test_negation_undoes_a_negating_frame(lexicon: Lexicon) -> None:
    sentence = (
        Sentence("Albania never ended support for Russia.")
        .says("ended:end", facts=Facts(Polarity.NEGATED), subject="Albania", object="support")
        .says("support:support", NOUN, oblique__for="Russia")
    )
    assert [e.polarity for e in sentence.map(lexicon)[0]] == [Polarity.AFFIRMED]


def test_some_frames_speak_beside_the_best(lexicon: Lexicon) -> None:
    sentence = Sentence("The Russian invasion of Serbia went on.").says(
        "invasion:invasion", NOUN, modifier="Russian", oblique__of="Serbia"
    )
    assert set(sentence.triples(lexicon)) == {
        ("Russia", "invades", "Serbia"),
        ("Russian invasion", "has_agent", "Russia"),
    }


def test_a_condition_on_the_governed_clause(lexicon: Lexicon) -> None:
    def said(modality: Modality) -> Sentence:
        sentence = Sentence("Albania said Serbia must leave.")
        sentence.says("said:say", subject="Albania", clause="leave")
        return sentence.says("leave:leave", facts=Facts(modality=modality), subject="Serbia")

    assert said(Modality.DEMANDED).triples(lexicon) == [("Albania", "demands_of", "Serbia")]
    assert said(Modality.ACTUAL).triples(lexicon) == []


def test_an_excluded_argument(lexicon: Lexicon) -> None:
    allowed = Sentence("Albania works with Serbia.").says("works:work", subject="Albania", oblique__with="Serbia")
    refused = Sentence("Albania works against Serbia.").says("works:work", subject="Albania", oblique__against="Serbia")
    assert allowed.triples(lexicon) == [("Albania", "aids", "Serbia")]
    assert refused.triples(lexicon) == []


def test_the_speaker_is_resolved(lexicon: Lexicon) -> None:
    sentence = Sentence("Moscow says Albania condemned Serbia.")
    said = Attribution(sentence.span("says"), "say", sentence.span("Moscow"), factive=False)
    sentence.says("condemned:condemn", facts=Facts(attribution=said), subject="Albania", object="Serbia")
    (evidence,) = sentence.map(lexicon)[0]
    assert evidence.speaker is not None
    assert evidence.speaker.entity is not None
    assert evidence.speaker.entity.link == "Russia"
    assert not evidence.speaker.factive


def test_a_hidden_speaker(lexicon: Lexicon) -> None:
    sentence = Sentence("Reportedly Albania condemned Serbia.")
    said = Attribution(sentence.span("Reportedly"), "report", None, factive=False)
    sentence.says("condemned:condemn", facts=Facts(attribution=said), subject="Albania", object="Serbia")
    (evidence,) = sentence.map(lexicon)[0]
    assert evidence.speaker is not None
    assert evidence.speaker.entity is None


WORDS = ["Albania", "Serbia", "Russia", "Moscow", "Vucic", "hall", "invasion"]
ROLES = ["subject", "object", "oblique__for", "oblique__of", "modifier", "possessor", "clause"]
LEMMAS = ["condemn", "meet", "agree", "end", "support", "invasion", "say", "majority", "official", "feed"]
PROPOSITIONS = st.lists(
    st.tuples(
        st.sampled_from(WORDS), st.sampled_from(LEMMAS), st.sampled_from(PredicateKind),
        st.dictionaries(st.sampled_from(ROLES), st.sampled_from(WORDS), max_size=4),
    ),
    max_size=5,
)  # fmt: skip


@given(found=PROPOSITIONS)
def test_any_propositions_give_sound_evidence_in_any_order(
    lexicon: Lexicon, found: list[tuple[str, str, PredicateKind, dict[str, str]]]
) -> None:
    sentence = Sentence(" ".join(WORDS) + " .")
    for cue, lemma, kind, arguments in found:
        sentence.add(f"{cue}:{lemma}", kind, ACTUAL, arguments)
    evidences, rejected = sentence.map(lexicon)
    assert (evidences, rejected) == sentence.map(lexicon)
    for e in evidences:
        assert e.subject.key != e.object.key
        assert accepts(ONTOLOGY.relation(e.relation), e.subject.type, e.object.type, ONTOLOGY)
        assert sentence.article.text[e.sentence.start : e.sentence.end] == e.quote
        assert 0 < e.confidence <= 1
