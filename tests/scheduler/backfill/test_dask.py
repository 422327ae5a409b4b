"""A backfill by the workers of a Dask cluster: real processes, one of which is killed."""

from __future__ import annotations

import gc
import json
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scrape.shell import scrape, watch
from tests.warcs import article, record, warc

distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install '.[dask]'")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a scheduler with two workers, each a process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        )
        yield made.scheduler_address
        made.close()


def archives(folder: Path, count: int, pages: int = 3) -> list[Path]:
    """So many files, each of which names somebody once."""
    made = []
    for number in range(count):
        url = f"https://nuri.example/view/20240807{number:02d}"
        others = [record(f"{url}{other}", article("날씨", who="한가람")) for other in range(1, pages)]
        made.append(warc(folder / f"{number:02d}.warc.gz", record(f"{url}0", article(f"소식 {number}")), *others))
    return made


def headlines(folder: Path) -> list[str]:
    found = json.loads(scrape("coverage", "--all", "--status", "all", "--format", "json", cwd=folder).out)
    return sorted(row["headline"] for row in found)


def test_a_cluster_stores_what_one_machine_stores(cluster: str, tmp_path: Path) -> None:
    files = archives(tmp_path / "old", 4)
    (tmp_path / "old" / "99.warc.gz").touch()
    watch(tmp_path)
    ended = scrape("backfill", "--dask", cluster, tmp_path / "old", cwd=tmp_path)
    assert "4 files read; pages 12 = covered 4 + no-name 8; new coverage 4" in ended.out
    assert f"failed: {tmp_path / 'old' / '99.warc.gz'}: the file is empty" in ended.err
    assert headlines(tmp_path) == sorted(f"소식 {number}" for number in range(4))
    assert scrape("backfill", *files, cwd=tmp_path).out.startswith("run 2: 0 files read")


def test_a_scheduler_that_does_not_answer_is_named_in_one_line(tmp_path: Path) -> None:
    watch(tmp_path)
    ended = scrape("backfill", "--dask", "nowhere", cwd=tmp_path)
    gc.collect()  # what was left open warns here, not in a test that comes later
    assert ended.code == 1
    assert ended.err.startswith("scrape: --dask nowhere: no scheduler answers there")
    assert len(ended.err.splitlines()) == 1
