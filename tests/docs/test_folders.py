"""Folders: the same in the code, in pyproject.toml and in the tests. No public name in them means two things."""

from __future__ import annotations

import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOP = ("pipeline", "spiders", "storage", "scheduler", "scrape")
ENTRY_POINTS = {"main"}


def folders(top: str) -> set[str]:
    return {str(file.parent.relative_to(ROOT)) for file in (ROOT / top).rglob("__init__.py")}


def test_every_folder_is_in_the_wheel() -> None:
    """A folder that pyproject.toml does not list is missing from an installation without a word."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    listed = {name.replace(".", "/") for name in settings["packages"] if name not in settings["package-dir"]}
    assert listed == {folder for top in TOP for folder in folders(top)}


@pytest.mark.parametrize("top", TOP)
def test_every_folder_says_what_it_is(top: str) -> None:
    for folder in folders(top):
        assert (ROOT / folder / "__init__.py").read_text("utf-8").startswith('"""'), folder


@pytest.mark.parametrize("top", TOP)
def test_no_folder_holds_more_than_a_dozen_files(top: str) -> None:
    for folder in folders(top):
        files = [file.name for file in (ROOT / folder).glob("*.py") if file.name != "__init__.py"]
        assert len(files) <= 12, folder


@pytest.mark.parametrize("top", TOP)
def test_every_folder_of_tests_has_its_folder_of_code(top: str) -> None:
    for file in (ROOT / "tests" / top).rglob("__init__.py"):
        folder = file.parent.relative_to(ROOT / "tests")
        assert (ROOT / folder / "__init__.py").is_file(), folder


def public_definitions(file: Path) -> Iterator[str]:
    """The classes and functions that a module defines for others. Commands are left out: users type their names."""
    for node in ast.parse(file.read_text("utf-8")).body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        is_command = any(ast.unparse(decorator).startswith("app.command(") for decorator in node.decorator_list)
        if not node.name.startswith("_") and not is_command:
            yield node.name


def test_no_public_name_means_two_things() -> None:
    """Those of `ENTRY_POINTS` are the same in every program."""
    defined = defaultdict(list)
    for top in TOP:
        for file in sorted((ROOT / top).rglob("*.py")):
            for name in public_definitions(file):
                defined[name].append(str(file.relative_to(ROOT)))
    assert {name: files for name, files in defined.items() if len(files) > 1 and name not in ENTRY_POINTS} == {}
