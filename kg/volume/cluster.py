"""Extraction on a Ray cluster: tasks read, actors that load the pipeline once extract, shards of N-Quads come back to one writer.

Rows keep their order, so that the graph is the same, byte for byte, as one process makes it. Files and the folder of shards must be
where all machines of the cluster find them under the same name.
"""

import json
import logging
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from kg.assembly import unified
from kg.errors import ResourceError
from kg.model import Article, Extraction, digest
from kg.pipeline import Tools, attempt
from kg.rdf import GraphView, extraction_quads
from kg.reading import ReadFailure, ReadNote, ReadOptions, Settings, Tally, expanded, read
from kg.reading.language import in_english

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Cluster", "Job"]

BATCH: Final = 32
"""Articles of a shard."""
BLOCK: Final = 1 << 18
"""Bytes of a block, on which one actor works at a time."""

Row: TypeAlias = dict[str, str]
"""`kind` ("article", "failure", "note", "tally", "shard") and `data`, as JSON: what tables of Arrow can hold."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to read and how; `known` are ids of articles that need no reading."""

    places: tuple[str, ...]
    options: ReadOptions
    settings: Settings
    known: frozenset[str] = frozenset()
    force: bool = False
    pipeline: str | None = None


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where to work: a cluster's `address`, "" for this machine; `workers` actors; `shards` is the folder between them."""

    workers: int
    shards: Path
    address: str = ""

    def extractions(self, job: Job, tally: Tally) -> Iterator[Extraction | ReadFailure | ReadNote]:
        """What the articles of a job say, in order, and the failures among them; `tally` counts what they lack.

        Raises:
            ResourceError: if Ray is not installed, or the cluster cannot be reached.
        """
        ray = started(self.address, self.workers)
        try:
            self.shards.mkdir(parents=True, exist_ok=True)
            for row in self._rows(ray, job):
                yield from found(row, tally)
        finally:
            ray.shutdown()
            with suppress(OSError):  # another run's shards stay
                self.shards.rmdir()

    def _rows(self, ray: Any, job: Job) -> Iterator[Row]:  # noqa: ANN401  Ray carries no types
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        context.execution_options.preserve_order = True
        context.target_max_block_size = BLOCK
        places = []
        for place in (p for given in job.places for p in expanded(given)):
            if isinstance(place, str):
                places.append({"place": place})
            else:
                yield packed(place)
        if places:
            rows = (
                ray.data.from_items(places)
                .flat_map(Reader(job))
                .map_batches(
                    Extractor,
                    fn_constructor_args=(job.pipeline, str(self.shards)),
                    batch_size=BATCH,
                    batch_format="numpy",
                    compute=ray.data.ActorPoolStrategy(size=self.workers),
                )
            )
            yield from rows.iter_rows()


def started(address: str, workers: int) -> Any:  # noqa: ANN401  Ray carries no types
    """Ray, connected to a cluster or started on this machine."""
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # what fails is told by kg
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise ResourceError("--engine ray needs Ray; install it with: pip install 'kg-news[ray]'") from error
    for noisy in ("ray", "ray.data"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    local: dict[str, Any] = {} if address else {"num_cpus": workers + 1, "include_dashboard": False}
    try:
        ray.init(address=address or "local", log_to_driver=False, logging_level=logging.ERROR, **local)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise ResourceError(f"Ray at {address or 'this machine'}: {error}") from error
    return ray


@dataclass(frozen=True, slots=True)
class Reader:
    """A place -> rows of its articles and failures; runs on the cluster."""

    job: Job

    def __call__(self, row: Mapping[str, str]) -> Iterator[Row]:
        """The rows of one place, with what its articles lack."""
        job, tally = self.job, Tally()
        for item in in_english(read([row["place"]], job.options, job.settings, tally), force=job.force):
            if not isinstance(item, Article) or item.id not in job.known:
                yield packed(item)
        yield {"kind": "tally", "data": json.dumps({"articles": tally.articles, "missing": tally.missing})}


class Extractor:
    """Rows of articles -> a shard of what they say; an actor of the cluster, which loads its tools once."""

    def __init__(self, pipeline: str | None, shards: str) -> None:
        self.tools = Tools.load(pipeline)
        self.shards = Path(shards)

    def __call__(self, batch: "Mapping[str, NDArray[Any]]") -> "dict[str, list[str]]":
        """The rows of a batch, its articles replaced by a shard."""
        kinds, data = map(list, (batch["kind"], batch["data"]))
        articles = [Article(**json.loads(d)) for k, d in zip(kinds, data, strict=True) if k == "article"]
        said = [attempt(article, self.tools) for article in articles]
        rows = [{"kind": k, "data": d} for k, d in zip(kinds, data, strict=True) if k != "article"]
        rows += [packed(failure) for failure in said if isinstance(failure, ReadFailure)]
        rows += [self._shard([unified(e) for e in said if isinstance(e, Extraction)])]
        return {"kind": [row["kind"] for row in rows], "data": [row["data"] for row in rows]}

    def _shard(self, said: list[Extraction]) -> Row:
        """Write what some articles say; the file is named by the articles, so that a second try writes the same one."""
        ids = [extraction.article.id for extraction in said]
        path = self.shards / f"{digest(*ids)}.nq"
        lines = (f"{quad} .\n" for extraction in said for quad in extraction_quads(extraction))
        path.write_text("".join(lines), encoding="utf-8")
        return {"kind": "shard", "data": json.dumps({"path": str(path), "articles": ids})}


def packed(item: Article | ReadFailure | ReadNote) -> Row:
    """An item as a row."""
    kind = {Article: "article", ReadFailure: "failure", ReadNote: "note"}[type(item)]
    return {"kind": kind, "data": json.dumps(asdict(item))}


def found(row: Row, tally: Tally) -> Iterator[Extraction | ReadFailure | ReadNote]:
    """What a row that came back holds."""
    data = json.loads(row["data"])
    match row["kind"]:
        case "failure":
            yield ReadFailure(**data)
        case "note":
            yield ReadNote(**data)
        case "tally":
            tally.add(Tally(data["articles"], Counter(data["missing"])))
        case "shard":
            yield from read_shard(Path(data["path"]), data["articles"])


def read_shard(path: Path, articles: list[str]) -> Iterator[Extraction]:
    """What the articles of a shard say, in order; the shard is then done with."""
    import pyoxigraph

    quads = pyoxigraph.Store()
    quads.bulk_load(path=str(path), format=pyoxigraph.RdfFormat.N_QUADS)
    view = GraphView(quads)
    yield from (said for article in articles if (said := view.extraction(article)))
    path.unlink(missing_ok=True)
