"""Sources from a file: `scrape sources import`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scrape.shell import Ended, scrape
from tests.web import Answer, open_web

OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>구독</title></head><body>
  <outline text="신문">
    <outline type="rss" text="새벽일보" xmlUrl="https://saebyeok.example/rss"/>
    <outline type="rss" title="누리통신" text="x" XMLURL="https://nuri.example/rss?a=1&amp;b=2"/>
  </outline>
  <outline type="rss" text="again" xmlUrl="https://saebyeok.example/rss"/>
</body></opml>
"""
CONFIG = "[[person]]\nname = '윤서하'\n[[source]]\nkind = 'feed'\nurl = 'https://own.example/rss'\n"


def enter(folder: Path, name: str, text: str | bytes, config: str = CONFIG) -> Ended:
    (folder / "scrape.toml").write_text(config, encoding="utf-8")
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return scrape("sources", "import", name, cwd=folder)


def stored(folder: Path) -> list[str]:
    statement = "SELECT url || ' ' || name AS line FROM source WHERE active ORDER BY id"
    return scrape("sql", statement, cwd=folder).out.splitlines()[1:]


def test_a_reader_of_feeds_exports_what_it_follows(tmp_path: Path) -> None:
    ended = enter(tmp_path, "feeds.opml", OPML)
    assert (ended.code, ended.out) == (0, "2 sources are asked from now on; 0 were asked already\n")
    assert ended.err == (
        "warning: feeds.opml: line 7: the same source as in line 4 ('https://saebyeok.example/rss')\n"
    )
    out = scrape("sources", "list", cwd=tmp_path).out
    assert "https://nuri.example/rss?a=1&b=2" in out
    assert "누리통신" in out
    assert "own.example" in out
    again = scrape("sources", "import", "feeds.opml", cwd=tmp_path)
    assert again.out == "0 sources are asked from now on; 2 were asked already\n"


@pytest.mark.parametrize(
    "table",
    [
        "url,kind,name\nhttps://a.example/rss,,가람\nhttps://a.example/,site,\n",
        "\ufeffName;URL;Kind\r\n가람;https://a.example/rss;Feed\r\n\r\n;https://a.example/;site\r\n",
        "https://a.example/rss\tfeed\t가람\nhttps://a.example/\tsite\n",
        "https://a.example/rss\nhttps://a.example/,site\n",
    ],
)
def test_a_table_has_addresses_kinds_and_names(tmp_path: Path, table: str) -> None:
    assert enter(tmp_path, "feeds.csv", table) == Ended(
        0, "2 sources are asked from now on; 0 were asked already\n", ""
    )


def test_bad_rows_are_told_by_their_line_and_the_rest_is_entered(tmp_path: Path) -> None:
    table = 'url,kind,name\nnews,feed,\n"https://a.example/rss",feed,"두\n줄"\nhttps://b.example/,blog,\n,,\n'
    ended = enter(tmp_path, "feeds.csv", table + "https://me:word@c.example/,,\nhttps://a.example/rss,feed,\n")
    assert ended.out == "1 sources are asked from now on; 0 were asked already\n"
    lines = ended.err.splitlines()
    assert [line.split(": ")[2] for line in lines] == ["line 2", "line 5", "line 7", "line 8"]
    assert "expected one of feed, sitemap, site" in lines[1]
    assert "user name or password" in lines[2]
    assert ":word@" not in ended.err
    assert "the same source as in line 3" in lines[3]


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("x.opml", "<html><body>no</body></html>", "expected OPML, found <html>"),
        ("x.opml", "<opml><body>", "not well-formed XML"),
        ("x.opml", "<!DOCTYPE opml [<!ENTITY a 'b'>]><opml>&a;</opml>", "no document type"),
        ("x.opml", '<!DOCTYPE o SYSTEM "file:///etc/passwd"><opml/>', "no document type"),
        ("x.csv", b"\x00\x01\x02\xff\xfe", ""),
    ],
)
def test_what_is_no_list_is_refused_in_one_line(tmp_path: Path, name: str, text: str | bytes, why: str) -> None:
    ended = enter(tmp_path, name, text)
    assert ended.code in {1, 2}
    assert why in ended.err
    assert "Traceback" not in ended.err
    assert scrape("sources", "import", "none.csv", cwd=tmp_path).code == 2


def test_removing_takes_out_what_was_imported(tmp_path: Path) -> None:
    enter(tmp_path, "feeds.csv", "https://a.example/rss\nhttps://own.example/rss\n")
    assert "not among the imported" in scrape("sources", "remove", "https://a.example/rss", cwd=tmp_path).out
    assert "a.example" not in scrape("sources", "list", cwd=tmp_path).out
    ended = scrape("sources", "remove", "https://own.example/rss", cwd=tmp_path)
    assert (ended.code, ended.out.count("removed 1 source from scrape.toml")) == (0, 1)
    assert scrape("sources", "remove", "https://a.example/rss", cwd=tmp_path).code == 2


def test_a_run_asks_imported_sources_and_scrape_toml_takes_only_its_own_back(tmp_path: Path) -> None:
    crawl = "[crawl]\nretries = 0\nworkers = 1\ndelay_seconds = 0\nallow_private_addresses = true\n"
    rss = Answer(body=b"<rss version='2.0'><channel><title>t</title></channel></rss>")
    with open_web() as web:
        host = web.host(1)
        own, other, imported = (host.at(f"/rss/{number}", rss) for number in range(3))
        person = "[[person]]\nname = '윤서하'\n"
        listed = "".join(f"[[source]]\nkind = 'feed'\nurl = '{url}'\n" for url in (own, other))
        enter(tmp_path, "feeds.csv", f"{imported}\n{other}\n", crawl + person + listed)
        assert scrape("run", cwd=tmp_path).code == 0
        assert {request.path for request in host.asked()} == {"/rss/0", "/rss/1", "/rss/2"}
        only = f"[[source]]\nkind = 'sitemap'\nurl = '{host.at('/map', Answer(404))}'\n"
        (tmp_path / "scrape.toml").write_text(crawl + person + only, encoding="utf-8")
        scrape("run", cwd=tmp_path)
    active = "\n".join(stored(tmp_path))
    assert own not in active
    assert all(url in active for url in (other, imported))


def test_status_counts_imported_sources_and_shows_some_of_many(tmp_path: Path) -> None:
    enter(tmp_path, "feeds.csv", "".join(f"https://a.example/rss/{number}\n" for number in range(600)))
    out = scrape("status", cwd=tmp_path).out
    assert "and 100 more; all of them: scrape sources list" in out
    assert "600 sources, 0 with problems" in out
    assert "not asked any more" not in out
