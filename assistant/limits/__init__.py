"""How often somebody may ask: allowances by user and by address."""

from assistant.limits.allowance import ALL, Allowance, Kind
from assistant.limits.counting import Counting
from assistant.limits.memory import Memory
from assistant.limits.shared import Shared

__all__ = [
    "ALL",
    "Allowance",
    "Counting",
    "Kind",
    "Memory",
    "Shared",
]
