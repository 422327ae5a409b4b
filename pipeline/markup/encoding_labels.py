"""Names of encodings, as pages spell them, and the codec that browsers read them with.

After the WHATWG Encoding Standard, section 4.2; where Python lacks an encoding of it, its nearest superset stands.
"""

from __future__ import annotations

__all__ = ["codec_of"]

_NAMES: dict[str, str] = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 utf-8-sig utf8mb4 utf_8",
    "utf-16-le": "utf-16 utf16 utf-16le utf-16-le utf16le ucs-2 iso-10646-ucs-2 unicode unicodefeff csunicode",
    "utf-16-be": "utf-16be utf-16-be utf16be unicodefffe",
    "utf-32-le": "utf-32 utf32 utf-32le utf-32-le ucs-4 iso-10646-ucs-4 csucs4",
    "utf-32-be": "utf-32be utf-32-be",
    "cp949": "euc-kr euckr euc_kr cp949 ms949 949 uhc windows-949 x-windows-949 cseuckr korean ksc5601"
    " ksc_5601 ksc-5601 ks_c_5601-1987 ks_c_5601-1989 ks_c_5601 ks-c-5601 ks_c-5601-1987"
    " ksc5601-1987 ksc5601_1987 kscseuckr iso-ir-149 csksc56011987 ks_x_1001 ksx1001 kr"
    " x-euc-kr euc-kr-unix",
    "johab": "johab x-johab ms1361 cp1361",
    "iso2022_kr": "iso-2022-kr csiso2022kr",
    "iso2022_jp_2": "iso-2022-jp csiso2022jp iso-2022-jp-1 iso-2022-jp-2",
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji csshiftjis windows-31j ms932 cp932 shiftjis",
    "euc_jp": "euc-jp eucjp euc_jp x-euc-jp cseucpkdfmtjapanese ujis",
    "gb18030": "gb18030 gbk gb2312 gb_2312 gb_2312-80 gb-2312 chinese csgb2312 csiso58gb231280 iso-ir-58"
    " x-gbk cp936 ms936 euc-cn",
    "big5hkscs": "big5 big-5 big5-hkscs cn-big5 csbig5 x-x-big5 cp950",
    "windows-1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987"
    " iso-ir-100 latin1 latin-1 l1 ascii us-ascii ansi_x3.4-1968 iso646-us cp819 ibm819"
    " csisolatin1 ansi",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251",
    "cp1253": "windows-1253 cp1253 x-cp1253",
    "cp1254": "windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 iso88599 iso_8859-9 latin5 l5 csisolatin5",
    "cp1255": "windows-1255 cp1255 x-cp1255",
    "cp1256": "windows-1256 cp1256 x-cp1256",
    "cp1257": "windows-1257 cp1257 x-cp1257",
    "cp1258": "windows-1258 cp1258 x-cp1258",
    "cp866": "ibm866 cp866 866 csibm866",
    "cp874": "windows-874 cp874 dos-874 tis-620 tis620 iso-8859-11 iso8859-11",
    "koi8-r": "koi8-r koi8_r koi8 koi cskoi8r",
    "koi8-u": "koi8-u koi8-ru",
    "mac-roman": "macintosh mac x-mac-roman csmacintosh",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "cp037": "cp037 ibm037 ebcdic-cp-us csibm037",
    "cp500": "cp500 ibm500 ebcdic-cp-be",
    "cp1140": "cp1140 ibm1140 ebcdic-us-37+euro",
    "iso8859-2": "iso-8859-2 iso8859-2 iso88592 iso_8859-2 latin2 l2 csisolatin2",
    "iso8859-3": "iso-8859-3 iso8859-3 iso_8859-3 latin3 l3",
    "iso8859-4": "iso-8859-4 iso8859-4 iso_8859-4 latin4 l4",
    "iso8859-5": "iso-8859-5 iso8859-5 iso_8859-5 cyrillic csisolatincyrillic",
    "iso8859-6": "iso-8859-6 iso8859-6 iso_8859-6 iso-8859-6-e iso-8859-6-i arabic asmo-708 ecma-114",
    "iso8859-7": "iso-8859-7 iso8859-7 iso_8859-7 greek greek8 elot_928 ecma-118 sun_eu_greek",
    "iso8859-8": "iso-8859-8 iso8859-8 iso_8859-8 iso-8859-8-e iso-8859-8-i logical visual hebrew",
    "iso8859-10": "iso-8859-10 iso8859-10 latin6 l6",
    "iso8859-13": "iso-8859-13 iso8859-13",
    "iso8859-14": "iso-8859-14 iso8859-14",
    "iso8859-15": "iso-8859-15 iso8859-15 iso_8859-15 latin9 l9",
    "iso8859-16": "iso-8859-16 iso8859-16",
}
_CODECS = {name: codec for codec, names in _NAMES.items() for name in names.split()}


def codec_of(label: str) -> str | None:
    """The codec for an encoding named `label` in any case; None for a name that nobody knows."""
    return _CODECS.get(label.strip().lower())
