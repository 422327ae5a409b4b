"""What is wrong with a configuration, in words: the file, the table, the key and what was expected."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

__all__ = ["complaints"]

_EXPECTED = {
    "string_type": "expected text in quotes",
    "list_type": 'expected a list such as ["one", "two"]',
    "too_short": "expected a list with something in it",
    "bool_type": "expected true or false",
    "int_type": "expected a whole number",
    "int_from_float": "expected a whole number",
    "float_type": "expected a number",
    "model_type": "expected a table",
    "dict_type": "expected a table",
    "literal_error": "expected {expected}",
    "greater_than": "expected more than {gt}",
    "greater_than_equal": "expected at least {ge}",
    "less_than": "expected less than {lt}",
    "less_than_equal": "expected at most {le}",
}
_MOST_SHOWN = 60  # characters of what was given
_USERINFO = re.compile(r"://.*@")  # a password may hold any character
_NAMES_TYPES = re.compile(r"function-.*|str|\w+Table|constrained-\w+")  # how pydantic names branches of a union


def complaints(
    path: Path, values: Mapping[str, Any], errors: Iterable[ErrorDetails], model: type[BaseModel]
) -> list[str]:
    """One line for each thing that is wrong with `values`, which were read from `path` and did not fit `model`."""
    return list(dict.fromkeys(_line(path, values, error, model) for error in errors if not _is_echo(error)))


def _is_echo(error: ErrorDetails) -> bool:
    """A name is text or a table: what is said of the branch that was not meant helps nobody."""
    if not any(_names_type(part) for part in error["loc"]):
        return False
    is_table = isinstance(error.get("input"), dict)
    return error["type"] == ("string_type" if is_table else "model_type")


def _line(path: Path, values: Mapping[str, Any], error: ErrorDetails, model: type[BaseModel]) -> str:
    loc = [part for part in error["loc"] if not _names_type(part)]
    table, keys = _table_of(values, loc, model)
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in keys)
    where = f"{path}: {table}key {key!r}" if key else f"{path}: {table}".rstrip(": ")
    return f"{where}: {_expectation(error, loc, model)}"


def _names_type(part: str | int) -> bool:
    return isinstance(part, str) and _NAMES_TYPES.fullmatch(part) is not None


def _table_of(
    values: Mapping[str, Any], loc: list[str | int], model: type[BaseModel]
) -> tuple[str, list[str | int]]:
    if not loc or loc[0] not in model.model_fields:
        return "", loc
    head = loc[0]
    if len(loc) > 1 and isinstance(loc[1], int):
        entries = values.get(str(head), [])
        if isinstance(entries, dict):  # [notify], which may be written once or several times
            return f"[{head}]: ", loc[2:]
        entry = entries[loc[1]] if isinstance(entries, list) and loc[1] < len(entries) else {}
        name = entry.get("name") or entry.get("url") if isinstance(entry, dict) else None
        label = f" ({name})" if isinstance(name, str) else ""
        return f"[[{head}]] number {loc[1] + 1}{label}: ", loc[2:]
    if _is_table(model.model_fields[str(head)].annotation):
        return f"[{head}]: ", loc[1:]
    return "", loc


def _expectation(error: ErrorDetails, loc: list[str | int], model: type[BaseModel]) -> str:
    kind, given = error["type"], error.get("input")
    if kind == "extra_forbidden":
        return f"no such key{_near(str(loc[-1]), _known_keys(loc, model))}"
    if kind == "missing":
        return "this key is required"
    if len(loc) == 1 and kind in {"list_type", "model_type"} and any(_models(_type_of(loc[0], model))):
        head = loc[0]  # one pair of brackets is a table, two are a list of tables
        two = f"write [[{head}]], with two pairs of brackets"
        return two if kind == "list_type" else f"write [{head}], with one pair of brackets"
    if kind == "value_error":
        expected = str(error["ctx"]["error"])
    else:
        bounds = {key: f"{at:g}" if isinstance(at, float) else at for key, at in error.get("ctx", {}).items()}
        expected = _EXPECTED.get(kind, "this value is not allowed").format(**bounds)
    return expected if isinstance(given, dict) or given in ("", []) else f"{expected}; got {_shown(given)}"


def _shown(given: Any) -> str:
    """A value as TOML spells it, cut when it is long."""
    text = str(given).lower() if isinstance(given, bool) else repr(given)
    if isinstance(given, date | time):
        text = str(given)
    text = _USERINFO.sub("://***@", text)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _near(name: str, known: list[str]) -> str:
    """A hint at the key that was meant: one that is like `name`, or begins or ends with it; else all there are."""
    parts = [key for key in known if len(name) > 2 and (key.startswith(f"{name}_") or key.endswith(f"_{name}"))]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6) or parts
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; known are {', '.join(known)}" if known else ""


def _known_keys(loc: list[str | int], model: type[BaseModel]) -> list[str]:
    """The keys of the table that `loc` leads into."""
    for part in loc[:-1]:
        if isinstance(part, str) and part in model.model_fields:
            model = next(iter(_models(model.model_fields[part].annotation)), model)
    return [field.alias or name for name, field in model.model_fields.items()]


def _type_of(key: str | int, model: type[BaseModel]) -> Any:
    return model.model_fields[str(key)].annotation if key in model.model_fields else None


def _is_table(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The tables that a value of this type may be or hold."""
    if _is_table(annotation):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
