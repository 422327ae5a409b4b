"""What is wrong with a table kept by hand, each with its proof, and what it lacks; nothing is written."""

from scrape.table.audit.facts import Alike, LinkState, PageFacts, RowFacts
from scrape.table.audit.findings import findings
from scrape.table.audit.look import Audit, Ways, audit_table
from scrape.table.audit.values import Finding, FindingKind

__all__ = [
    "Alike",
    "Audit",
    "Finding",
    "FindingKind",
    "LinkState",
    "PageFacts",
    "RowFacts",
    "Ways",
    "audit_table",
    "findings",
]
