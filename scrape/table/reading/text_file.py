"""The text of a file that people saved with whatever program they had."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import UsageError

__all__ = ["bytes_of", "text_of"]

_MOST_BYTES = 64 * 2**20
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def bytes_of(path: Path) -> bytes:
    """The content of a file. Raises UsageError when it cannot be read, is empty, or too large to be a table."""
    try:
        if path.is_dir():
            raise UsageError(f"{path} is a folder: name the file in it that holds the table")
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise UsageError(f"{path}: there is no such file") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})") from error
    except ValueError as error:  # a NUL in its name
        raise UsageError(f"{str(path)!r} is no name of a file") from error
    if len(content) > _MOST_BYTES:
        raise UsageError(f"{path}: more than {_MOST_BYTES // 2**20} MB, no table that a person keeps")
    if not content.strip():
        raise UsageError(f"{path} is empty")
    return content


def text_of(path: Path) -> str:
    """The text of a file in UTF-8, UTF-16 or CP949, its lines ended by a line feed. Raises UsageError."""
    content = bytes_of(path)
    for codec in _codecs(content):
        try:
            text = content.decode(codec).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise UsageError(f"{path} is no text: expected UTF-8, UTF-16 or CP949 (EUC-KR)")


def _codecs(content: bytes) -> tuple[str, ...]:
    for mark, codec in _MARKS:
        if content.startswith(mark):
            return (codec,)
    head = content[:1024]
    zeros = head.count(0)
    if zeros > len(head) // 8:  # UTF-16 without a mark: the halves of ASCII letters that are zero say which
        return ("utf-16-le",) if head[1::2].count(0) > zeros // 2 else ("utf-16-be",)
    return ("utf-8", "cp949")


def _is_text(text: str) -> bool:
    """Whether control characters are few: a picture may be CP949 by chance, and is no text."""
    controls = sum(character < " " and character not in "\t\n\r\f" for character in text)
    return controls * 50 <= len(text)
