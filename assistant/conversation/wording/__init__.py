"""Words the answer to a frame from its evidence: first the figure, then what it covers."""

from assistant.brains.rules.frame import Frame
from assistant.conversation.draft import Draft
from assistant.conversation.wording.anomalies import anomalies
from assistant.conversation.wording.figures import figure
from assistant.conversation.wording.foretelling import foretelling
from assistant.conversation.wording.groups import breakdown, new_customers, ranking, trend
from assistant.conversation.wording.lists import listing
from assistant.conversation.wording.views import one_order, profile, why

NEW = ("new_customers",)
"""Asked who they are, each of them is one: they are named, and not ranked."""


def answer(draft: Draft, frame: Frame) -> None:
    """Writes the answer of `frame` into `draft`."""
    match frame.shape:
        case "figure" | "comparison":
            figure(draft, frame)
        case "ranking" | "breakdown":
            _groups(draft, frame)
        case "trend":
            trend(draft, frame)
        case "list":
            listing(draft, frame)
        case "anomalies":
            anomalies(draft, frame)
        case "profile" | "why" | "order" | "insight":
            _view(draft, frame)


def _groups(draft: Draft, frame: Frame) -> None:
    """Writes figures of several groups, or who is new."""
    if frame.measures == NEW and frame.groups == ("customer",) and not frame.share:
        new_customers(draft, frame)
    elif frame.ranked:
        ranking(draft, frame)
    else:
        breakdown(draft, frame)


def _view(draft: Draft, frame: Frame) -> None:
    """Writes an answer that is put together from several results."""
    if frame.view == "order":
        one_order(draft)
    elif frame.view == "insight":
        foretelling(draft, frame)
    elif frame.view == "why":
        why(draft, frame)
    else:
        profile(draft, frame)


__all__ = ["answer"]
