"""Words that may not leave the house as they are, and the signs that stand for them there."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Kind = Literal["C", "P", "U", "N"]
"""A customer, a product, a person (user or contact); anything else, such as a number or an id."""
_SIGN = re.compile("«[CPUN][0-9]+»")


@dataclass(frozen=True)
class Hidden:
    """A word as it stands in a question or a row, and what it is."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Signs:
    """Signs for words, the same for the same word throughout a request: «C1», «P2»."""

    words: tuple[Hidden, ...]

    @cached_property
    def _by_sign(self) -> dict[str, str]:
        kinds = {word.text: word.kind for word in reversed(self.words)}
        texts = dict.fromkeys(word.text for word in self.words if word.text)
        return {f"«{kinds[text]}{number}»": text for number, text in enumerate(texts, start=1)}

    @cached_property
    def _by_word(self) -> dict[str, str]:
        """Gives the sign of each word, as it stands in a text and as it stands in JSON."""
        found: dict[str, str] = {}
        for sign, text in self._by_sign.items():
            for form in (text, json_form(text)):
                found[form if len(text) > 1 else f'"{form}"'] = (
                    sign if len(text) > 1 else f'"{sign}"'
                )
        return found

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return _any_of(self._by_word)

    def hide(self, text: str) -> str:
        """Gives a text with signs in place of the words."""
        return self._pattern.sub(lambda found: self._by_word[found[0]], text)

    def show(self, text: str) -> str:
        """Gives a text with the words in place of their signs."""
        return _SIGN.sub(lambda found: self._by_sign.get(found[0], found[0]), text)


def json_form(text: str) -> str:
    """Gives a text as it stands inside JSON of ours, in which no tag can stand."""
    return json.dumps(text, ensure_ascii=False)[1:-1].replace("<", "\\u003c")


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)) or r"(?!)")
