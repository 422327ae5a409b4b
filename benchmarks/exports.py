"""Time and memory of `scrape export` in every format: python benchmarks/exports.py [--articles N] [--keep FILE]

A database of N articles (100,000) is filled by `filled.py`; each format is then written by a process of its own,
with `--all`: a row for each entity in each confirmed article. Told is its processor time, the most memory it
held (Linux), and the size of the file. What the program takes without rows is the line `nothing`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import filled
from scrape.formats.registry import FORMATS
from storage.database.open import open_database

_ROOT = Path(__file__).resolve().parents[1]
_TEMPLATE = "{% for row in rows %}- [{{ row.headline }}]({{ row.url }}), {{ row.press }}\n{% endfor %}"
_BOUND_MB = 150
# What a process held at most is counted from when it became this program.
_PROGRAM = """
import re, sys, time
from scrape.cli import main
try:
    main()
finally:
    held = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())
    print(time.process_time(), int(held[1]) / 1024, file=sys.stderr)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rows", type=int, default=110_000, help="rows of media_coverage, of every status")
    parser.add_argument("--keep", type=Path, help="a database to fill, or to use again")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = (asked.keep or folder / "coverage.sqlite").resolve()
        if not file.exists():
            database = open_database(f"sqlite:///{file}")
            filled.fill(database, filled.Size(asked.articles, asked.rows))
            filled.finish(database)
            database.close()
        (folder / "scrape.toml").write_text(f'database = "sqlite:///{file}"\n', encoding="utf-8")
        (folder / "page.md").write_text(_TEMPLATE, encoding="utf-8")
        measure(folder, "nothing", "--format", "md", "--until", "1990")
        for form in FORMATS:
            measure(folder, form.name, "--format", form.name)
        measure(folder, "stories, md", "--format", "md", every=False)
        measure(folder, "template", "--template", "page.md")


def measure(folder: Path, name: str, *options: str, every: bool = True) -> None:
    """Run one export, and tell what it took."""
    out = folder / "out"
    typed = [
        sys.executable,
        "-c",
        _PROGRAM,
        "export",
        *(["--all"] if every else []),
        "--output",
        str(out),
        *options,
    ]
    environment = {**os.environ, "PYTHONPATH": str(_ROOT), "XDG_STATE_HOME": str(folder)}
    ended = subprocess.run(typed, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    seconds, peak = map(float, ended.stderr.split()[-2:])
    size = out.stat().st_size / 1e6
    mark = "  over" if peak > _BOUND_MB else ""
    print(f"{name:12} {seconds:7.1f} s {peak:7.0f} MB {size:8.1f} MB written{mark}", flush=True)


if __name__ == "__main__":
    main()
