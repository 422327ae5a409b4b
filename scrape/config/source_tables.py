"""The [[source]] tables of scrape.toml, edited in place: comments and order of the file stay."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from pipeline.errors import ConfigError, UsageError
from scrape.config.settings import SourceTable

__all__ = ["add_source", "remove_source"]


def add_source(path: Path, added: SourceTable, defaults: Iterable[SourceTable]) -> bool:
    """Write a source into the file; False when it stands there already.

    A file without sources stands for the default ones: they are written too, so that adding one loses none. Raises
    ConfigError when the file cannot be read or written.
    """
    document = _read(path)
    tables = document.get("source")
    if tables is None:
        tables = tomlkit.aot()
        for default in defaults:
            tables.append(_table(default))
        document.append("source", tables)
    if any(_same(table, added) for table in tables):
        return False
    tables.append(_table(added))
    _write(path, document)
    return True


def remove_source(path: Path, what: str) -> int:
    """Take out the sources whose url, or kind when it has no url, is `what`; how many they were.

    Raises ConfigError when the file cannot be read or written, UsageError when none of its sources is that.
    """
    document = _read(path)
    tables = document.get("source", ())
    kept = [table for table in tables if what not in {table.get("url"), table.get("url") or table.get("kind")}]
    if len(kept) == len(tables):
        raise UsageError(f"{path}: no [[source]] has the url or kind {what!r}; see: scrape sources list")
    removed = len(tables) - len(kept)
    replacement: AoT = tomlkit.aot()
    for table in kept:
        replacement.append(table)
    if kept:
        document["source"] = replacement
    else:
        del document["source"]
    _write(path, document)
    return removed


def _read(path: Path) -> Any:
    try:
        return tomlkit.parse(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such file; write one with: scrape init") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from error
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error


def _write(path: Path, document: Any) -> None:
    """Whole or not at all: a crash must not leave half a configuration."""
    draft = path.with_name(f"{path.name}.new")
    try:
        draft.write_text(tomlkit.dumps(document), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror})") from error


def _table(source: SourceTable) -> Any:
    table = tomlkit.table()
    for name, value in source.model_dump(exclude_defaults=True).items():
        table[name] = value
    return table


def _same(table: Any, source: SourceTable) -> bool:
    return bool(table.get("kind") == source.kind and table.get("url") == source.url)
