"""Forms of sentences that are read otherwise than their words are true, or claim too much."""

from itertools import pairwise

from assistant.conversation.grounding.binding import ANOTHER_TIME, OF_IT, Marker, is_more
from assistant.conversation.grounding.clauses import Clause
from assistant.conversation.grounding.facts import Facts
from assistant.conversation.grounding.tokens import Ungrounded

MOVED = frozenset("up down changed above below fastest doubled more_than_doubled halved".split())


def refuse_wider(clause: Clause, facts: Facts) -> None:
    """Refuses what says of one row that it is all, or the only one, and where a change comes from.

    Raises:
        Ungrounded: the clause says so.
    """
    named = clause.subjects()
    in_several = facts.is_mixed(0) and any(len(one.rows) > 1 for one in named)
    if named and (clause.has("all") or (in_several and clause.has("total"))):
        raise Ungrounded("Say the total of the whole only, not of one name.")
    if clause.has("source") and clause.has("up", "down", "changed"):
        raise Ungrounded("Do not say where a change comes from.")
    if clause.has("merely") and not clause.stand_before_a_figure("merely"):
        raise Ungrounded("Do not say that it is the only one.")
    if clause.figures and _stands_beside_another(clause):
        raise Ungrounded("Say a figure of each name in a clause of its own, without a comparison.")
    if clause.mixes_measures:
        raise Ungrounded("Say each figure right behind its own measure.")


def _stands_beside_another(clause: Clause) -> bool:
    """Whether one name is what something is compared with: compared with 海外 CNY 7.94M."""
    if clause.has(*ANOTHER_TIME) or len(clause.subjects()) != 1:
        return False
    told = [token for token in clause.tokens if token.text.strip()]
    return any(
        before.kind == "versus" and token.kind == "name" and not token.is_time
        for before, token in pairwise(told)
    )


def is_a_distance(clause: Clause, place: int) -> bool:
    """Whether a figure reads as by how much: 比海外高 ¥2,576.0万, CNY 10.81M more than June."""
    if not clause.has("above", "below"):
        return False
    behind = [token for token in clause.tokens[place + 1 :] if token.text.strip()]
    if behind and is_more(behind[0]):
        return True
    last = clause.spoken()[-1][1]
    return place > last and clause.tokens[place - 1].text not in OF_IT


def opened(clause: Clause) -> Marker | None:
    """Gives what the figures behind a mere time are: those of that time, or changes since it."""
    if clause.has("relative"):
        return "change"
    return "previous" if clause.has(*ANOTHER_TIME) else None


def moved(clause: Clause) -> str:
    """Gives the kind of the word by which a clause says that something moved; "" without one."""
    kinds = [token.kind for token in clause.tokens if token.kind in MOVED]
    return kinds[-1] if kinds else ""
