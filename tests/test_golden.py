"""Every saved query, called as its header's example says, on the samples; `python -m tests.test_golden` writes the answers anew."""

import shlex
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions

from kg import queries
from kg.queries import Query
from kg.rdf.readable import readable
from kg.reading import ReadFailure, ReadOptions, read
from kg.store import Store
from kg.volume.adding import add_all

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"
SAVED = queries.load_queries()


def filled(place: Path) -> Store:
    """A graph of the samples."""
    store = Store.open(place)
    found = read([str(ROOT / "samples")], ReadOptions())
    for _ in add_all((article for article in found if not isinstance(article, ReadFailure)), store):
        pass
    return store


def answer(store: Store, query: Query) -> str:
    """What the example in a query's header gives, a row a line."""
    result = queries.run(store.quads, query, values(query))
    assert isinstance(result, QuerySolutions)
    header = "\t".join(v.value for v in result.variables)
    return "\n".join([header, *("\t".join(map(readable, row)) for row in result)]) + "\n"


def values(query: Query) -> Mapping[str, str]:
    """The parameters of the example."""
    words = iter(shlex.split(query.example)[3:])
    return {name.removeprefix("--").replace("-", "_"): value for name, value in zip(words, words, strict=True)}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with filled(tmp_path_factory.mktemp("golden") / "graph.kg") as opened:
        yield opened


@pytest.mark.model
@pytest.mark.parametrize("name", SAVED)
def test_the_answer_on_the_samples(store: Store, name: str) -> None:
    assert answer(store, SAVED[name]) == (GOLDEN / f"{name}.tsv").read_text(encoding="utf-8"), "run `make docs`"


def test_there_is_an_answer_for_every_query_and_no_other() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == SAVED.keys()


def main() -> None:
    """Write the answers anew."""
    GOLDEN.mkdir(exist_ok=True)
    for stale in GOLDEN.iterdir():
        stale.unlink()
    with tempfile.TemporaryDirectory() as place, filled(Path(place) / "graph.kg") as opened:
        for name, query in SAVED.items():
            (GOLDEN / f"{name}.tsv").write_text(answer(opened, query), encoding="utf-8")


if __name__ == "__main__":
    main()
