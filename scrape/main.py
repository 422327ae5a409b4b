"""Where the program begins: what it is made of takes half a second to load, and Ctrl-C may come just then."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Load the command line and run it."""
    try:
        from scrape.cli import main as run  # noqa: PLC0415 - it is what takes long
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        sys.exit(130)
    run()
