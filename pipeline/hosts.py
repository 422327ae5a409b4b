"""What a host asks of its visitors, as one process hands it to the next."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["HostTerms", "RobotsText"]


@dataclass(frozen=True, slots=True)
class RobotsText:
    """The robots.txt of an origin such as ``https://maru.example``, good for `seconds` from now: `text` is empty
    where there is none, and None where it could not be read, for the reason `failure`."""

    origin: str
    text: str | None
    failure: str
    seconds: float


@dataclass(frozen=True, slots=True)
class HostTerms:
    """What whoever asks a host has to keep to, in seconds from now: whose clock shows what does not matter.

    It may be asked again after `rest`, and then every `delay`; it asked for a pause of which `pause` is left (in
    the words `asked`, where it is not left alone for that long); it gave no answers, and is not asked for
    `silence`.
    """

    rest: float = 0.0
    delay: float = 0.0
    pause: float = 0.0
    asked: str = ""
    silence: float = 0.0
    robots: tuple[RobotsText, ...] = ()
