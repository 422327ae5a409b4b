"""Standard output and standard error, whatever the caller made of them."""

from __future__ import annotations

import codecs
import io
import os
import sys

__all__ = ["prepare_streams"]

_REPLACE = "scrape-replace"


def prepare_streams() -> None:
    """Let no headline fail on a terminal that cannot show it, nor on output that was closed. What the encoding of
    standard output lacks becomes a question mark, and the first time a warning says so."""
    codecs.register_error(_REPLACE, _Replacement(getattr(sys.stdout, "encoding", None) or "").replace)
    for name, errors in (("stdout", _REPLACE), ("stderr", "backslashreplace")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - open to the end
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)


class _Replacement:
    """A handler of errors for encoders."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._was_said = False

    def replace(self, error: UnicodeError) -> tuple[str, int]:
        """A question mark for each character that cannot be encoded."""
        if not isinstance(error, UnicodeEncodeError):
            raise error
        if not self._was_said:
            self._was_said = True
            print(
                f"warning: {self._encoding} lacks some of the characters, printed as ?; with PYTHONUTF8=1 in the "
                "environment they are printed as they are",
                file=sys.stderr,
            )
        return "?" * (error.end - error.start), error.end
