"""The loopback web, for tests that crawl it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web import Web, open_web


@pytest.fixture
def web() -> Iterator[Web]:
    with open_web() as opened:
        yield opened
