"""How a word gets a meaning: one line in `words.toml` or `measures.toml` of the home."""

from assistant.teaching.house import House, Own, Stamp
from assistant.teaching.lesson import KINDS, Kind, Lesson, Taught
from assistant.teaching.refusal import Refused
from assistant.teaching.signing import Signature
from assistant.teaching.teacher import Teacher

__all__ = [
    "KINDS",
    "House",
    "Kind",
    "Lesson",
    "Own",
    "Refused",
    "Signature",
    "Stamp",
    "Taught",
    "Teacher",
]
