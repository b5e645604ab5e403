"""How often somebody may ask: allowances by user and by address, and tokens of a model."""

from assistant.limits.allowance import ALL, Allowance, Kind
from assistant.limits.counting import Counting
from assistant.limits.memory import Memory
from assistant.limits.shared import Shared
from assistant.limits.tokens import TokenBudget, note_tokens

__all__ = [
    "ALL",
    "Allowance",
    "Counting",
    "Kind",
    "Memory",
    "Shared",
    "TokenBudget",
    "note_tokens",
]
