"""newspaper4k over a file of pages, run by an interpreter that has it installed (see extraction.py).

    python newspaper_peer.py PAGES.jsonl PREDICTIONS.jsonl

PAGES holds {id, url, html} a line. Prints the CPU seconds spent in extraction.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import newspaper


def read(page: dict[str, str]) -> dict[str, Any]:
    """Title, text, authors and publication time of one page; what cannot be read is missing."""
    try:
        article = newspaper.Article(page["url"] or "http://unknown.invalid/", fetch_images=False)
        article.download(input_html=page["html"])
        article.parse()
    except Exception as error:  # noqa: BLE001 - a peer that fails on a page has failed on it
        return {"id": page["id"], "error": f"{type(error).__name__}: {error}"}
    published = article.publish_date.isoformat() if article.publish_date else None
    return {
        "id": page["id"],
        "title": article.title,
        "text": article.text,
        "authors": list(article.authors),
        "published": published,
    }


def main() -> None:
    spent = 0.0
    with Path(sys.argv[1]).open(encoding="utf-8") as pages, Path(sys.argv[2]).open("w", encoding="utf-8") as out:
        for line in pages:
            page = json.loads(line)
            started = time.process_time()
            fields = read(page)
            spent += time.process_time() - started
            out.write(json.dumps(fields, ensure_ascii=False, default=str) + "\n")
    print(spent)


if __name__ == "__main__":
    main()
