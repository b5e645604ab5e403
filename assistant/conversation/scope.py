"""Whose customers an answer is about."""

from assistant.conversation.reply import Language, ScopePart
from crm.access import Caller


def scope_of(caller: Caller, number: int, language: Language) -> ScopePart:
    """Gives whose customers an answer is about, in words and as a count."""
    zh = language == "zh"
    if caller.owners is None:
        text = f"全公司 {number} 家客户" if zh else f"the whole company, {number} customers"
    elif caller.beside:
        together = f"the {number} customers that everybody here may see"
        text = f"在场的人都能看到的 {number} 家客户" if zh else together
    elif caller.role == "rep":
        text = f"我负责的 {number} 家客户" if zh else f"my {number} customers"
    else:
        people = len(caller.owners)
        text = (
            f"本组 {people} 人负责的 {number} 家客户"
            if zh
            else f"{number} customers of the {people} people in my team"
        )
    return ScopePart(text=text, customers=number)
