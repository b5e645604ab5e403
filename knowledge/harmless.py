"""Text of documents made harmless: it is shown, never acted upon.

What a document says is data. Whatever could become a link, an image, markup or an escape sequence
where a text is shown loses its effect here, once, before it is kept; signs that nobody sees, in
which instructions hide, are dropped.
"""

import re
import unicodedata

_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    r"\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    r"\U000e0000-\U000e0fff]"
)
_SPACES = re.compile(r"[^\S\n]+")
_LINK = re.compile(r"\](?=\s*[(\[])")
_SCHEME = re.compile(r"\b((?:java|vb|live)script|data|file|blob|about)\s*:", re.IGNORECASE)
_TAG = re.compile(r"<(?=[a-zA-Z/!?@#])")
_HTTP = re.compile(r"https?://[^\s<>\"'\\\x00-\x20]{1,2000}", re.IGNORECASE)
_MARKDOWN = re.compile(r"([\\`*_~|\[\]])")
_LINE_START = re.compile(r"^(\s*)(#{1,6}\s|>|[-+=]{3,}\s*$)", re.MULTILINE)


def harmless(text: str) -> str:
    """Gives a text without what is invisible and without anything that could become active."""
    seen = _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    without_tags = _TAG.sub("\uff1c", seen)
    without_links = _LINK.sub("] ", without_tags)
    return _SCHEME.sub(r"\1 :", without_links).strip()


def safe_link(url: str | None) -> str | None:
    """Gives an address that may be linked to; None for all but http and https."""
    if url is None or not _HTTP.fullmatch(url.strip()):
        return None
    return url.strip().replace("(", "%28").replace(")", "%29")


def as_markdown(text: str) -> str:
    r"""Gives a harmless text so that Markdown shows it as it stands: 60*40 as 60\*40."""
    return _LINE_START.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\1", text))
