"""Messages to customers, drafted from the record: nothing is sent from here.

`tools/draft_facts.py` finds what may be said, `letters.toml` says it, `writing.py` puts both
together and holds every figure against the record, `replying.py` shows it, and `batching.py` one
to each of many. What is asked for is read by `assistant/brains/rules/drafting.py`.
"""

from assistant.conversation.drafting.batching import batched
from assistant.conversation.drafting.replying import NO_DRAFTS, drafted

__all__ = ["NO_DRAFTS", "batched", "drafted"]
