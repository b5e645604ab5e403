"""Edits the frame before by what a follow-up says: 那宁波的呢, by month?, 换成上个月."""

from dataclasses import replace

from assistant.brains.rules import antecedents
from assistant.brains.rules.counted_rows import rows_behind, with_owner
from assistant.brains.rules.differing import are_two, side_by_side
from assistant.brains.rules.filters import conditions, having
from assistant.brains.rules.frame import TIME, Condition, Frame
from assistant.brains.rules.listing import OWING, is_list
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.parting import part_of, share_of_all
from assistant.brains.rules.relisting import (
    SAME_KIND,
    as_list,
    in_order,
    merged_conditions,
    require_kept,
)
from assistant.brains.rules.remeasuring import remeasured
from assistant.brains.rules.resizing import resized
from assistant.brains.rules.retiming import retimed
from assistant.brains.rules.shaping import shaped
from assistant.brains.rules.situation import EndOfReading, Situation
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.splitting import CUSTOMERS_DO, split_by


def edited(slots: Slots, frame: Frame, situation: Situation) -> Frame:
    """Gives the frame before with the slots that the follow-up names replaced."""
    frame = replace(frame, view=None)
    listed = rows_behind(slots, frame) or with_owner(slots, frame)
    if listed is not None:
        return listed
    require_kept(slots, frame)
    if slots.has("thereof") and not (frame.measures or frame.entity):
        raise EndOfReading(NotUnderstood((slots.flags["thereof"],)))
    if slots.has("differing"):
        return _against_the_one_before(slots, frame, situation)
    if slots.bare is not None:
        return resized(slots.bare, frame)
    if _asks_for_rows(slots):
        return as_list(slots, frame, situation)
    return _with_its_slots(slots, frame, situation)


def _asks_for_rows(slots: Slots) -> bool:
    listed = slots.entities and not slots.measures and not slots.has("count", "noun")
    return bool(listed) or (slots.has("pronoun") and is_list(slots))


def _with_its_slots(slots: Slots, frame: Frame, situation: Situation) -> Frame:
    """Gives the frame with each slot that is said in place of the one before."""
    if slots.has("overall") or _sums_up_the_rest(slots):
        frame = replace(frame, groups=(), ranked=False, limit=None, order=(), share=False, only=())
    if slots.has("scope_company"):
        frame = _of_everyone(frame)
    part = share_of_all(frame, slots, situation.shown) or part_of(frame, slots)
    if part is not None:
        return retimed(slots, part, situation)
    if frame.entity != "customer" or frame.limited:
        antecedents.require(slots, frame)
    if not _keeps_those_owing(slots, frame):
        frame = _beside_the_figure(slots, frame, remeasured(slots, frame, situation))
    frame = _apart(slots, _groups(slots, frame))
    frame = _conditions(slots, frame)
    frame = retimed(slots, frame, situation)
    frame = replace(frame, share=frame.share or slots.has("share"))
    frame = _bounded(slots, frame)
    return in_order(slots, frame, situation) if frame.entity else _in_shape(slots, frame)


def _apart(slots: Slots, frame: Frame) -> Frame:
    """Gives the sum of several by each of them: 两家合计, then 分开呢."""
    several = [c.dimension for c in frame.conditions if len(c.labels) > 1 and not c.negated]
    said = slots.mentions or slots.groups or slots.measures or frame.groups or frame.entity
    apart = slots.flags.get("split") in APART and len(several) == 1 and not said
    return replace(frame, groups=(several[0],)) if apart else frame


APART = frozenset("分开 分开看 分开算 拆开 separately separate split".split())


def _beside_the_figure(slots: Slots, before: Frame, frame: Frame) -> Frame:
    """Gives another figure beside the one before, and not in its place: 加上金额."""
    joins = slots.has("joins") and not (slots.mentions or slots.periods)
    if not joins or frame.entity or not before.measures or frame.measures == before.measures:
        return frame
    both = tuple(dict.fromkeys((*before.measures, *frame.measures)))
    return replace(before, measures=both)


def _sums_up_the_rest(slots: Slots) -> bool:
    """Whether what is left is one sum: 去掉海外一共多少, after the regions."""
    left_out = bool(slots.mentions) and all(mention.negated for mention in slots.mentions)
    return left_out and slots.flags.get("total") in antecedents.IN_ALL and not slots.groups


def _in_shape(slots: Slots, frame: Frame) -> Frame:
    if not frame.measures:
        raise EndOfReading(NotUnderstood((), known=frame, lacking="measure"))
    if slots.has("by_position") and set(frame.groups) & set(TIME):
        raise EndOfReading(NotUnderstood((slots.flags["by_position"],)))
    if (slots.limit or slots.nth) and frame.ranked and slots.rank is None:
        slots.rank = "top" if frame.order[0].descending else "bottom"
    return shaped(frame, slots)


def _against_the_one_before(slots: Slots, frame: Frame, situation: Situation) -> Frame:
    """Gives the last two answers side by side; by how much they differ, of periods alone."""
    if slots.has("difference") and are_two(frame):
        return replace(frame, apart=True)
    both = side_by_side(situation.earlier, frame) if situation.earlier is not None else None
    if both is None or (both.compare is None and slots.has("difference") and not are_two(both)):
        raise EndOfReading(NotUnderstood((slots.flags["differing"],)))
    return replace(both, apart=slots.has("difference"))


def _keeps_those_owing(slots: Slots, frame: Frame) -> bool:
    """Whether of the orders listed only those are kept that are unpaid: 只看没付款的."""
    owed = OWING & {*slots.verbs, *slots.measures}
    return frame.entity == "order" and slots.has("only") and bool(owed)


PEOPLE_AND_PLACES = frozenset(
    "owner team region province city country customer level industry".split()
)
"""What the whole company is not narrowed to."""


def _of_everyone(frame: Frame) -> Frame:
    """Gives the frame for the whole company again: 程泊言, then 全公司呢."""
    kept = tuple(c for c in frame.conditions if c.dimension not in PEOPLE_AND_PLACES)
    return replace(frame, conditions=kept)


def _bounded(slots: Slots, frame: Frame) -> Frame:
    """Gives the frame with only those above or below an amount: 数量大于20台的."""
    if slots.attained is not None and frame.groups:
        return replace(frame, having=having(slots, frame.measures, frame.groups))
    if slots.attained is not None:  # 他完成目标了吗
        return replace(frame, measures=("attainment",), assumed=())
    if not slots.bounds or frame.entity is not None:
        return frame
    groups = frame.groups or (("customer",) if frame.happenings else ())
    if frame.measures == ("orders",) and not groups:
        amounts = conditions(slots, ("orders",))
        return replace(frame, conditions=merged_conditions(frame.conditions, amounts))
    return replace(frame, groups=groups, having=having(slots, frame.measures, groups))


def _groups(slots: Slots, frame: Frame) -> Frame:
    wanted = tuple(slots.groups) or _what_is_asked(slots, frame)
    if not wanted:
        return frame
    if wanted == ("team",) and any(c.dimension == "owner" for c in frame.conditions):
        # 罗文璟, then 团队的呢: which team's? Not a team of one.
        said = (s.text for s in slots.sentence.spans if s.may_be("dimension", "team"))
        raise EndOfReading(NotUnderstood((next(said, "team"),)))
    if frame.having and set(wanted) != set(frame.groups):
        raise EndOfReading(NotUnderstood(tuple(wanted)[:1]))  # the bound was on other rows
    if _adds(slots) and frame.groups:
        wanted = tuple(dict.fromkeys([*frame.groups, *wanted]))
    same = set(wanted) == set(frame.groups) and bool(slots.asked)  # 今年哪个月, after the best one
    keeps_rank = (
        frame.ranked and slots.pick is None and (same or not any(group in TIME for group in wanted))
    )
    among = tuple(c for c in frame.conditions if not _is_only_one_of(c, wanted))
    cleared = replace(frame, groups=wanted, conditions=among, entity=None, only=())
    return cleared if keeps_rank else replace(cleared, ranked=False, limit=None, order=(), offset=0)


def _what_is_asked(slots: Slots, frame: Frame) -> tuple[str, ...]:
    """Gives what is asked for without being named: 主要买的啥 asks for products, 谁 for people."""
    if slots.nth and frame.ranked:
        return ()  # 第二名是谁
    if slots.rank and slots.has("which_who") and {"owner", "customer"} & {*frame.groups}:
        return ()  # who is the worst of them
    if slots.has("which_who") and not slots.verbs and CUSTOMERS_DO & {*frame.measures}:
        return ("customer",)
    five = slots.limit and slots.rank and "customer" in slots.entities  # 欠款最多的五家
    asks = slots.has("which_what", "which_who") or five
    return split_by(slots) if asks and not slots.has("of_two") else ()


def _is_only_one_of(condition: Condition, groups: tuple[str, ...]) -> bool:
    """Whether a condition leaves one row of a split: after 医疗呢, 哪个行业最低 is about all."""
    one = len(condition.labels) == 1 and not condition.negated
    return condition.dimension in groups and one


def _adds(slots: Slots) -> bool:
    """Whether a group comes beside the ones before instead of in their place."""
    return slots.has("adds")


def _conditions(slots: Slots, frame: Frame) -> Frame:
    fresh = tuple(c for c in conditions(slots, ()) if c not in frame.conditions)
    if slots.every:  # all products: whatever they were narrowed to
        dropped = {name for kind in SAME_KIND if kind & set(slots.every) for name in kind}
        dropped |= set(slots.every)
        kept = tuple(c for c in frame.conditions if c.dimension not in dropped)
        frame = replace(frame, conditions=kept)
    if not fresh:
        return frame
    frame = _of_another_extent(slots, _without_what_is_left_out(frame, fresh), fresh)
    if _of_the_whole(slots, frame, fresh):  # 上海, then 占华东多少
        return replace(frame, conditions=(*frame.conditions, *fresh), groups=())
    if (slots.has("against") and not slots.periods) or slots.has("joins"):
        fresh = tuple(_beside(condition, frame.conditions) for condition in fresh)
    merged = merged_conditions(frame.conditions, fresh)
    named = {condition.dimension for condition in fresh if not condition.negated}
    several = slots.has("only", "joins")
    groups = tuple(group for group in frame.groups if group not in named or several)
    still_ranked = frame.ranked and bool(groups)
    changed = replace(frame, conditions=merged, groups=groups, ranked=still_ranked, only=())
    if groups != frame.groups:
        changed = replace(changed, having=(), share=frame.share and bool(groups))
    if frame.ranked and not still_ranked:
        changed = replace(changed, limit=None, order=(), offset=0)
    return changed


def _without_what_is_left_out(frame: Frame, fresh: tuple[Condition, ...]) -> Frame:
    """Gives the frame without a name that is now left out: 海外, then 国内呢 is the others."""
    out = {(c.dimension, *c.filter.values) for c in fresh if c.negated}
    kept = tuple(
        c for c in frame.conditions if c.negated or (c.dimension, *c.filter.values) not in out
    )
    return replace(frame, conditions=kept)


CLASSES = PEOPLE_AND_PLACES - {"customer"} | {"customer_status"}
"""By what kinds of customers are told apart, and whose they are."""


def _of_another_extent(slots: Slots, frame: Frame, fresh: tuple[Condition, ...]) -> Frame:
    """Gives the frame without one customer where its kind is named, or the other way round.

    青禾电子, then 医疗行业呢: that industry, and not what 青禾电子 bought as one of it.
    """
    named = {condition.dimension for condition in fresh if not condition.negated}
    one = [c for c in frame.conditions if c.dimension == "customer" and len(c.labels) == 1]
    if slots.has("only", "share", "joins", "against"):
        return frame
    dropped: frozenset[str] = frozenset()
    if named & CLASSES and one:
        dropped = frozenset({"customer"})
    elif named == {"customer"}:
        dropped = CLASSES
    kept = tuple(c for c in frame.conditions if c.dimension not in dropped or c.negated)
    return replace(frame, conditions=kept)


def _of_the_whole(slots: Slots, frame: Frame, fresh: tuple[Condition, ...]) -> bool:
    """Whether a name is the whole that what was just named is a part of."""
    if not slots.has("share") or len(fresh) != 1 or slots.flags["share"].startswith("各"):
        return False
    kind = next((kind for kind in SAME_KIND if fresh[0].dimension in kind), frozenset[str]())
    parts = [c for c in frame.conditions if c.dimension in kind and not c.negated]
    others = [c for c in frame.conditions if c not in parts]
    return len(parts) == 1 and parts[0].dimension != fresh[0].dimension and not others


def _beside(fresh: Condition, before: tuple[Condition, ...]) -> Condition:
    """Gives a name beside the one before that it is compared with: 对比T30, "vs East China"."""
    other = next((c for c in before if c.dimension == fresh.dimension and not c.negated), None)
    if other is None or fresh.negated:
        return fresh
    values = tuple(dict.fromkeys((*other.filter.values, *fresh.filter.values)))
    labels = tuple(dict.fromkeys((*other.labels, *fresh.labels)))
    return Condition(replace(fresh.filter, values=values), labels)
