"""Settings: `scrape.toml` and the environment, read once and passed down as values.

Relative paths, the built-in ones too, are relative to the file; without a file, to the folder one works in. Secrets
come from the environment alone: `SCRAPE_DATABASE` overrides the database URL.
"""

from __future__ import annotations

import difflib
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from pipeline.errors import ConfigError
from pipeline.items import Affiliation, Entity, EntityKind, Outlet, Watchlist
from scrape.config.complaints import complaints
from scrape.config.origin import Origin
from scrape.config.outlet_table import OutletTable
from scrape.config.toml_file import read_toml
from scrape.config.values import (
    OUTLET_FEEDS,
    Hour,
    HttpUrl,
    Language,
    Line,
    Name,
    OpenUrl,
    Place,
    SourceKindName,
    Time,
    Zone,
)
from scrape.config.view_table import ViewTable
from spiders.sources.names import ADDRESS_KINDS

__all__ = ["OUTLET_FEEDS", "Settings", "check_names", "find_config", "load_settings"]

DEFAULT_DATABASE = "sqlite:///coverage.sqlite"
DEFAULT_NAME = "scrape.toml"


def _one_or_several(value: object) -> object:
    return [value] if isinstance(value, dict) else value


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SpellTable(_Table):
    """An organisation, alias or title with the time it holds: ``{name = "…", since = 2020, until = "2023-06"}``."""

    name: Name
    since: Time | None = None
    until: Time | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        since, until = str(self.since or ""), str(self.until or "")
        shared = min(len(since), len(until))  # a year and a day in it are in order
        if since[:shared] > until[:shared]:
            raise ValueError(f"since ({since}) is after until ({until})")
        return self


class EntityTable(_Table):
    """A ``[[person]]`` or ``[[company]]``."""

    name: Name
    id: Line | None = None
    aliases: list[Name | SpellTable] = []
    affiliations: list[Name | SpellTable] = []
    titles: list[Name | SpellTable] = []
    topics: list[Name] = []
    exclude: list[Line] = []


class SourceTable(_Table):
    """A ``[[source]]``: an address, a service that is asked for each tracked name (``url`` is then where the
    service is, if not where it usually is), or ``outlet-feeds``."""

    kind: SourceKindName
    url: OpenUrl | None = None
    name: Line | None = None
    languages: list[Language] = []

    @model_validator(mode="after")
    def _fits_kind(self) -> Self:
        if self.url is None and self.kind in ADDRESS_KINDS:
            raise ValueError(f"a source of kind {self.kind!r} needs a url")
        if self.url is not None and self.kind == OUTLET_FEEDS:
            raise ValueError(f"a source of kind {OUTLET_FEEDS!r} takes no url: it reads the known outlets' feeds")
        if self.languages and self.kind != OUTLET_FEEDS:
            raise ValueError(f"only a source of kind {OUTLET_FEEDS!r} takes languages")
        return self


class CrawlTable(_Table):
    """``[crawl]``: how we behave on the network."""

    contact: Line | None = None
    delay_seconds: Annotated[float, Field(ge=0, le=300)] = 1.0
    per_host: Annotated[int, Field(ge=1, le=16)] = 1
    pages_per_host: Annotated[int, Field(ge=1, le=1_000_000)] = 1000
    concurrency: Annotated[int, Field(ge=1, le=256)] = 64
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 30.0
    retries: Annotated[int, Field(ge=0, le=10)] = 2
    max_mebibytes: Annotated[float, Field(gt=0, le=1024)] = 10.0
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5
    obey_robots: bool = True
    proxy: HttpUrl | None = None
    allow_private_addresses: bool = False
    workers: Annotated[int, Field(ge=0, le=256)] = 0


class ArchiveTable(_Table):
    """``[archive]``: where every fetched page is kept."""

    enabled: bool = True
    folder: Place = "archive"
    spool: Line = "archive-spool"
    keep_days: Annotated[int, Field(ge=1)] | None = None


class BackfillTable(_Table):
    """``[backfill]``: where workers leave what they found in WARC files, and where CC-NEWS is."""

    folder: Line = "backfill"
    mirror: HttpUrl = "https://data.commoncrawl.org/"


class DaemonTable(_Table):
    """``[daemon]``: how often sources are asked, and how several daemons share them."""

    min_interval_minutes: Annotated[float, Field(gt=0, le=1440)] = 5.0
    first_interval_minutes: Annotated[float, Field(gt=0, le=1440)] = 30.0
    max_interval_hours: Annotated[float, Field(gt=0, le=744)] = 24.0
    tick_seconds: Annotated[float, Field(ge=0.1, le=600)] = 10.0
    lease_seconds: Annotated[float, Field(ge=2, le=3600)] = 180.0
    metrics_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    keep_links_days: Annotated[int, Field(ge=31)] | None = None  # what failed is tried again for 30

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min_interval_minutes > self.max_interval_hours * 60:
            raise ValueError("min_interval_minutes is longer than max_interval_hours")
        return self


class NotifyTable(_Table):
    """``[notify]``, or several ``[[notify]]``: what the daemon tells, when, and of whom; `to` is the variable of
    the environment that holds the addresses."""

    coverage: Literal["off", "new", "daily"] = "off"
    trouble: bool = False
    hour: Hour = time(8)
    time_zone: Zone = "Asia/Seoul"
    new_days: Annotated[int, Field(ge=1, le=366)] = 3
    about: list[Line] = Field(default=[], alias="for")
    to: Annotated[str, Field(pattern="^SCRAPE_NOTIFY(_[A-Z0-9_]+)?$")] = "SCRAPE_NOTIFY"


class WebTable(_Table):
    """``[web]``: the pages; `hosts` are further names under which they are reached, `sql` whether statements may be
    typed (unset: only where nobody but this machine gets in)."""

    hosts: list[Line] = []
    sql: bool | None = None


class WatchlistTable(_Table):
    """``[watchlist]``: whether who is tracked, and the sources, stand in this file or in the database."""

    origin: Literal["file", "database"] = Field(default="file", alias="from")


class ExportTable(_Table):
    """``[[export]]``: a file whose tables the daemon keeps up to date."""

    file: Line


class Settings(_Table):
    """The whole configuration."""

    database: Line = DEFAULT_DATABASE
    prefer_outlets: list[Line] = []
    crawl: CrawlTable = CrawlTable()
    archive: ArchiveTable = ArchiveTable()
    backfill: BackfillTable = BackfillTable()
    watchlist_table: WatchlistTable = Field(default=WatchlistTable(), alias="watchlist")
    daemon: DaemonTable = DaemonTable()
    web: WebTable = WebTable()
    notify: Annotated[list[NotifyTable], BeforeValidator(_one_or_several)] = []
    export: Annotated[list[ExportTable], BeforeValidator(_one_or_several)] = []
    view: Annotated[list[ViewTable], BeforeValidator(_one_or_several)] = []
    person: list[EntityTable] = []
    company: list[EntityTable] = []
    source: list[SourceTable] = []
    outlet: list[OutletTable] = []
    _origin: Origin = PrivateAttr(default_factory=lambda: Origin(None, datetime.now(UTC)))

    @model_validator(mode="after")
    def _has_one_list(self) -> Self:
        if self.are_lists_elsewhere and (self.person or self.company or self.source):
            raise ValueError(
                'with [watchlist] from = "database", [[person]], [[company]] and [[source]] stand in the database: '
                "take them out here, or take out that line"
            )
        return self

    @property
    def origin(self) -> Origin:
        """Where this was read."""
        return self._origin

    @property
    def are_lists_elsewhere(self) -> bool:
        """Whether the watchlist and the sources are to be taken from the database."""
        return self.watchlist_table.origin == "database"

    def read_from(self, origin: Origin, **lists: Any) -> Self:
        """The same settings, read there; `lists` are what was read there instead of in the file."""
        copy = self.model_copy(update=lists)
        copy._origin = origin  # noqa: SLF001 - it is of this class
        return copy

    def watchlist(self) -> Watchlist:
        """Everybody who is tracked."""
        people = [_entity(EntityKind.PERSON, table) for table in self.person]
        companies = [_entity(EntityKind.COMPANY, table) for table in self.company]
        return Watchlist((*people, *companies))

    def ids_of(self, names: Sequence[str]) -> tuple[str, ...]:
        """The ids of those who are tracked under these names, aliases or ids. Raises ValueError, which names one
        that nobody is tracked under."""
        entities = self.watchlist().entities
        known = {name: entity.id for entity in entities for name in (*entity.aliases, entity.name, entity.id)}
        for name in names:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                raise ValueError(f"nobody is tracked as {name!r}{hint}")
        return tuple(known[name] for name in names)

    def outlets(self) -> tuple[Outlet, ...]:
        """The configured outlets."""
        return tuple(
            Outlet(
                name=table.name,
                domains=tuple(table.domains),
                name_en=table.name_en,
                aliases=tuple(table.aliases),
                language=table.language,
                time_zone=table.time_zone,
                naver_oid=table.naver_oid,
                feeds=tuple(table.feeds),
                role=table.role(),
                sections=tuple(table.sections),
            )
            for table in self.outlet
        )


def _entity(kind: EntityKind, table: EntityTable) -> Entity:
    dated = [spell for spell in (*table.aliases, *table.titles) if isinstance(spell, SpellTable)]
    return Entity(
        id=table.id or f"{kind.value}:{table.name}",
        kind=kind,
        name=table.name,
        aliases=tuple(dict.fromkeys(map(_name, table.aliases))),
        affiliations=tuple(map(_spell, table.affiliations)),
        titles=tuple(dict.fromkeys(map(_name, table.titles))),
        topics=tuple(table.topics),
        exclude=tuple(table.exclude),
        spells=tuple(map(_spell, dated)),
    )


def _name(written: str | SpellTable) -> str:
    return written if isinstance(written, str) else written.name


def _spell(written: str | SpellTable) -> Affiliation:
    return (
        Affiliation(written)
        if isinstance(written, str)
        else Affiliation(written.name, written.since, written.until)
    )


def find_config(given: Path | None, environment: Mapping[str, str]) -> Path | None:
    """The configuration file in force: `given`, then ``$SCRAPE_CONFIG``, then ``./scrape.toml``; None when
    there is none of them."""
    if given is not None:
        return given
    if environment.get("SCRAPE_CONFIG"):
        return Path(environment["SCRAPE_CONFIG"])
    default = Path(DEFAULT_NAME)
    return default if default.exists() else None


def load_settings(path: Path | None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read and check the configuration at `path`; all defaults when it is None.

    Raises ConfigError naming the file, the table, the key and what was expected.
    """
    read_at = datetime.now(UTC)  # before it is read: what is changed meanwhile is newer
    values: dict[str, Any] = {} if path is None else read_toml(path)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        lines = complaints(path or Path(DEFAULT_NAME), values, error.errors(), Settings)
        raise ConfigError("\n".join(lines)) from error
    if not settings.are_lists_elsewhere:
        check_names(path, settings)
    settings = settings.model_copy(update=_resolved_paths(path, settings))
    if environment.get("SCRAPE_DATABASE"):
        settings = settings.model_copy(update={"database": environment["SCRAPE_DATABASE"]})
    return settings.read_from(Origin(None if path is None else path.resolve(), read_at))


def check_names(path: Path | None, settings: Settings) -> None:
    """Check that those are tracked, each with an id, of whom other tables speak, and that a name means one view.
    Raises ConfigError."""
    _check_ids(path, settings)
    asked = [("[notify]: key 'for'", table.about) for table in settings.notify]
    asked += [(f"[[view]] ({table.name}): key 'who'", table.who) for table in settings.view]
    for where, names in asked:
        try:
            settings.ids_of(names)
        except ValueError as error:
            raise ConfigError(f"{path}: {where}: {error}") from error
    for name, count in Counter(table.name for table in settings.view).items():
        if count > 1:
            raise ConfigError(f'{path}: [[view]]: {count} views have the name "{name}"; give each its own')


def _resolved_paths(path: Path | None, settings: Settings) -> dict[str, Any]:
    """The places of the database, of the archive and of files that are kept up to date, relative to the file."""
    if path is None:
        return {}
    folder = path.resolve().parent
    archive = settings.archive
    place = archive.folder
    if "://" not in place:
        place = str(folder / Path(place).expanduser())
    spool = str(folder / Path(archive.spool).expanduser())
    backfill = settings.backfill
    backfill = backfill.model_copy(update={"folder": str(folder / Path(backfill.folder).expanduser())})
    return {
        "database": _beside(folder, settings.database),
        "archive": archive.model_copy(update={"folder": place, "spool": spool}),
        "backfill": backfill,
        "export": [
            table.model_copy(update={"file": str(folder / Path(table.file).expanduser())})
            for table in settings.export
        ],
    }


def _beside(folder: Path, url: str) -> str:
    scheme, separator, name = url.partition(":///")
    if not scheme.startswith("sqlite") or not separator or not name or name.startswith((":", "file:")):
        return url
    return f"{scheme}{separator}{folder / Path(name).expanduser()}"


def _check_ids(path: Path | None, settings: Settings) -> None:
    counted = Counter(entity.id for entity in settings.watchlist().entities)
    for key, count in counted.items():
        if count > 1:
            kind = key.split(":", 1)[0] if ":" in key else "person"
            raise ConfigError(
                f'{path}: [[{kind}]]: {count} entries have the id "{key}"; give each its own, e.g. id = "{key}-2"'
            )
