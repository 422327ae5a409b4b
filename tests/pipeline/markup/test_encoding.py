"""Bytes to text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import Undecodable
from pipeline.markup.encoding import decode
from pipeline.markup.encoding_labels import codec_of

# 뷁 and 똠 are in CP949 alone: the codec named EUC-KR has no place for them.
KOREAN = "가람 연구소가 새 기술을 내놓았다. 뷁과 똠이라는 글자도 있다. “따옴표”와 숫자 123. " * 20
KOREAN_NAMES = (
    "euc-kr",
    "EUC-KR",
    "ks_c_5601-1987",
    "KSC5601",
    "windows-949",
    "uhc",
    "cp949",
    "ms949",
    "x-windows-949",
)
LIES = ("utf-8", "iso-8859-1", "us-ascii", "gb2312", "shift_jis", "no-such-charset")


def page(text: str, declared: str | None = None) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    return f"<html><head>{meta}<title>x</title></head><body>{text}</body></html>"


@pytest.mark.parametrize("name", KOREAN_NAMES)
def test_every_name_of_euc_kr_is_cp949(name: str) -> None:
    short = page("똠방각하", name)
    assert decode(short.encode("cp949")).text == short
    assert decode("똠방각하 한 분".encode("cp949"), f"text/html; charset={name}").text == "똠방각하 한 분"


@pytest.mark.parametrize("header", [None, *LIES, "euc-kr"])
@pytest.mark.parametrize("declared", [None, *LIES, "euc-kr"])
def test_korean_is_read_whatever_header_and_page_say(declared: str | None, header: str | None) -> None:
    text = page(KOREAN, declared)
    content_type = f"text/html; charset={header}" if header else None
    for codec in ("utf-8", "cp949"):
        decoded = decode(text.encode(codec), content_type)
        assert (decoded.text, decoded.encoding, decoded.replaced) == (text, codec, 0)


@pytest.mark.parametrize("declared", [None, *LIES, "euc-kr"])
@pytest.mark.parametrize("codec", ["utf-8", "cp949"])
def test_a_broken_byte_costs_a_word_at_most(codec: str, declared: str | None) -> None:
    body = page(KOREAN, declared).encode(codec)
    at = body.index("연구소".encode(codec))
    decoded = decode(body[:at] + b"\xff" + body[at + 1 :])
    assert decoded.encoding == codec
    assert 1 <= decoded.replaced <= 3
    assert decoded.text.endswith(KOREAN[10:] + "</body></html>")


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_counts_first_and_goes(mark: str) -> None:
    text = page("새 소식", "euc-kr")
    assert decode(text.encode(mark), "text/html; charset=euc-kr").text == text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("start", ['<?xml version="1.0" encoding="utf-16"?><a>', "<!doctype html><p>"])
def test_wide_text_without_a_mark_shows_in_its_zeros(codec: str, start: str) -> None:
    text = start + "가람 소식 " * 9
    decoded = decode(text.encode(codec))
    assert (decoded.text, decoded.encoding) == (text, codec)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("“It’s naïve,” she said – twice.", "cp1252"),
        ("Съешь же ещё этих мягких французских булок", "cp1251"),
        ("彼は新しい技術を発表した。", "shift_jis"),
        ("彼は新しい技術を発表した。", "euc_jp"),
        ("研究所发布了新的技术。", "gb18030"),
        ("研究所發布了新的技術。", "big5"),
        ("彼は新しい", "iso2022_jp"),
    ],
)
def test_other_declared_encodings_are_obeyed(text: str, codec: str) -> None:
    name = {"cp1252": "iso-8859-1", "cp1251": "windows-1251", "gb18030": "gb2312", "iso2022_jp": "iso-2022-jp"}
    shown = page(text, name.get(codec, codec.replace("_", "-")))
    assert decode(shown.encode(codec)).text == shown


def test_english_with_curly_quotes_is_not_taken_for_korean() -> None:
    text = "“Don’t,” said the café’s owner. " * 30
    assert decode(text.encode("cp1252")).text == text
    assert decode(text.encode("cp1252"), "text/html; charset=utf-8").text == text


def test_declarations_in_comments_do_not_count() -> None:
    text = '<!-- <meta charset="shift_jis"> --><meta charset="windows-1251"><p>Это новость дня</p>'
    assert decode(text.encode("cp1251")).text == text


def test_the_xml_declaration_counts_first_in_xml() -> None:
    text = '<?xml version="1.0" encoding="windows-1251"?><meta charset="koi8-r"/><p>Это новость</p>'
    assert decode(text.encode("cp1251"), markup="xml").text == text


def test_control_characters_that_xml_forbids_go() -> None:
    assert decode(b"a\x00b\x08c\x0bd\x0ce\x1ff\r\n\tg" + "\ufffe".encode()).text == "abc d e f\r\n\tg"


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7 \n1 0 obj",
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 40,
        b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 40,
        b"PK\x03\x04" + b"\x14\x00" * 20,
        b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 40,
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        bytes(range(256)) * 20,
        b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00" * 20,
    ],
)
def test_files_that_are_no_text_are_refused(body: bytes) -> None:
    with pytest.raises(Undecodable):
        decode(body)


@pytest.mark.parametrize("label", ["rot13", "hex", "unicode_escape", "utf-7", "../../x", ""])
def test_only_encodings_of_pages_are_codecs(label: str) -> None:
    assert codec_of(label) is None


@given(st.text(alphabet=st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn", "Co"])))
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode("utf-8"), "text/html; charset=euc-kr").text == text.removeprefix("\ufeff")


@given(st.text(alphabet=[chr(code) for code in range(0xAC00, 0xD7A4)], min_size=1), st.sampled_from(KOREAN_NAMES))
def test_every_syllable_survives_cp949(syllables: str, name: str) -> None:
    shown = page(f"{KOREAN}{syllables}", name)
    assert decode(shown.encode("cp949")).text == shown


@given(st.lists(st.sampled_from(sorted(b" 0@AZ[az{\x80\x81\xa0\xa1\xb0\xc8\xc9\xfe\xff")) | st.integers(129, 254)))
def test_cp949_is_read_as_its_codec_reads_it_broken_pairs_too(tail: list[int]) -> None:
    body = KOREAN.encode("cp949") + bytes(tail)
    assert decode(body).text == body.decode("cp949", "replace")


def test_every_pair_of_bytes_is_what_it_is_in_cp949() -> None:
    known = [chr(code) for code in range(0x80, 1 << 16) if chr(code).encode("cp949", "ignore")]
    text = KOREAN + "a".join(known)
    assert len(known) == 17_048
    assert decode(text.encode("cp949")).text == text


@given(st.binary(max_size=400), st.none() | st.text(max_size=40))
def test_any_bytes_are_text_or_refused(body: bytes, content_type: str | None) -> None:
    try:
        decoded = decode(body, content_type)
    except Undecodable as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert "\x00" not in decoded.text
