"""Bodies without what is wrapped around them: content codings, and charsets of text."""

import re
import zlib
from encodings.aliases import aliases
from functools import lru_cache
from http import HTTPStatus
from operator import itemgetter
from typing import Final

from ._http import ProblemError, Request, bad_request, too_large

UTF_8: Final = "utf_8"

_BOM: Final = b"\xef\xbb\xbf"
_TYPES: Final = (b"content-type", b"Content-Type", b"CONTENT-TYPE")
_CHARSET: Final = re.compile(r';\s*charset\s*=\s*"?([^\s;"]+)', re.IGNORECASE)

CODINGS: Final = frozenset(
    (b"content-encoding", b"Content-Encoding", b"CONTENT-ENCODING"),
)
"""The header that tells of them, found without parsing any."""
NAME: Final = itemgetter(0)
"""Takes the name of a header field."""

_CODECS: Final = frozenset(
    {
        *(UTF_8, "utf_8_sig", "utf_16", "utf_16_be", "utf_16_le"),
        *("utf_32", "utf_32_be", "utf_32_le", "ascii", "latin_1"),
        *(
            f"iso8859_{part}"
            for part in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)
        ),
        *(f"cp125{page}" for page in range(9)),
        *("cp437", "cp850", "cp852", "cp858", "cp866", "cp874", "mac_roman"),
        *("koi8_r", "koi8_u", "tis_620", "big5", "gb2312", "gbk", "gb18030"),
        *("shift_jis", "cp932", "euc_jp", "euc_kr", "cp949"),
    },
)
"""Python's codecs that do nothing but read text. Others would run code for a caller."""

_GZIP: Final = 31
_ZLIB: Final = 15
_RAW_DEFLATE: Final = -15
_MOST_CODINGS: Final = 3
_MOST_MEMBERS: Final = 256
_ACCEPTED: Final = (("accept-encoding", "gzip, deflate, identity"),)


def unpack(request: Request, most: int) -> None:
    """Undo the content codings of a request that has one of ``CODINGS``.

    Args:
        request: One that is verified: its ``body`` is what they wrap.
        most: The largest size that its body may then have, in bytes.

    Raises:
        ProblemError: 415 for an unknown coding, 400 for a body that is not what its
            coding says, 413 for one that becomes too large.

    """
    request.unpack(_unpacked(request, most))


@lru_cache(maxsize=64)
def charset_of(content_type: str) -> str:
    """Find the charset that a content type names, empty if none."""
    found = _CHARSET.search(content_type)
    return "" if found is None else found[1]


def codec_of(request: Request, content_type: str) -> str:
    """Find Python's codec for the text of a request.

    Args:
        request: Its own header counts.
        content_type: The document's, which counts if the header names no charset.

    Raises:
        ProblemError: 415 if the charset is not known.

    """
    named = [value for name, value in request.fields if name in _TYPES]
    charset = charset_of(named[0].decode("latin-1")) if named else ""
    charset = charset or charset_of(content_type)
    if not charset:
        return UTF_8
    codec = codec_named(charset)
    if codec is None:
        raise ProblemError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "Unsupported Media Type",
            detail="The charset of the body is not known.",
        )
    return codec


@lru_cache(maxsize=64)
def codec_named(charset: str) -> str | None:
    """Find Python's codec for a charset, ``None`` if there is none for text."""
    name = charset.lower().replace("-", "_")
    codec = aliases.get(name, name)
    return codec if codec in _CODECS else None


def decoded(content: bytes, codec: str) -> str:
    """Read text without its byte order mark; raises ``ProblemError`` if it is none."""
    try:
        text = content.decode(codec)
    except UnicodeError as error:
        raise not_text() from error
    return text.removeprefix("\ufeff")


def in_utf8(request: Request, content_type: str = "") -> bytes:
    """Give the content of a request in UTF-8, without a byte order mark.

    What is in UTF-8 as it is gets no closer look: whoever reads it does that.

    Raises:
        ProblemError: 415 if the charset is not known, 400 if the content is not in it.

    """
    codec = codec_of(request, content_type)
    if codec == UTF_8:
        return request.body.removeprefix(_BOM)
    return decoded(request.body, codec).encode()


def json_in_utf8(request: Request, content_type: str = "") -> bytes:
    """Give the content of a request as ``in_utf8`` does, if it is JSON.

    The charset is not even looked for where all of them read the same: JSON begins with
    a character of ASCII, which has a zero byte where characters are longer than one.
    """
    content = request.body
    if content.isascii() and 0 not in content[:2]:
        return content
    return in_utf8(request, content_type)


def not_text() -> ProblemError:
    """Refuse a body that is not text in its charset."""
    return bad_request("The body is not text in its charset.")


def _unpacked(request: Request, most: int) -> bytes:
    names = request.headers["content-encoding"].lower().split(",")
    codings = [name.strip() for name in names]
    codings = [name for name in codings if name not in ("", "identity")]
    if len(codings) > _MOST_CODINGS:
        raise _unknown_coding()
    content = request.body
    for coding in reversed(codings):
        try:
            content = _without(coding, content, most)
        except zlib.error as error:
            raise _not_coded() from error
    return content


def _without(coding: str, content: bytes, most: int) -> bytes:
    if coding in ("gzip", "x-gzip"):
        return _inflated(content, _GZIP, most, members=_MOST_MEMBERS)
    if coding != "deflate":
        raise _unknown_coding()
    try:
        return _inflated(content, _ZLIB, most)
    except zlib.error:  # many senders leave out the frame that the coding has
        return _inflated(content, _RAW_DEFLATE, most)


def _inflated(content: bytes, frame: int, most: int, *, members: int = 1) -> bytes:
    """Undo deflate, member after member, and stop where it becomes too large."""
    found: list[bytes] = []
    room = most + 1
    while content:
        if len(found) == members:
            raise _not_coded()
        machine = zlib.decompressobj(frame)
        part = machine.decompress(content, room)
        found.append(part)
        room -= len(part)
        if room == 0:
            raise too_large()
        if not machine.eof:
            raise _not_coded()
        content = machine.unused_data
    return b"".join(found)


def _not_coded() -> ProblemError:
    return bad_request("The body is not what its content encoding says.")


def _unknown_coding() -> ProblemError:
    return ProblemError(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "Unsupported Media Type",
        detail="The content encoding is not known.",
        headers=_ACCEPTED,
    )
