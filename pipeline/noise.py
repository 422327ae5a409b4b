"""Which elements are not the article, by what their class and id say.

Words are read out of class and id names (``relatedArticles``, ``article_related-box`` both say "related"). The
vocabulary is that of content management systems in general; no site is named.
"""

from __future__ import annotations

import re

__all__ = ["BODY_NAME", "is_body_name", "is_noise", "is_suspect", "words_of"]

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORDS = re.compile(r"[a-z]+")

# What such an element holds is never the article's own text.
_NOISE = frozenset(
    "comment comments commentlist commentform respond reply replies disqus "
    "related relation relate recommend recommended recommendation recommendations recirc recirculation "
    "footer foot colophon copyright legal disclaimer privacy policy cookie cookies consent gdpr "
    "modal popup popover dialog overlay tooltip toast "
    "newsletter newsletters subscribe subscription subscriber signup signin login register paywall restricted regwall barrier gated "
    "nav navigation navbar menu menus submenu megamenu dropdown flyout hamburger burger breadcrumb breadcrumbs pagination pager "
    "share sharing sharer sharedaddy sharebar addtoany addthis social socials sns "
    "author authors byline bylines bio vcard reporter journalist pubdate timestamp dateline datetime "
    "tags taglist taxonomy hashtag hashtags keyword keywords categories "
    "sidebar rail masthead promo promos promotion banner advert adverts advertisement advertising ad ads adsense adsbygoogle sponsor "
    "sponsored sponsors outbrain taboola dablena dable revcontent mgid popular trending ranking mostread "
    "carousel slider swiper slick caption captions credit credits logo cta tooltip toolbar skip feedback survey poll "
    "whatsapp telegram kakao rss follow widgets announcement offscreen "
    "gnb lnb snb floating toc tableofcontents backlink backtotop prevnext print scrap".split()
)
# These also name wrappers and layout: noise when what they hold is links or short lines.
_SUSPECT = frozenset(
    "aside side right secondary meta metadata info date time category tag label links link list posts post news articles stories story more "
    "latest recent next prev previous read widget box card cards teaser teasers item items gallery media photo icon icons button "
    "buttons btn form search user profile name contact sub extra below end bottom tools utility action actions rating ratings "
    "price offer product products shop notice alert message expand toggle topics topic series top hot live ticker event events "
    "support donate donation app apps download print audio listen player video copy url".split()
)
_BODY = re.compile(
    r"article-?_?(?:body|text|content|view)(?!\w*(?:wrap|header|footer|list))|(?:entry|post|story|news|page|single|blog|view|read)-?_?(?:body|content|text|article)(?!\w*(?:list|header|footer|wrap))|"
    r"body-?_?(?:text|copy|content)|content-?_?(?:body|text)|article_?txt|rich-?text|prose|wysiwyg|fulltext|td-post-content|"
    r"newsct_article|dic_area|art_?(?:body|text|txt|cont)|gisa|cms-?content|user-?content|articleBody|newsbody|view_?con(?:t|tent)",
    re.IGNORECASE,
)
BODY_NAME = _BODY


def words_of(names: str) -> set[str]:
    """The lower-case words in a string of class and id names."""
    return set(_WORDS.findall(_CAMEL.sub(" ", names).lower()))


def is_noise(words: set[str]) -> bool:
    """Do the words of an element's names say that it is something else than the article?"""
    return not _NOISE.isdisjoint(words)


def is_suspect(words: set[str]) -> bool:
    """Do the words make it likely, when the content bears it out?"""
    return not _SUSPECT.isdisjoint(words)


def is_body_name(names: str) -> bool:
    """Do class and id name the container of an article's text?"""
    return bool(_BODY.search(names))
