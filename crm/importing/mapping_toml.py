"""Mappings as TOML: written with comments for people to edit, and read back strictly."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import assert_never, cast

import tomli

from crm.importing.failures import ImportFailed
from crm.importing.fields import TABLES, form
from crm.importing.mapping import (
    Cancels,
    Column,
    Constant,
    DerivedId,
    Expression,
    Lookup,
    Ordinal,
    Product,
    SourceMapping,
    Target,
    Template,
    Words,
)
from crm.importing.mapping import Mapping as ColumnMapping

_HEAD = """\
# How the columns of the file fill Wendan's tables. Edit it, then: wendan import FILE --map THIS
#
# column = "HEADER"                                  the cell under that header
# column = { value = "completed" }                   the same in every row
# column = { template = "{First} {Last}" }           text with cells in it
# column = { id_from = "Company" }                   an id made of a name, always the same
# column = { product = ["price", "1-discount"] }     numbers multiplied
# column = { lookup = "Category", by = "categoryId", key = "id", take = "name" }
# column = { words = "title", meaning = { "CEO" = "admin" }, otherwise = "rep" }
# column = { ordinal = "order no" }                  counts the rows that have the same cell there
"""
_Table = Mapping[str, object]
_DATES = ("year-first", "day-first", "month-first")


def written(mapping: ColumnMapping) -> str:
    """Gives a mapping as TOML, with its comments."""
    lines = [_HEAD]
    comments = mapping.comments
    lines += _optional("currency", mapping.currency, "CNY", comments.get("currency", ""))
    lines += _optional("timezone", mapping.timezone, "Europe/London", comments.get("timezone", ""))
    for at, source in enumerate(mapping.sources):
        lines += _source_lines(str(at), source, comments)
    return "\n".join(lines) + "\n"


def _optional(name: str, value: str | None, example: str, comment: str) -> list[str]:
    line = f"# {name} = {_quoted(example)}" if value is None else f"{name} = {_quoted(value)}"
    return [_commented(line, comment)]


def _source_lines(at: str, source: SourceMapping, comments: Mapping[str, str]) -> Iterator[str]:
    yield ""
    yield "[[source]]"
    for line in filter(None, comments.get(at, "").split("\n")):
        yield f"# {line}"
    yield f"name = {_quoted(source.source)}"
    if source.skip:
        yield f"skip = {_quoted(source.skip)}"
        return
    if source.dates != "year-first" or f"{at}.dates" in comments:
        yield _commented(f"dates = {_quoted(source.dates)}", comments.get(f"{at}.dates", ""))
    for table, target in source.tables.items():
        yield from _target_lines(at, table, target, comments)
    if source.cancels is not None:
        yield from _cancel_lines(at, source.cancels, comments)


def _target_lines(
    at: str, table: str, target: Target, comments: Mapping[str, str]
) -> Iterator[str]:
    yield ""
    yield f"[source.{table}]"
    for name, expression in target.columns.items():
        line = f"{form(table).field(name).header} = {_expression(expression)}"
        yield _commented(line, comments.get(f"{at}.{table}.{name}", ""))
    yield from (f"# {line}" for line in comments.get(f"{at}.{table}", "").split("\n") if line)
    if target.custom:
        yield ""
        yield f"[source.{table}.custom]"
        for name, expression in target.custom.items():
            line = f"{_key(name)} = {_expression(expression)}"
            yield _commented(line, comments.get(f"{at}.{table}.custom.{name}", ""))


def _cancel_lines(at: str, cancels: Cancels, comments: Mapping[str, str]) -> Iterator[str]:
    yield ""
    yield f"[source.cancels]  # {comments.get(f'{at}.cancels', 'rows that become returns')}"
    yield f"negative_quantity = {str(cancels.negative_quantity).lower()}"
    if cancels.order_id_prefix:
        yield f"order_id_prefix = {_quoted(cancels.order_id_prefix)}"
    if cancels.header:
        yield f"column = {_quoted(cancels.header)}"
        yield f"words = {_list(cancels.words)}"


def _expression(expression: Expression) -> str:  # noqa: C901, PLR0911  (one case a form)
    match expression:
        case Column(header):
            return _quoted(header)
        case Constant(value):
            return _inline(value=value)
        case Template(text):
            return _inline(template=text)
        case DerivedId(header):
            return _inline(id_from=header)
        case Ordinal(header):
            return _inline(ordinal=header)
        case Product(factors):
            return f"{{ product = {_list(factors)} }}"
        case Lookup(source, by, key, take):
            return _inline(lookup=source, by=by, key=key, take=take)
        case Words(header, words, otherwise):
            pairs = ", ".join(f"{_quoted(word)} = {_quoted(to)}" for word, to in words.items())
            rest = "" if otherwise is None else f", otherwise = {_quoted(otherwise)}"
            return f"{{ words = {_quoted(header)}, meaning = {{ {pairs} }}{rest} }}"
        case _:
            assert_never(expression)


def _inline(**parts: str) -> str:
    return "{ " + ", ".join(f"{name} = {_quoted(part)}" for name, part in parts.items()) + " }"


def _list(parts: Iterable[str]) -> str:
    return "[" + ", ".join(map(_quoted, parts)) + "]"


def _quoted(text: str) -> str:
    # A JSON string is a basic string of TOML, but for DEL, which stands in no header.
    return json.dumps(text, ensure_ascii=False)


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if bare else _quoted(name)


def _commented(line: str, comment: str) -> str:
    return f"{line}  # {comment}" if comment else line


def parsed(text: str) -> ColumnMapping:
    """Gives the mapping that the TOML says.

    Raises:
        ImportFailed: it is no TOML, or says something that no mapping says.
    """
    try:
        document = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise ImportFailed(f"The mapping is no TOML: {error}.") from error
    _check_names(document, ("currency", "timezone", "source"), "the mapping")
    sources = document.get("source", [])
    if not isinstance(sources, list) or not sources:
        raise ImportFailed("The mapping has no [[source]]. `--suggest` shows what one looks like.")
    return ColumnMapping(
        tuple(_source(_table(source, "[[source]]")) for source in cast("list[object]", sources)),
        _text_or_none(document, "currency", "the mapping"),
        _text_or_none(document, "timezone", "the mapping"),
    )


def _source(document: _Table) -> SourceMapping:
    name = _text(document, "name", "[[source]]")
    where = f"[[source]] {name!r}"
    _check_names(document, ("name", "skip", "dates", "cancels", *TABLES), where)
    dates = _text_or_none(document, "dates", where) or "year-first"
    if dates not in _DATES:
        raise ImportFailed(f"{where}: dates is {dates!r}; accepted: {', '.join(_DATES)}.")
    tables = {
        table: _target(table, _table(document[table], where), where)
        for table in TABLES
        if table in document
    }
    cancels = document.get("cancels")
    skip = _text_or_none(document, "skip", where) or ""
    if not tables and not skip:
        raise ImportFailed(f'{where} fills no table. Add one, or say why: skip = "…".')
    return SourceMapping(
        name,
        tables,
        None if cancels is None else _cancels(_table(cancels, where), where),
        dates,
        skip,
    )


def _target(table: str, document: _Table, where: str) -> Target:
    where = f"{where}, {table}"
    names = {field.header: field.name for field in form(table).fields}
    _check_names(document, (*names, *names.values(), "custom"), where)
    custom = _table(document.get("custom", {}), where)
    return Target(
        {
            names.get(name, name): _read_expression(value, f"{where}.{name}")
            for name, value in document.items()
            if name != "custom"
        },
        {name: _read_expression(value, f"{where}.custom.{name}") for name, value in custom.items()},
    )


def _cancels(document: _Table, where: str) -> Cancels:
    where = f"{where}, cancels"
    _check_names(document, ("negative_quantity", "order_id_prefix", "column", "words"), where)
    return Cancels(
        document.get("negative_quantity", True) is True,
        _text_or_none(document, "order_id_prefix", where) or "",
        _text_or_none(document, "column", where) or "",
        _texts(document.get("words", []), where),
    )


def _read_expression(value: object, where: str) -> Expression:
    if isinstance(value, str):
        return Column(value)
    parts = _table(value, where)
    for sign, read in _EXPRESSIONS.items():
        if sign in parts:
            return read(parts, where)
    raise ImportFailed(f"{where} is none of the forms: a header, {', '.join(_EXPRESSIONS)}.")


def _read_words(parts: _Table, where: str) -> Words:
    meaning = _table(parts.get("meaning", {}), where)
    words = {word: _text(meaning, word, where) for word in meaning}
    return Words(_text(parts, "words", where), words, _text_or_none(parts, "otherwise", where))


def _read_lookup(parts: _Table, where: str) -> Lookup:
    return Lookup(*(_text(parts, name, where) for name in ("lookup", "by", "key", "take")))


_EXPRESSIONS: Mapping[str, Callable[[_Table, str], Expression]] = {
    "value": lambda parts, where: Constant(_text(parts, "value", where)),
    "template": lambda parts, where: Template(_text(parts, "template", where)),
    "id_from": lambda parts, where: DerivedId(_text(parts, "id_from", where)),
    "ordinal": lambda parts, where: Ordinal(_text(parts, "ordinal", where)),
    "product": lambda parts, where: Product(_texts(parts["product"], where)),
    "lookup": _read_lookup,
    "words": _read_words,
}


def _table(value: object, where: str) -> _Table:
    if not isinstance(value, dict):
        raise ImportFailed(f"{where}: {value!r} stands where a table is expected.")
    return cast("_Table", value)


def _text(table: _Table, name: str, where: str) -> str:
    value = table.get(name)
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise ImportFailed(f"{where}: {name} is {value!r}; accepted: text in quotes.")


def _text_or_none(table: _Table, name: str, where: str) -> str | None:
    return _text(table, name, where) if name in table else None


def _texts(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(
        isinstance(one, str) for one in cast("list[object]", value)
    ):
        raise ImportFailed(f"{where}: {value!r} stands where a list of texts is expected.")
    return tuple(cast("list[str]", value))


def _check_names(table: _Table, known: Iterable[str], where: str) -> None:
    listed = sorted(set(known))
    for name in table:
        if name not in listed:
            near = get_close_matches(name, listed, n=3, cutoff=0.5) or listed
            raise ImportFailed(f"{where} has no {name!r}. Did you mean {', '.join(near)}?")
