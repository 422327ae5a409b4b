"""Logs: warnings to standard error in one line each, everything to a file, with tracebacks.

One event is one line, whatever strangers wrote into it, and no secret stands in it.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import os
import re
from collections.abc import Collection, Mapping, MutableMapping
from pathlib import Path
from typing import Any

from pipeline.urls import secrets_of, without_secrets
from scrape.output.export import escaped, one_line

__all__ = ["default_log_file", "secrets_in", "start_logging"]

_OURS = ("pipeline", "spiders", "storage", "scheduler", "scrape")
# Variables that hold nothing but secrets: those of services, of notices, and of where the archive is.
_SECRET = re.compile(
    r"(NAVER_|SCRAPE_NOTIFY|AWS_SECRET|AWS_SESSION_TOKEN|FSSPEC_\w+_(KEY|SECRET|TOKEN|PASSWORD|PASSPHRASE)$).*"
)


class _OnScreen(logging.Formatter):
    """A record in one line, without its traceback: that stands in the file."""

    def __init__(self, secrets: Collection[str]) -> None:
        super().__init__()
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        line = next(iter(record.getMessage().splitlines()), "")
        return without_secrets(one_line(f"{record.levelname.lower()}: {line}"), self._secrets)


class _InFile(logging.Formatter):
    """A record in one line; line ends, those of a traceback too, are written as escapes."""

    def __init__(self, secrets: Collection[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        return escaped(without_secrets(super().format(record), self._secrets))


class _Ours(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        return record.name.split(".", 1)[0] in _OURS


def default_log_file(environment: Mapping[str, str] = os.environ) -> Path:
    """``scrape.log`` in the user's state folder (XDG Base Directory Specification)."""
    base = environment.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "press-scrape" / "scrape.log"


def secrets_in(environment: Mapping[str, str]) -> tuple[str, ...]:
    """What of the environment nobody should read: keys of services and of the archive, where notices
    go, the database's password."""
    values = [value for name, value in environment.items() if _SECRET.fullmatch(name)]
    secrets = [secret for value in values for secret in (value, *value.split())]
    addresses = [value for name, value in environment.items() if name.lower().endswith("_proxy")]
    addresses.append(environment.get("SCRAPE_DATABASE", ""))
    return tuple(dict.fromkeys((*secrets, *(secret for address in addresses for secret in _secrets_of(address)))))


def _secrets_of(address: str) -> tuple[str, ...]:
    try:
        return secrets_of(address)
    except ValueError:  # no address at all
        return ()


def start_logging(
    file: Path, *, verbose: bool = False, as_json: bool = False, secrets: Collection[str] = ()
) -> None:
    """Send our warnings (with `verbose`, everything of ours) to standard error, and all records to `file`.

    At most five files of 5 MB; one JSON object a line with `as_json`. A file that cannot be written is left out.
    `secrets` are not written wherever they stand.
    """
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    screen = logging.StreamHandler()
    screen.setLevel(logging.INFO if verbose else logging.WARNING)
    screen.setFormatter(_json_lines(secrets) if as_json else _OnScreen(secrets))
    screen.addFilter(_Ours())
    root.addHandler(screen)
    logging.captureWarnings(capture=True)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        kept = logging.handlers.RotatingFileHandler(file, maxBytes=5_000_000, backupCount=4, encoding="utf-8")
    except OSError as error:
        logging.getLogger(__name__).warning("log file %s cannot be written (%s)", file, error.strerror)
        return
    kept.setFormatter(_json_lines(secrets) if as_json else _InFile(secrets))
    root.addHandler(kept)


def _json_lines(secrets: Collection[str]) -> logging.Formatter:
    import structlog  # noqa: PLC0415 - only when it is asked for

    def mask(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {
            name: without_secrets(value, secrets) if isinstance(value, str) else value
            for name, value in event.items()
        }

    def render(_logger: object, _method: str, event: MutableMapping[str, Any]) -> str:
        return escaped(json.dumps(event, ensure_ascii=False, default=str))

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, mask, render],
    )
