"""Constructions of English that open triples follow, each in both details; see also `test_openie`. No language model."""

import pytest
from spacy.tokens import Doc
from trees import triples, vocab

from kg.extract.clauses import Clauses
from kg.extract.openie import Detail, open_triples
from kg.extract.tree import Tree
from kg.extract.words import load_words

ABLE = (
    "In/in/ADP/IN/2/case May/may/PROPN/NNP/6/obl the/the/DET/DT/4/det troops/troops/NOUN/NNS/6/nsubj "
    "were/be/AUX/VBD/6/cop able/able/ADJ/JJ/0/ROOT to/to/PART/TO/8/mark hold/hold/VERB/VB/6/xcomp "
    "Oslo/oslo/PROPN/NNP/8/obj and/and/CCONJ/CC/11/cc defeat/defeat/VERB/VB/8/conj "
    "Bergen_/bergen/PROPN/NNP/11/obj ././PUNCT/./6/punct"
)
FAIR = (
    "The/the/DET/DT/2/det harbour/harbour/NOUN/NN/4/nsubj is/be/AUX/VBZ/4/cop deep_/deep/ADJ/JJ/0/ROOT "
    ",/,/PUNCT/,/6/punct cold/cold/ADJ/JJ/4/conj and/and/CCONJ/CC/8/cc wide_/wide/ADJ/JJ/4/conj "
    "././PUNCT/./4/punct"
)
BOUGHT = (
    "Anna/anna/PROPN/NNP/2/nsubj bought/buy/VERB/VBD/0/ROOT and/and/CCONJ/CC/4/cc "
    "restored/restore/VERB/VBD/2/conj the/the/DET/DT/6/det theatre_/theatre/NOUN/NN/4/obj ././PUNCT/./2/punct"
)
WELL = (
    "The/the/DET/DT/2/det pump/pump/NOUN/NN/3/nsubj works/work/VERB/VBZ/0/ROOT well_/well/ADV/RB/3/advmod "
    "././PUNCT/./3/punct"
)
AID = (
    "Economic/economic/ADJ/JJ/4/amod and/and/CCONJ/CC/3/cc military/military/ADJ/JJ/1/conj "
    "aid/aid/NOUN/NN/5/nsubj reached/reach/VERB/VBD/0/ROOT Oslo_/oslo/PROPN/NNP/5/obj ././PUNCT/./5/punct"
)
FRENCH = (
    "A/a/DET/DT/5/det French/french/ADJ/JJ/5/amod and/and/CCONJ/CC/4/cc Italian/italian/ADJ/JJ/2/conj "
    "choir/choir/NOUN/NN/6/nsubj sang_/sang/VERB/VBD/0/ROOT ././PUNCT/./6/punct"
)
TOWNS = (
    "Several/several/ADJ/JJ/2/amod towns_/town/NOUN/NNS/9/nsubj ,/,/PUNCT/,/5/punct "
    "including/include/VERB/VBG/5/case Oslo/oslo/PROPN/NNP/2/nmod and/and/CCONJ/CC/7/cc "
    "Bergen_/bergen/PROPN/NNP/5/conj ,/,/PUNCT/,/2/punct burned_/burn/VERB/VBD/0/ROOT ././PUNCT/./9/punct"
)
ATTEMPT = (
    "Attempts/attempt/NOUN/NNS/6/nsubj to/to/PART/TO/3/mark cross/cross/VERB/VB/1/acl the/the/DET/DT/5/det "
    "river/river/NOUN/NN/3/obj failed_/fail/VERB/VBD/0/ROOT ././PUNCT/./6/punct"
)
SWITCHED = (
    "Anna/anna/PROPN/NNP/2/nsubj switched/switch/VERB/VBD/0/ROOT over/over/ADP/RP/2/compound:prt "
    "to/to/ADP/IN/5/case Delta_/delta/PROPN/NNP/2/obl ././PUNCT/./2/punct"
)
WRITER = (
    "Anna/anna/PROPN/NNP/4/nsubj is/be/AUX/VBZ/4/cop a/a/DET/DT/4/det writer/writer/NOUN/NN/0/ROOT "
    "based/base/VERB/VBN/4/acl in/in/ADP/IN/7/case Oslo_/oslo/PROPN/NNP/5/obl ././PUNCT/./4/punct"
)
HEAD = (
    "Anna_/anna/PROPN/NNP/9/nsubj ,/,/PUNCT/,/4/punct a/a/DET/DT/4/det painter/painter/NOUN/NN/1/appos "
    "living/live/VERB/VBG/4/acl in/in/ADP/IN/7/case Oslo_/oslo/PROPN/NNP/5/obl ,/,/PUNCT/,/1/punct "
    "resigned_/resign/VERB/VBD/0/ROOT ././PUNCT/./9/punct"
)
WHAT = (
    "Anna/anna/PROPN/NNP/2/nsubj explained/explain/VERB/VBD/0/ROOT what/what/PRON/WP/2/obj "
    "Jan/jan/PROPN/NNP/5/nsubj saw_/see/VERB/VBD/3/acl:relcl ././PUNCT/./2/punct"
)
WHETHER = (
    "Whether/whether/SCONJ/IN/3/mark Oslo/oslo/PROPN/NNP/3/nsubj wins/win/VERB/VBZ/4/csubj "
    "depends/depend/VERB/VBZ/0/ROOT on/on/ADP/IN/6/case Bergen_/bergen/PROPN/NNP/4/obl ././PUNCT/./4/punct"
)
SEEMS = (
    "Anna/anna/PROPN/NNP/2/nsubj seems/seem/VERB/VBZ/0/ROOT to/to/PART/TO/6/mark be/be/AUX/VB/6/cop "
    "a/a/DET/DT/6/det friend_/friend/NOUN/NN/2/xcomp ././PUNCT/./2/punct"
)
TALL = (
    "The/the/DET/DT/2/det tower/tower/NOUN/NN/6/nsubj is/be/AUX/VBZ/6/cop two/two/NUM/CD/5/nummod "
    "metres/metre/NOUN/NNS/6/obl:unmarked tall_/tall/ADJ/JJ/0/ROOT ././PUNCT/./6/punct"
)
NOT_TO = (
    "Anna/anna/PROPN/NNP/2/nsubj ordered/order/VERB/VBD/0/ROOT Jan/jan/PROPN/NNP/2/obj not/not/PART/RB/6/advmod "
    "to/to/PART/TO/6/mark sell/sell/VERB/VB/2/xcomp Delta/delta/PROPN/NNP/6/obj and/and/CCONJ/CC/10/cc "
    "to/to/PART/TO/10/mark keep/keep/VERB/VB/6/conj Alpha_/alpha/PROPN/NNP/10/obj ././PUNCT/./2/punct"
)
AGAINST = (
    "Oslo/oslo/PROPN/NNP/2/nsubj voted/vote/VERB/VBD/0/ROOT against/against/ADP/IN/5/case the/the/DET/DT/5/det "
    "motion_/motion/NOUN/NN/2/obl ,/,/PUNCT/,/9/punct but/but/CCONJ/CC/9/cc Bergen/bergen/PROPN/NNP/9/nsubj "
    "did/do/AUX/VBD/2/conj not_/not/PART/RB/9/advmod ././PUNCT/./2/punct"
)
IF_FALLS = (
    "If/if/SCONJ/IN/3/mark prices/price/NOUN/NNS/3/nsubj fall_/fall/VERB/VBP/7/advcl ,/,/PUNCT/,/3/punct "
    "Anna/anna/PROPN/NNP/7/nsubj will/will/AUX/MD/7/aux stop/stop/VERB/VB/0/ROOT selling/sell/VERB/VBG/7/xcomp "
    "wheat_/wheat/NOUN/NN/8/obj ././PUNCT/./7/punct"
)
MR = "Mr./mr./PROPN/NNP/2/nmod:desc Berg/berg/PROPN/NNP/3/nsubj left_/leave/ADV/VBD/0/ROOT ././PUNCT/./3/punct"
BRACKETS = (
    "The/the/DET/DT/2/det river/river/NOUN/NN/9/nsubj (_/(/PUNCT/-LRB-/5/punct the/the/DET/DT/5/det "
    "longest/long/ADJ/JJS/2/appos in/in/ADP/IN/7/case Norway_/norway/PROPN/NNP/5/obl )/)/PUNCT/-RRB-/5/punct "
    "froze_/freeze/VERB/VBD/0/ROOT ././PUNCT/./9/punct"
)
MEASURED = (
    "Two/two/NUM/CD/2/nummod years/year/NOUN/NNS/3/obl:unmarked later/late/ADV/RBR/6/advmod the/the/DET/DT/5/det "
    "mill/mill/NOUN/NN/6/nsubj closed_/close/VERB/VBD/0/ROOT ././PUNCT/./6/punct"
)
BUILT = (
    "The/the/DET/DT/2/det bridge/bridge/NOUN/NN/8/nsubj that/that/PRON/WDT/5/obj Jan/jan/PROPN/NNP/5/nsubj "
    "built/build/VERB/VBD/2/acl:relcl in/in/ADP/IN/7/case May/may/PROPN/NNP/5/obl "
    "collapsed_/collapse/VERB/VBD/0/ROOT ././PUNCT/./8/punct"
)
ON_MONDAY = (
    "On/on/ADP/IN/2/case Monday_/monday/PROPN/NNP/8/obl ,/,/PUNCT/,/5/punct May/may/PROPN/NNP/5/nmod:unmarked "
    "4_/4/NUM/CD/2/appos ,/,/PUNCT/,/2/punct Anna/anna/PROPN/NNP/8/nsubj left_/leave/VERB/VBD/0/ROOT "
    "././PUNCT/./8/punct"
)
TASKS = (
    "The/the/DET/DT/2/det council/council/NOUN/NN/3/nsubj has/have/VERB/VBZ/0/ROOT two/two/NUM/CD/5/nummod "
    "tasks_/task/NOUN/NNS/3/obj :/:/PUNCT/:/8/punct to/to/PART/TO/8/mark hire/hire/VERB/VB/5/appos "
    "guards/guard/NOUN/NNS/8/obj and/and/CCONJ/CC/12/cc to/to/PART/TO/12/mark build/build/VERB/VB/8/conj "
    "walls_/wall/NOUN/NNS/12/obj ././PUNCT/./3/punct"
)
FACT_THAT = (
    "The/the/DET/DT/2/det fact/fact/NOUN/NN/6/nsubj that/that/SCONJ/IN/5/mark Oslo/oslo/PROPN/NNP/5/nsubj "
    "lost/lose/VERB/VBD/2/acl angered/anger/VERB/VBD/0/ROOT Bergen_/bergen/PROPN/NNP/6/obj ././PUNCT/./6/punct"
)
ORDER = (
    "Anna/anna/PROPN/NNP/2/nsubj issued/issue/VERB/VBD/0/ROOT an/a/DET/DT/4/det order/order/NOUN/NN/2/obj "
    "that/that/SCONJ/IN/8/mark Jan/jan/PROPN/NNP/8/nsubj must/must/AUX/MD/8/aux leave_/leave/VERB/VB/4/acl "
    "././PUNCT/./2/punct"
)
CALLED = (
    "Anna/anna/PROPN/NNP/2/nsubj called/call/VERB/VBD/0/ROOT the/the/DET/DT/4/det offer/offer/NOUN/NN/2/obj "
    "\u201c_/\u201c/PUNCT/``/7/punct an/a/DET/DT/7/det insult_/insult/NOUN/NN/2/xcomp \u201d_/\u201d/PUNCT/''/7/punct "
    "././PUNCT/./2/punct"
)
SO_DID = (
    "Oslo/oslo/PROPN/NNP/2/nsubj signed/sign/VERB/VBD/0/ROOT the/the/DET/DT/4/det pact_/pact/NOUN/NN/2/obj "
    ",/,/PUNCT/,/8/punct and/and/CCONJ/CC/8/cc so/so/ADV/RB/8/advmod did/do/VERB/VBD/2/conj "
    "Bergen_/bergen/PROPN/NNP/8/obj ././PUNCT/./2/punct"
)
NAMES = (
    "Anna/anna/PROPN/NNP/4/nsubj Maria/maria/PROPN/NNP/4/nsubj Berg/berg/PROPN/NNP/1/flat won_/win/VERB/VBD/0/ROOT "
    "././PUNCT/./4/punct"
)
ABOUT = (
    "About/about/ADV/RB/2/advmod 800/800/NUM/CD/4/nsubj have/have/AUX/VBP/4/aux left_/leave/VERB/VBN/0/ROOT "
    "././PUNCT/./4/punct"
)

WHEN = (
    "The/the/DET/DT/2/det roof/roof/NOUN/NN/3/nsubj fell/fall/VERB/VBD/0/ROOT when/when/ADV/WRB/8/advmod "
    "the/the/DET/DT/6/det hall/hall/NOUN/NN/8/nsubj was/be/AUX/VBD/8/cop full_/full/ADJ/JJ/3/advcl "
    "././PUNCT/./3/punct"
)
HELD = (
    "The/the/DET/DT/2/det vote/vote/NOUN/NN/6/nsubj:pass is/be/AUX/VBZ/6/aux to/to/PART/TO/6/mark "
    "be/be/AUX/VB/6/aux:pass held/hold/VERB/VBN/0/ROOT in/in/ADP/IN/8/case May_/may/PROPN/NNP/6/obl "
    "././PUNCT/./6/punct"
)
TO_LEAVE = (
    "Troops/troops/NOUN/NNS/4/nsubj:outer are/be/AUX/VBP/4/cop to/to/PART/TO/4/mark leave/leave/VERB/VB/0/ROOT "
    "Oslo_/oslo/PROPN/NNP/4/obj ././PUNCT/./4/punct"
)
SPEAKER = (
    "Anna/anna/PROPN/NNP/10/nsubj Berg/berg/PROPN/NNP/1/flat and/and/CCONJ/CC/4/cc Jan/jan/PROPN/NNP/1/conj "
    "Holm_/holm/PROPN/NNP/4/flat ,/,/PUNCT/,/8/punct the/the/DET/DT/8/det speaker_/speaker/NOUN/NN/1/appos "
    ",/,/PUNCT/,/1/punct resigned_/resign/VERB/VBD/0/ROOT ././PUNCT/./10/punct"
)
PLAN = (
    "There/there/PRON/EX/2/expl was/be/VERB/VBD/0/ROOT a/a/DET/DT/4/det plan/plan/NOUN/NN/2/nsubj "
    "to/to/PART/TO/6/mark leave/leave/VERB/VB/4/acl Oslo_/oslo/PROPN/NNP/6/obj ././PUNCT/./2/punct"
)
FOND = (
    "Anna/anna/PROPN/NNP/2/nsubj met/meet/VERB/VBD/0/ROOT a/a/DET/DT/4/det man/man/NOUN/NN/2/obj "
    "fond/fond/ADJ/JJ/4/amod of/of/ADP/IN/7/case dogs_/dog/NOUN/NNS/5/obl ././PUNCT/./2/punct"
)
HOW_MUCH = (
    "Anna/anna/PROPN/NNP/2/nsubj asked/ask/VERB/VBD/0/ROOT how/how/ADV/WRB/4/advmod much/much/ADJ/JJ/6/obj "
    "Jan/jan/PROPN/NNP/6/nsubj paid/pay/VERB/VBD/2/ccomp for/for/ADP/IN/8/case Delta_/delta/PROPN/NNP/6/obl "
    "././PUNCT/./2/punct"
)
LEAST = (
    "The/the/DET/DT/2/det attack/attack/NOUN/NN/3/nsubj killed/kill/VERB/VBD/0/ROOT at/at/ADP/IN/5/case "
    "least/least/ADJ/JJS/6/nmod 12/12/NUM/CD/7/nummod people_/people/NOUN/NNS/3/obj ././PUNCT/./3/punct"
)
NEITHER_NOR = (
    "Anna/anna/PROPN/NNP/4/nsubj will/will/AUX/MD/4/aux neither/neither/CCONJ/CC/4/cc:preconj "
    "sell/sell/VERB/VB/0/ROOT Delta/delta/PROPN/NNP/4/obj nor/nor/CCONJ/CC/7/cc keep/keep/VERB/VB/4/conj "
    "Alpha_/alpha/PROPN/NNP/7/obj ././PUNCT/./4/punct"
)
DID_NOT = (
    "They/they/PRON/PRP/4/nsubj did/do/AUX/VBD/4/aux not/not/PART/RB/4/advmod sign/sign/VERB/VB/0/ROOT "
    "or/or/CCONJ/CC/6/cc ratify/ratify/VERB/VB/4/conj the/the/DET/DT/8/det pact_/pact/NOUN/NN/4/obj "
    "././PUNCT/./4/punct"
)
ASKED = (
    "The/the/DET/DT/2/det king/king/NOUN/NN/3/nsubj asked/ask/VERB/VBD/0/ROOT the/the/DET/DT/5/det "
    "baron/baron/PROPN/NNP/3/iobj to/to/PART/TO/7/mark form/form/VERB/VB/3/xcomp a/a/DET/DT/9/det "
    "government_/government/NOUN/NN/7/obj ././PUNCT/./3/punct"
)
ELECTED = (
    "Anna/anna/PROPN/NNP/3/nsubj:pass is/be/AUX/VBZ/3/aux:pass expected/expect/VERB/VBN/0/ROOT "
    "to/to/PART/TO/6/mark be/be/AUX/VB/7/cop elected/elect/VERB/VBN/3/xcomp president_/president/NOUN/NN/6/xcomp "
    "././PUNCT/./3/punct"
)
SAID_AND = (
    "Anna/anna/PROPN/NNP/2/nsubj said/say/VERB/VBD/0/ROOT that/that/SCONJ/IN/5/mark Oslo/oslo/PROPN/NNP/5/nsubj "
    "won/win/VERB/VBD/2/ccomp and/and/CCONJ/CC/7/cc left_/leave/VERB/VBD/5/conj ././PUNCT/./2/punct"
)
CHARGED = (
    "The/the/DET/DT/2/det men/man/NOUN/NNS/4/nsubj:pass were/be/AUX/VBD/4/aux:pass charged/charge/VERB/VBN/0/ROOT "
    "with/with/ADP/IN/6/case theft/theft/NOUN/NN/4/obl and/and/CCONJ/CC/8/cc released_/release/VERB/VBN/6/conj "
    "././PUNCT/./4/punct"
)
LENT = (
    "The/the/DET/DT/2/det bank/bank/NOUN/NN/3/nsubj lent/lend/VERB/VBD/0/ROOT Anna/anna/PROPN/NNP/3/iobj "
    "money_/money/NOUN/NN/3/obj ././PUNCT/./3/punct"
)
NAVIES = (
    "Norway/norway/PROPN/NNP/5/nmod:poss and/and/CCONJ/CC/3/cc Sweden_/sweden/PROPN/NNP/5/nmod:poss "
    "'s/'s/PART/POS/3/case navies/navy/NOUN/NNS/6/nsubj met_/meet/VERB/VBD/0/ROOT ././PUNCT/./6/punct"
)
CLEFT = (
    "It/it/PRON/PRP/3/expl was/be/AUX/VBD/3/cop Oslo/oslo/PROPN/NNP/0/ROOT that/that/PRON/WDT/5/nsubj "
    "won_/win/VERB/VBD/3/advcl:relcl ././PUNCT/./3/punct"
)
WHO = (
    "It/it/PRON/PRP/4/nsubj was/be/AUX/VBD/4/cop the/the/DET/DT/4/det king/king/NOUN/NN/0/ROOT "
    "who/who/PRON/WP/6/nsubj signed/sign/VERB/VBD/4/acl:relcl the/the/DET/DT/8/det law_/law/NOUN/NN/6/obj "
    "././PUNCT/./4/punct"
)
SEEMS_THERE = (
    "There/there/PRON/EX/2/expl seems/seem/VERB/VBZ/0/ROOT to/to/PART/TO/4/mark be/be/VERB/VB/2/xcomp "
    "a/a/DET/DT/6/det mistake_/mistake/NOUN/NN/4/nsubj ././PUNCT/./2/punct"
)
YET = (
    "Oslo/oslo/PROPN/NNP/2/nsubj has/have/VERB/VBZ/0/ROOT yet/yet/ADV/RB/2/advmod to/to/PART/TO/5/mark "
    "ratify/ratify/VERB/VB/2/xcomp the/the/DET/DT/7/det pact_/pact/NOUN/NN/5/obj ././PUNCT/./2/punct"
)
CLEANED = (
    "The/the/DET/DT/2/det well/well/NOUN/NN/4/nsubj:pass was/be/AUX/VBD/4/aux:pass cleaned/clean/VERB/VBN/0/ROOT "
    "by/by/SCONJ/IN/6/mark adding/add/VERB/VBG/4/advcl sand_/sand/NOUN/NN/6/obj ././PUNCT/./4/punct"
)
BECAME = (
    "Anna/anna/PROPN/NNP/2/nsubj became/become/VERB/VBD/0/ROOT the/the/DET/DT/4/det first/first/ADJ/JJ/2/xcomp "
    "to/to/PART/TO/6/mark join/join/VERB/VB/2/xcomp Delta_/delta/PROPN/NNP/6/obj ././PUNCT/./2/punct"
)
TWO_CRIMES = (
    "It/it/PRON/PRP/4/nsubj is/be/AUX/VBZ/4/cop a/a/DET/DT/4/det crime/crime/NOUN/NN/0/ROOT "
    "under/under/ADP/IN/7/case the/the/DET/DT/7/det act/act/NOUN/NN/4/nmod and/and/CCONJ/CC/11/cc "
    "is/be/AUX/VBZ/11/cop an/a/DET/DT/11/det offence_/offence/NOUN/NN/7/conj ././PUNCT/./4/punct"
)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param(ABLE, ("the troops", "were able to hold", "Oslo"), id="infinitive"),
        pytest.param(ABLE, ("the troops", "were able to defeat", "Bergen"), id="second-infinitive"),
        pytest.param(ABLE, ("the troops", "were able to hold Oslo In", "May"), id="time-of-the-verb-above"),
        pytest.param(ABLE, ("the troops", "were able to defeat Bergen In", "May"), id="time-of-both-infinitives"),
        pytest.param(FAIR, ("The harbour", "is", "wide"), id="coordinated-adjectives"),
        pytest.param(BOUGHT, ("Anna", "bought", "the theatre"), id="object-of-both-verbs"),
        pytest.param(WELL, ("The pump", "works", "well"), id="adverb-that-closes"),
        pytest.param(AID, ("Economic aid", "reached", "Oslo"), id="first-modifier"),
        pytest.param(AID, ("military aid", "reached", "Oslo"), id="second-modifier"),
        pytest.param(FRENCH, ("A French choir", "sang", ""), id="article-before-the-first"),
        pytest.param(FRENCH, ("Italian choir", "sang", ""), id="no-article-before-the-second"),
        pytest.param(TOWNS, ("Several towns", "including", "Bergen"), id="including"),
        pytest.param(TOWNS, ("Several towns", "burned", ""), id="subject-without-what-it-includes"),
        pytest.param(ATTEMPT, ("Attempts to cross the river", "failed", ""), id="content-of-a-subject"),
        pytest.param(FACT_THAT, ("The fact that Oslo lost", "angered", "Bergen"), id="clause-of-a-subject"),
        pytest.param(FACT_THAT, ("Oslo", "lost", ""), id="what-the-clause-of-a-noun-says"),
        pytest.param(ORDER, ("Anna", "issued an order that", "Jan must leave"), id="clause-of-an-object"),
        pytest.param(WHAT, ("Anna", "explained", "what Jan saw"), id="free-relative"),
        pytest.param(WHETHER, ("Whether Oslo wins", "depends on", "Bergen"), id="clause-as-subject"),
        pytest.param(WRITER, ("Anna", "based in", "Oslo"), id="participle-of-a-predicative-noun"),
        pytest.param(HEAD, ("Anna", "living in", "Oslo"), id="participle-of-an-apposition"),
        pytest.param(SEEMS, ("Anna", "seems to be", "a friend"), id="raising"),
        pytest.param(CALLED, ("Anna", "called the offer", "an insult"), id="object-complement"),
        pytest.param(TALL, ("The tower", "is", "two metres tall"), id="measure"),
        pytest.param(NOT_TO, ("Anna", "ordered Jan not to sell", "Delta"), id="negated-infinitive"),
        pytest.param(NOT_TO, ("Anna", "ordered Jan to keep", "Alpha"), id="second-infinitive-of-an-object"),
        pytest.param(AGAINST, ("Bergen", "did not voted against", "the motion"), id="ellipsis-with-oblique"),
        pytest.param(SO_DID, ("Bergen", "did signed", "the pact"), id="inverted-ellipsis"),
        pytest.param(
            IF_FALLS, ("Anna", "will stop selling wheat If", "prices fall"), id="circumstance-of-the-verb-above"
        ),
        pytest.param(BRACKETS, ("The river", "is", "the longest in Norway"), id="apposed-superlative"),
        pytest.param(NAMES, ("Anna Maria Berg", "won", ""), id="two-labels-one-name"),
        pytest.param(WHEN, ("the hall", "was", "full"), id="when-is-no-part-of-what-is-said"),
        pytest.param(HELD, ("The vote", "is to be held in", "May"), id="is-to-be"),
        pytest.param(TO_LEAVE, ("Troops", "are to leave", "Oslo"), id="are-to"),
        pytest.param(SPEAKER, ("Jan Holm", "is", "the speaker"), id="one-of-two-names"),
        pytest.param(PLAN, ("There", "was", "a plan to leave Oslo"), id="content-of-what-there-is"),
        pytest.param(FOND, ("Anna", "met", "a man"), id="noun-without-what-completes-its-adjective"),
        pytest.param(HOW_MUCH, ("Jan", "paid for", "Delta"), id="beside-what-is-asked-for"),
        pytest.param(LEAST, ("The attack", "killed", "at least 12 people"), id="measure-of-a-number"),
        pytest.param(NEITHER_NOR, ("Anna", "will neither sell", "Delta"), id="neither"),
        pytest.param(NEITHER_NOR, ("Anna", "will nor keep", "Alpha"), id="nor"),
        pytest.param(DID_NOT, ("They", "did not ratify", "the pact"), id="negation-of-both-verbs"),
        pytest.param(ASKED, ("The king", "asked the baron to form", "a government"), id="whoever-is-asked"),
        pytest.param(ELECTED, ("Anna", "is expected to be elected", "president"), id="copula-of-another-parse"),
        pytest.param(SAID_AND, ("Anna", "said", "that Oslo won"), id="clause-that-is-said"),
        pytest.param(LENT, ("The bank", "lent", "Anna"), id="receiver"),
        pytest.param(LENT, ("The bank", "lent", "money"), id="object-beside-a-receiver"),
        pytest.param(NAVIES, ("Norway", "has", "navies"), id="first-of-two-possessors"),
        pytest.param(NAVIES, ("Sweden", "has", "navies"), id="second-of-two-possessors"),
        pytest.param(CLEFT, ("Oslo", "won", ""), id="cleft"),
        pytest.param(WHO, ("the king", "signed", "the law"), id="cleft-parsed-as-a-relative-clause"),
        pytest.param(SEEMS_THERE, ("There", "seems to be", "a mistake"), id="raised-there"),
        pytest.param(YET, ("Oslo", "has yet to ratify", "the pact"), id="still-to-come"),
        pytest.param(CLEANED, ("The well", "was cleaned by", "adding sand"), id="means"),
        pytest.param(BECAME, ("Anna", "became", "the first"), id="predicative-word-before-an-infinitive"),
        pytest.param(TWO_CRIMES, ("It", "is", "an offence"), id="predicate-hung-on-a-noun"),
    ],
)
def test_minimal_facts(table: str, expected: tuple[str, str, str]) -> None:
    assert expected in triples(table)


@pytest.mark.parametrize(
    ("table", "unwanted"),
    [
        pytest.param(ABLE, ("the troops", "were able In", "May"), id="governor-without-its-infinitive"),
        pytest.param(TALL, ("The tower", "is two metres tall", "two metres"), id="measure-is-no-oblique"),
        pytest.param(NOT_TO, ("Anna", "ordered Jan to sell", "Delta"), id="negation-lost"),
        pytest.param(SO_DID, ("Oslo", "did", "Bergen"), id="subject-behind-is-no-object"),
        pytest.param(WHAT, ("Jan", "saw", "what"), id="no-pronoun"),
        pytest.param(WHO, ("It", "signed", "the law"), id="cleft"),
        pytest.param(CLEANED, ("The well", "adding", "sand"), id="means-of-a-passive"),
        pytest.param(BECAME, ("Anna", "became to join", "Delta"), id="infinitive-of-the-predicative-word"),
        pytest.param(SPEAKER, ("Anna Berg", "is", "the speaker"), id="the-other-of-two-names"),
        pytest.param(HOW_MUCH, ("Jan", "paid", "much"), id="what-is-asked-for"),
        pytest.param(FOND, ("Anna", "met", "a man fond"), id="half-of-an-adjective-phrase"),
        pytest.param(SAID_AND, ("Anna", "said", "left"), id="verb-without-its-subject"),
        pytest.param(CHARGED, ("The men", "were charged with", "released"), id="participle-hung-on-a-noun"),
        pytest.param(MR, ("Berg", "is", "Mr."), id="courtesy"),
        pytest.param(ON_MONDAY, ("Monday", "is", "May 4"), id="date"),
    ],
)
@pytest.mark.parametrize("detail", Detail)
def test_what_is_no_fact(table: str, unwanted: tuple[str, str, str], detail: Detail) -> None:
    assert unwanted not in triples(table, detail)


def test_modifiers_stay_together_in_a_whole_clause_only() -> None:
    together = ("Economic and military aid", "reached", "Oslo")
    assert together in triples(AID, Detail.CLAUSE)
    assert together not in triples(AID)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param(ABLE, ("the troops", "were able to hold", "Oslo In May"), id="time-of-the-verb-above"),
        pytest.param(FAIR, ("The harbour", "is", "deep , cold and wide"), id="coordinated-adjectives"),
        pytest.param(WELL, ("The pump", "works", "well"), id="adverb-that-closes"),
        pytest.param(HEAD, ("Anna", "resigned", ""), id="apposition-speaks-for-itself"),
        pytest.param(WHAT, ("Anna", "explained", "what Jan saw"), id="free-relative"),
        pytest.param(WHETHER, ("Whether Oslo wins", "depends on", "Bergen"), id="clause-as-subject"),
        pytest.param(SEEMS, ("Anna", "seems to be", "a friend"), id="raising"),
        pytest.param(CALLED, ("Anna", "called", "the offer \u201c an insult \u201d"), id="closing-quotation-mark"),
        pytest.param(AGAINST, ("Bergen", "did not voted against", "the motion"), id="ellipsis-with-oblique"),
        pytest.param(BRACKETS, ("The river", "froze", ""), id="brackets-speak-for-themselves"),
        pytest.param(MEASURED, ("the mill", "closed", "Two years later"), id="measured-time"),
        pytest.param(BUILT, ("Jan", "built", "The bridge in May"), id="gap-comes-first"),
        pytest.param(ON_MONDAY, ("Anna", "left", "On Monday , May 4"), id="date-stays-together"),
        pytest.param(TASKS, ("two tasks", "is", "to hire guards"), id="apposed-infinitive"),
        pytest.param(ABOUT, ("About 800", "have left", ""), id="adverb-of-a-number"),
        pytest.param(NAMES, ("Anna Maria Berg", "won", ""), id="two-labels-one-name"),
        pytest.param(CLEFT, ("Oslo", "won", ""), id="cleft"),
        pytest.param(SEEMS_THERE, ("There", "seems to be", "a mistake"), id="raised-there"),
        pytest.param(WHEN, ("The roof", "fell", "when the hall was full"), id="when"),
        pytest.param(WHEN, ("the hall", "was", "full"), id="when-is-no-part-of-what-is-said"),
        pytest.param(HELD, ("The vote", "is to be held in", "May"), id="is-to-be"),
    ],
)
def test_whole_clauses(table: str, expected: tuple[str, str, str]) -> None:
    assert expected in triples(table, Detail.CLAUSE)


def colours(size: int) -> Doc:
    """A house of so many colours."""
    words = ["We", "saw", *["red"] * size, "and", "blue", "houses"]
    noun = len(words) - 1
    heads = [1, 1, noun, *[2] * (size - 1), noun - 1, 2, 1]
    deps = ["nsubj", "ROOT", "amod", *["conj"] * (size - 1), "cc", "conj", "obj"]
    tags = ["PRP", "VBD", *["JJ"] * size, "CC", "JJ", "NNS"]
    return Doc(
        vocab(), words=words, lemmas=words, tags=tags, pos=["NOUN"] * len(words), heads=heads, deps=deps,
        sent_starts=[True, *[False] * noun],
    )  # fmt: skip


@pytest.mark.parametrize(("size", "facts"), [(1, 2), (3, 4), (1000, 1)])
def test_a_long_list_of_modifiers_stays_together(size: int, facts: int) -> None:
    tree = Tree.of(colours(size))
    assert len(list(open_triples(Clauses(tree, load_words()), tree.sentences[0]))) == facts
