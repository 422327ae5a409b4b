"""What is wrong with a configuration, in words: the file, the table, the key and what was expected."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

__all__ = ["complaints"]

_EXPECTED = {
    "string_type": "expected text in quotes",
    "list_type": 'expected a list such as ["one", "two"]',
    "bool_type": "expected true or false",
    "int_type": "expected a whole number",
    "float_type": "expected a number",
    "model_type": "expected a table",
    "dict_type": "expected a table",
}


def complaints(
    path: Path, values: Mapping[str, Any], errors: Iterable[ErrorDetails], model: type[BaseModel]
) -> list[str]:
    """One line for each thing that is wrong with `values`, which were read from `path` and did not fit `model`."""
    return list(dict.fromkeys(_line(path, values, error, model) for error in errors if not _is_echo(error)))


def _is_echo(error: ErrorDetails) -> bool:
    """An affiliation is text or a table: what is said of the branch that was not meant helps nobody."""
    if "affiliations" not in error["loc"]:
        return False
    is_table = isinstance(error.get("input"), dict)
    return error["type"] == ("string_type" if is_table else "model_type")


def _line(path: Path, values: Mapping[str, Any], error: ErrorDetails, model: type[BaseModel]) -> str:
    loc = [part for part in error["loc"] if not _is_union_branch(part)]
    table, keys = _table_of(values, loc, model)
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in keys)
    where = f"{path}: {table}key {key!r}" if key else f"{path}: {table}".rstrip(": ")
    return f"{where}: {_expectation(error, loc, model)}"


def _is_union_branch(part: str | int) -> bool:
    return isinstance(part, str) and (part.startswith("function-") or part in {"str", "SpellTable"})


def _table_of(
    values: Mapping[str, Any], loc: list[str | int], model: type[BaseModel]
) -> tuple[str, list[str | int]]:
    if not loc or loc[0] not in model.model_fields:
        return "", loc
    head = loc[0]
    if len(loc) > 1 and isinstance(loc[1], int):
        entries = values.get(str(head), [])
        entry = entries[loc[1]] if isinstance(entries, list) and loc[1] < len(entries) else {}
        name = entry.get("name") or entry.get("url") if isinstance(entry, dict) else None
        label = f" ({name})" if isinstance(name, str) else ""
        return f"[[{head}]] number {loc[1] + 1}{label}: ", loc[2:]
    if any(_models(model.model_fields[str(head)].annotation)):
        return f"[{head}]: ", loc[1:]
    return "", loc


def _expectation(error: ErrorDetails, loc: list[str | int], model: type[BaseModel]) -> str:
    kind, given = error["type"], error.get("input")
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(loc[-1]), _known_keys(loc, model), n=1, cutoff=0.6)
        return "no such key" + (f"; did you mean {near[0]!r}?" if near else "")
    if kind == "missing":
        return "this key is required"
    if kind == "value_error":
        return f"{error['ctx']['error']}; got {given!r}" if given else str(error["ctx"]["error"])
    expected = _EXPECTED.get(kind)
    if expected is None:
        expected = error["msg"][0].lower() + error["msg"][1:].replace("Input should be", "expected")
        expected = expected.replace("input should be", "expected")
    return f"{expected}; got {given!r}"


def _known_keys(loc: list[str | int], model: type[BaseModel]) -> list[str]:
    """The keys of the table that `loc` leads into."""
    for part in loc[:-1]:
        if isinstance(part, str) and part in model.model_fields:
            model = next(iter(_models(model.model_fields[part].annotation)), model)
    return list(model.model_fields)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The tables that a value of this type may be or hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
