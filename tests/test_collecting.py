"""Nobody looks for garbage in circles while a change is worked out, and everybody does again afterwards."""

import gc
from pathlib import Path

import pyoxigraph
import pytest
from graphs import ALAND, BERN, rules, says

from kg.errors import StoreError
from kg.store import Store
from kg.store.collecting import uncollected


def test_it_is_as_it_was_afterwards() -> None:
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_also_where_a_change_fails(tmp_path: Path) -> None:
    store = Store(Path("memory"), pyoxigraph.Store(), rules(tmp_path))
    with pytest.raises(StoreError, match="no such article"):
        store.retract("article-0")
    assert gc.isenabled()


def test_a_change_leaves_nothing_for_it_to_find(tmp_path: Path) -> None:
    store = Store(Path("memory"), pyoxigraph.Store(), rules(tmp_path))
    store.add(says("1", ALAND, "inside", BERN))
    with uncollected():
        gc.collect()
        for number in range(2, 12):
            store.add(says(str(number), ALAND, "inside", BERN))
        assert gc.collect() == 0
