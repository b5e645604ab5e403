"""What is asked of customers who stand so: 可能流失的客户今年买了多少, "they" after such a list.

The question is cut in two: the words that say which customers, read as the list that they are by
themselves, and the rest, read as a question of its own. What either half does not understand, the
whole does not.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.brains.rules.frame import Condition, Frame
from assistant.brains.rules.insight_cuts import LOW, SUPERLATIVE
from assistant.brains.rules.lexicon import Role, is_cjk
from assistant.brains.rules.outcome import Outcome, Understood
from assistant.brains.rules.situation import Situation
from assistant.brains.rules.spans import Cover, Span
from crm.query.spec import Filter

STANDING, LEAVING, POOR = "standing", "leaving", "poor_health"
MANY = frozenset(
    "他们 她们 它们 这些 那些 这几家 那几家 他们家 they them their these those".split()
)
"""What stands for all of those just listed."""
_WITHIN = frozenset("分 级 级别 points point score 的 with a who have has are is whose".split())
"""What may stand between the words for how customers stand, its limit and 客户."""
_EACH = frozenset("各 各自 分别 各家 每家 each apiece".split())
_WHICH = frozenset("哪些 哪几家 哪家 哪个 哪几个 which".split())
_JOINS = frozenset("and to in at 在 和 至 是".split())
_ASKED = ("measure", "verb", "deed", "measured")
_OF_LIMITS = ("more", "bound_after", "range_to", "between")
Read = Callable[[Cover, Situation], Outcome]


def of_those(found: Cover, situation: Situation, read: Read) -> Understood | None:
    """Gives what is asked of customers who stand so; None where that is not what is asked."""
    alone = replace(situation, previous=None, shown=())
    parts = _parts(found)
    if parts is not None:
        whose = read(replace(found, spans=parts[0]), alone)
        meant = _meant(whose.frame, parts[0]) if isinstance(whose, Understood) else None
        return _asked(replace(found, spans=parts[1]), meant, alone, read)
    before, rest = situation.previous, _of_them(found.spans)
    if before is None or before.view != "insight" or rest is None:
        return None
    meant = _meant(before, ()) if not before.limited else _shown(before, situation)
    return _asked(replace(found, spans=rest), meant, alone, read)


def _asked(
    rest: Cover, meant: tuple[Condition, ...] | None, alone: Situation, read: Read
) -> Understood | None:
    """Gives the figures or rows that are asked of those who are meant."""
    if not meant or rest.gaps or not any(_asks(span) for span in rest.spans):
        return None
    outcome = read(_whole(rest), alone)
    if not isinstance(outcome, Understood):
        return None
    frame = outcome.frame
    if "measure" in frame.assumed and frame.groups != ("customer",):
        return None  # most customers, and not most sales: 可能流失的客户最多的销售
    if frame.entity == "order" and frame.limit == 1:
        return None  # the last order of all of them, where that of each is meant
    plain = frame.view is None and frame.entity in {None, "order"}
    if not plain or frame.apart or "customers" in frame.measures or _names_customers(frame):
        return None
    return replace(outcome, frame=replace(frame, conditions=(*meant, *frame.conditions)))


def _asks(span: Span) -> bool:
    return any(span.may_be(kind) for kind in _ASKED)


def _names_customers(frame: Frame) -> bool:
    return any(condition.dimension == "customer" for condition in frame.conditions)


def _whole(rest: Cover) -> Cover:
    """Gives the rest with whom it asks for, where only "which" or "each" was left of that."""
    which = next((i for i, one in enumerate(rest.spans) if one.text in _WHICH), None)
    each = next((i for i, one in enumerate(rest.spans) if one.text in _EACH), None)
    if which is None and each is None:
        return rest
    after = which + 1 if which is not None else each or 0
    at = rest.spans[after].start if after < len(rest.spans) else rest.spans[-1].end
    them = Span(at, at, "客户", (Role("entity", "customer"), Role("dimension", "customer")))
    return replace(rest, spans=(*rest.spans[:after], them, *rest.spans[after:]))


def _parts(found: Cover) -> tuple[tuple[Span, ...], tuple[Span, ...]] | None:
    """Gives the spans that say which customers, and the others."""
    spans = found.spans
    at = [index for index, span in enumerate(spans) if span.may_be("insight")]
    if found.gaps or len(at) != 1:
        return None
    first, last = at[0], at[0]
    while last + 1 < len(spans) and _belongs(spans, last + 1):
        last += 1
    while first and _leads(spans[first - 1]):
        first -= 1
    whose = tuple(_only_noun(one) for one in spans[first : last + 1])
    says = any(s.may_be("entity", "customer") for s in whose)
    segment = spans[at[0]].value("insight").startswith("segment_")
    return (whose, (*spans[:first], *spans[last + 1 :])) if says or segment else None


def _only_noun(one: Span) -> Span:
    """Gives "customers" as those who are meant, and not as their number."""
    if not one.may_be("entity", "customer"):
        return one
    return replace(one, roles=tuple(role for role in one.roles if role.kind != "measure"))


def _belongs(spans: Sequence[Span], at: int) -> bool:
    """Whether a span behind the words for how they stand is still of whom they are said."""
    one = spans[at]
    known = any(span.may_be("entity", "customer") for span in spans[:at])
    if one.may_be("entity", "customer"):
        return not known
    if one.name is not None:
        return not known and any(s.may_be("entity", "customer") for s in spans[at : at + 3])
    joins = one.text in _JOINS and at + 1 < len(spans) and spans[at + 1].number is not None
    return (
        joins or one.number is not None or one.text in _WITHIN or any(map(one.may_be, _OF_LIMITS))
    )


def _leads(one: Span) -> bool:
    """Whether a span before those words begins what they say: "customers with" a health score."""
    latin = not is_cjk(one.text[0])
    return latin and (one.may_be("entity", "customer") or one.text in _WITHIN)


def _of_them(spans: Sequence[Span]) -> tuple[Span, ...] | None:
    """Gives the spans beside the one that stands for those just listed; None without one."""
    at = [i for i, span in enumerate(spans) if span.may_be("pronoun") and span.text in MANY]
    if len(at) != 1:
        return None
    behind = at[0] + 1
    noun = behind < len(spans) and spans[behind].may_be("entity", "customer")
    return (*spans[: at[0]], *spans[behind + noun :])


def _meant(frame: Frame, whose: Sequence[Span]) -> tuple[Condition, ...] | None:
    """Gives the conditions on whom a list is of; None where it has no such bounds."""
    if frame.view != "insight" or frame.limited or frame.because:
        return None
    limits = tuple(Condition(Filter(one.measure, one.operator, one.values)) for one in frame.having)
    if frame.insight == "leaving":
        return (_named(LEAVING), *limits, *frame.conditions)
    if frame.insight == "segments" and frame.segment is not None:
        return (_named(f"segment_{frame.segment}"), *frame.conditions)
    if frame.insight != "health":
        return None
    said = " ".join(span.text for span in whose if span.may_be("insight"))
    poor = any(word in said for word in LOW) and not any(word in said for word in SUPERLATIVE)
    if not limits and not poor:
        return None
    return (*(limits or (_named(POOR),)), *frame.conditions)


def _named(value: str) -> Condition:
    return Condition(Filter(STANDING, "in", (value,)), (value,))


def _shown(before: Frame, situation: Situation) -> tuple[Condition, ...] | None:
    """Gives the customers of a list of so many: top 3 at risk, then what "they" bought."""
    rows = [row for row in situation.shown if row.dimension == "customer"]
    if not rows or before.limit is None or len(rows) > before.limit:
        return None
    ids = tuple(row.value for row in rows)
    return (Condition(Filter("customer", "in", ids), tuple(row.label for row in rows)),)
