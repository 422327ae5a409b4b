from __future__ import annotations

from datetime import date

import pytest

from pipeline.dates import day_in_address


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://hill.example/2024/08/07/model", date(2024, 8, 7)),
        ("https://hill.example/2024-8-7-model", date(2024, 8, 7)),
        ("https://nuri.example/view?no=20240807153012", date(2024, 8, 7)),
        ("https://nuri.example/AKR20240807000100", date(2024, 8, 7)),
        ("https://web.archive.example/web/20250101000000/https://hill.example/2024/08/07/x", date(2024, 8, 7)),
        ("https://nuri.example/article/0002182456", None),
        ("https://nuri.example/2024/13/07/x", None),
        ("https://nuri.example/2024/02/31/x", None),
        ("nuri.example/2024/08/07", date(2024, 8, 7)),
        ("", None),
    ],
)
def test_the_day_in_an_address(url: str, day: date | None) -> None:
    assert day_in_address(url) == day
