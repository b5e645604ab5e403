"""Puts the page together: each part from the answer to a question, with the caller's eyes."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from assistant.brains.rules.frame import Frame
from assistant.conversation import formats
from assistant.conversation.charts import chart
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.draft import UngroundedError
from assistant.conversation.headline import headline
from assistant.conversation.labels import Namer, label
from assistant.conversation.reply import ChangePart, Language, SourcePart
from assistant.conversation.results import result
from assistant.today.answers import Answer, answer_to, in_base, in_others
from assistant.today.page import Bar, Bars, Mark, Section, Tile, Today, Trend
from assistant.today.roles import Morning, morning
from assistant.today.sections import SECTIONS, Teller
from crm.insight.value.pace import working_days
from crm.periods import Kind
from crm.query.result import Cell
from tools.base import Evidence
from tools.matters import month_of

SOURCES = ("orders", "payments", "activities")
MOST_BARS = 6
OF_TARGETS = frozenset({"attainment"})


def todays(around: Circumstances, language: Language) -> Today:
    """Gives the page of the caller whose eyes `around` has."""
    namer = Namer(around.tools.database.catalog, language)
    first = morning(around.tools.caller.role, language)
    sections, left_out = _sections(Teller(around, namer))
    return Today(
        business_date=around.today.isoformat(),
        scope=around.scope,
        sources=tuple(_sources(around, language)),
        waiting=sum(len(section.lines) for section in sections),
        sections=sections,
        left_out=left_out,
        tiles=tuple(_tiles(first, around, namer)),
        trend=_trend(first.trend, around, namer),
        bars=_bars(first.bars, around, namer),
        questions=first.questions,
    )


def _sections(tell: Teller) -> tuple[tuple[Section, ...], int]:
    """Gives what waits, and how many kinds are left out for a line that did not hold."""
    found: list[Section] = []
    left_out = 0
    for section in SECTIONS:
        try:
            one = section(tell)
        except UngroundedError:
            left_out += 1
            continue
        found += [one] if one is not None else []
    return tuple(found), left_out


def _sources(around: Circumstances, language: Language) -> Iterator[SourcePart]:
    for name in SOURCES:
        if name in around.as_of:
            yield SourcePart(
                name=name, label=label("tables", name, language), as_of=around.as_of[name]
            )


def _tiles(first: Morning, around: Circumstances, namer: Namer) -> Iterator[Tile]:
    base = around.tools.database.base_currency
    for question in first.tiles:
        found = answer_to(question, around, namer)
        if found is None:
            continue
        main = in_base(found.evidence[0], base)
        part = headline(main, found.frame, namer)
        if part is None:
            continue
        of_target = bool(OF_TARGETS & set(found.frame.measures))
        yield Tile(
            label=_label(found.frame, part.label, namer),
            text=part.text,
            exact=part.exact,
            unit=part.unit,
            others=in_others(found.evidence[0], base, namer),
            change=_change(found.frame, part.change, namer),
            share=part.value if part.unit == "ratio" else None,
            elapsed=_elapsed(around) if of_target else None,
            question=question,
        )


def _change(frame: Frame, change: ChangePart | None, namer: Namer) -> ChangePart | None:
    """Gives a change with what it is on: the same days of the month before."""
    now, before = frame.period, frame.compare
    months = now is not None and before is not None and now.kind is before.kind is Kind.MONTH
    if change is None or not months:
        return change
    versus = "上月同期" if namer.language == "zh" else "the same days last month"
    return change.model_copy(update={"versus": versus})


def _label(frame: Frame, measure: str, namer: Namer) -> str:
    """Gives what a tile is called: the measure, and the month it is about."""
    if frame.period is None:
        return _sentence(measure)
    words = {"month": ("本月", "this month")}
    running = frame.period.running or frame.period.calendar_end == frame.period.end
    zh, en = words.get(str(frame.period.kind), ("", "")) if running else ("", "")
    if frame.period.natural_end is None and frame.period.end.day > 27:
        zh, en = "上月", "last month"
    return f"{zh}{measure}" if namer.language == "zh" else _sentence(f"{measure} {en}".strip())


def _sentence(words: str) -> str:
    """Gives words with a capital where they begin, as a heading has."""
    return words[:1].upper() + words[1:]


def _elapsed(around: Circumstances) -> Mark:
    """Gives how much of the month's working days is over."""
    first, last = month_of(around.today)
    over = around.today - timedelta(days=1)  # the running day is not over
    share = Decimal(working_days(first, over)) / working_days(first, last)
    return Mark(share=float(share), text=formats.ratio(share))


def _trend(question: str, around: Circumstances, namer: Namer) -> Trend | None:
    found = answer_to(question, around, namer)
    if found is None:
        return None
    main = in_base(found.evidence[0], around.tools.database.base_currency)
    drawn = chart(main, found.frame, namer, around.today)
    if drawn is None:
        return None
    told = result(main, namer.catalog, namer.language, with_sql=False)
    return Trend(title=_sentence(question), chart=drawn, result=told, question=question)


def _bars(question: str, around: Circumstances, namer: Namer) -> Bars | None:
    """Gives the rows of an answer with one group, the rate of each or its share of the largest."""
    found = answer_to(question, around, namer)
    if found is None:
        return None
    main = in_base(found.evidence[0], around.tools.database.base_currency)
    at = main.table.position("measure")
    if at is None or not main.table.rows:
        return None
    rows = tuple(_rows(main, at, namer))
    is_rate = main.table.columns[at].unit == "ratio"
    mark = _elapsed(around) if is_rate and _is_of_targets(found) else None
    return Bars(title=_sentence(question), rows=rows, mark=mark, question=question)


def _is_of_targets(found: Answer) -> bool:
    return bool(OF_TARGETS & set(found.frame.measures))


def _rows(main: Evidence, at: int, namer: Namer) -> Iterator[Bar]:
    unit, name = main.table.columns[at].unit, main.table.columns[0].name
    rows = [row for row in main.table.rows if isinstance(row[at], Decimal)][:MOST_BARS]
    whole = Decimal(1) if unit == "ratio" else max((_number(row[at]) for row in rows), default=0)
    for row in rows:
        number = _number(row[at])
        share = float(number / whole) if whole else 0.0
        called = "—" if row[0] is None else namer.value_of(name, str(row[0]), namer.language)
        text = formats.figure(number, unit, namer.language)
        yield Bar(label=called, text=text, share=min(1.0, max(0.0, share)))


def _number(cell: Cell) -> Decimal:
    return Decimal(str(cell))
