"""Questions that an admin has verified, as a model is shown them: what was asked, and the call."""

from collections.abc import Sequence

from assistant.brains.llm.counting import count
from assistant.brains.llm.loyalty import unknown_words
from assistant.brains.planning import Asked, Example
from assistant.brains.rules.frame import TIME, Condition, Frame
from assistant.brains.rules.spans import Sources, cover
from tools.catalog import Figures, Meaning, Profile, Reasons

TOKENS = 400
"""What all examples together may take of a prompt."""
HEADING = (
    "- Questions like it, with the calls that were right; copy the words of the question that is"
    " asked in the place of 〈…〉:"
)


def shown(asked: Asked) -> str:
    """Gives the part of a prompt that shows examples; nothing where there are none."""
    lines, left = list[str](), TOKENS - count(HEADING)
    for example in asked.examples:
        line = _line(example, asked.sources)
        if line is None or count(line) > left:
            continue
        lines.append(line)
        left -= count(line) + 1
    return "\n".join([HEADING, *lines]) if lines else ""


def _line(example: Example, sources: Sources) -> str | None:
    """Gives a question and its call; None where no call says all of it."""
    frame = example.frame
    where = [_kept(condition, example.names) for condition in frame.conditions]
    if any(one is None for one in where):
        return None
    said = [one for some in where if some is not None for one in some]
    unknown = _unknown(example, sources)
    match frame.view:
        case "profile":
            call = Profile(customer=said[0], unknown=unknown)
        case "why":
            measure, period = frame.measures[0], example.period
            call = Reasons(measure=measure, where=said, period=period, unknown=unknown)
        case None:
            if not _is_figures(frame):
                return None
            call = _figures(example, said, unknown)
    return f"{example.question} → {type(call).__name__.lower()} {call.model_dump_json()}"


def _figures(example: Example, where: list[str], unknown: list[Meaning]) -> Figures:
    frame = example.frame
    against = frame.against if frame.against in {"previous", "year"} else example.compared
    down = not frame.order or frame.order[0].descending
    ranked = "largest" if down else "smallest"
    grown = "most growth" if down else "most decline"
    by_change = bool(frame.order) and frame.order[0].by == "change"
    return Figures(
        measures=list(frame.measures),
        by=list(frame.groups),
        where=where,
        period=example.period,
        compare=against or "",
        bound="",
        sort=(grown if by_change else ranked) if frame.ranked else "",
        rows=(frame.limit or 0) if frame.limited else 0,
        share=frame.share,
        unknown=unknown,
    )


def _is_figures(frame: Frame) -> bool:
    """Whether a call of figures can say all that a frame asks."""
    more = (frame.entity, frame.happenings, frame.having, frame.only, frame.states, frame.arranged)
    ranked_in_time = frame.ranked and frame.groups[:1] and frame.groups[0] in TIME
    return not (any(more) or frame.offset or frame.apart or ranked_in_time)


def _kept(condition: Condition, names: Sequence[str]) -> list[str] | None:
    """Gives how a call says a condition on names; None where it is on something else."""
    places = {f"«{number}»": name for number, name in enumerate(names, start=1)}
    signs = [str(value) for value in condition.filter.values]
    if not signs or not set(signs) <= places.keys():
        return None
    return [f"not {places[one]}" if condition.negated else places[one] for one in signs]


def _unknown(example: Example, sources: Sources) -> list[Meaning]:
    """Gives what the words mean that the rules do not know, as far as the plan tells it."""
    question = example.question
    for slot in {*example.names, example.period, example.compared} - {""}:
        question = question.replace(slot, " , ")
    found = cover(question, sources)
    said = {role.value for span in found.spans for role in span.roles}
    open_ = [one for one in (*example.frame.measures, *example.frame.groups) if one not in said]
    words = unknown_words(found)
    means = [*open_, *(["filler"] * len(words))]
    return [Meaning(word=word, means=meant) for word, meant in zip(words, means, strict=False)]
