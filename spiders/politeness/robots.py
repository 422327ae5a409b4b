"""robots.txt as RFC 9309 says: which addresses a site does not want fetched, and how fast.

Protego matches the rules. The text is normalised first, because sites write groups that Protego splits or misses:
unknown lines between two user-agent lines, agent names with spaces, lines of any length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from protego import Protego

from spiders.politeness.bounds import crawl_delay

__all__ = ["ROBOTS_MAX_BYTES", "Robots", "product_token", "robots_text"]

ROBOTS_MAX_BYTES = 512 * 1024  # RFC 9309, 2.5: at least 500 KiB are read

# Google's parser, which sites test against, cuts lines at eight times the longest URL.
_MAX_LINE = 2083 * 8 - 1
_LINE = re.compile(r"[ \t]*([^:#\s]+(?:[ -][^:#\s]+)?)[ \t]*(?::[ \t]*|[ \t]+)([^#]*)")
_KEYS = {
    "user-agent": "user-agent",
    "user agent": "user-agent",
    "useragent": "user-agent",
    "allow": "allow",
    "disallow": "disallow",
    "dissallow": "disallow",
    "dissalow": "disallow",
    "disalow": "disallow",
    "diasllow": "disallow",
    "disallaw": "disallow",
    "crawl-delay": "crawl-delay",
    "sitemap": "sitemap",
    "site-map": "sitemap",
}


def product_token(user_agent: str) -> str:
    """The part of a User-Agent that robots.txt files can address: all of it, unless it is a name of several words
    without a version. Such a name is no token (RFC 9309, 2.2.1); only ``*`` addresses it."""
    name = user_agent.strip()
    return "*" if " " in name and not {"/", "("} & set(name) else name


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host for one crawler. `crawl_delay` is in seconds; `sitemaps` are the ones it lists."""

    token: str
    crawl_delay: float | None
    sitemaps: tuple[str, ...]
    _rules: Protego

    @classmethod
    def parse(cls, body: bytes, user_agent: str) -> Robots:
        """Read a robots.txt; never fails, because unreadable lines are not rules."""
        return cls.of_text(robots_text(body), user_agent)

    @classmethod
    def of_text(cls, text: str, user_agent: str) -> Robots:
        """Read the text of a robots.txt; one that is empty allows everything."""
        token = product_token(user_agent)
        rules = Protego.parse(_normalised(text))
        return cls(
            token=token,
            crawl_delay=crawl_delay(rules.crawl_delay(token)),
            sitemaps=tuple(rules.sitemaps),
            _rules=rules,
        )

    def allows(self, url: str) -> bool:
        """Whether `url` may be fetched; robots.txt itself always may."""
        if re.sub(r"^[a-z]+://[^/]*", "", url, flags=re.IGNORECASE) == "/robots.txt":
            return True
        return bool(self._rules.can_fetch(url, self.token))


def robots_text(body: bytes) -> str:
    """What counts of a robots.txt, as a text that any database can keep."""
    return body[:ROBOTS_MAX_BYTES].decode("utf-8-sig", "replace").replace("\0", "\ufffd")


def _normalised(text: str) -> str:
    """The same groups in a spelling that Protego reads correctly."""
    lines: list[str] = []
    pending: list[str] = []  # what stands between the agents of a group and its first rule
    agents: list[str] = []
    in_rules = False
    for raw in re.split(r"\r\n|\r|\n", text):
        match = _LINE.match(raw[:_MAX_LINE])
        if match is None:
            continue
        value = match.group(2).strip()
        key = _KEYS.get(match.group(1).lower())
        if key is None:
            # A misspelt rule ends the list of agents as a correct one would; another unknown line does not.
            in_rules = in_rules or (bool(agents) and value.startswith("/"))
        elif key == "user-agent":
            if in_rules:
                agents, pending, in_rules = [], [], False
            agents.append(_agent(value))
        elif key == "sitemap":
            lines.append(f"Sitemap: {value}")
        elif key == "crawl-delay" and agents and not in_rules:
            pending.append(f"Crawl-delay: {value}")
        elif agents:
            if not in_rules:
                lines += [*(f"User-agent: {agent}" for agent in agents), *pending]
                pending, in_rules = [], True
            lines.append(f"{key.capitalize()}: {value}")
    if pending and not in_rules:
        lines += [*(f"User-agent: {agent}" for agent in agents), *pending]
    return "\n".join(lines)


def _agent(value: str) -> str:
    return value.split(None, 1)[0] if value else value
