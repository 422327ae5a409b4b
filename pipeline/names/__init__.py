"""The forms in which a name is written, and what stands around one."""

from pipeline.names.affiliations import with_company_names
from pipeline.names.boundaries import Edge, EdgeKind, left_edge, particle_of, right_edge
from pipeline.names.forms import NameForm, name_forms, not_names
from pipeline.names.initials import Initials
from pipeline.names.readings import INITIALS, SPELLING, Reading, Readings, is_guess
from pipeline.names.search_queries import Syntax, phrased, queries

__all__ = [
    "INITIALS",
    "SPELLING",
    "Edge",
    "EdgeKind",
    "Initials",
    "NameForm",
    "Reading",
    "Readings",
    "Syntax",
    "is_guess",
    "left_edge",
    "name_forms",
    "not_names",
    "particle_of",
    "phrased",
    "queries",
    "right_edge",
    "with_company_names",
]
