"""Manners as the other side sees them: robots.txt, the pace, Retry-After, retries."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from pipeline.items import Reason, Source
from spiders.politeness.bounds import MAX_PAUSE
from spiders.politeness.hosts import HeldElsewhere, Hosts
from tests.spiders.crawling import US, feed, settings, visit
from tests.web import NOTED_LATE, TICK, Answer, Host, Web, keeps

PAGE = Answer(body=b"<p>page</p>")


def rules(text: str) -> Answer:
    return Answer(body=text.encode(), headers=(("Content-Type", "text/plain"),))


def pages(host: Host, count: int, answer: Answer = PAGE) -> list[str]:
    return [host.at(f"/{number}", answer) for number in range(count)]


def test_robots_txt_is_asked_for_once_by_the_declared_name_and_before_any_page(web: Web) -> None:
    host = web.host()
    memory = Hosts()
    visit(*pages(host, 3), hosts=memory)
    visit(*pages(host, 3), hosts=memory)
    (robots,) = host.asked("/robots.txt")
    assert {request.headers["user-agent"] for request in host.log} == {US}
    assert robots.answered <= host.asked()[0].began
    assert len(host.asked()) == 6


def test_what_robots_txt_denies_is_not_asked_for(web: Web) -> None:
    host = web.host()
    host.at("/robots.txt", rules("User-agent: *\nDisallow: /1\n"))
    handler = visit(*pages(host, 2))
    assert handler.misses[f"{host.url}/1"].reason is Reason.DENIED
    assert [request.path for request in host.asked()] == ["/0"]


def test_where_a_redirect_leads_must_be_allowed_too(web: Web) -> None:
    denying = web.host(2)
    denying.at("/robots.txt", rules("User-agent: *\nDisallow: /\n"))
    url = web.host(1).at("/go", Answer(302, headers=(("Location", denying.url + "/page"),)))
    assert visit(url).misses[url].reason is Reason.DENIED
    assert denying.asked() == []


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_robots_txt_that_cannot_be_had_means_not_now(web: Web, status: int) -> None:
    host = web.host()
    host.at("/robots.txt", Answer(status, headers=(("Retry-After", "0"),)))
    handler = visit(*pages(host, 2))
    assert {miss.reason for miss in handler.misses.values()} == {Reason.FAILED}
    assert all(miss.wait > 0 for miss in handler.misses.values())
    assert host.asked() == []


def test_a_robots_txt_that_never_ends_its_answer_means_not_now(web: Web) -> None:
    host = web.host()
    host.at("/robots.txt", Answer(held=threading.Event()))
    handler = visit(*pages(host, 2), how=settings(timeout=0.3))
    assert len(handler.misses) == 2
    assert host.asked() == []


@pytest.mark.parametrize("status", [404, 403, 410])
def test_no_robots_txt_allows_everything(web: Web, status: int) -> None:
    host = web.host()
    host.at("/robots.txt", Answer(status, b"User-agent: *\nDisallow: /"))
    assert len(visit(*pages(host, 2)).pages) == 2


def test_a_feed_that_was_asked_for_by_name_is_read_whatever_robots_txt_says_its_pages_are_not(web: Web) -> None:
    host = web.host()
    host.at("/robots.txt", rules("User-agent: *\nDisallow: /\n"))
    source = Source("feed", host.at("/feed", Answer(body=feed(f"{host.url}/1"))))
    handler = visit(sources=[source])
    assert handler.read_sources == {source.url: 1}
    assert handler.misses[f"{host.url}/1"].reason is Reason.DENIED


def test_between_two_requests_to_one_host_lies_the_delay(web: Web) -> None:
    first, second = web.host(1), web.host(2)
    visit(*pages(first, 4), *pages(second, 4), how=settings(delay=0.4))
    for host in (first, second):
        requests = sorted(host.log, key=lambda request: request.began)  # with that for robots.txt
        assert len(requests) == 5
        assert keeps(requests, 0.4)
    assert first.asked()[0].began < second.asked()[-1].began  # neither waited for the other
    assert second.asked()[0].began < first.asked()[-1].began


@dataclass
class OneDoor:
    """A door to hosts, open as long as `is_open` says so; nobody opens it again."""

    is_open: Callable[[], bool]

    def holds(self, name: str) -> bool:
        del name
        return self.is_open()

    async def hold(self, name: str) -> None:
        raise HeldElsewhere(name, "another")

    def changed(self, name: str) -> None:
        """Nobody else wants to know."""


def test_the_delay_counts_from_when_the_request_before_was_on_its_way(web: Web) -> None:
    """Not from when it was decided on: a busy machine is as polite as an idle one."""
    host, memory = web.host(), Hosts()

    def busy() -> bool:
        if len(host.log) % 2:
            asyncio.get_running_loop().call_soon(time.sleep, 0.3)
        return True

    memory.door = OneDoor(busy)
    visit(*pages(host, 5), how=settings(delay=0.4), hosts=memory)
    times = sorted(request.began for request in host.log)
    assert min(after - before for before, after in itertools.pairwise(times)) > 0.4 - TICK


def test_a_host_that_is_lost_while_the_connection_is_made_is_not_asked(web: Web) -> None:
    host, memory = web.host(), Hosts()
    open_for = iter(("it is to be fetched", "its turn has come"))
    memory.door = OneDoor(lambda: bool(next(open_for, "")))
    handler = visit(*pages(host, 1), how=settings(obey_robots=False), hosts=memory)
    assert (list(handler.left_to), host.log) == ([f"{host.url}/0"], [])


def test_one_request_at_a_time_is_made_to_a_host(web: Web) -> None:
    host = web.host()
    visit(*pages(host, 4, Answer(delay=0.1)))
    assert all(after.began >= before.answered for before, after in itertools.pairwise(host.asked()))


def test_crawl_delay_is_kept(web: Web) -> None:
    host = web.host()
    host.at("/robots.txt", rules("User-agent: *\nCrawl-delay: 0.5\n"))
    visit(*pages(host, 3))
    assert keeps(host.log, 0.5)


def test_a_crawl_delay_that_is_shorter_than_ours_changes_nothing(web: Web) -> None:
    host = web.host()
    host.at("/robots.txt", rules("User-agent: *\nCrawl-delay: 0.01\n"))
    visit(*pages(host, 3), how=settings(delay=0.4))
    assert keeps(host.asked(), 0.4)


def test_a_host_that_is_reached_by_a_redirect_is_given_its_own_pace(web: Web) -> None:
    """A portal that leads to one outlet: that outlet is asked no faster than if it were asked directly."""
    portal, outlet = web.host(1), web.host(2)
    direct = pages(outlet, 6)
    led = [
        portal.at(f"/go{number}", Answer(302, headers=(("Location", outlet.at(f"/led{number}", PAGE)),)))
        for number in range(2)
    ]
    handler = visit(*led, *direct, how=settings(delay=0.4))
    assert len(handler.pages) == 8
    assert keeps(outlet.log, 0.4)


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_retry_after_is_waited_for(web: Web, status: int) -> None:
    host = web.host()
    busy = Answer(status, headers=(("Retry-After", "1"),))
    url = host.at("/page", lambda before: PAGE if before else busy)
    handler = visit(url, *pages(host, 2), how=settings(retries=2))
    assert url in handler.pages
    assert len(handler.pages) == 3
    first = host.asked("/page")[0]
    after = [request for request in host.asked() if request.began > first.began]
    assert min(request.began for request in after) - first.answered > 1 - NOTED_LATE  # the whole host is left alone


def test_a_long_retry_after_leaves_the_host_for_a_later_run(web: Web) -> None:
    host = web.host()
    host.at("/0", Answer(429, headers=(("Retry-After", "3600"),)))
    memory = Hosts()
    handler = visit(*pages(host, 3, Answer(429, headers=(("Retry-After", "3600"),))), hosts=memory)
    assert {(miss.reason, round(miss.wait, -2)) for miss in handler.misses.values()} == {(Reason.BLOCKED, 3600)}
    assert len(host.asked()) == 1
    visit(f"{host.url}/1", hosts=memory)
    assert len(host.asked()) == 1


@pytest.mark.parametrize("asked", ["99999999", "4102444800", "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_no_answer_silences_a_host_for_more_than_a_day_and_what_was_asked_is_shown(web: Web, asked: str) -> None:
    host = web.host()
    url = host.at("/busy", Answer(429, headers=(("Retry-After", asked),)))
    memory = Hosts()
    miss = visit(url, hosts=memory).misses[url]
    assert miss.wait == MAX_PAUSE
    assert f"asked to wait {'until ' if asked[1:2] != '9' else ''}{asked}" in miss.detail
    assert miss.detail.startswith("HTTP 429: ")
    assert "left alone for 24 h" in miss.detail
    other = visit(f"{host.url}/other", hosts=memory).misses[f"{host.url}/other"]
    assert other.wait <= MAX_PAUSE
    assert asked in other.detail


def test_a_moment_that_is_over_is_no_pause(web: Web) -> None:
    host = web.host()
    busy = Answer(503, headers=(("Retry-After", "1000000000"),))  # the year 2001
    url = host.at("/page", lambda before: PAGE if before else busy)
    assert url in visit(url, how=settings(retries=1)).pages


def test_a_short_retry_after_holds_for_the_next_crawl_too(web: Web) -> None:
    host = web.host()
    memory = Hosts()
    url = host.at("/busy", Answer(503, headers=(("Retry-After", "1"),)))
    visit(url, hosts=memory)
    visit(*pages(host, 1), hosts=memory)
    first, second = host.asked()
    assert second.began - first.answered > 1 - NOTED_LATE


def test_a_host_that_stays_busy_is_asked_a_bounded_number_of_times(web: Web) -> None:
    host = web.host()
    url = host.at("/page", Answer(503, headers=(("Retry-After", "0"),)))
    handler = visit(url, how=settings(retries=2))
    assert len(host.asked()) == 3
    assert handler.misses[url].detail == "HTTP 503"


def test_an_error_of_the_server_is_tried_again_so_many_times(web: Web) -> None:
    host = web.host()
    for_good = host.at("/broken", Answer(500))
    for_once = host.at("/shaky", lambda before: PAGE if before else Answer(502))
    handler = visit(for_good, for_once, how=settings(retries=2))
    assert handler.misses[for_good].detail == "HTTP 500"
    assert for_once in handler.pages
    assert (len(host.asked("/broken")), len(host.asked("/shaky"))) == (3, 2)


def test_what_is_gone_or_refused_is_not_tried_again(web: Web) -> None:
    host = web.host()
    urls = {status: host.at(f"/{status}", Answer(status)) for status in (401, 403, 404, 410, 451)}
    handler = visit(*urls.values(), how=settings(retries=2))
    assert {status: handler.misses[url].reason for status, url in urls.items()} == {
        401: Reason.BLOCKED,
        403: Reason.BLOCKED,
        404: Reason.GONE,
        410: Reason.GONE,
        451: Reason.BLOCKED,
    }
    assert len(host.asked()) == 5
