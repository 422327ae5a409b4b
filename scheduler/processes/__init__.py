"""Worker processes, the writer thread and the reactor."""

from scheduler.processes.reactor import run_on_reactor
from scheduler.processes.workers import Workers
from scheduler.processes.writer import Writer

__all__ = ["Workers", "Writer", "run_on_reactor"]
