"""How a command ends that did not do what was asked: one line that says why, and an exit code."""

from __future__ import annotations

import errno
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from typer.exceptions import TyperException

from pipeline.errors import ConfigError, SchemaError, ScrapeError, UsageError
from pipeline.urls import without_secrets
from scrape.help import usage_line
from scrape.logs import default_log_file
from scrape.output.export import shown

__all__ = ["in_one_line"]

log = logging.getLogger("unexpected")  # for the file alone: the screen shows records of our packages


@contextmanager
def in_one_line() -> Iterator[None]:
    """Whatever fails inside ends the program: with a line on standard error, and an exit code."""
    try:
        yield
    except TyperException as error:
        _end(2, without_secrets(usage_line(error)))
    except (KeyboardInterrupt, typer.Abort):
        _end(130, "interrupted")
    except ScrapeError as error:
        lines = [shown(f"scrape: {line}") for line in str(error).splitlines()]
        _end(2 if isinstance(error, ConfigError | UsageError | SchemaError) else 1, *lines)
    except BrokenPipeError:
        _forget_output()  # whoever read it has seen enough
        sys.exit(0)
    except OverflowError:
        _end(2, "scrape: a number on the command line is too large")
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            _forget_output()
            _end(1, f"scrape: the output cannot be written ({error.strerror})")
        if logging.getLogger().hasHandlers():  # not yet while the options are read
            log.exception("unexpected")
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        _end(1, shown(f"scrape: internal error ({what}); details in {default_log_file()}"))


def _end(code: int, *lines: str) -> None:
    for line in lines:
        print(line, file=sys.stderr)
    sys.exit(code)


def _forget_output() -> None:
    """Let what is left in the buffer of standard output go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
