"""Bytes as text."""

from knowledge.failures import DocumentRefused

_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def decoded(data: bytes) -> str:
    """Gives the text of UTF-8, of UTF-16 with its mark, or else of GB18030.

    Raises:
        DocumentRefused: it is none of them.
    """
    marked = next((name for mark, name in _MARKS.items() if data.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and not _is_guesswork(text):
            return text
    raise DocumentRefused("is no text in UTF-8 or GB18030; save it as UTF-8.")


def _is_guesswork(text: str) -> bool:
    """Whether it holds signs of private use, as Latin-1 read as GB18030 does."""
    odd = sum("\ue000" <= sign <= "\uf8ff" for sign in text)
    return odd * 50 > len(text)
