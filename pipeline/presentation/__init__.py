"""How an article presents the bearer of a name: the organisations, titles and age that are bound to it."""

from pipeline.presentation.moves import read_rename
from pipeline.presentation.reader import present
from pipeline.presentation.text import Text, names_a_person
from pipeline.presentation.titles import is_office
from pipeline.presentation.values import (
    Binding,
    Presentation,
    bare_name,
    is_same_organisation,
    organisation_names,
)

__all__ = [
    "Binding",
    "Presentation",
    "Text",
    "bare_name",
    "is_office",
    "is_same_organisation",
    "names_a_person",
    "organisation_names",
    "present",
    "read_rename",
]
