"""A search that is saved under a name: `[[view]]`."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from pipeline.errors import UsageError
from pipeline.language.search_words import WordQuery
from scrape.config.days import parse_days
from scrape.config.values import Language, Line, Name, Time

__all__ = ["ViewTable"]


class ViewTable(BaseModel):
    """A ``[[view]]``: what the table of the pages is asked, in the words of its address."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: Annotated[Name, StringConstraints(max_length=60)]
    who: list[Line] = []
    words: Line | None = None
    outlet: Line | None = None
    language: Language | None = None
    status: Literal["confirmed", "review", "rejected", "all"] | None = None
    place: Literal["headline", "lead", "body"] | None = None
    since: Time | None = None
    until: Time | None = None
    found: Literal["24h", "7d"] | None = None
    quoted: bool = False
    every: bool = False

    @model_validator(mode="after")
    def _can_be_asked(self) -> Self:
        try:
            if self.words is not None:
                WordQuery.parse(self.words)
            parse_days(*(None if day is None else str(day) for day in (self.since, self.until)))
        except UsageError as error:
            raise ValueError(str(error).replace("--", "")) from error
        return self
