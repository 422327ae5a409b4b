"""The outlets that a configuration knows. Apart from `sources`, for exports need nothing that reads feeds."""

from __future__ import annotations

from pipeline.items import Outlet
from scrape.config.settings import Settings
from spiders.outlets import bundled_outlets

__all__ = ["known_outlets"]


def known_outlets(settings: Settings) -> tuple[Outlet, ...]:
    """The configured outlets, then the bundled ones."""
    return (*settings.outlets(), *bundled_outlets())
