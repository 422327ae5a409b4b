"""Bytes to text: what encoding a page is really in, whatever its header and its declarations say.

The order is: byte order mark; the shape of UTF-16 and UTF-32 (XML 1.0, appendix F, and the same for HTML); strict
UTF-8; CP949 where the bytes are Korean beyond doubt; the declared encodings, strictly, read as browsers read them
(WHATWG Encoding Standard: EUC-KR and all its names are CP949, ISO 8859-1 is windows-1252); a detector's opinion;
and at last the candidate that leaves the fewest replacement characters, so that a broken byte costs one syllable
and not the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

import cchardet
import numpy as np
from numpy.typing import NDArray

from pipeline.errors import Undecodable
from pipeline.language.scripts import utf8
from pipeline.markup.encoding_labels import codec_of

__all__ = ["Decoded", "decode"]

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_FILES = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh9", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office or HWP"),
    (b"OggS\x00", "Ogg"),
    (b"fLaC\x00", "FLAC"),
    (b"ID3\x02", "MP3"),
    (b"ID3\x03", "MP3"),
    (b"ID3\x04", "MP3"),
    (b"wOFF", "font"),
    (b"wOF2", "font"),
    (b"\x7fELF", "program"),
)
_ENCLOSED = ((b"RIFF", 8, b"WEBP"), (b"RIFF", 8, b"WAVE"), (b"RIFF", 8, b"AVI "), (b"", 4, b"ftyp"))

_HEAD = 16_384  # bytes searched for a declaration; browsers look at 1,024, older Korean pages declare later
_GUESSABLE = 20  # bytes beyond ASCII that a detector needs
_SAMPLE = 200_000  # bytes shown to the detector
_HEADER_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE)
_META_CHARSET = re.compile(
    rb"<meta\s[^<>]{0,500}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE
)
_XML_ENCODING = re.compile(rb"\A\s{0,99}<\?xml\s[^<>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']\s{0,9}([\w.:-]{1,40})")

_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32)])
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BLANKED = {11: " ", 12: " ", 28: " ", 29: " ", 30: " ", 31: " "}  # separators of a kind
_DROPPED = dict.fromkeys([*range(9), *range(14, 28), 0xFFFE, 0xFFFF], None)
_CLEAN = _DROPPED | _BLANKED
_NONCHARACTERS = "\ufffe\uffff"
_C1_AS_WINDOWS = {
    byte: bytes([byte]).decode("cp1252") for byte in range(0x80, 0xA0) if byte not in b"\x81\x8d\x8f\x90\x9d"
}

_PAIRS_READ = 4_000
_MANY_PAIRS = 40
_KOREAN_SHARE = 0.8
_EBCDIC = ("cp037", "cp500", "cp1140")
_BROKEN_SHARE = 0.1  # of the bytes beyond ASCII: the damage that a text in UTF-8 may have and still be UTF-8
_LATIN = frozenset({"windows-1252"})
_TOLERATED = 10  # replacement characters that a text of any length may have
_TOLERATED_SHARE = 0.05
_BINARY_SHARE = 0.02
_WIDE_SAMPLE = 1_024
_WIDE_ZEROS, _NARROW_ZEROS = (
    0.15,
    0.05,
)  # shares of zero bytes: the upper halves of ASCII letters, the lower ones of all


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a body, the name of the encoding it was read in, and how many characters were lost.

    `data` is the text in UTF-8 where the body was just that: rewriting a long text takes as long as reading it.
    """

    text: str
    encoding: str
    replaced: int = 0
    data: bytes | None = None

    @property
    def utf8(self) -> bytes:
        """The text in UTF-8; half a surrogate pair is no error."""
        return utf8(self.text) if self.data is None else self.data


def decode(body: bytes, content_type: str | None = None, *, markup: Literal["html", "xml"] = "html") -> Decoded:
    """Read `body`, whose Content-Type header is `content_type`.

    `markup` says which declaration in the body counts first: the meta element of HTML or the XML declaration.
    Newlines stay as they are and the text is not normalised; a byte order mark goes. Of the control characters
    that XML forbids, vertical tab, form feed and the four separators become a blank and the others, NUL and the
    noncharacters U+FFFE and U+FFFF go. Raises Undecodable for files that are no text, and for text of which more
    than a twentieth cannot be read.
    """
    if kind := _file_kind(body):
        raise Undecodable(f"the body is a {kind} file, not text")
    decoded = _marked(body) or _wide(body, markup)
    if decoded is None:
        decoded = _in_utf8(body, content_type, markup) or _legacy(body, content_type, markup)
    return _checked(decoded, body)


def _file_kind(body: bytes) -> str | None:
    for signature, kind in _FILES:
        if body.startswith(signature):
            return kind
    for start, offset, inner in _ENCLOSED:
        if body.startswith(start) and body[offset : offset + len(inner)] == inner:
            return "media"
    return None


def _marked(body: bytes) -> Decoded | None:
    """Read a body that opens with a byte order mark, unless the mark cannot be true."""
    for mark, codec in _MARKS:
        if body.startswith(mark):
            text = body[len(mark) :].decode(codec, "replace")
            lost = text.count("\ufffd")
            return None if _too_many(lost, len(text)) else Decoded(text, codec, lost)
    return None


def _wide(body: bytes, markup: str) -> Decoded | None:
    """Read UTF-16, UTF-32 and EBCDIC without a mark, which show in where the zero bytes of ASCII letters stand."""
    if body.startswith(b"\x4c\x6f\xa7\x94"):  # "<?xm" in EBCDIC
        declared = _declared_inside(body[:_HEAD].decode("cp037").encode("utf-8"), markup)
        codec = next((name for name in declared if name in _EBCDIC), "cp037")
        return Decoded(body.decode(codec, "replace"), codec)
    sample = body[:_WIDE_SAMPLE]
    zeros = [sample[lane::4].count(0) / max(1, len(sample[lane::4])) for lane in range(4)]
    even, odd = (zeros[0] + zeros[2]) / 2, (zeros[1] + zeros[3]) / 2
    if max(even, odd) < _WIDE_ZEROS:
        return None
    if min(zeros[0], zeros[1]) > 0.95:
        codec = "utf-32-be"
    elif min(zeros[2], zeros[3]) > 0.95:
        codec = "utf-32-le"
    elif min(even, odd) * 4 <= max(even, odd):
        codec = "utf-16-be" if even > odd else "utf-16-le"
    else:
        return None
    text = body.decode(codec, "replace")
    return Decoded(text, codec, text.count("\ufffd"))


def _in_utf8(body: bytes, content_type: str | None, markup: str) -> Decoded | None:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if b"\x1b" in body and text.isascii():  # ISO 2022 writes Japanese and Korean in seven bits
        for codec in _declared(body, content_type, markup):
            if codec.startswith("iso2022") and (escaped := _strict(body, codec)) is not None:
                return Decoded(escaped, codec)
    return Decoded(text.removeprefix("\ufeff"), "utf-8", data=body.removeprefix(_MARKS[0][0]))


def _legacy(body: bytes, content_type: str | None, markup: str) -> Decoded:
    """Read bytes that are not UTF-8 from end to end."""
    letters = np.frombuffer(body, np.uint8)
    high = np.count_nonzero(letters >= 0x80)
    if _least_broken(letters) <= high * _BROKEN_SHARE:
        broken = _replacing(body, "utf-8")
        if broken.replaced <= high * _BROKEN_SHARE:
            return broken
    declared = list(_declared(body, content_type, markup))
    pairs = _Pairs.of(letters)
    count, korean = pairs.korean()
    if korean and (count >= _MANY_PAIRS or set(declared) <= _LATIN):  # beyond doubt
        declared = ["cp949"]
    for codec in declared:
        if (text := pairs.text() if codec == "cp949" else _strict(body, codec)) is not None:
            return Decoded(text, codec)
    guess = None if korean or declared or high < _GUESSABLE else _guess(body)
    if guess is not None and (text := _strict(body, guess)) is not None:
        return Decoded(text, guess)
    others = [name for name in (guess, "utf-8", "cp949" if korean else None) if name]
    candidates = [_replacing(body, codec) for codec in dict.fromkeys([*declared, *others])]
    best = min(candidates, key=lambda candidate: candidate.replaced)
    return best if best.replaced * 2 < high else Decoded(_latin(body), "windows-1252")


def _least_broken(letters: NDArray[np.uint8]) -> int:
    """How many characters at least are lost in UTF-8: a first byte that no later one follows is one of them."""
    return int(np.count_nonzero((letters[:-1] >= 0xC0) & (letters[1:] & 0xC0 != 0x80)))


def _replacing(body: bytes, codec: str) -> Decoded:
    text = _latin(body) if codec in _LATIN else body.decode(codec, "replace")
    return Decoded(text, codec, text.count("\ufffd"))


def _strict(body: bytes, codec: str) -> str | None:
    if codec in _LATIN:
        return _latin(body)
    try:
        return body.decode(codec)
    except UnicodeDecodeError:
        return None


def _latin(body: bytes) -> str:
    """windows-1252 as browsers read it: the five bytes without a character are C1 controls."""
    try:
        return body.decode("cp1252")
    except UnicodeDecodeError:
        return body.decode("latin-1").translate(_C1_AS_WINDOWS)


class _Pairs(NamedTuple):
    """The two-byte letters of a CP949 reading: where in the bytes they begin, their first and their second bytes.

    The first one is 81 to FE, the second one also a letter of ASCII (Microsoft, code page 949).
    """

    bytes: NDArray[np.uint8]
    places: NDArray[np.int64]
    firsts: NDArray[np.uint8]
    seconds: NDArray[np.uint8]

    @classmethod
    def of(cls, letters: NDArray[np.uint8]) -> _Pairs:
        """Read from the left: of bytes beyond ASCII that touch each other, every other one begins a pair."""
        high = np.flatnonzero(_is_half(letters))
        count = np.arange(len(high))
        opens = np.diff(high, prepend=-2) > 1
        places = high[(count - np.maximum.accumulate(np.where(opens, count, 0))) & 1 == 0]
        places = places[: np.searchsorted(places, len(letters) - 1)]
        seconds = letters[places + 1]
        paired = _is_half(seconds) | ((seconds | 0x20) - np.uint8(0x61) < 26)
        places = places[paired]
        return cls(letters, places, letters[places], seconds[paired])

    def korean(self) -> tuple[int, bool]:
        """How many letters the first of them are, and whether nearly all are the syllables of daily use.

        Rows A1 to AF hold signs, Latin, Greek and kana; Japanese and Chinese text in its own encodings falls on
        syllables for half of its letters, Latin text with accents or curly quotes on the rare ones outside KS X
        1001.
        """
        firsts, common = self.firsts[:_PAIRS_READ], self.seconds[:_PAIRS_READ] >= 0xA1
        letters = len(firsts) - int(np.count_nonzero(common & (firsts - np.uint8(0xA1) < 3)))
        syllables = int(np.count_nonzero(common & (firsts - np.uint8(0xB0) <= 0xC8 - 0xB0)))
        return letters, letters > 1 and syllables >= letters * _KOREAN_SHARE

    def text(self) -> str | None:
        """The text, None where a byte is no part of a letter: what the codec does, with a table."""
        if 2 * len(self.places) - np.count_nonzero(self.seconds < 0x80) < np.count_nonzero(self.bytes >= 0x80):
            return None
        units = self.bytes.astype("<u2")
        units[self.places] = _cp949()[self.firsts.astype(np.uint16) << 8 | self.seconds]
        kept = np.ones(len(units), np.bool_)
        kept[self.places + 1] = False
        try:
            return units[kept].tobytes().decode("utf-16-le")
        except UnicodeDecodeError:
            return None


def _is_half(letters: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return letters - np.uint8(0x81) < 0xFE - 0x80


@cache
def _cp949() -> NDArray[np.uint16]:
    """What each pair of bytes is in CP949; half a surrogate pair where it is nothing."""
    table = np.full(1 << 16, 0xD800, np.uint16)
    known = "".join(map(chr, [*range(0x80, 0xD800), *range(0xE000, 1 << 16)])).encode("cp949", "ignore")
    table[np.frombuffer(known, ">u2")] = np.frombuffer(known.decode("cp949").encode("utf-16-le"), "<u2")
    return table


def _guess(body: bytes) -> str | None:
    detected = cchardet.detect(body[:_SAMPLE]).get("encoding")
    return codec_of(detected) if detected else None


def _declared(body: bytes, content_type: str | None, markup: str) -> Iterator[str]:
    """Codecs named by header and body; UTF-8, 16 and 32 have been tried by then and are left out."""
    names: list[str] = []
    if content_type and (match := _HEADER_CHARSET.search(content_type[:500])) and (name := codec_of(match[1])):
        names.append(name)
    names.extend(_declared_inside(body[:_HEAD], markup))
    yield from (name for name in dict.fromkeys(names) if not name.startswith("utf-"))


def _declared_inside(head: bytes, markup: str) -> Iterator[str]:
    xml = _XML_ENCODING.search(head)
    meta = _META_CHARSET.search(_without_comments(head))
    for match in (xml, meta) if markup == "xml" else (meta, xml):
        if match and (name := codec_of(match[1].decode("ascii"))):
            yield name


def _without_comments(head: bytes) -> bytes:
    kept, at = [], 0
    while (start := head.find(b"<!--", at)) >= 0:
        kept.append(head[at:start])
        end = head.find(b"-->", start + 4)
        if end < 0:
            return b"".join(kept)
        at = end + 3
    return b"".join([*kept, head[at:]])


def _checked(decoded: Decoded, body: bytes) -> Decoded:
    """The text without what XML forbids; raises Undecodable when that or what was lost is too much of it."""
    text = decoded.text
    if _too_many(decoded.replaced, len(text)):
        raise Undecodable(f"{decoded.replaced} of {len(text)} characters cannot be read in {decoded.encoding}")
    wide = decoded.encoding.startswith(("utf-16", "utf-32", *_EBCDIC))
    forbidden = len(_FORBIDDEN.findall(text)) if wide else _controls(body)
    if forbidden > _TOLERATED and forbidden > len(text) * _BINARY_SHARE:
        raise Undecodable(f"{forbidden} of {len(text)} characters are control characters: not text")
    if forbidden or wide or any(mark in text for mark in _NONCHARACTERS):
        return Decoded(text.translate(_CLEAN), decoded.encoding, decoded.replaced)
    return decoded


def _controls(body: bytes) -> int:
    """How many bytes are control characters that XML forbids; most bodies hold none, which is quick to see."""
    letters = np.frombuffer(body, np.uint8)
    others = b"\x0b" in body or b"\x0c" in body
    if not others and not (letters - np.uint8(14) < 18).any() and not (letters < 9).any():
        return 0
    return len(body) - len(body.translate(None, _CONTROLS))


def _too_many(lost: int, total: int) -> bool:
    return lost > _TOLERATED and lost > total * _TOLERATED_SHARE
