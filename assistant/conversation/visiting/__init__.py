"""Before a visit: all that is on record of a customer, on one screen, with a talk track.

`tools/visits.py` finds what there is, `briefs.toml` says it, `telling.py` puts both together and
`playbooks.py` quotes how the house goes about such a case. What is asked for is read by
`assistant/brains/rules/visiting.py`.
"""

from assistant.conversation.visiting.replying import briefed

__all__ = ["briefed"]
