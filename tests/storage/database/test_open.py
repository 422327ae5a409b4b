"""Opening a coverage database: made when it is empty, only found when a command just reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import StorageError
from storage.database.open import existing_database, open_database


def test_a_command_that_reads_makes_no_database(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "coverage.sqlite"
    with (
        pytest.raises(StorageError, match=r"coverage\.sqlite yet; run: scrape run"),
        existing_database(f"sqlite:///{file}"),
    ):
        pass
    assert not file.parent.exists()


def test_an_existing_database_is_open_while_the_context_lasts(database_url: str) -> None:
    open_database(database_url).close()
    with existing_database(database_url) as database:
        assert database.revision() is not None
