"""Worker processes, the writer thread and the reactor."""

from scheduler.processes.reactor import run_on_reactor
from scheduler.processes.workers import Workers, check_workers
from scheduler.processes.writer import Writer

__all__ = ["Workers", "Writer", "check_workers", "run_on_reactor"]
