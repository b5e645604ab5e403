"""What stands behind a text that a language model wrote: of what its figures are, in our words."""

from assistant.brains.rules.frame import Frame
from assistant.conversation.draft import Draft
from assistant.conversation.wording.covers import covers, versus
from assistant.conversation.wording.groups import together

GROUPED = frozenset({"ranking", "breakdown", "trend"})


def closing(draft: Draft, frame: Frame) -> None:
    """Writes, for instance: 销售额合计 ¥143.2万，华东，2026年Q3（7月1日–9月30日）."""
    if frame.shape in GROUPED:
        together(draft, frame)
        return
    for place in range(len(draft.evidence[0].measures)):
        draft.say("、" if place else "", ", " if place else "")
        draft.measure("name" if place else "sentence", place)
    covers(draft, frame)
    if frame.compare is not None:
        draft.say("，", ", ")
        versus(draft, frame)
    draft.say("。", ".")
