"""The order of decoding on docs/extraction.md is that of the code: each example would be another's further down."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.markup.encoding import decode

TEXT = (Path(__file__).parents[2] / "docs" / "extraction.md").read_text(encoding="utf-8")
KOREAN = "서울의 한 연구소가 사투리를 알아듣는 음성인식 모델을 무료로 공개했다고 오늘 오전에 밝혔다. " * 3
RUSSIAN = "Сегодня в городе открылась новая библиотека, которую жители ждали несколько лет. " * 3

# By step: the body, what its header declares, the encoding it is read in.
EXAMPLES = (
    (b"\xff\xfe" + KOREAN.encode("utf-16-le"), "charset=utf-8", "utf-16-le"),
    ("<p>plain</p>".encode("utf-16-le") * 9, "charset=utf-8", "utf-16-le"),
    (KOREAN.encode(), "charset=euc-kr", "utf-8"),
    (KOREAN.encode() + b"\xff", "charset=euc-kr", "utf-8"),
    (KOREAN.encode("cp949"), "charset=big5", "cp949"),
    (RUSSIAN.encode("koi8-r"), "charset=koi8-r", "koi8-r"),
    (RUSSIAN.encode("cp1251"), None, "windows-1251"),
    ("똠방각하가 왔다.".encode("cp949") + b"\xff", "charset=euc-kr", "cp949"),
)


def test_the_steps_of_decoding_are_those_of_the_code() -> None:
    section = TEXT.split("## Bytes to text\n", 1)[1].split("\n## ", 1)[0]
    assert len(re.findall(r"^\d\. ", section, re.MULTILINE)) == len(EXAMPLES)
    for body, declared, encoding in EXAMPLES:
        header = f"text/html; {declared}" if declared else None
        assert decode(body, header).encoding.replace("cp1251", "windows-1251") == encoding, declared
