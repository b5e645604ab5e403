r"""Text of unknown authors, made harmless for the place where it is shown.

Names, notes and questions are data: in an answer a customer called `*x*` or `[a](http://b)` must
stand as it is written, and no sign of it may steer what stands around it. Markdown knows a way to
say that (`\*`). The dialects of the chat programs do not, or not everywhere: there a sign becomes
its full-width form, which means nothing to them and which our own index of names reads as the sign,
so that a copied name is understood.

The text of a reply is Markdown in which only we set marks (`**bold**`); `rendered` turns it into
any of the dialects.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, assert_never

Target = Literal["markdown", "slack", "dingtalk", "wecom", "feishu", "plain"]
"""Markdown as CommonMark and GitHub have it: the page, and the `text` of the HTTP interface."""

_RTL = frozenset({"R", "AL", "AN"})
_ISOLATED = "\u2068{}\u2069"
_NOTHING_SEEN = "\ufffd"


def visible(text: str) -> str:
    """Gives a text as one line in which every character is seen, or is a space.

    Line ends and controls (escape sequences of a terminal among them) become spaces. What is not
    seen but changes how the rest is shown goes: marks of direction, and of no width.
    """
    if text.isprintable():
        return text
    seen = "".join(map(_seen, text))
    return seen if seen.strip() else _NOTHING_SEEN * bool(text)


def _seen(character: str) -> str:
    match unicodedata.category(character):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cf":
            return ""
        case "Cs":  # half a character, which no encoding can write
            return _NOTHING_SEEN
        case _:
            return character


def escaped(text: str, target: Target) -> str:
    """Gives a piece of data as it is written into a text of that target: on one line, no markup.

    A name with letters that run from the right is isolated, so that it does not turn the figures
    around it.
    """
    found = _without_start(_without_marks(visible(text).strip(), target), target)
    if any(unicodedata.bidirectional(character) in _RTL for character in found):
        return _ISOLATED.format(found)
    return found


_LINK = r"(?<=[A-Za-z]):(?=//)|(?<=\bwww)\.|@"
"""What makes a link of an address without being a mark: of a page, of a mail, of a person."""
_MARK = re.compile(rf"[\\`*_\[\]~|$]|<(?=\S)|&(?=#?\w+;)|{_LINK}", re.IGNORECASE)
_CHAT_MARK = re.compile(rf"[`*_\[\]~|#]|<(?=\S)|&(?=#?\w+;)|{_LINK}", re.IGNORECASE)
_SLACK_MARK = re.compile(rf"[`*_~]|{_LINK}", re.IGNORECASE)
_START = re.compile(r"^(?:\d{1,9}[.)](?=\s|$)|[#>+=\-])")
"""What begins a list, a heading, a quotation or a rule at the start of a line."""
_SLACK = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
"""The three that Slack decodes again (its reference, "Formatting text"); for others it has none."""


def _without_marks(text: str, target: Target) -> str:
    match target:
        case "plain":
            return text
        case "markdown":
            return _MARK.sub(r"\\\g<0>", text)
        case "slack":
            return _SLACK_MARK.sub(_wide, text).translate(_SLACK)
        case "dingtalk" | "wecom" | "feishu":
            return _CHAT_MARK.sub(_wide, text)
        case _:
            assert_never(target)


def _without_start(text: str, target: Target) -> str:
    found = _START.search(text)
    if found is None or target == "plain":
        return text
    at = found.end() - 1
    sign = f"\\{text[at]}" if target == "markdown" else _wide(found)[-1]
    return f"{text[:at]}{sign}{text[at + 1 :]}"


def _wide(found: re.Match[str]) -> str:
    """Gives ASCII signs in their full-width form."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in found[0])


_STEP = re.compile(r"\\([!-/:-@\[-`{-~])|\*\*")


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Gives the stretches of a reply's text without their marks, and whether each is bold."""
    bold, waiting, position = False, "", 0
    for step in _STEP.finditer(text):
        waiting += text[position : step.start()] + (step[1] or "")
        position = step.end()
        if step[1] is None:
            if waiting:
                yield waiting, bold
            bold, waiting = not bold, ""
    waiting += text[position:]
    if waiting:
        yield waiting, bold


BOLD: dict[Target, str] = {
    "markdown": "**",
    "slack": "*",
    "dingtalk": "**",
    "wecom": "**",
    "feishu": "**",
    "plain": "",
}
"""What stands before and behind what is bold."""


def rendered(text: str, target: Target) -> str:
    """Gives the text of a reply, which is Markdown, in the dialect of that target."""
    parts: list[str] = []
    for words, bold in pieces(text):
        mark = BOLD[target] if bold else ""
        parts += [mark, _without_marks(words, target), mark]
    return "".join(parts)
