"""The forms in which a name is written, and what stands around one."""

from pipeline.names.boundaries import Edge, EdgeKind, left_edge, particle_of, right_edge
from pipeline.names.forms import NameForm, name_forms, not_names
from pipeline.names.initials import Initials
from pipeline.names.search_queries import Syntax, phrased, queries

__all__ = [
    "Edge",
    "EdgeKind",
    "Initials",
    "NameForm",
    "Syntax",
    "left_edge",
    "name_forms",
    "not_names",
    "particle_of",
    "phrased",
    "queries",
    "right_edge",
]
