"""The folders of the code, of pyproject.toml and of the tests are the same."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOP = ("pipeline", "spiders", "storage", "scheduler", "scrape")


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
