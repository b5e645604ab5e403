"""One line more or less in a TOML file, with everything else as its author wrote it."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import tomli

from assistant.teaching.refusal import Refused
from crm.vocabulary import entry_of

Table = dict[str, Any]
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
"""A line as TOML knows it: other signs that end one elsewhere may stand inside a text."""


def text_of(path: Path) -> str:
    """Gives the text of a file; an empty one where there is none."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""


def quoted(value: str) -> str:
    """Gives a text as TOML writes it: nothing in it can end it."""
    # JSON's escapes are TOML's too, but for one character that JSON leaves as it is.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def written(value: str | Mapping[str, str]) -> str:
    """Gives a value as it stands in one line: a text, or an inline table of texts."""
    if isinstance(value, str):
        return quoted(value)
    return "{ " + ", ".join(f"{name} = {quoted(text)}" for name, text in value.items()) + " }"


def with_line(text: str, section: str, key: str, value: str | Mapping[str, str]) -> str:
    """Gives the text with one more line, at the end of its section.

    Raises:
        Refused: it cannot be put there without touching something else.
    """
    line = f"{quoted(key)} = {written(value)}"
    wanted = _parsed(text)
    wanted.setdefault(section, {})[key] = value if isinstance(value, str) else dict(value)
    end = "\r\n" if "\r\n" in text else "\n"
    lines = [line.rstrip("\r\n") for line in _LINE.findall(text)]
    for place in (_in_section, _before_tables, _at_end):
        made = end.join(place(lines, section, line)) + end
        if _means(made, wanted):
            return made
    raise Refused(
        f"这一行没法自动写进去，请手工写到 [{section}] 下面：{line}",
        f"The line cannot be put there by itself; write it under [{section}]: {line}",
    )


def _in_section(lines: list[str], section: str, line: str) -> list[str]:
    """Behind the last line of the section, which must have a header of its own."""
    if f"[{section}]" not in (bare := [_bare(one) for one in lines]):
        return []
    start = bare.index(f"[{section}]")
    headers = (at for at in range(start + 1, len(bare)) if bare[at].startswith("["))
    end = next(headers, len(lines))
    while not lines[end - 1].strip():
        end -= 1
    return [*lines[:end], line, *lines[end:]]


def _before_tables(lines: list[str], section: str, line: str) -> list[str]:
    """Before the first table, as `section.key`: where the section is only `[section.other]`."""
    first = next((at for at, one in enumerate(lines) if _bare(one).startswith("[")), None)
    if first is None or not any(_bare(one).startswith(f"[{section}.") for one in lines):
        return []
    while first > 0 and lines[first - 1].lstrip().startswith("#"):
        first -= 1  # the comment belongs to the table below it
    return [*lines[:first], f"{section}.{line}", "", *lines[first:]]


def _at_end(lines: list[str], section: str, line: str) -> list[str]:
    return [*lines, *([""] if lines else []), f"[{section}]", line]


def _bare(line: str) -> str:
    return "".join(line.partition("#")[0].split())


def without_line(text: str, section: str, key: str) -> str | None:
    """Gives the text without the line of a key; None where it has none.

    Raises:
        Refused: the entry takes up more than its line.
    """
    wanted = _parsed(text)
    if key not in wanted.get(section, {}):
        return None
    del wanted[section][key]
    lines = _LINE.findall(text)
    for at, line in enumerate(lines):
        said = entry_of(line)
        if key in said or key in _inner(said, section):
            made = "".join([*lines[:at], *lines[at + 1 :]])
            if _means(made, wanted):
                return made
    raise Refused(
        f"「{key}」不是单独一行，请手工从 [{section}] 里删掉。",
        f"{key!r} is not one line; take it out of [{section}] by hand.",
    )


def _inner(said: Mapping[str, object], section: str) -> Mapping[str, object]:
    found = said.get(section)
    return cast("Mapping[str, object]", found) if isinstance(found, dict) else {}


def _parsed(text: str) -> Table:
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise Refused(
            f"文件现在不是有效的 TOML，先改好：{error}", f"The file is no TOML now: {error}"
        ) from error


def _means(text: str, wanted: Table) -> bool:
    """Whether a text says exactly that; an empty section and none are the same."""
    try:
        found = tomli.loads(text)
    except tomli.TOMLDecodeError:
        return False
    return _filled(found) == _filled(wanted)


def _filled(table: Table) -> Table:
    return {name: value for name, value in table.items() if value != {}}
