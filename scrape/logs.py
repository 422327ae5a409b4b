"""Logs: warnings to standard error in one line each, everything to a file, with tracebacks."""

from __future__ import annotations

import logging
import logging.handlers
import os
from collections.abc import Mapping
from pathlib import Path

__all__ = ["default_log_file", "start_logging"]

_OURS = ("pipeline", "spiders", "storage", "scheduler", "scrape")


class _OneLine(logging.Formatter):
    """A record in one line, without its traceback: that stands in the file."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{record.levelname.lower()}: {record.getMessage().splitlines()[0]}"


class _Ours(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        return record.name.split(".", 1)[0] in _OURS


def default_log_file(environment: Mapping[str, str] = os.environ) -> Path:
    """``scrape.log`` in the user's state folder (XDG Base Directory Specification)."""
    base = environment.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "press-scrape" / "scrape.log"


def start_logging(file: Path, *, verbose: bool = False, as_json: bool = False) -> None:
    """Send our warnings (with `verbose`, everything of ours) to standard error, and all records to `file`.

    At most five files of 5 MB; one JSON object a line with `as_json`. A file that cannot be written is left out.
    """
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    screen = logging.StreamHandler()
    screen.setLevel(logging.INFO if verbose else logging.WARNING)
    screen.setFormatter(_json_lines() if as_json else _OneLine())
    screen.addFilter(_Ours())
    root.addHandler(screen)
    logging.captureWarnings(capture=True)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        kept = logging.handlers.RotatingFileHandler(file, maxBytes=5_000_000, backupCount=4, encoding="utf-8")
    except OSError as error:
        logging.getLogger(__name__).warning("log file %s cannot be written (%s)", file, error.strerror)
        return
    plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    kept.setFormatter(_json_lines() if as_json else plain)
    root.addHandler(kept)


def _json_lines() -> logging.Formatter:
    import structlog  # noqa: PLC0415 - only when it is asked for

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
