"""A reply's figure, tables and receipt as words, for wherever the page does not draw them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from assistant.conversation import formats
from assistant.conversation.reply import ColumnPart, Language, Reply, ResultPart, Scalar
from assistant.markup import visible


@dataclass(frozen=True)
class Words:
    """What the parts of a receipt are called."""

    definition: str
    scope: str
    data: str
    checked: str
    model: str
    worded_by: str
    verified: str
    verified_by: str
    more: str
    """How many rows are not shown, as `{n}`."""


WORDS: dict[Language, Words] = {
    "zh": Words(
        definition="口径",
        scope="范围",
        data="数据",
        checked="核对",
        model="模型",
        worded_by="措辞",
        verified="问法",
        verified_by="管理员核实过这样问、这样算",
        more="另有 {n:,} 行",
    ),
    "en": Words(
        definition="definition",
        scope="scope",
        data="data",
        checked="checked",
        model="model",
        worded_by="worded by",
        verified="verified",
        verified_by="an admin has checked how such a question is answered",
        more="{n:,} more rows",
    ),
}


def reading_line(reply: Reply) -> str:
    """Gives how the question was understood; what was assumed stands in brackets."""
    parts = (f"{visible(part.label)} {visible(part.value)}" for part in reply.reading)
    assumed = (part.assumed for part in reply.reading)
    return " · ".join(f"[{t}]" if a else t for t, a in zip(parts, assumed, strict=True))


def headline(reply: Reply) -> Iterator[str]:
    """Gives the one figure that answers; nothing where there is none."""
    if (found := reply.headline) is None:
        return
    change = f"  {found.change.text} ({found.change.versus})" if found.change else ""
    exact = f" ({found.exact})" if found.exact not in found.text else ""
    yield visible(f"{found.label}  {found.text}{exact}{change}")


def tables(reply: Reply) -> Iterator[ResultPart]:
    """Gives the results that are more than the one figure of the headline."""
    for result in reply.results:
        if result.rows and (reply.headline is None or result.rows[1:]):
            yield result


def cells(result: ResultPart, limit: int) -> Iterator[list[str]]:
    """Gives the header, the first rows, and the totals, as text."""
    yield [visible(column.label) for column in result.columns]
    for row in result.rows[:limit]:
        yield [_cell(value, c) for value, c in zip(row, result.columns, strict=True)]
    if result.totals is not None:
        first, *rest = map(_cell, result.totals, result.columns)
        yield [first or "Σ", *rest]


def not_shown(result: ResultPart, limit: int, language: Language) -> str:
    """Gives how many rows there are beside the first ones; empty where there are none."""
    hidden = result.row_count - min(limit, len(result.rows))
    return WORDS[language].more.format(n=hidden) if hidden > 0 else ""


def _cell(value: Scalar, column: ColumnPart) -> str:
    """Gives a value to the cent, without its currency, which the column's label or unit names."""
    if value is None:
        return ""
    if isinstance(value, str) or column.type != "number":
        return visible(str(value))
    number = Decimal(str(value))
    if column.unit == "ratio":
        return (
            formats.change_rate(number) if column.role == "change_rate" else formats.ratio(number)
        )
    if column.unit == "pp":
        return formats.change_of(number, "pp", "en")
    whole = number == number.to_integral_value() and not _is_currency(column.unit)
    return formats.grouped(number, 0 if whole else 2)


def _is_currency(unit: str | None) -> bool:
    return unit is not None and len(unit) == 3 and unit.isupper()


def receipt(reply: Reply) -> Iterator[tuple[str, str]]:
    """Gives where the answer comes from, each part with its name."""
    words = WORDS[reply.language]
    definitions = dict.fromkeys(result.definition for result in reply.results)
    yield from ((words.definition, visible(said)) for said in definitions if said)
    if reply.scope is not None:
        yield words.scope, visible(reply.scope.text)
    if reply.sources:
        read = (f"{visible(s.label)} {s.as_of or '—'}" for s in reply.sources)
        yield words.data, " · ".join(read)
    if reply.checked.figures:
        yield words.checked, f"{reply.checked.matched}/{reply.checked.figures}"
    if reply.verified:
        yield words.verified, words.verified_by
    if reply.model is not None:
        used = reply.usage.prompt_tokens + reply.usage.completion_tokens
        cost = f", {reply.usage.currency} {reply.usage.cost}" if reply.usage.cost else ""
        yield words.model, f"{visible(reply.model)}, {used:,} tokens{cost}"
    if reply.worded_by is not None:
        yield words.worded_by, visible(reply.worded_by)
