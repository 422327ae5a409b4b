"""The service: its rounds, metrics and notices."""

from scheduler.daemon.metrics import serve_metrics
from scheduler.daemon.notices import DailyAt, Recipient, Sender, apprise_sender, send_coverage, send_trouble
from scheduler.daemon.rounds import Rhythm
from scheduler.daemon.service import Chore, Daemon, Setup

__all__ = [
    "Chore",
    "Daemon",
    "DailyAt",
    "Recipient",
    "Rhythm",
    "Sender",
    "Setup",
    "apprise_sender",
    "send_coverage",
    "send_trouble",
    "serve_metrics",
]
