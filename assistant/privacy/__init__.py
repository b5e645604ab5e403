"""What is held of one customer: given out whole (`holding.py`), or erased (`erasing.py`).

`person.py` says what is personal of a customer; `words.py` finds that in texts of the service:
questions, replies, titles, what was not understood; `stored.py` goes through those texts.
"""

from assistant.privacy.erasing import Erased, erase, lift, tombstones
from assistant.privacy.holding import write_holding
from assistant.privacy.person import UnknownCustomerError

__all__ = ["Erased", "UnknownCustomerError", "erase", "lift", "tombstones", "write_holding"]
