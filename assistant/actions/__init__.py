"""What the assistant does, after a person has approved exactly that.

A wish (`tools/wishes.py`) becomes a proposal: its content (`contents.py`), bound by a hash.
`approvals.py` is the one door to having it done: once, whoever clicks twice, with the rights of
that moment (`rights.py`), in one transaction with its effect (`effects.py`) and its entry in the
audit log. What leaves the house goes through the outbox (`outbox.py`), from which `delivery.py`
takes it by leases and hands it to a channel (`channel.py`, `mail.py`).
"""
