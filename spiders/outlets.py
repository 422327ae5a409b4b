"""The bundled outlets: facts about the press in `data/outlets.toml`, made by `tools/make_outlets.py`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from pipeline.items import Outlet, OutletRole

__all__ = ["bundled_outlets"]


@cache
def bundled_outlets() -> tuple[Outlet, ...]:
    """Every bundled outlet, in the order of the file."""
    data = tomllib.loads(resources.files("spiders.data").joinpath("outlets.toml").read_text(encoding="utf-8"))
    return tuple(
        Outlet(
            name=row["name"],
            domains=tuple(row.get("domains", ())),
            name_en=row.get("name_en"),
            aliases=tuple(row.get("aliases", ())),
            language=row.get("language"),
            time_zone=row.get("time_zone"),
            naver_oid=row.get("naver_oid"),
            feeds=tuple(row.get("feeds", ())),
            weak=row.get("weak", False),
            sections=tuple(row.get("sections", ())),
            role=next((role for role in OutletRole if row.get(role.value)), OutletRole.PRESS),
        )
        for row in data["outlet"]
    )
