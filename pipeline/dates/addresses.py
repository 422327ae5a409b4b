"""The day that stands in an address: ``/2024/08/07/``, ``no=20240807153012``."""

from __future__ import annotations

import re
from datetime import date

__all__ = ["day_in_address"]

_PARTED = re.compile(r"[/=_-]((?:19|20)\d\d)([/-])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)")
_STAMP = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{0,10}(?!\d)")


def day_in_address(url: str) -> date | None:
    """The first day that is written in `url`; of an archived copy, in the address of the original."""
    original = url[url.rfind("http") :] if "http" in url else url  # an archive's stamp stands before it
    for pattern, groups in ((_PARTED, (1, 3, 4)), (_STAMP, (1, 2, 3))):
        for match in pattern.finditer(original):
            try:
                return date(*(int(match.group(group)) for group in groups))
            except ValueError:
                continue
    return None
