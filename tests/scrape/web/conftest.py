"""A server of the pages on an empty database, on each of the two."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage.database.engine import Database
from tests.scrape.web.serving import Pages, serving


@pytest.fixture
def pages(database: Database) -> Iterator[Pages]:
    with serving(database) as up:
        yield up
