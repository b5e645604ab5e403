"""Messages to customers, drafted from the record: nothing is sent from here.

`tools/drafts.py` finds what may be said, `letters.toml` says it, `writing.py` puts both together
and holds every figure against the record, `replying.py` shows it. What is asked for is read by
`assistant/brains/rules/drafting.py`.
"""

from assistant.conversation.drafting.replying import drafted

__all__ = ["drafted"]
