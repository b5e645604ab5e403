"""The audit log: who did what, in a chain of hashes that shows every later change.

`record` is called inside the transaction of what it records: one is kept with the other, or
neither. What is written for a question: `asked.py`; how a fault is found: `verification.py`. The
entry of an import (`imported.py`) is not loaded here: asking needs nothing of the import.
"""

from assistant.audit.asked import Asked, Lookup
from assistant.audit.chain import Entry, Event, Head, Link, Value, alone, head, record
from assistant.audit.heads import HEADS, Heads, HeadsError
from assistant.audit.hidden import hidden, hidden_orders
from assistant.audit.listing import MOST_LISTED, Wanted, listed
from assistant.audit.sealing import Sealed, seal, sealable
from assistant.audit.verification import Fault, SetBack, Sound, holds, verify

__all__ = [
    "HEADS",
    "MOST_LISTED",
    "Asked",
    "Entry",
    "Event",
    "Fault",
    "Head",
    "Heads",
    "HeadsError",
    "Link",
    "Lookup",
    "Sealed",
    "SetBack",
    "Sound",
    "Value",
    "Wanted",
    "alone",
    "head",
    "hidden",
    "hidden_orders",
    "holds",
    "listed",
    "record",
    "seal",
    "sealable",
    "verify",
]
