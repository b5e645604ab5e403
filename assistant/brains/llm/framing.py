"""Makes a frame of a tool's arguments: the same typed question that the rules brain makes."""

from dataclasses import replace

from assistant.brains.llm.saying import Misfit, Saying
from assistant.brains.rules.frame import TIME, Against, Condition, Frame, amount_filter
from assistant.brains.rules.outcome import Understood
from assistant.brains.rules.profile import MEASURES as OF_PROFILE
from assistant.brains.rules.shaping import compared_names, require_countable
from assistant.brains.rules.situation import EndOfReading
from assistant.brains.rules.slots import Bound
from assistant.brains.rules.timing import comparison
from crm.periods import Kind, Period, aligned
from crm.query.spec import Having, Order
from tools.catalog import Figures, Profile, Reasons, Rows

ORDERS: dict[str, tuple[Order, ...]] = {
    "": (),
    "newest": (),
    "oldest": (Order("ordered_at", descending=False),),
    "largest": (Order("amount"),),
    "smallest": (Order("amount", descending=False),),
}
KINDS: dict[str, tuple[str, str]] = {
    "open deal": ("opportunity", "open_deal"),
    "won deal": ("opportunity", "won_deal"),
    "lost deal": ("opportunity", "lost_deal"),
    **{kind: ("activity", kind) for kind in ("visit", "call", "complaint", "ticket", "training")},
}
"""Rows that are a part of an entity's, with the state that tells them apart."""
WITHOUT_AMOUNT = frozenset({"customer", "product", "contact", "activity"})


def understood(call: Figures | Rows | Profile | Reasons, saying: Saying) -> Understood:
    """Gives what a call asks for.

    Raises:
        Misfit: an argument cannot be used, or the arguments do not go together.
        Several: a name means several things.
    """
    try:
        match call:
            case Figures():
                return _figures(call, saying)
            case Rows():
                return _rows(call, saying)
            case Profile():
                return _profile(call, saying)
            case Reasons():
                return _reasons(call, saying)
    except EndOfReading as end:
        raise Misfit("These arguments do not go together.") from end


def _figures(call: Figures, saying: Saying) -> Understood:
    kept = saying.kept(call.where)
    measures = tuple(dict.fromkeys(map(saying.measure, call.measures)))
    groups = tuple(dict.fromkeys(map(saying.dimension, call.by)))
    period, compare, against = _periods(call, saying)
    bound = saying.bound(call.bound)
    frame = Frame(
        measures=measures,
        groups=groups,
        conditions=kept.conditions(measures),
        period=period,
        compare=compare,
        against=against,
        share=call.share,
    )
    frame = compared_names(frame, kept.slots)
    if bound is not None:
        frame = replace(frame, having=(_having(frame, bound),))
    frame = _ranked(frame, call)
    require_countable(frame)
    if frame.share and not frame.groups:
        raise Misfit("A share needs a dimension in `by`.")
    return Understood(frame, kept.matched, carried=bool(kept.before))


def _periods(call: Figures, saying: Saying) -> tuple[Period | None, Period | None, Against | None]:
    period = saying.period(call.period)
    if not call.compare.strip():
        return period, None, None
    if period is None:
        raise Misfit("A comparison needs a period.")
    if call.compare in {"previous", "year"}:
        against: Against = "year" if call.compare == "year" else "previous"
        return period, comparison(period, against), against
    other = saying.period(call.compare)
    assert other is not None, "it is not empty"
    return *aligned(period, other), "named"


def _having(frame: Frame, bound: Bound) -> Having:
    if not frame.groups:
        raise Misfit("A bound needs a dimension in `by`: customers with sales over 100000.")
    match bound.operator:
        case "gt" | "ge" | "lt" | "le" | "between" as operator:
            return Having(frame.measures[0], operator, bound.values)
        case _:
            raise Misfit("Such a bound is not known here.")


def _ranked(frame: Frame, call: Figures) -> Frame:
    """Gives a frame whose rows are put in order, and cut where the asker said how many."""
    if not (call.sort or call.rows):
        return frame
    if not frame.groups or frame.groups[0] in TIME:
        raise Misfit("What is to be ranked must stand in `by`, and not a time.")
    by, most = frame.measures[0], True
    if call.sort in {"most growth", "most decline"}:
        by = "change"
        if frame.compare is None:
            raise Misfit("Growth needs `compare`.")
    most = call.sort not in {"smallest", "most decline"}
    limited = call.rows > 0
    return replace(
        frame,
        ranked=True,
        order=(Order(by, descending=most),),
        limit=call.rows or None,
        limited=limited,
    )


def _rows(call: Rows, saying: Saying) -> Understood:
    entity, state = KINDS.get(call.of, (call.of, ""))
    kept, bound = saying.kept(call.where), saying.bound(call.bound)
    found = kept.conditions()
    if entity in WITHOUT_AMOUNT and (bound is not None or call.sort):
        raise Misfit(f"A {call.of} has no amount: ask `figures` by {call.of} instead.")
    if call.sort == "oldest" and entity != "order":
        raise Misfit(f"A list of {call.of} rows comes newest first only.")
    if bound is not None:
        found = (*found, Condition(amount_filter("amount", bound.operator, bound.values)))
    frame = Frame(
        entity=entity,
        conditions=found,
        states=(state,) if state else (),
        period=saying.period(call.period),
        order=ORDERS[call.sort],
        ranked=call.sort in {"largest", "smallest"},
        limit=call.rows or None,
        limited=call.rows > 0,
    )
    return Understood(frame, kept.matched)


def _profile(call: Profile, saying: Saying) -> Understood:
    kept = saying.kept([call.customer])
    if [mention.dimension for mention in kept.slots.mentions] != ["customer"]:
        raise Misfit(f"{call.customer!r} is no customer.", call.customer)
    frame = Frame(measures=OF_PROFILE, conditions=kept.conditions(), view="profile")
    return Understood(frame, kept.matched)


def _reasons(call: Reasons, saying: Saying) -> Understood:
    kept, period = saying.kept(call.where), saying.period(call.period)
    if period is None or period.open_start:
        raise Misfit("Reasons need a period with a beginning.")
    against: Against = "year" if period.kind is Kind.YEAR else "previous"
    frame = Frame(
        measures=(saying.measure(call.measure),),
        conditions=kept.conditions(),
        period=period,
        compare=comparison(period, against),
        against=against,
        view="why",
    )
    return Understood(frame, kept.matched)
