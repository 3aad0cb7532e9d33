"""Propositions from parsed sentences: clauses, nominals, factuality. No language model."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from trees import doc_of, vocab

from kg.extract import propositions
from kg.extract.clauses import Clauses
from kg.extract.compounds import with_compounds
from kg.extract.openie import open_triples
from kg.extract.tree import Tree
from kg.extract.words import load_words
from kg.lexicon import Lexicon
from kg.model import Article, Modality, Polarity, PredicateKind, Proposition
from kg.ontology import Ontology

CONDEMNED = (
    "Albania_/albania/PROPN/NNP/7/nsubj ,/,/PUNCT/,/3/punct Kosovo/kosovo/PROPN/NNP/1/conj and/and/CCONJ/CC/6/cc "
    "North/north/PROPN/NNP/6/compound Macedonia/macedonia/PROPN/NNP/1/conj condemned/condemn/VERB/VBD/0/ROOT "
    "the/the/DET/DT/9/det invasion_/invasion/NOUN/NN/7/obj ././PUNCT/./7/punct"
)
EXPELLED = (
    "The/the/DET/DT/2/det envoy/envoy/NOUN/NN/4/nsubj:pass was/be/AUX/VBD/4/aux:pass expelled/expel/VERB/VBN/0/ROOT "
    "by/by/ADP/IN/6/case Norway_/norway/PROPN/NNP/4/obl:agent ././PUNCT/./4/punct"
)
ELLIPSIS = (
    "Belarus/belarus/PROPN/NNP/4/nsubj did/do/AUX/VBD/4/aux not/not/PART/RB/4/advmod condemn/condemn/VERB/VB/0/ROOT "
    "the/the/DET/DT/6/det attack_/attack/NOUN/NN/4/obj ,/,/PUNCT/,/12/punct but/but/CCONJ/CC/12/cc "
    "Albania/albania/PROPN/NNP/12/nsubj and/and/CCONJ/CC/11/cc Kosovo/kosovo/PROPN/NNP/9/conj did_/do/VERB/VBD/4/conj "
    "././PUNCT/./4/punct"
)
REFUSED = (
    "Hungary/hungary/PROPN/NNP/2/nsubj refused/refuse/VERB/VBD/0/ROOT to/to/PART/TO/4/mark "
    "sanction/sanction/VERB/VB/2/xcomp Russia_/russia/PROPN/NNP/4/obj ././PUNCT/./2/punct"
)
DENIED = (
    "Officials/official/NOUN/NNS/2/nsubj denied/deny/VERB/VBD/0/ROOT that/that/SCONJ/IN/5/mark "
    "Serbia/serbia/PROPN/NNP/5/nsubj armed/arm/VERB/VBD/2/ccomp the/the/DET/DT/7/det rebels_/rebel/NOUN/NNS/5/obj "
    "././PUNCT/./2/punct"
)
RELATIVE = (
    "Troops/troops/NOUN/NNS/6/nsubj that/that/PRON/WDT/3/nsubj occupy/occupy/VERB/VBP/1/acl:relcl the/the/DET/DT/5/det "
    "town/town/NOUN/NN/3/obj shelled/shell/VERB/VBD/0/ROOT a/a/DET/DT/8/det school_/school/NOUN/NN/6/obj "
    "././PUNCT/./6/punct"
)
PROXY = (
    "Like/like/ADP/IN/2/case Belarus_/belarus/PROPN/NNP/8/obl ,/,/PUNCT/,/2/punct Serbia/serbia/PROPN/NNP/8/nsubj "
    "is/be/AUX/VBZ/8/cop a/a/DET/DT/8/det Russia/russia/PROPN/NNP/8/compound proxy_/proxy/NOUN/NN/0/ROOT "
    "././PUNCT/./8/punct"
)
INFLUENCE = (
    "The/the/DET/DT/2/det Kremlin_/kremlin/PROPN/NNP/4/nmod:poss 's/'s/PART/POS/2/case influence/influence/NOUN/NN/8/nsubj "
    "in/in/ADP/IN/6/case Montenegro/montenegro/PROPN/NNP/4/nmod has/have/AUX/VBZ/8/aux grown_/grow/VERB/VBN/0/ROOT "
    "././PUNCT/./8/punct"
)
DISMISSED = (
    "Serbia/serbia/PROPN/NNP/2/nsubj rejected/reject/VERB/VBD/0/ROOT claims/claim/NOUN/NNS/2/obj "
    "that/that/SCONJ/IN/6/mark Hungary/hungary/PROPN/NNP/6/nsubj armed/arm/VERB/VBD/3/acl Kosovo_/kosovo/PROPN/NNP/6/obj "
    "././PUNCT/./2/punct"
)
PENDING = (
    "Hungary/hungary/PROPN/NNP/2/nsubj has/have/VERB/VBZ/0/ROOT yet/yet/ADV/RB/2/advmod to/to/PART/TO/5/mark "
    "withdraw/withdraw/VERB/VB/2/xcomp from/from/ADP/IN/7/case Serbia_/serbia/PROPN/NNP/5/obl ././PUNCT/./2/punct"
)
PLANNED = (
    "Hungary/hungary/PROPN/NNP/4/nsubj is/be/AUX/VBZ/4/cop to/to/PART/TO/4/mark sanction/sanction/VERB/VB/0/ROOT "
    "Serbia_/serbia/PROPN/NNP/4/obj ././PUNCT/./4/punct"
)
SOME = (
    "Some/some/DET/DT/4/nsubj of/of/ADP/IN/3/case Serbia/serbia/PROPN/NNP/1/nmod met/meet/VERB/VBD/0/ROOT "
    "Russia_/russia/PROPN/NNP/4/obj ././PUNCT/./4/punct"
)
TRUCE = (
    "Hungary/hungary/PROPN/NNP/2/nsubj declared/declare/VERB/VBD/0/ROOT a/a/DET/DT/6/det cease_/cease/NOUN/NN/6/compound "
    "-_/-/PUNCT/HYPH/4/punct fire/fire/NOUN/NN/2/obj with/with/ADP/IN/8/case Serbia_/serbia/PROPN/NNP/6/nmod "
    "././PUNCT/./2/punct"
)
SANCTIONS = (
    "France/france/PROPN/NNP/2/nsubj imposed/impose/VERB/VBD/0/ROOT sanctions/sanction/NOUN/NNS/2/obj on/on/ADP/IN/5/case "
    "Iran_/iran/PROPN/NNP/2/obl ././PUNCT/./2/punct"
)
TITLE = (
    "Interior/interior/ADJ/JJ/2/amod Minister/minister/PROPN/NNP/3/nmod:desc Jan/jan/PROPN/NNP/5/nsubj "
    "Novak/novak/PROPN/NNP/3/flat met/meet/VERB/VBD/0/ROOT the/the/DET/DT/7/det envoy_/envoy/NOUN/NN/5/obj "
    "././PUNCT/./5/punct"
)
APPOSITION = (
    "Peter/peter/PROPN/NNP/12/nsubj Holm/holm/PROPN/NNP/1/flat and/and/CCONJ/CC/4/cc Anna/anna/PROPN/NNP/1/conj "
    "Berg_/berg/PROPN/NNP/4/flat ,/,/PUNCT/,/8/punct the/the/DET/DT/8/det speaker/speaker/NOUN/NN/1/appos "
    "of/of/ADP/IN/10/case parliament_/parliament/NOUN/NN/8/nmod ,/,/PUNCT/,/1/punct resigned_/resign/VERB/VBD/0/ROOT "
    "././PUNCT/./12/punct"
)
RALLIES = (
    "Activists/activist/NOUN/NNS/2/nsubj held/hold/VERB/VBD/0/ROOT anti_/anti/ADJ/JJ/5/amod -_/-/PUNCT/HYPH/3/punct "
    "NATO/nato/PROPN/NNP/6/compound rallies/rally/NOUN/NNS/2/obj in/in/ADP/IN/8/case Oslo_/oslo/PROPN/NNP/2/obl "
    "././PUNCT/./2/punct"
)
ACCORDING = (
    "According/accord/VERB/VBG/4/case to/to/ADP/IN/1/fixed the/the/DET/DT/4/det ministry_/ministry/NOUN/NN/8/obl "
    ",/,/PUNCT/,/4/punct Iran/iran/PROPN/NNP/8/nsubj could/could/AUX/MD/8/aux attack/attack/VERB/VB/0/ROOT "
    "Iraq_/iraq/PROPN/NNP/8/obj ././PUNCT/./8/punct"
)
NO_COUNTRY = (
    "No/no/DET/DT/2/det country/country/NOUN/NN/3/nsubj recognised/recognise/VERB/VBD/0/ROOT the/the/DET/DT/5/det "
    "republic_/republic/NOUN/NN/3/obj ././PUNCT/./3/punct"
)
SHARED_OBJECT = (
    "Leaders/leader/NOUN/NNS/2/nsubj condemned/condemn/VERB/VBD/0/ROOT and/and/CCONJ/CC/4/cc "
    "sanctioned/sanction/VERB/VBD/2/conj the/the/DET/DT/6/det junta_/junta/NOUN/NN/{head}/obj ././PUNCT/./2/punct"
)
CONDITIONAL = (
    "If/if/SCONJ/IN/3/mark Turkey/turkey/PROPN/NNP/3/nsubj leaves_/leave/VERB/VBZ/7/advcl ,/,/PUNCT/,/3/punct "
    "Greece/greece/PROPN/NNP/7/nsubj will/will/AUX/MD/7/aux join/join/VERB/VB/0/ROOT the/the/DET/DT/9/det "
    "pact_/pact/NOUN/NN/7/obj ././PUNCT/./7/punct"
)
SAID_WOULD = (
    "The/the/DET/DT/2/det minister/minister/NOUN/NN/3/nsubj said/say/VERB/VBD/0/ROOT Greece/greece/PROPN/NNP/6/nsubj "
    "would/would/AUX/MD/6/aux join/join/VERB/VB/3/ccomp the/the/DET/DT/8/det pact_/pact/NOUN/NN/6/obj ././PUNCT/./3/punct"
)
URGED = (
    "Sweden/sweden/PROPN/NNP/2/nsubj urged/urge/VERB/VBD/0/ROOT Finland/finland/PROPN/NNP/2/{label} to/to/PART/TO/5/mark "
    "join/join/VERB/VB/2/xcomp the/the/DET/DT/7/det pact_/pact/NOUN/NN/5/obj ././PUNCT/./2/punct"
)
REMAINS = (
    "The/the/DET/DT/2/det region/region/NOUN/NN/3/nsubj remains/remain/VERB/VBZ/0/ROOT an/a/DET/DT/5/det "
    "instrument/instrument/NOUN/NN/3/{label} of/of/ADP/IN/7/case Moscow_/moscow/PROPN/NNP/5/nmod ././PUNCT/./3/punct"
)
NEITHER_DID = (
    "France/france/PROPN/NNP/4/nsubj did/do/AUX/VBD/4/aux not/not/PART/RB/4/advmod condemn/condemn/VERB/VB/0/ROOT "
    "the/the/DET/DT/6/det coup_/coup/NOUN/NN/4/obj ,/,/PUNCT/,/10/punct and/and/CCONJ/CC/10/cc "
    "neither/neither/CCONJ/CC/10/advmod did/do/VERB/VBD/4/conj Spain_/spain/PROPN/NNP/10/obj ././PUNCT/./4/punct"
)
MET_AND_PRAISED = (
    "In/in/ADP/IN/2/case May/may/PROPN/NNP/4/obl Norway/norway/PROPN/NNP/4/nsubj met/meet/VERB/VBD/0/ROOT "
    "and/and/CCONJ/CC/6/cc praised/praise/VERB/VBD/4/conj the/the/DET/DT/8/det envoy_/envoy/NOUN/NN/6/obj "
    "././PUNCT/./4/punct"
)
NOT_ONE = (
    "Not/not/PART/RB/4/advmod a/a/DET/DT/4/det single/single/ADJ/JJ/4/amod state/state/NOUN/NN/5/nsubj "
    "joined/join/VERB/VBD/0/ROOT NATO_/nato/PROPN/NNP/5/obj ././PUNCT/./5/punct"
)
NOT_ONLY = (
    "Not/not/PART/RB/3/advmod only/only/ADV/RB/3/advmod Spain/spain/PROPN/NNP/4/nsubj joined/join/VERB/VBD/0/ROOT "
    "NATO_/nato/PROPN/NNP/4/obj ././PUNCT/./4/punct"
)
NEITHER_NOR = (
    "Spain/spain/PROPN/NNP/4/nsubj can/can/AUX/MD/4/aux neither/neither/CCONJ/CC/4/cc:preconj leave/leave/VERB/VB/0/ROOT "
    "NATO/nato/PROPN/NNP/4/obj nor/nor/CCONJ/CC/7/cc fund/fund/VERB/VB/4/conj it_/it/PRON/PRP/7/obj ././PUNCT/./4/punct"
)
YET_TO = (
    "Spain/spain/PROPN/NNP/2/nsubj has/have/VERB/VBZ/0/ROOT yet/yet/ADV/RB/2/advmod to/to/PART/TO/5/mark "
    "ratify/ratify/VERB/VB/2/xcomp the/the/DET/DT/7/det pact_/pact/NOUN/NN/5/obj ././PUNCT/./2/punct"
)
QUESTION = (
    "Did/do/AUX/VBD/3/aux Iran/iran/PROPN/NNP/3/nsubj attack/attack/VERB/VB/0/ROOT Iraq_/iraq/PROPN/NNP/3/obj "
    "?/?/PUNCT/./3/punct"
)
WITHOUT = (
    "Poland/poland/PROPN/NNP/2/nsubj acted/act/VERB/VBD/0/ROOT without/without/SCONJ/IN/4/mark "
    "telling/tell/VERB/VBG/2/advcl Berlin_/berlin/PROPN/NNP/4/obj ././PUNCT/./2/punct"
)
ACCUSED = (
    "Kosovo/kosovo/PROPN/NNP/2/nsubj accused/accuse/VERB/VBD/0/ROOT Serbia/serbia/PROPN/NNP/2/obj of/of/SCONJ/IN/5/mark "
    "supporting/support/VERB/VBG/2/advcl the/the/DET/DT/7/det gunmen_/gunman/NOUN/NNS/5/obj ././PUNCT/./2/punct"
)
OPPOSES = (
    "Serbia/serbia/PROPN/NNP/2/nsubj opposes/oppose/VERB/VBZ/0/ROOT Kosovo_/kosovo/PROPN/NNP/5/nmod:poss "
    "'s/'s/PART/POS/3/case membership/membership/NOUN/NN/2/obj in/in/ADP/IN/7/case NATO_/nato/PROPN/NNP/5/nmod "
    "././PUNCT/./2/punct"
)
LIST = (
    "Support/support/NOUN/NN/10/nsubj for/for/ADP/IN/3/case Russia/russia/PROPN/NNP/1/nmod in/in/ADP/IN/5/case "
    "Serbia_/serbia/PROPN/NNP/3/nmod ,/,/PUNCT/,/7/punct Kosovo/kosovo/PROPN/NNP/3/conj and/and/CCONJ/CC/9/cc "
    "Bosnia/bosnia/PROPN/NNP/7/conj grew_/grow/VERB/VBD/0/ROOT ././PUNCT/./10/punct"
)
MISLABELLED = (
    "Ghana/ghana/PROPN/NNP/3/nsubj:pass has/have/AUX/VBZ/3/aux deported/deport/VERB/VBN/0/ROOT the/the/DET/DT/5/det "
    "sailors_/sailor/NOUN/NNS/3/obj ././PUNCT/./3/punct"
)
FRONTED = (
    "France/france/PROPN/NNP/7/nsubj has/have/AUX/VBZ/3/aux left/leave/VERB/VBN/7/ccomp Mali_/mali/PROPN/NNP/3/obj "
    ",/,/PUNCT/,/3/punct officials/official/NOUN/NNS/7/nsubj said_/say/VERB/VBD/0/ROOT ././PUNCT/./7/punct"
)
MARCHED = (
    "Students/student/NOUN/NNS/2/nsubj marched/march/VERB/VBD/0/ROOT in/in/ADP/IN/4/case protest/protest/NOUN/NN/2/obl "
    "against/against/ADP/IN/6/case Hungary/hungary/PROPN/NNP/4/nmod to/to/PART/TO/8/mark demand/demand/VERB/VB/2/advcl "
    "votes_/vote/NOUN/NNS/8/obj ././PUNCT/./2/punct"
)
ROUND = (
    "Iran/iran/PROPN/NNP/2/nsubj held/hold/VERB/VBD/0/ROOT a/a/DET/DT/4/det round/round/NOUN/NN/2/obj of/of/ADP/IN/6/case "
    "talks/talk/NOUN/NNS/4/nmod with/with/ADP/IN/8/case Iraq_/iraq/PROPN/NNP/2/obl ././PUNCT/./2/punct"
)
PULLED_BACK = (
    "Troops/troops/NOUN/NNS/2/nsubj pulled/pull/VERB/VBD/0/ROOT back/back/ADV/RB/2/advmod from/from/ADP/IN/5/case "
    "Lebanon_/lebanon/PROPN/NNP/2/obl ././PUNCT/./2/punct"
)

TORE_INTO = (
    "Kenya_/kenya/PROPN/NNP/2/nsubj tore/tear/VERB/VBD/0/ROOT into/into/ADP/IN/4/case Somalia_/somalia/PROPN/NNP/2/obl "
    "././PUNCT/./2/punct"
)
BRUSHED_ASIDE = (
    "Bonn_/bonn/PROPN/NNP/2/nsubj brushed/brush/VERB/VBD/0/ROOT aside/aside/ADP/RP/2/compound:prt "
    "Czech/czech/ADJ/JJ/5/amod complaints/complaint/NOUN/NNS/2/obl ././PUNCT/./2/punct"
)
SENT_HOME = (
    "Chad_/chad/PROPN/NNP/2/nsubj sent/send/VERB/VBD/0/ROOT home/home/NOUN/NN/2/obj two/two/NUM/CD/5/nummod "
    "envoys/envoy/NOUN/NNS/2/obj ././PUNCT/./2/punct"
)
LENT_VOICE = (
    "Chad_/chad/PROPN/NNP/2/nsubj lent/lend/VERB/VBD/0/ROOT help/help/NOUN/NN/2/obj to/to/ADP/IN/5/case "
    "calls/call/NOUN/NNS/2/obj ././PUNCT/./2/punct"
)
OWNED = (
    "Traders/trader/NOUN/NNS/2/nsubj shut/shut/VERB/VBD/0/ROOT Malian/malian/ADJ/JJ/5/compound -/-/PUNCT/HYPH/3/punct "
    "owned/own/VERB/VBN/6/amod offices/office/NOUN/NNS/2/obj and/and/CCONJ/CC/8/cc embassies/embassy/NOUN/NNS/6/conj "
    "belonging/belong/VERB/VBG/8/acl to/to/ADP/IN/11/case Libya_/libya/PROPN/NNP/9/obl ././PUNCT/./2/punct"
)
TALKS = (
    "Serbia_/serbia/PROPN/NNP/3/compound -/-/PUNCT/HYPH/1/punct Kosovo/kosovo/PROPN/NNP/4/compound "
    "talks/talk/NOUN/NNS/5/nsubj failed_/fail/VERB/VBD/0/ROOT ././PUNCT/./5/punct"
)
VISIT = (
    "A/a/DET/DT/2/det visit/visit/NOUN/NN/8/nsubj by/by/ADP/IN/5/case the/the/DET/DT/5/det "
    "minister/minister/NOUN/NN/2/nmod to/to/ADP/IN/7/case Oslo/oslo/PROPN/NNP/5/nmod "
    "ended_/end/VERB/VBD/0/ROOT ././PUNCT/./8/punct"
)
QUOTAS = (
    "Talks/talk/NOUN/NNS/8/nsubj on/on/ADP/IN/3/case quotas/quota/NOUN/NNS/1/nmod between/between/ADP/IN/5/case "
    "Chad/chad/PROPN/NNP/3/nmod and/and/CCONJ/CC/7/cc Niger/niger/PROPN/NNP/5/conj failed_/fail/VERB/VBD/0/ROOT "
    "././PUNCT/./8/punct"
)
BLAMED = (
    "A/a/DET/DT/2/det raid/raid/NOUN/NN/6/nsubj blamed/blame/VERB/VBN/2/acl on/on/ADP/IN/5/case "
    "Chad/chad/PROPN/NNP/3/obl failed_/fail/VERB/VBD/0/ROOT ././PUNCT/./6/punct"
)
LAUNCHED = (
    "The/the/DET/DT/2/det offensive/offensive/NOUN/NN/8/nsubj launched/launch/VERB/VBN/2/acl by/by/ADP/IN/5/case "
    "Chad/chad/PROPN/NNP/3/obl:agent against/against/ADP/IN/7/case Libya/libya/PROPN/NNP/3/obl "
    "failed_/fail/VERB/VBD/0/ROOT ././PUNCT/./8/punct"
)
WHOM = (
    "The/the/DET/DT/2/det members/member/NOUN/NNS/6/nsubj whom/whom/PRON/WP/5/obj rebels/rebel/NOUN/NNS/5/nsubj "
    "took/take/VERB/VBD/2/acl:relcl died_/die/VERB/VBD/0/ROOT ././PUNCT/./6/punct"
)
TASK = (
    "Chad/chad/PROPN/NNP/2/nsubj took/take/VERB/VBD/0/ROOT Norway/norway/PROPN/NNP/2/obj to/to/ADP/IN/5/case "
    "task_/task/NOUN/NN/2/obl ././PUNCT/./2/punct"
)
STOOD_UP = (
    "Chile/chile/PROPN/NNP/2/nsubj stood/stand/VERB/VBD/0/ROOT up/up/ADP/RP/2/compound:prt for/for/ADP/IN/5/case "
    "Peru_/peru/PROPN/NNP/2/obl ././PUNCT/./2/punct"
)
HANDED = (
    "Reporters/reporter/NOUN/NNS/3/nsubj:pass were/be/AUX/VBD/3/aux:pass handed/hand/VERB/VBN/0/ROOT "
    "terms/term/NOUN/NNS/3/obj by/by/ADP/IN/6/case courts_/court/NOUN/NNS/3/obl:agent ././PUNCT/./3/punct"
)
AFTER_TALKS = (
    "Chad/chad/PROPN/NNP/2/nsubj left/leave/VERB/VBD/0/ROOT after/after/ADP/IN/4/case talks/talk/NOUN/NNS/2/obl "
    "with/with/ADP/IN/6/case Libya_/libya/PROPN/NNP/4/nmod ././PUNCT/./2/punct"
)
SWIPE = (
    "Oslo/oslo/PROPN/NNP/2/nsubj left/leave/VERB/VBD/0/ROOT in/in/ADP/IN/5/case a/a/DET/DT/5/det "
    "swipe/swipe/NOUN/NN/2/obl at/at/ADP/IN/7/case Bonn_/bonn/PROPN/NNP/5/nmod ././PUNCT/./2/punct"
)
STRIPPED = (
    "Chad/chad/PROPN/NNP/2/nsubj stripped/strip/VERB/VBD/0/ROOT Laos/laos/PROPN/NNP/2/obj of/of/ADP/IN/5/case "
    "aid_/aid/NOUN/NN/3/nmod ././PUNCT/./2/punct"
)
MARCHED_TO = (
    "Students/student/NOUN/NNS/2/nsubj marched/march/VERB/VBD/0/ROOT to/to/PART/TO/4/mark "
    "denounce/denounce/VERB/VB/2/advcl Chad_/chad/PROPN/NNP/4/obj ././PUNCT/./2/punct"
)
NO_LONGER = (
    "Chad/chad/PROPN/NNP/5/nsubj will/will/AUX/MD/5/aux no/no/ADV/RB/4/advmod longer/long/ADV/RBR/5/advmod "
    "arm/arm/VERB/VB/0/ROOT rebels_/rebel/NOUN/NNS/5/obj ././PUNCT/./5/punct"
)
RULED_OUT = (
    "Bonn/bonn/PROPN/NNP/2/nsubj ruled/rule/VERB/VBD/0/ROOT out/out/ADP/RP/2/compound:prt arming/arm/VERB/VBG/2/xcomp "
    "rebels_/rebel/NOUN/NNS/4/obj ././PUNCT/./2/punct"
)
LETTER = (
    "Chad/chad/PROPN/NNP/2/nsubj signed/sign/VERB/VBD/0/ROOT a/a/DET/DT/4/det letter/letter/NOUN/NN/2/obj "
    "accusing/accuse/VERB/VBG/4/acl Libya_/libya/PROPN/NNP/5/obj ././PUNCT/./2/punct"
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load(Ontology.load())


@dataclass(frozen=True)
class Reading:
    """What a sentence gives, by predicate, with arguments as `role:preposition=head`."""

    text: str
    found: tuple[Proposition, ...]

    def one(self, lemma: str, rule: str = "") -> Proposition:
        matching = [p for p in self.found if p.lemma == lemma and rule in p.rule]
        assert len(matching) == 1, [(p.lemma, p.rule) for p in self.found]
        return matching[0]

    def arguments(self, proposition: Proposition) -> set[str]:
        return {
            f"{a.role}{':' if a.preposition else ''}{a.preposition}={self.text[slice(*a.head)]}"
            for a in proposition.arguments
        }


def read(table: str, lexicon: Lexicon) -> Reading:
    doc = doc_of(table)
    return Reading(doc.text, propositions(doc, Article(doc.text, "urn:test"), lexicon))


def test_an_inverted_subject_is_subject(lexicon: Lexicon) -> None:
    reading = read(NEITHER_DID, lexicon)
    spain = reading.one("condemn", "ellipsis")
    assert reading.arguments(spain) == {"subject=Spain", "object=coup"}
    assert spain.polarity is Polarity.NEGATED


@pytest.mark.parametrize(
    ("table", "lemma", "polarity"),
    [(NOT_ONE, "join", Polarity.NEGATED), (NOT_ONLY, "join", Polarity.AFFIRMED), (YET_TO, "ratify", Polarity.NEGATED)],
)
def test_none_at_all_and_not_yet(table: str, lemma: str, polarity: Polarity, lexicon: Lexicon) -> None:
    found = read(table, lexicon).one(lemma)
    assert (found.polarity, found.modality) == (polarity, Modality.ACTUAL)


def test_nor_denies_once(lexicon: Lexicon) -> None:
    reading = read(NEITHER_NOR, lexicon)
    assert {p.lemma: p.polarity for p in reading.found} == {"leave": Polarity.NEGATED, "fund": Polarity.NEGATED}


def test_two_verbs_share_an_object_behind_the_second(lexicon: Lexicon) -> None:
    reading = read(MET_AND_PRAISED, lexicon)
    assert reading.arguments(reading.one("meet")) == {"subject=Norway", "oblique:in=May", "object=envoy"}


def test_coordinated_subjects_are_arguments_of_their_own(lexicon: Lexicon) -> None:
    reading = read(CONDEMNED, lexicon)
    assert reading.arguments(reading.one("condemn")) == {
        "subject=Albania", "subject=Kosovo", "subject=Macedonia", "object=invasion",
    }  # fmt: skip


def test_passive_is_undone(lexicon: Lexicon) -> None:
    reading = read(EXPELLED, lexicon)
    assert reading.arguments(reading.one("expel")) == {"subject=Norway", "object=envoy"}


def test_a_passive_label_without_auxiliary_before_an_object_is_wrong(lexicon: Lexicon) -> None:
    reading = read(MISLABELLED, lexicon)
    assert reading.arguments(reading.one("deport")) == {"subject=Ghana", "object=sailors"}


def test_an_adverb_is_a_particle_where_the_lexicon_knows_the_verb_with_it(lexicon: Lexicon) -> None:
    assert {p.lemma for p in read(PULLED_BACK, lexicon).found} == {"pull back"}
    far = PULLED_BACK.replace("back/back", "far/far")
    assert {p.lemma for p in read(far, lexicon).found} == {"pull"}


def test_a_preposition_is_a_particle_where_only_the_verb_with_it_is_known(lexicon: Lexicon) -> None:
    reading = read(TORE_INTO, lexicon)
    assert reading.arguments(reading.one("tear into")) == {"subject=Kenya", "object=Somalia"}
    other = read(TORE_INTO.replace("into/into", "near/near"), lexicon)
    assert other.arguments(other.one("tear")) == {"subject=Kenya", "oblique:near=Somalia"}


def test_a_bare_phrase_behind_a_particle_is_the_object(lexicon: Lexicon) -> None:
    reading = read(BRUSHED_ASIDE, lexicon)
    assert reading.arguments(reading.one("brush aside")) == {"subject=Bonn", "object=complaints"}


def test_a_bare_noun_before_the_object_is_a_particle(lexicon: Lexicon) -> None:
    reading = read(SENT_HOME, lexicon)
    assert reading.arguments(reading.one("send home")) == {"subject=Chad", "object=envoys"}


def test_an_object_that_a_preposition_introduces_is_an_oblique(lexicon: Lexicon) -> None:
    reading = read(LENT_VOICE, lexicon)
    assert reading.arguments(reading.one("lend")) == {"subject=Chad", "object=help", "oblique:to=calls"}


def test_verbs_of_owning_name_the_owner(lexicon: Lexicon) -> None:
    reading = read(OWNED, lexicon)
    assert "possessor=Malian" in reading.arguments(reading.one("office"))
    assert "possessor=Libya" in reading.arguments(reading.one("embassy"))


def test_a_fronted_clause_keeps_its_subject(lexicon: Lexicon) -> None:
    reading = read(FRONTED, lexicon)
    assert reading.arguments(reading.one("leave")) == {"subject=France", "object=Mali"}
    assert "subject=France" not in reading.arguments(reading.one("say"))


def test_an_adjoined_noun_has_the_subject_and_a_purpose_is_adverbial(lexicon: Lexicon) -> None:
    reading = read(MARCHED, lexicon)
    assert reading.arguments(reading.one("protest")) == {"oblique:against=Hungary", "subject=Students"}
    assert "adverbial=demand" in reading.arguments(reading.one("march"))


def test_ellipsis_takes_the_object_and_its_own_polarity(lexicon: Lexicon) -> None:
    reading = read(ELLIPSIS, lexicon)
    denied, affirmed = reading.one("condemn", "clause/verb"), reading.one("condemn", "ellipsis")
    assert denied.polarity is Polarity.NEGATED
    assert affirmed.polarity is Polarity.AFFIRMED
    assert reading.arguments(affirmed) == {"subject=Albania", "subject=Kosovo", "object=attack"}


def test_implicative_negates_what_it_governs(lexicon: Lexicon) -> None:
    reading = read(REFUSED, lexicon)
    assert reading.one("sanction").polarity is Polarity.NEGATED
    assert reading.arguments(reading.one("sanction")) == {"subject=Hungary", "object=Russia"}


def test_denial_is_negated_and_attributed(lexicon: Lexicon) -> None:
    reading = read(DENIED, lexicon)
    armed = reading.one("arm")
    assert armed.polarity is Polarity.NEGATED
    assert armed.attribution is not None
    assert armed.attribution.speaker is not None
    assert reading.text[slice(*armed.attribution.speaker)] == "Officials"
    assert not armed.attribution.factive


def test_a_dismissed_claim_is_negated_and_attributed_to_who_dismisses_it(lexicon: Lexicon) -> None:
    armed = read(DISMISSED, lexicon).one("arm")
    assert armed.polarity is Polarity.NEGATED
    assert armed.attribution is not None
    assert armed.attribution.lemma == "reject"
    assert armed.attribution.speaker == (0, 6)
    kept = read(DISMISSED.replace("rejected/reject", "repeated/repeat"), lexicon).one("arm")
    assert kept.polarity is Polarity.AFFIRMED


def test_what_has_yet_to_happen_has_not(lexicon: Lexicon) -> None:
    withdraw = read(PENDING, lexicon).one("withdraw")
    assert (withdraw.polarity, withdraw.modality) == (Polarity.NEGATED, Modality.ACTUAL)
    without = read(PENDING.replace("yet/yet", "now/now"), lexicon).one("withdraw")
    assert (without.polarity, without.modality) == (Polarity.AFFIRMED, Modality.DEMANDED)


def test_what_is_to_be_done_is_a_future_verb(lexicon: Lexicon) -> None:
    planned = read(PLANNED, lexicon).one("sanction")
    assert (planned.kind, planned.modality) == (PredicateKind.VERB, Modality.FUTURE)


def test_an_amount_that_is_no_noun_hands_on(lexicon: Lexicon) -> None:
    reading = read(SOME, lexicon)
    assert reading.arguments(reading.one("some")) == {"oblique:of=Serbia"}


def test_a_compound_with_a_hyphen_is_one_word_where_the_lexicon_knows_it() -> None:
    tree = Tree.of(doc_of(TRUCE))
    assert with_compounds(tree, {"cease-fire"}).lemmas[5] == "cease-fire"
    assert with_compounds(tree, {"build-up"}) is tree
    assert with_compounds(Tree.of(doc_of(TRUCE.replace("-_/-", "-/-"))), {"cease-fire"}).lemmas[5] == "fire"


def test_relative_pronoun_is_its_antecedent(lexicon: Lexicon) -> None:
    reading = read(RELATIVE, lexicon)
    assert reading.arguments(reading.one("occupy")) == {"subject=Troops", "object=town"}


def test_copula_predicates_a_noun_and_like_joins_its_subject(lexicon: Lexicon) -> None:
    reading = read(PROXY, lexicon)
    assert reading.arguments(reading.one("proxy")) == {
        "subject=Serbia", "subject=Belarus", "oblique:like=Belarus", "modifier=Russia",
    }  # fmt: skip


def test_noun_has_possessor_and_obliques(lexicon: Lexicon) -> None:
    reading = read(INFLUENCE, lexicon)
    assert reading.arguments(reading.one("influence")) == {"possessor=Kremlin", "oblique:in=Montenegro"}


def test_light_verb_lends_its_subject_and_obliques(lexicon: Lexicon) -> None:
    reading = read(SANCTIONS, lexicon)
    assert reading.arguments(reading.one("sanction")) == {"subject=France", "oblique:on=Iran"}


def test_a_light_verb_reaches_through_a_measure(lexicon: Lexicon) -> None:
    reading = read(ROUND, lexicon)
    assert reading.arguments(reading.one("talk")) == {"subject=Iran", "oblique:with=Iraq"}


def test_title_names_its_bearer(lexicon: Lexicon) -> None:
    reading = read(TITLE, lexicon)
    assert "named=Jan" in reading.arguments(reading.one("minister"))


def test_apposition_belongs_to_the_nearest_name(lexicon: Lexicon) -> None:
    reading = read(APPOSITION, lexicon)
    assert reading.arguments(reading.one("speaker")) == {"named=Anna", "oblique:of=parliament"}


def test_stance_prefix_relates_holder_and_target(lexicon: Lexicon) -> None:
    reading = read(RALLIES, lexicon)
    assert reading.arguments(reading.one("anti")) == {"subject=Activists", "object=NATO", "named=rallies"}


def test_source_phrase_attributes_and_modal_weakens(lexicon: Lexicon) -> None:
    reading = read(ACCORDING, lexicon)
    attack = reading.one("attack", "clause")
    assert attack.modality is Modality.POSSIBLE
    assert attack.attribution is not None
    assert attack.attribution.speaker is not None
    assert reading.text[slice(*attack.attribution.speaker)] == "ministry"


def test_negative_determiner_negates_the_clause(lexicon: Lexicon) -> None:
    assert read(NO_COUNTRY, lexicon).one("recognise").polarity is Polarity.NEGATED


@pytest.mark.parametrize("head", [2, 4])
def test_coordinated_verbs_share_subject_and_object(head: int, lexicon: Lexicon) -> None:
    reading = read(SHARED_OBJECT.format(head=head), lexicon)
    for verb in ("condemn", "sanction"):
        assert reading.arguments(reading.one(verb)) == {"subject=Leaders", "object=junta"}


def test_condition_and_future(lexicon: Lexicon) -> None:
    reading = read(CONDITIONAL, lexicon)
    assert reading.one("leave").modality is Modality.CONDITIONAL
    assert reading.one("join").modality is Modality.FUTURE


def test_reported_would_is_future(lexicon: Lexicon) -> None:
    assert read(SAID_WOULD, lexicon).one("join").modality is Modality.FUTURE


@pytest.mark.parametrize("label", ["obj", "iobj"])
def test_object_controls_the_infinitive(label: str, lexicon: Lexicon) -> None:
    reading = read(URGED.format(label=label), lexicon)
    assert reading.arguments(reading.one("join")) == {"subject=Finland", "object=pact"}
    assert reading.one("join").modality is Modality.DEMANDED


@pytest.mark.parametrize("label", ["obj", "xcomp"])
def test_linking_verb_predicates_however_it_is_parsed(label: str, lexicon: Lexicon) -> None:
    reading = read(REMAINS.format(label=label), lexicon)
    assert reading.arguments(reading.one("instrument")) == {"subject=region", "oblique:of=Moscow"}


def test_question_asserts_nothing(lexicon: Lexicon) -> None:
    assert read(QUESTION, lexicon).one("attack", "clause").modality is Modality.POSSIBLE


def test_without_negates(lexicon: Lexicon) -> None:
    reading = read(WITHOUT, lexicon)
    assert reading.one("tell").polarity is Polarity.NEGATED
    assert "subject=Poland" in reading.arguments(reading.one("tell"))


def test_what_is_told_to_do_is_demanded(lexicon: Lexicon) -> None:
    told = URGED.format(label="obj").replace("urged/urge", "told/tell")
    assert read(told, lexicon).one("join").modality is Modality.DEMANDED


def test_neither_nor_negates(lexicon: Lexicon) -> None:
    neither = NO_COUNTRY.replace("No/no/DET/DT/2/det", "Neither/neither/CCONJ/CC/2/cc:preconj")
    assert read(neither, lexicon).one("recognise", "clause").polarity is Polarity.NEGATED


def test_denied_gerund_is_negated(lexicon: Lexicon) -> None:
    denied = REFUSED.replace("refused/refuse", "denied/deny").replace(
        "sanction/sanction/VERB/VB", "arming/arm/VERB/VBG"
    )
    assert read(denied, lexicon).one("arm").polarity is Polarity.NEGATED


def test_agent_by_any_label(lexicon: Lexicon) -> None:
    reading = read(EXPELLED.replace("obl:agent", "obl"), lexicon)
    assert reading.arguments(reading.one("expel")) == {"subject=Norway", "object=envoy"}


def test_a_list_of_names_hangs_on_the_nearest_and_on_the_noun_that_takes_it(lexicon: Lexicon) -> None:
    reading = read(LIST, lexicon)
    assert reading.arguments(reading.one("support", "nominal")) == {
        "oblique:for=Russia", "oblique:in=Serbia", "oblique:in=Kosovo", "oblique:in=Bosnia",
    }  # fmt: skip


def test_accusation_is_a_claim_about_its_object(lexicon: Lexicon) -> None:
    reading = read(ACCUSED, lexicon)
    support = reading.one("support", "clause")
    assert reading.arguments(support) == {"subject=Serbia", "object=gunmen"}
    assert support.attribution is not None
    assert support.attribution.speaker is not None
    assert reading.text[slice(*support.attribution.speaker)] == "Kosovo"


def test_what_is_opposed_is_not_presupposed(lexicon: Lexicon) -> None:
    assert read(OPPOSES, lexicon).one("membership").modality is Modality.POSSIBLE


def test_open_triples_run_through_nested_phrases() -> None:
    doc = doc_of(REMAINS.format(label="xcomp"))
    tree = Tree.of(doc)
    clauses = Clauses(tree, load_words())
    found = {
        tuple(" ".join(tree.words[i] for i in part) for part in (t.arg1, t.relation, t.arg2))
        for t in open_triples(clauses, tree.sentences[0])
    }
    assert ("The region", "remains an instrument of", "Moscow") in found


@settings(deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["VB", "VBD", "VBN", "NN", "NNP", "JJ", "IN", "WDT", "TO", ",", "_SP"]),
            st.sampled_from(["nsubj", "obj", "obl", "conj", "cc", "xcomp", "ccomp", "acl", "acl:relcl", "cop", "case",
                             "mark", "appos", "nmod", "nmod:poss", "advcl", "parataxis", "punct", "nsubj:pass", "dep"]),
            st.sampled_from(["of", "-", "anti", "Serbia", "did", "that", "’s", "\u200f", "🇷🇸", "no", "deny", "\n"]),
            st.integers(0, 30),
        ),
        min_size=1,
        max_size=30,
    )
)  # fmt: skip
def test_any_tree_is_read_and_spans_are_exact(lexicon: Lexicon, rows: list[tuple[str, str, str, int]]) -> None:
    size = len(rows)
    # heads to the left of their dependents only: a tree whatever the numbers
    heads = [0 if i == 0 else min(h, i - 1) for i, (*_, h) in enumerate(rows)]
    doc = Doc(
        vocab(), words=[w for _, _, w, _ in rows], tags=[t for t, *_ in rows], pos=["NOUN"] * size, heads=heads,
        lemmas=[w.lower() for _, _, w, _ in rows], deps=["ROOT", *(d for _, d, _, _ in rows[1:])],
        sent_starts=[i == 0 for i in range(size)],
    )  # fmt: skip
    for proposition in propositions(doc, Article(doc.text, "urn:test"), lexicon):
        for span in (proposition.sentence, proposition.cue, *(a.span for a in proposition.arguments)):
            assert 0 <= span.start < span.end <= len(doc.text)


def test_a_sentence_of_two_thousand_coordinated_names_takes_linear_time(lexicon: Lexicon) -> None:
    size = 2000
    words = ["Serbia", "condemned", *["Kosovo"] * size]
    doc = Doc(
        vocab(), words=words, tags=["NNP", "VBD", *["NNP"] * size], pos=["PROPN", "VERB", *["PROPN"] * size],
        lemmas=[w.lower() for w in words], heads=[1, 1, 1, *range(2, size + 1)],
        deps=["nsubj", "ROOT", "obj", *["conj"] * (size - 1)], sent_starts=[True, *[False] * (size + 1)],
    )  # fmt: skip
    (found,) = propositions(doc, Article(doc.text, "urn:test"), lexicon)
    assert len(found.arguments) == size + 1


@pytest.mark.parametrize(
    ("table", "lemma", "found"),
    [
        (TALKS, "talk", {"modifier=Serbia", "modifier=Kosovo"}),
        (VISIT, "visit", {"oblique:by=minister", "oblique:to=Oslo"}),
        (QUOTAS, "talk", {"oblique:on=quotas", "oblique:between=Chad", "oblique:between=Niger"}),
        (QUOTAS.replace("quotas/quota", "war/war"), "talk", {"oblique:on=war"}),
        (BLAMED, "raid", {"possessor=Chad"}),
        (LAUNCHED, "offensive", {"subject=Chad", "possessor=Chad", "oblique:against=Libya"}),
        (AFTER_TALKS, "talk", {"subject=Chad", "oblique:with=Libya"}),
        (SWIPE, "swipe", {"subject=Oslo", "oblique:at=Bonn"}),
    ],
)
def test_what_a_noun_takes_from_around_it(table: str, lemma: str, found: set[str], lexicon: Lexicon) -> None:
    reading = read(table, lexicon)
    assert reading.arguments(reading.one(lemma)) == found


def test_who_was_taken_takes_nothing(lexicon: Lexicon) -> None:
    assert [p.lemma for p in read(WHOM, lexicon).found] == ["take", "die"]


def test_a_passive_with_an_object_has_its_receiver_before_it(lexicon: Lexicon) -> None:
    reading = read(HANDED, lexicon)
    assert reading.arguments(reading.one("hand")) == {"indirect=Reporters", "object=terms", "subject=courts"}


def test_an_idiom_keeps_its_words_and_gives_its_last_preposition_an_object(lexicon: Lexicon) -> None:
    task, up = read(TASK, lexicon), read(STOOD_UP, lexicon)
    assert task.arguments(task.one("take to task")) == {"subject=Chad", "object=Norway", "oblique:to=task"}
    assert up.arguments(up.one("stand up for")) == {"subject=Chile", "oblique:for=Peru", "object=Peru"}
    assert read(TASK.replace("task", "court"), lexicon).found[0].lemma == "take"


def test_what_somebody_is_robbed_of_is_said_by_the_verb(lexicon: Lexicon) -> None:
    reading = read(STRIPPED, lexicon)
    assert reading.arguments(reading.one("strip")) == {"subject=Chad", "object=Laos", "oblique:of=aid"}


def test_a_purpose_that_the_deed_achieves_is_actual(lexicon: Lexicon) -> None:
    assert read(MARCHED_TO, lexicon).one("denounce").modality is Modality.ACTUAL
    other = read(MARCHED_TO.replace("denounce", "topple"), lexicon)
    assert other.one("topple").modality is Modality.FUTURE


def test_no_longer_and_ruled_out_deny(lexicon: Lexicon) -> None:
    assert read(NO_LONGER, lexicon).one("arm").polarity is Polarity.NEGATED
    assert read(RULED_OUT, lexicon).one("arm").polarity is Polarity.NEGATED
    assert read(RULED_OUT.replace("out", "over"), lexicon).one("arm").polarity is Polarity.AFFIRMED


def test_what_a_letter_says_is_said_by_who_signs_it(lexicon: Lexicon) -> None:
    reading = read(LETTER, lexicon)
    assert reading.arguments(reading.one("accuse")) == {"subject=Chad", "object=Libya"}
