"""Finds the cell of a figure: of the row that is spoken of, and of the kind that is said of it."""

from dataclasses import dataclass
from typing import Literal

from assistant.conversation.grounding.clauses import Clause
from assistant.conversation.grounding.facts import Facts, Row
from assistant.conversation.grounding.figures import Written
from assistant.conversation.grounding.tokens import Token
from crm.query.result import Column, ColumnRole

Marker = Literal["level", "previous", "change", "share"]
ROLES: dict[Marker, frozenset[ColumnRole]] = {
    "level": frozenset({"measure", "share", "field"}),
    "previous": frozenset({"previous"}),
    "change": frozenset({"change", "change_rate"}),
    "share": frozenset({"share"}),
}
MARKERS: dict[str, Marker] = {
    **dict.fromkeys(("up", "down", "changed", "relative"), "change"),
    **dict.fromkeys(("from", "versus", "year", "previous", "compared"), "previous"),
    "to": "level",
    "share": "share",
}
MOVES = frozenset(
    "increase decrease growth drop decline rise fall gain change higher lower".split()
)
"""Words behind a figure that say that it is a change: a 12% increase."""
ANOTHER_TIME = frozenset({"year", "previous", "compared"})
OF_IT = frozenset("( （ 的 of".split())
"""Signs and words between a name or a time and its own figure."""
SIGNS = {"up": "+", "above": "+", "down": "-", "below": "-"}


@dataclass(frozen=True)
class Before:
    """What earlier clauses of a sentence say of the figures behind them."""

    measures: frozenset[str] = frozenset()
    marker: Marker = "level"
    """`previous` behind a mere time (去年同期，…), `change` behind a clause of a move."""
    sign: str = ""
    """Of a change."""


@dataclass(frozen=True)
class _Reading:
    """What the words around a figure make of it."""

    marker: Marker
    sign: str = ""
    """Of a change: that of the word that says how it moved."""


def is_bound(
    clause: Clause, place: int, rows: tuple[Row, ...], before: Before, facts: Facts
) -> bool:
    """Whether the figure at a place of a clause stands in a row, as what it is said to be.

    Args:
        clause: the clause.
        place: which of its tokens.
        rows: the row that is spoken of, in each of the results.
        before: what earlier clauses of the sentence said.
        facts: the evidence.
    """
    figure = clause.tokens[place].figure
    assert figure is not None, "it is a figure"
    reading, measures = _reading(clause, place, before), _measures(clause, place)
    if reading.marker == "level" and _counts_rows(figure, clause, facts):
        return True
    for row in rows:
        for at, column in enumerate(facts.table(row).columns):
            if _is_of(column, row, measures, before.measures, facts) and _fits(
                figure, reading, row, at, facts
            ):
                return True
    return False


def _reading(clause: Clause, place: int, before: Before) -> _Reading:
    if len(clause.subjects()) > 1:
        return _Reading("level")
    if _is_of_another_time(clause, place):
        return _Reading("previous")
    behind = _behind(clause, place)
    if behind is not None:
        return _Reading("change", SIGNS.get(behind.kind, ""))
    reading, last = _Reading(before.marker, before.sign), None
    told = [token for token in clause.tokens[:place] if token.text.strip()]
    for token in told:
        reading, last = _after(token, last, reading), token
    by_how_much = reading.marker == "previous" and _is_by_how_much(told)
    unmarked = not any(token.kind in MARKERS for token in told)
    if by_how_much or (unmarked and _is_year_on_year(clause, place)):
        return _Reading("change")
    return reading


def _is_of_another_time(clause: Clause, place: int) -> bool:
    """Whether a figure has the time that is compared with right behind it: 12 orders a year ago."""
    kinds = _kinds_behind(clause, place)
    return bool(ANOTHER_TIME & set(kinds[:1])) and "relative" not in kinds[1:2]


def _is_year_on_year(clause: Clause, place: int) -> bool:
    """Whether a figure has 同比 right behind it: 12% year on year."""
    return "relative" in _kinds_behind(clause, place)[1:2]


def _kinds_behind(clause: Clause, place: int) -> list[str]:
    return [token.kind for token in clause.tokens[place + 1 :] if token.kind != "neutral"]


def _after(token: Token, last: Token | None, reading: _Reading) -> _Reading:
    """Gives what a figure is behind a further word."""
    if token.kind == "current" and reading.marker == "previous":
        return _Reading("level")
    if token.kind in MARKERS:
        return _Reading(MARKERS[token.kind], SIGNS.get(token.kind, ""))
    if token.text == "的" and last is not None and last.kind == "relative":  # 比去年同期的 ¥10.5万
        return _Reading("previous")
    if token.kind in {"above", "below"} and reading.marker in {"previous", "change"}:
        return _Reading("change", SIGNS[token.kind])  # 比去年同期高 ¥1.2万
    return reading


def _is_by_how_much(told: list[Token]) -> bool:
    """Whether a figure behind these words reads as a difference: above the period before by …."""
    return any(one.kind in {"above", "below"} for one in told) and told[-1].text not in OF_IT


def is_more(token: Token) -> bool:
    """Whether a word makes a difference of the figure before it; 高于 does not, "above" does."""
    return token.kind in {"above", "below"} and token.text.isascii()


def _behind(clause: Clause, place: int) -> Token | None:
    """Gives the word behind a figure that makes a change of it."""
    after = [token for token in clause.tokens[place + 1 :] if token.text.strip()]
    if after and (after[0].text in MOVES or is_more(after[0])):
        return after[0]
    if len(after) > 1 and after[0].text == "的" and after[1].kind in {"up", "down", "changed"}:
        return after[1]
    return None


def _measures(clause: Clause, place: int) -> frozenset[str]:
    """Gives the measures that are named nearest in the clause, those before the figure first."""
    named = [(at, token) for at, token in enumerate(clause.tokens) if token.kind == "measure"]
    before = [token.measures for at, token in named if at < place]
    after = [token.measures for at, token in named if at > place]
    return before[-1] if before else after[0] if after else frozenset()


def _is_of(
    column: Column, row: Row, here: frozenset[str], before: frozenset[str], facts: Facts
) -> bool:
    """Whether a column is of the measure that is spoken of."""
    if column.role == "field":
        return column.unit is not None
    if column.role in {"dimension", "key"}:
        return False
    if here:
        return column.name in here
    others = [
        one
        for one in facts.table(row).columns
        if one.role == column.role and one.name != column.name
        if facts.unit(row, one) == facts.unit(row, column)
    ]
    return column.name in before or not others


def _fits(figure: Written, reading: _Reading, row: Row, at: int, facts: Facts) -> bool:
    """Whether a cell is what the figure says, and of the kind that it is said to be."""
    column, cell = facts.table(row).columns[at], facts.number(row, at)
    if cell is None or facts.unit(row, column) not in figure.units:
        return False
    if not figure.stands_for(cell):
        return False
    moved = column.role in ROLES["change"]
    if column.role not in ROLES[reading.marker] and not (moved and figure.sign):
        return False
    sign = figure.sign or (reading.sign if moved else "")
    if not moved:
        return sign == ("-" if cell < 0 else "")
    return sign == ("-" if cell < 0 else "+")


def _counts_rows(figure: Written, clause: Clause, facts: Facts) -> bool:
    """Whether a figure says how many rows there are."""
    table = facts.evidence[0].table
    if facts.is_mixed(0) or (facts.frame.limited and clause.has("total")):
        return False
    dimensions = [column.name for column in table.columns if column.role == "dimension"]
    if len(dimensions) != 1:
        return False
    wanted = {f"rows of {dimensions[0]}", f"{dimensions[0]}s"}
    return bool(figure.units & wanted) and figure.value == table.row_count
