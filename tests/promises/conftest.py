"""Fixtures of the promises: a loopback web, and an internet that leads to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.promises.internet import Internet, connected
from tests.web import Web, open_web


@pytest.fixture
def web() -> Iterator[Web]:
    """Servers on loopback."""
    with open_web() as opened:
        yield opened


@pytest.fixture
def net(web: Web) -> Iterator[Internet]:
    """An internet whose private addresses all lead to host 99 of the web."""
    internet = Internet()
    internet.keep_private(web.host(99))
    with connected(internet):
        yield internet
