"""Promise 12: Korean text is read exactly, whatever header and page say of its encoding.

Every combination by itself is held by tests/pipeline/markup/test_encoding.py.
"""

from __future__ import annotations

from pathlib import Path

from tests.promises.internet import Internet
from tests.promises.press import BODY, XML, configure, feed, rows
from tests.scrape.shell import scrape
from tests.web import Answer, Web

# 똠 and 펲 are in CP949 alone, not in the standard that EUC-KR is the name of.
TITLE = "윤서하, 똠방각하 펲시 … ‘인공지능’ 강연"
ENCODED = ("cp949", "utf-8", "utf-8-sig", "utf-16")
HEADERS = (
    None,
    "text/html",
    "text/html; charset=euc-kr",
    "text/html; charset=utf-8",
    "text/html; charset=iso-8859-1",
)
DECLARED = (None, "euc-kr", "ks_c_5601-1987", "utf-8")


def page(number: int, codec: str, declared: str | None) -> bytes:
    meta = f"<meta charset={declared}>" if declared else ""
    shown = f"{TITLE} {number}"
    date = "<meta property='article:published_time' content='2026-11-20T10:00:00+09:00'>"
    text = (
        f"<html lang=ko><head>{meta}<title>{shown}</title><meta property='og:type' content='article'>{date}</head>"
        f"<body><article><h1>{shown}</h1>{f'<p>{BODY} 똠방각하 {number}.</p>' * 3}</article></body></html>"
    )
    return text.encode(codec)


def test_promise_12_every_spelling_of_korean_is_read_exactly(net: Internet, web: Web, tmp_path: Path) -> None:
    host = web.host(1)
    root = net.place("news.example", host)
    links = []
    variants = [(codec, header, name) for codec in ENCODED for header in HEADERS for name in DECLARED]
    for number, (codec, header, declared) in enumerate(variants):
        headers = (("Content-Type", header),) if header else ()
        path = f"/view/2026112{number:05}"
        host.at(path, Answer(body=page(number, codec, declared), headers=headers))
        links.append(root + path)
    half = len(links) // 2
    host.at("/utf8", feed(*links[:half]))
    listed = feed(*links[half:]).body
    assert isinstance(listed, bytes)
    korean = b"<?xml version='1.0' encoding='euc-kr'?>" + listed.decode().replace("소식", "똠방 소식").encode(
        "cp949"
    )
    host.at("/cp949", Answer(body=korean, headers=XML))  # its header says UTF-8
    configure(tmp_path, f"{root}/utf8", f"{root}/cp949")
    scrape("run", cwd=tmp_path)
    wanted = {f"{root}/view/2026112{number:05}": f"{TITLE} {number}" for number in range(len(variants))}
    assert {row["url"]: row["headline"] for row in rows(tmp_path)} == wanted
    texts = scrape(
        "sql",
        "SELECT count(*) FROM article WHERE text LIKE '%똠방각하%' AND text NOT LIKE '%\ufffd%'",
        cwd=tmp_path,
    )
    assert str(len(variants)) in texts.out
