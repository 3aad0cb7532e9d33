"""A cluster reads, one process writes: the same graph as one process makes."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.model import Article, Extraction
from kg.reading import ReadFailure, ReadOptions, Settings, Tally, read
from kg.store import Store
from kg.volume.cluster import Extractor, Job, Reader, found


def job(place: Path, known: frozenset[str] = frozenset()) -> Job:
    return Job((str(place),), ReadOptions(), Settings(), known)


def test_a_task_reads_what_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "They met."}\n{"text": "They left."}\n[1]')
    ids = [item.id for item in read([tmp_path / "a.jsonl"]) if isinstance(item, Article)]
    rows = list(Reader(job(tmp_path, frozenset(ids[:1])))({"place": str(tmp_path / "a.jsonl")}))
    assert [row["kind"] for row in rows] == ["article", "failure", "tally"]
    tally = Tally()
    failures = [item for row in rows[1:] for item in found(row, tally)]
    assert [type(item) for item in failures] == [ReadFailure]
    assert tally.missing["published"] == 2


@pytest.mark.model
def test_a_shard_holds_all_that_its_articles_say(samples: Path, tmp_path: Path) -> None:
    import numpy as np

    rows = [row for path in sorted(samples.glob("*.txt")) for row in Reader(job(path))({"place": str(path)})]
    batch = {key: np.array([row[key] for row in rows], dtype=object) for key in ("kind", "data")}
    out = Extractor(None, str(tmp_path))(batch)
    back = [
        item
        for kind, data in zip(out["kind"], out["data"], strict=True)
        for item in found({"kind": kind, "data": data}, Tally())
        if isinstance(item, Extraction)
    ]
    assert len(back) == len(list(samples.glob("*.txt")))
    assert not list(tmp_path.glob("*.nq"))
    CliRunner().invoke(app, ["--store", str(tmp_path / "one.kg"), "add", str(samples), "--workers", "1"])
    with Store.open(tmp_path / "two.kg") as store:
        for extraction in back:
            store.add(extraction)
        mine = list(store.nquads())
    with Store.open(tmp_path / "one.kg", read_only=True) as store:
        assert list(store.nquads()) == mine


@pytest.mark.model
def test_ray_makes_the_same_graph(samples: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="the extra `ray` is not installed")
    graphs = []
    for engine in ("ray", "processes"):
        store = tmp_path / f"{engine}.kg"
        done = CliRunner().invoke(
            app, ["--store", str(store), "add", str(samples), "--engine", engine, "--workers", "1"]
        )
        assert done.exit_code == 0, done.stderr
        with Store.open(store, read_only=True) as graph:
            graphs.append(list(graph.nquads()))
    assert graphs[0] == graphs[1]
    assert not (tmp_path / "ray.kg.shards").exists()
