"""Morphological features that follow from the tags, in Universal Dependencies' terms."""

__all__ = ["FEATURES", "PASSIVE", "PRONOUNS"]

FINITE = "Mood=Ind|Tense={}|VerbForm=Fin"
THIRD = "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin"

FEATURES: dict[tuple[str, str], str] = {
    ("", "CD"): "NumType=Card",
    ("", "JJ"): "Degree=Pos",
    ("", "JJR"): "Degree=Cmp",
    ("", "JJS"): "Degree=Sup",
    ("", "MD"): "VerbForm=Fin",
    ("", "NN"): "Number=Sing",
    ("", "NNP"): "Number=Sing",
    ("", "NNPS"): "Number=Plur",
    ("", "NNS"): "Number=Plur",
    ("", "PRP$"): "Case=Gen|Poss=Yes|PronType=Prs",
    ("", "PRP"): "PronType=Prs",
    ("", "RBR"): "Degree=Cmp",
    ("", "RBS"): "Degree=Sup",
    ("", "VB"): "VerbForm=Inf",
    ("", "VBD"): FINITE.format("Past"),
    ("", "VBG"): "Tense=Pres|VerbForm=Part",
    ("", "VBN"): "Tense=Past|VerbForm=Part",
    ("", "VBP"): FINITE.format("Pres"),
    ("", "VBZ"): THIRD,
    ("", "WP$"): "Poss=Yes|PronType=Rel",
    ("ADJ", "NNP"): "Degree=Pos",
    ("PART", "RB"): "Polarity=Neg",
    ("SYM", "NN"): "Number=Sing",
    ("VERB", "NNP"): "Tense=Past|VerbForm=Part",
    ("X", "NN"): "",
}
"""(UPOS, XPOS) -> features; "" stands for any UPOS that has no line of its own."""

PASSIVE = "Tense=Past|VerbForm=Part|Voice=Pass"

NOMINATIVE = {
    "i": "Number=Sing|Person=1",
    "he": "Gender=Masc|Number=Sing|Person=3",
    "she": "Gender=Fem|Number=Sing|Person=3",
    "we": "Number=Plur|Person=1",
    "they": "Number=Plur|Person=3",
}
ACCUSATIVE = {
    "me": "Number=Sing|Person=1",
    "him": "Gender=Masc|Number=Sing|Person=3",
    "us": "Number=Plur|Person=1",
    "them": "Number=Plur|Person=3",
}
EITHER = {"it": "Gender=Neut|Number=Sing|Person=3", "you": "Person=2"}
POSSESSIVE = {
    "my": "Number=Sing|Person=1",
    "your": "Person=2",
    "his": "Gender=Masc|Number=Sing|Person=3",
    "her": "Gender=Fem|Number=Sing|Person=3",
    "its": "Gender=Neut|Number=Sing|Person=3",
    "our": "Number=Plur|Person=1",
    "their": "Number=Plur|Person=3",
}
REFLEXIVE = {
    "myself": "Number=Sing|Person=1",
    "yourself": "Number=Sing|Person=2",
    "himself": "Gender=Masc|Number=Sing|Person=3",
    "herself": "Gender=Fem|Number=Sing|Person=3",
    "itself": "Gender=Neut|Number=Sing|Person=3",
    "ourselves": "Number=Plur|Person=1",
    "yourselves": "Number=Plur|Person=2",
    "themselves": "Number=Plur|Person=3",
}

PRONOUNS: dict[tuple[str, str], str] = (
    {("PRP", form): f"Case=Nom|{rest}|PronType=Prs" for form, rest in NOMINATIVE.items()}
    | {("PRP", form): f"Case=Acc|{rest}|PronType=Prs" for form, rest in ACCUSATIVE.items()}
    | {("PRP", form): f"{rest}|PronType=Prs" for form, rest in EITHER.items()}
    | {("PRP", "her"): "Case=Acc|Gender=Fem|Number=Sing|Person=3|PronType=Prs"}
    | {("PRP", form): f"Case=Acc|{rest}|PronType=Prs|Reflex=Yes" for form, rest in REFLEXIVE.items()}
    | {("PRP$", form): f"Case=Gen|{rest}|Poss=Yes|PronType=Prs" for form, rest in POSSESSIVE.items()}
)
"""(XPOS, form in lower case) -> features of personal and possessive pronouns."""
