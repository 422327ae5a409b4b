"""What workers are forked from is light: every module it loads needlessly is memory, and time at every start."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("scheduler.forkserver.session", ("pipeline", "spiders", "scheduler.processes")),
        ("scheduler.processes.workers", ("scrapy", "twisted", "sqlalchemy", "apscheduler")),
    ],
)
def test_workers_and_what_they_are_forked_from_load_no_more_than_they_need(
    module: str, absent: tuple[str, ...]
) -> None:
    program = f"import sys, {module}; print(*(set({absent!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
