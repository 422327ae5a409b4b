"""``[[outlet]]``: what is known of an outlet."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipeline.items import OutletRole
from scrape.config.values import HttpUrl, Language, Name, NaverNumber, Section, SiteName, Zone

__all__ = ["OutletTable"]


class OutletTable(BaseModel):
    """An ``[[outlet]]``: overrides or adds to the bundled registry."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: Name
    domains: Annotated[list[SiteName], Field(min_length=1)] = []
    sections: list[Section] = []
    name_en: Name | None = None
    aliases: list[Name] = []
    language: Language | None = None
    time_zone: Zone | None = None
    naver_oid: NaverNumber | None = None
    feeds: list[HttpUrl] = []
    wire: bool = False
    newsroom: bool = False
    portal: bool = False

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        if not (self.domains or self.sections):
            raise ValueError("an outlet needs domains, or sections of an outlet's site")
        return self

    @model_validator(mode="after")
    def _has_one_role(self) -> Self:
        if self.wire + self.newsroom + self.portal > 1:
            raise ValueError("only one of wire, newsroom and portal may be true")
        return self

    def role(self) -> OutletRole:
        """What it is to an announcement."""
        said = {OutletRole.WIRE: self.wire, OutletRole.NEWSROOM: self.newsroom, OutletRole.PORTAL: self.portal}
        return next((role for role, holds in said.items() if holds), OutletRole.PRESS)
