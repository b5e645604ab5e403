"""What is done without anybody asking just then: digests, each once at its time.

A worker (`worker.py`) looks every few seconds what is due. A digest (`sending.py`) is claimed by
one of all workers (`claims.py`), made of the answers to its questions (`digest.py`), kept as a turn
of its person and handed to the deliveries (`delivery.py`), in one transaction that only the holder
of the claim can commit. So it comes once, whatever is killed; and late rather than never.
"""

from assistant.jobs.agenda import Agenda, Listed, NotSchedulable
from assistant.jobs.delivery import Delivery, Digest
from assistant.jobs.mailing import ByMail
from assistant.jobs.moments import moments
from assistant.jobs.sending import Outcome, Sender
from assistant.jobs.worker import Chore, Worker

__all__ = [
    "Agenda",
    "ByMail",
    "Chore",
    "Delivery",
    "Digest",
    "Listed",
    "NotSchedulable",
    "Outcome",
    "Sender",
    "Worker",
    "moments",
]
