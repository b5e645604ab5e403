"""What an e-mail address is."""

import re

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
)
"""The addresses that people have; no quoted ones, whose signs could mean something in a header."""


def is_address(text: str) -> bool:
    """Whether a text is one e-mail address and nothing else."""
    return _ADDRESS.fullmatch(text) is not None
