"""What an answer must not hide: running periods, several currencies, names that were guessed."""

from datetime import date

from assistant.brains.planning import Failure
from assistant.brains.rules.outcome import Understood
from assistant.conversation.conversions import converted, lacking, old_rates
from assistant.conversation.reply import Language, NoticePart
from assistant.conversation.timewords import day, elapsed_days
from tools.base import Evidence


def notices(
    evidence: Evidence, understood: Understood, language: Language, today: date
) -> tuple[NoticePart, ...]:
    """Gives what has to be said beside an answer."""
    zh = language == "zh"
    found = [
        NoticePart(
            kind="matched",
            text=f"「{mention.text}」按 {mention.names[0].label} 查的。"
            if zh
            else f"Took “{mention.text}” for {mention.names[0].label}.",
        )
        for mention in understood.matched
    ]
    found += [
        NoticePart(
            kind="matched",
            text=f"「{said}」按 {used} 理解。" if zh else f"Read “{said}” as “{used}”.",
        )
        for said, used in understood.read_as
    ]
    if understood.then:
        left = f"先答第一个；还有：「{understood.then}」" if zh else f"Next: “{understood.then}”"
        found.append(NoticePart(kind="then", text=left))
    if any(column.name == "currency" for column in evidence.table.columns):
        text = "币种不同的金额不相加。" if zh else "Amounts in different currencies are not added."
        found.append(NoticePart(kind="currency", text=text))
    found += [
        NoticePart(kind="currency", text=text) for text in _of_rates(evidence, language, today)
    ]
    period = evidence.period
    if period is not None and period.running and period.end >= today:
        days, end = elapsed_days(period), day(period.calendar_end, language, today)
        text = (
            f"当期未完：{days} 天，到 {end} 为止。"
            if zh
            else f"Still running: {days} days so far, until {end}."
        )
        found.append(NoticePart(kind="running_period", text=text))
    return tuple(found)


def _of_rates(evidence: Evidence, language: Language, today: date) -> list[str]:
    """Gives the rates by which amounts were converted, or why they were not."""
    how = converted(evidence.table, language)
    found = [] if how is None else [how + ("。" if language == "zh" else ".")]
    found += old_rates(evidence.table, language, today)
    return found + [lacking(missing, language, today) for missing in evidence.table.unrated]


MODEL_FAILED: dict[Failure, tuple[str, str]] = {
    Failure.AWAY: (
        "语言模型没有回应，只按规则理解。",
        "The language model did not answer; the rules did.",
    ),
    Failure.SLOW: (
        "语言模型太慢，只按规则理解。",
        "The language model was too slow; the rules answered.",
    ),
    Failure.BUDGET: (
        "语言模型的额度用完了，只按规则理解。",
        "The language model's allowance is used up; the rules answered.",
    ),
    Failure.NONSENSE: (
        "语言模型给的查法不合问题，没有采用。",
        "The language model's plans did not fit the question; none was used.",
    ),
}


def model_failed(failure: Failure, language: Language) -> NoticePart:
    """Gives the notice of an answer for which the language model was asked in vain."""
    zh, en = MODEL_FAILED[failure]
    return NoticePart(kind="model", text=zh if language == "zh" else en)
