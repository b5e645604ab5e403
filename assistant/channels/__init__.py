"""Chat programs: what people write there is answered there, once, in order, within their rights.

The one path, which every channel takes: `webhook.py` has a request verified by the channel's
adapter (`contract.py`) and puts the message into the inbox (`inbox.py`) before it is acknowledged;
`delivery.py` takes it from there, `answering.py` makes a turn of it, `card.py` makes a card of the
reply, and the adapter posts that within what its program can show. A new channel is one file with
an adapter, one line in `listed.py`, and tests with its payloads.
"""
