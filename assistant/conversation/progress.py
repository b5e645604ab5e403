"""Work that tells how far it is, for those who wait for it."""

import contextvars
import queue
import threading
from collections.abc import Callable, Generator
from typing import TypeVar

from assistant.conversation.circumstances import Progress

T = TypeVar("T")


Told = tuple[str, dict[str, object]]
"""An event of a stream: so many of so many are done."""


def stepwise(work: Callable[[Progress], T]) -> Generator[Told, None, T]:
    """Gives how far some work is while it is done, in a thread of its own, and then its result.

    Raises:
        Exception: whatever the work raises.
    """
    told: queue.SimpleQueue[Told | None] = queue.SimpleQueue()
    results: list[T] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work(lambda done, of: told.put(_event(done, of))))
        except BaseException as error:  # noqa: BLE001  (raised again below, where it is waited for)
            failures.append(error)
        finally:
            told.put(None)

    context = contextvars.copy_context()
    thread = threading.Thread(target=context.run, args=(run,), daemon=True)
    thread.start()
    while (step := told.get()) is not None:
        yield step
    thread.join()
    if failures:
        raise failures[0]
    return results[0]


def _event(done: int, of: int) -> Told:
    return "status", {"state": "drafting", "reading": [], "done": done, "of": of}
