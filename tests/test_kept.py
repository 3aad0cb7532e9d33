"""Answers that are kept while the graph stays as it is."""

from kg.serve.frames import Reply
from kg.serve.kept import SHARE, Kept

ANSWER = Reply(200, body=b"x" * 90)


def test_an_answer_is_found_for_what_was_asked_alone() -> None:
    kept = Kept(100 * SHARE)
    kept.turn_to("1")
    kept.keep("1", b"ASK {}", "json", ANSWER)
    assert kept.find(b"ASK {}", "json") is ANSWER
    assert kept.find(b"ASK {}", "csv") is None
    assert kept.find(b"ASK { }", "json") is None


def test_another_version_forgets_all_and_takes_nothing_from_before() -> None:
    kept = Kept(100 * SHARE)
    kept.turn_to("1")
    kept.keep("1", b"ASK {}", "", ANSWER)
    kept.turn_to("2")
    assert (kept.find(b"ASK {}", ""), kept.size) == (None, 0)
    kept.keep("1", b"ASK {}", "", ANSWER)  # it was worked out while another wrote
    assert kept.find(b"ASK {}", "") is None


def test_neither_errors_nor_what_changes_nor_what_is_large_is_kept() -> None:
    kept = Kept(100 * SHARE)
    kept.turn_to("")
    kept.keep("", b"1", "", Reply(400))
    kept.keep("", b"2", "", Reply(200, body=b"x" * 100))
    for query in (b"SELECT (Now() AS ?t) {}", b"struuid", b"rand", b"\\u0072and"):
        kept.keep("", query, "", ANSWER)
        assert kept.find(query, "") is None
    assert kept.size == 0


def test_what_was_not_asked_for_longest_goes_first() -> None:
    kept = Kept(91 * SHARE)
    kept.turn_to("")
    for number in range(SHARE):
        kept.keep("", b"%x" % number, "", ANSWER)
    assert kept.find(b"0", "")
    kept.keep("", b"n", "", ANSWER)
    assert kept.find(b"1", "") is None
    assert kept.find(b"0", "")
    assert kept.size == 91 * SHARE
