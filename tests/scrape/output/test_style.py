"""The looks that all pages share: readable in light, dark and on paper, and nothing is loaded."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import product

import pytest

STYLE = (files("scrape.output") / "style.css").read_text("utf-8")
TEXT, GROUNDS = ("ink", "quiet", "accent", "alarm"), ("paper", "raised", "soft")
SHAPES = (*(f"series-{number}" for number in range(1, 9)), "strong-line")


def schemes() -> dict[str, dict[str, str]]:
    """The colours of each scheme: what is set in the :root of light, dark and print."""
    light, dark, paper = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
        for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    )
    return {"light": light, "dark": light | dark, "print": light | paper}


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_text_has_the_contrast_of_wcag_aa(scheme: str) -> None:
    colours = schemes()[scheme]
    ratios = {(text, ground): contrast(colours[text], colours[ground]) for text, ground in product(TEXT, GROUNDS)}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_bars_and_edges_have_the_contrast_of_wcag_aa(scheme: str) -> None:
    colours = schemes()[scheme]
    ratios = {shape: contrast(colours[shape], colours["paper"]) for shape in SHAPES}
    assert {shape: ratio for shape, ratio in ratios.items() if ratio < 3} == {}


def test_nothing_is_loaded_by_the_style() -> None:
    assert not re.search(r"url\(|@import|@font-face", STYLE)
