"""An article that stands in a page's scripts alone, in the forms in which frameworks hand it over."""

from __future__ import annotations

import pytest

from pipeline.extract import extract
from pipeline.items import TextSource

URL = "https://www.lakesideglobe.example/news/ferry"
HEADLINE = "The ferry sails at night"
STORY = (
    "The ferry over the lake sails at night from Monday on, the town of Fennimore said on Friday.",
    "Ann Example, who runs it, 'will keep two of her boats' for those who come with bicycles.",
    "The toll is two crowns for a car and nothing for those who walk, as the council had promised in the spring.",
)
MARKUP = "".join(f"<p>{line}</p>" for line in STORY)
ESCAPED = MARKUP.replace("<", "\\u003C").replace("/", "\\u002F")


QUOTED = MARKUP.replace("'", "\\'")


@pytest.mark.parametrize(
    ("returned", "arguments"),
    [
        ("{data:[{post:{title:a,body:b,n:c,ok:!0,at:void 0}}]}", f'"{HEADLINE}","{ESCAPED}",3'),
        (f"{{data:[{{title:a,'body':'{QUOTED}',}}]}}", f'"{HEADLINE}",{{}}'),
        (f'{{f:g("}}",a),post:{{title:"{HEADLINE}",html:a,d:new Date(17),n:-1e3}}}}', f'"{MARKUP}"'),
    ],
    ids=["arguments", "literals", "calls"],
)
def test_what_a_function_of_nuxt_returns_is_read(returned: str, arguments: str) -> None:
    script = f"window.__NUXT__=(function(a,b,c){{b.x=.5;return {returned}}}({arguments}));"
    page = f"<html lang=en><title>{HEADLINE}</title><h1>{HEADLINE}</h1><script>{script}</script></html>"
    read = extract(page, URL)
    assert read.text.split("\n") == list(STORY)
    assert read.text_source is TextSource.PAYLOAD


@pytest.mark.parametrize(
    "script",
    [
        "(function(a){return {a:a",
        "(function(a){return a}(",
        "(function(){}())",
        "(function(a,b){return {" + ",".join(f"k{n}:a" for n in range(999)) + '}}("' + "x " * 9000 + '"))',
        "(function(a){return " + "[" * 5000 + "}(1))",
    ],
)
def test_a_function_that_is_broken_gives_nothing(script: str) -> None:
    page = f"<h1>{HEADLINE}</h1><script>window.__NUXT__={script};</script>{' ' * 200}"
    assert extract(page, URL).text_source is not TextSource.PAYLOAD
