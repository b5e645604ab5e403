"""Who looks after the customers or orders just listed: "give me the owner too", "whose are they".

The rows are the same, each with its rep; what is owed by age is split by rep.
"""

import re
from dataclasses import replace

from assistant.brains.rules.frame import Frame
from crm.query.entities import ENTITIES

_OWNER = r"(?:owners?|reps?|sales ?(?:person|people|reps?)|account managers?|account owners?)"
_THEM = r"(?:them|those|these|they|it|each(?: of (?:them|those|these))?|each one)"
_ASKED = re.compile(
    rf"(?:and |so |now |please |also )*(?:"
    rf"(?:give|show|tell) me (?:the |their |its )?{_OWNER}(?: (?:for|of) {_THEM})?"
    rf"|(?:show|add|include|list|with) (?:the |their |its )?{_OWNER}(?: (?:for|of) {_THEM})?"
    rf"|who (?:looks after|look after|handles|handle|owns|manages|manage|covers|has|is on) {_THEM}"
    rf"|who(?:'s| is| are)? (?:responsible for|in charge of|the {_OWNER} (?:for|of)) {_THEM}"
    rf"|whose (?:customers |accounts )?are {_THEM}"
    rf")(?: too| as well| also| please)*"
)
_LISTED = frozenset({"customer", "order"})
_ENDS = " .?!"


def with_people(text: str, previous: Frame | None) -> Frame | None:
    """Gives the rows before with who looks after each; None where they are neither.

    Args:
        text: the folded question.
        previous: the question before.
    """
    if previous is None or previous.view is not None:
        return None
    if _ASKED.fullmatch(text.strip(_ENDS)) is None:
        return None
    if previous.groups == ("customer",):
        return replace(previous, groups=("customer", "owner"))
    if previous.groups == ("age",):
        return replace(previous, groups=("owner",))
    if previous.entity not in _LISTED:
        return None
    columns = previous.columns or ENTITIES[previous.entity].shown
    return replace(previous, columns=tuple(dict.fromkeys((*columns, "owner"))))
