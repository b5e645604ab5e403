"""Prompts, one Markdown file each: front matter that names its variables, and the text.

`{{name}}` in the text is a variable. A prompt that is given another set of variables than its front
matter names is not rendered.
"""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", re.DOTALL)
_VARIABLE = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True)
class Prompt:
    """A prompt as its file says it."""

    name: str
    version: int
    language: str
    variables: frozenset[str]
    text: str

    @property
    def digest(self) -> str:
        """Gives what tells one text from another: the beginning of its SHA-256."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


def render(name: str, **values: str) -> str:
    """Gives the text of a prompt with its variables filled in.

    Raises:
        ValueError: a variable is missing, or is none of the prompt's.
    """
    found = prompt(name)
    if values.keys() != found.variables:
        wanted = ", ".join(sorted(found.variables)) or "no variables"
        raise ValueError(f"The prompt {name!r} takes {wanted}.")
    return _VARIABLE.sub(lambda match: values[match.group(1)], found.text)


def prompts() -> tuple[Prompt, ...]:
    """Gives all prompts, by name."""
    return tuple(prompt(file.stem) for file in sorted(Path(__file__).parent.glob("*.md")))


@cache
def prompt(name: str) -> Prompt:
    """Gives a prompt.

    Raises:
        FileNotFoundError: there is none of that name.
        ValueError: its file is not written as prompts are.
    """
    text = Path(__file__).with_name(f"{name}.md").read_text(encoding="utf-8")
    parts = _FILE.match(text)
    if parts is None:
        raise ValueError(f"The prompt {name!r} has no front matter between two lines of +++.")
    about, body = tomllib.loads(parts.group(1)), parts.group(2).strip()
    variables: frozenset[str] = frozenset(about["variables"])
    if variables != frozenset(_VARIABLE.findall(body)):
        raise ValueError(f"The prompt {name!r} names other variables than its text uses.")
    return Prompt(name, about["version"], about["language"], variables, body)
