"""The examples of docs/graph.md are what the program writes: `python -m tests.test_graph_page` prints them."""

import re
import sys
from functools import cache
from pathlib import Path

import pyoxigraph
from pyoxigraph import DefaultGraph, RdfFormat, serialize

sys.path.insert(0, str(Path(__file__).parent))

from graphs import Writer

from kg.explain import explain
from kg.explain.text import render
from kg.model import Entity, Polarity
from kg.rdf import META, PREFIXES
from kg.store import Store, default_rules

PAGE = Path(__file__).parent.parent / "docs" / "graph.md"
SERBIA = Entity("Serbia", "State", link="Serbia", aliases=frozenset({"Serbian"}))
RUSSIA = Entity("Moscow", "State", link="Russia")


@cache
def store() -> Store:
    made = Store(Path("memory"), pyoxigraph.Store(), default_rules())
    ally = Writer("https://ledger.example.org/2023/ally", "Old friends", published="2023-11-20")
    made.add(
        ally.say(
            SERBIA, "allied_with", RUSSIA, quote="Serbia is an ally of Moscow.", cue="ally", confidence=0.85
        ).done()
    )
    denial = Writer("https://review.example.org/2023/no-ally", "No friends", published="2023-11-22")
    denial.say(
        SERBIA,
        "allied_with",
        RUSSIA,
        quote="Serbia is no ally of Moscow.",
        cue="ally",
        confidence=0.8,
        polarity=Polarity.NEGATED,
    )
    made.add(denial.done())
    return made


def turtle(*starts: str) -> str:
    """Quads of the nodes whose ids start so, as TriG without the prefixes."""
    found = (q for q in store().quads.quads_for_pattern(None, None, None, None) if q.graph_name != META)
    chosen = [q for q in found if re.search(f"/({'|'.join(starts)})", str(q.subject))]
    ordered = sorted(
        chosen, key=lambda q: (q.graph_name != DefaultGraph(), str(q.subject), str(q.predicate), str(q.object))
    )
    data = (serialize(ordered, format=RdfFormat.TRIG, prefixes=dict(PREFIXES)) or b"").decode()
    return re.sub(r"(?m)^@prefix .*\n", "", data).replace("\t", "    ").strip()


def examples() -> dict[str, str]:
    """The examples of the page, by the comment before each."""
    view, article = store().view, store().view.of_source("https://ledger.example.org/2023/ally")[0]
    said = view.said(article)
    serbia = next(r for r in said.references if r.entity.link == "Serbia")
    described = re.search("description-[0-9a-f]+", "".join(store().nquads()).split(f"{serbia.id}>", 1)[1])
    assert described
    parts = (article, next(iter(said.evidences)).id, serbia.id, described[0])
    return {
        "layer 1": turtle(*parts),
        "layer 3": turtle("entity/Serbia$", "entity/Serbia>", "statement-", "inference-"),
        "explain": render(explain(store(), "Serbia", "allied with", "Russia")).rstrip(),
    }


def test_examples_are_what_the_program_writes() -> None:
    page = PAGE.read_text(encoding="utf-8")
    missing = [name for name, text in examples().items() if text not in page]
    assert missing == [], "run `python -m tests.test_graph_page` and put its output into docs/graph.md"


if __name__ == "__main__":
    for name, text in examples().items():
        sys.stdout.write(f"=== {name}\n{text}\n\n")
