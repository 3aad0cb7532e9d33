"""The measures of the benchmarks, on cases counted by hand."""

import importlib
from pathlib import Path

import pytest

import benchmarks
from benchmarks import benchie, carb, plover
from benchmarks.carb import Prediction, Relation

SENTENCE = "Mila Orr said she left Delta"


def gold(*rows: tuple[str, ...]) -> dict[str, list[Relation]]:
    return {SENTENCE: [Relation.of(*row) for row in rows]}


def found(confidence: float, *parts: str) -> Prediction:
    relation, arg1, arg2 = parts
    return Prediction(SENTENCE, confidence, relation, arg1, arg2)


class TestCarbMatch:
    def test_words_are_counted_part_by_part(self) -> None:
        # left | she | Delta against "left", "she", "Delta quietly": 3 of 4 words found, all 3 of the reference
        assert carb.match(Relation.of("left", "she", "Delta"), Relation.of("left", "she", "Delta quietly")) == (
            3 / 4,
            1.0,
        )

    def test_a_word_in_another_part_is_no_match(self) -> None:
        assert carb.match(Relation.of("left", "she", "Delta"), Relation.of("left", "Delta", "she")) == (1 / 3, 1 / 3)

    def test_relations_without_a_common_word_match_nothing(self) -> None:
        assert carb.match(Relation.of("left", "she", "Delta"), Relation.of("quit", "she", "Delta")) == (0.0, 0.0)

    def test_further_arguments_are_one_with_the_second(self) -> None:
        assert carb.match(
            Relation.of("left", "she", "Delta", "in May"), Relation.of("left", "she", "Delta in May")
        ) == (1, 1)

    def test_a_word_counts_as_often_as_both_have_it(self) -> None:
        assert carb.match(Relation.of("met", "Mila", "Mila Mila"), Relation.of("met", "Mila", "Mila")) == (1.0, 3 / 4)

    def test_be_matches_each_of_its_forms(self) -> None:
        assert carb.match(Relation.of("was", "she", "late"), Relation.of("be", "she", "late")) == (1.0, 1.0)

    def test_speaker_and_words_of_a_report_may_change_places(self) -> None:
        reference = Relation.of("said", "she left Delta", "Mila Orr")
        assert carb.match(reference, Relation.of("said", "Mila Orr", "she left Delta")) == (1.0, 1.0)
        reference = Relation.of("denied", "she left Delta", "Mila Orr")
        assert carb.match(reference, Relation.of("denied", "Mila Orr", "she left Delta")) == (1 / 6, 1 / 6)


class TestCarbScore:
    def test_recall_takes_the_best_and_precision_pairs_one_to_one(self) -> None:
        references = gold(("left", "she", "Delta"), ("said", "Mila Orr", "she left Delta"))
        # the second extraction repeats the first: it may serve recall, but finds no reference of its own relation left
        figures = carb.scored([found(1, "left", "she", "Delta"), found(1, "left", "she", "Delta now")], references)
        assert figures["precision"] == pytest.approx(1 / 2)
        assert figures["recall"] == pytest.approx(1 / 2)
        assert figures["f1"] == pytest.approx(1 / 2)

    def test_the_best_threshold_leaves_out_what_is_wrong(self) -> None:
        references = gold(("left", "she", "Delta"))
        right, wrong = found(0.9, "left", "she", "Delta"), found(0.2, "said", "Mila Orr", "she")
        figures = carb.scored([right, wrong], references)
        assert (figures["precision"], figures["recall"], figures["f1"]) == (1.0, 1.0, 1.0)
        # thresholds .2: (P 1/2, R 1), .9: (1, 1), and (1, 0) where the curve begins: a trapezium of width 1, heights 1
        assert figures["auc"] == pytest.approx(1.0)

    def test_the_area_is_under_all_thresholds(self) -> None:
        references = gold(("left", "she", "Delta"), ("said", "Mila Orr", "nothing"))
        sure, unsure = found(0.9, "left", "she", "Delta"), found(0.5, "said", "Mila Orr", "something")
        figures = carb.scored([sure, unsure], references)
        # recall and precision: .9 -> (1/2, 1); .5 -> ((1 + 3/4)/2, (1 + 3/4)/2) = (.875, .875)
        assert figures["auc"] == pytest.approx(0.5 * 1 + 0.375 * (1 + 0.875) / 2)
        assert figures["f1"] == pytest.approx(0.875)

    def test_a_sentence_without_extractions_costs_recall(self) -> None:
        references = {**gold(("left", "she", "Delta")), "It rains": [Relation.of("rains", "It", "")]}
        assert carb.scored([found(1, "left", "she", "Delta")], references)["recall"] == pytest.approx(1 / 2)

    def test_nothing_found_scores_nothing(self) -> None:
        assert carb.scored([], gold(("left", "she", "Delta"))) == {"precision": 0, "recall": 0, "f1": 0, "auc": 0}

    def test_gold_is_read_with_all_arguments(self, tmp_path: Path) -> None:
        path = tmp_path / "gold_dev.tsv"
        path.write_text(f"{SENTENCE}\tleft\tshe\tDelta\tin May\n{SENTENCE}\tsaid\tMila Orr\tit\n", encoding="utf-8")
        left, said = carb.read_gold(path)[SENTENCE]
        assert left == Relation(("left",), ("she",), ("Delta", "in", "May"))
        assert said.arg1 == ("Mila", "Orr")


BENCHIE = """sent_id:1\tThe old port met Delta in May .
1--> Cluster 1:
[The] [old] port --> met --> Delta
1--> Cluster 2:
[The] [old] port --> met Delta in --> May
[The] [old] port --> met Delta --> in May
"""


def test_benchie_counts_a_cluster_once_and_wants_exact_slots(tmp_path: Path) -> None:
    path = tmp_path / "benchie_gold_dev.txt"
    path.write_text(BENCHIE, encoding="utf-8")
    right = [("The port", "met Delta in", "May"), ("port", "met Delta", "in May")]
    figures = benchie.score([("1", t) for t in (*right, ("The port", "met", "delta"))], path)
    assert figures["precision"] == pytest.approx(1 / 2)  # one cluster hit, twice; one extraction wrong
    assert figures["recall"] == pytest.approx(1 / 2)


def test_precision_of_few_statements_is_drawn_to_the_mean() -> None:
    ask, meet = plover.precisions({"verb/meet": (10, 10), "verb/ask": (10, 5)})
    assert ask == ("verb/ask", 10, 5, 0.625)
    assert meet == ("verb/meet", 10, 10, 0.875)
    assert plover.precisions({}) == []


@pytest.mark.parametrize("path", sorted(Path(benchmarks.__file__).parent.glob("[!_]*.py")), ids=lambda path: path.stem)
def test_each_can_be_loaded(path: Path) -> None:
    importlib.import_module(f"benchmarks.{path.stem}")
