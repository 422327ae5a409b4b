"""What of a page is the article's text, whatever its elements are called; pages and outlets are invented."""

from __future__ import annotations

import pytest

from pipeline.extract import PageReader, extract
from pipeline.items import TextSource

URL = "https://www.lakesideglobe.example/news/bridge"
HEADLINE = "The new bridge opens a month early"
STORY = (
    "The bridge over the lake opens on Monday, a month before it was to, the town of Fennimore said on Friday.",
    "Its builders had feared the winter, but the last of the forty cables was drawn in before the first frost.",
    "Ann Example, who runs the ferry beside it, will keep two of her boats for those who come with bicycles.",
    "The toll is two crowns for a car and nothing for those who walk, as the council had promised in the spring.",
    "A second lane is to follow when the harbour has been moved, which the council expects to take three years.",
)
TALK = tuple(
    f"I crossed that lake on day {number} of every month for years, and nobody ever asked me what I thought of it."
    for number in range(12)
)


def paragraphs(lines: tuple[str, ...], attributes: str = "") -> str:
    return "".join(f"<p{attributes}>{line}</p>" for line in lines)


def page(body: str, head: str = "") -> str:
    return (
        f"<html lang=en><head><title>{HEADLINE} | Lakeside Globe</title>{head}</head><body>"
        f"<header><nav><a href=/>Home</a><a href=/news>News</a></nav></header><h1>{HEADLINE}</h1>{body}"
        "<footer><p>Lakeside Globe, 1 Pier Road</p></footer></body></html>"
    )


def lines_of(html: str) -> list[str]:
    return extract(html, URL).text.split("\n")


@pytest.mark.parametrize(
    "body",
    [
        f"<article class='story paywall'>{paragraphs(STORY)}</article>",
        f"<article>{paragraphs(STORY[:2])}<div class=paywall-content>{paragraphs(STORY[2:])}</div></article>",
        f"<section class=np-newsletter>{paragraphs(STORY)}</section>",
        f"<div class='main sidebar-open--false'>{paragraphs(STORY)}</div>",
        "<article>" + "".join(f"<div class=toc__target id=skip-{n}><p>{s}</p></div>" for n, s in enumerate(STORY)),
        "<article>"
        + "".join(
            f"<div id=ad{n}f3c2e-11aa-4bad-9ad{n}-0ad6c1f2e{n}ad><p>{s}</p></div>" for n, s in enumerate(STORY)
        ),
        f"<article>{paragraphs(STORY[:2])}<div class=signup-cta><form><input>{paragraphs(STORY[2:])}</article>",
        f"<article>{paragraphs(STORY[:1])}<figure><div><p>4 m</figure>{paragraphs(STORY[1:])}</article>",
        f"<article itemprop=articleBody><noscript>{paragraphs(STORY)}</noscript></article>",
    ],
    ids=["paywall", "paywall-part", "newsletter", "modifier", "contents", "uuid", "form", "figure", "noscript"],
)
def test_an_article_is_read_whatever_its_element_is_called(body: str) -> None:
    assert [line for line in lines_of(page(body)) if line in STORY] == list(STORY)


@pytest.mark.parametrize("column", ["main", "sidebar-first", "layout-sidebar"])
def test_comments_do_not_outweigh_a_short_article(column: str) -> None:
    html = page(
        f"<div class='{column}'><div>{paragraphs(STORY[:3])}</div></div><div class=comment-list>"
        + "".join(f"<div class=comment><p>{line}</p></div>" for line in TALK)
        + "</div>"
    )
    assert lines_of(html) == list(STORY[:3])


def test_a_ticker_of_other_articles_above_the_text_is_none_of_it() -> None:
    items = "".join(f"<li><a href=/n{n}>Another story {n}</a><p>{line}</p></li>" for n, line in enumerate(TALK[:5]))
    html = page(f"<div class=wrap><div class=breaking><ul>{items}</ul></div><div>{paragraphs(STORY)}</div></div>")
    assert lines_of(html) == list(STORY)


def test_a_shell_has_no_text_and_its_headline_is_none() -> None:
    article = extract(page("<div id=app></div>"), URL)
    assert (article.text, article.text_source) == ("", TextSource.NONE)


def test_the_second_reader_is_asked_for_what_is_doubtful_or_stored() -> None:
    lost = f"<div><div>{paragraphs(STORY)}</div></div><div class=related-box>{paragraphs(TALK)}</div>"
    reader = PageReader(page(lost), URL)
    assert reader.read(both=False).text.split("\n") == reader.read(both=True).text.split("\n") == list(STORY)


@pytest.mark.parametrize(
    "line",
    [
        "This site is protected by reCAPTCHA and the Google Privacy Policy and Terms of Service apply.",
        "Find us elsewhere: Facebook | Instagram | TikTok | YouTube",
        "As an Amazon Associate we earn from qualifying purchases.",
        "Follow us on Facebook and Instagram for more from the lake.",
    ],
)
def test_furniture_names_nobody(line: str) -> None:
    assert lines_of(page(f"<article>{paragraphs((*STORY, line))}</article>")) == list(STORY)


def test_a_call_to_follow_is_cut_off_the_last_paragraph() -> None:
    last = "Write to Ann Example if you know more. Follow us on Twitter @lakeside and on Facebook."
    text = extract(page(f"<article>{paragraphs((*STORY, last))}</article>"), URL).text
    assert text.endswith("if you know more.")


def test_captions_are_the_articles_but_not_its_text() -> None:
    caption = "Ann Example, who runs the ferry, shows the pier to visitors from the other shore on Friday."
    other = "Bert Other opens a bakery in the old mill, and three hundred guests came to see the oven."
    body = (
        f"<article><figure><img src=a.jpg><figcaption>{caption}</figcaption></figure><div class=article-body>"
        f"{paragraphs(STORY)}</div></article><aside class=related><figure><figcaption>{other}</figcaption></aside>"
    )
    read = extract(page(body), URL)
    assert read.captions == (caption,)
    assert read.text.split("\n") == list(STORY)


@pytest.mark.parametrize(
    "call",
    [
        "Follow The Courier on Twitter and Facebook.",
        "Read all of our coverage, and follow us on Facebook, Instagram and TikTok to stay up to date.",
        "Follow lakesideglobe.example on Twitter and Facebook for all the news.",
        "More of her work is on her website, or by following her on Instagram.",
        "Follow the Globe on Google News and add us as a source.",
    ],
)
def test_a_call_to_follow_somebody_is_cut_off_a_paragraph(call: str) -> None:
    lines = lines_of(page(f"<article>{paragraphs((*STORY[:-1], f'{STORY[-1]} {call}'))}</article>"))
    assert lines == list(STORY)


def test_a_live_blog_that_stands_in_its_json_ld_alone_is_read_update_by_update() -> None:
    updates = ",".join(
        f'{{"@type":"BlogPosting","headline":"At {n}","articleBody":"{s}"}}' for n, s in enumerate(STORY)
    )
    linked = f'{{"@type":"LiveBlogPosting","headline":"{HEADLINE}","liveBlogUpdate":[{updates}]}}'
    read = extract(page("<div id=app></div>", f"<script type=application/ld+json>{linked}</script>"), URL)
    assert [line for line in read.text.split("\n") if line in STORY] == list(STORY)
    assert read.text_source is TextSource.JSON_LD
