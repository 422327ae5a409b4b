"""From a home page or CV to an entry of the watchlist."""

from pipeline.profiles.lines import CvLine
from pipeline.profiles.proposal import Dated, Proposal, propose

__all__ = ["CvLine", "Dated", "Proposal", "propose"]
