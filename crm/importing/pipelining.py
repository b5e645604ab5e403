"""Reading ahead: one thread prepares the next chunk while another waits for the database."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_T = TypeVar("_T")


def ahead(items: Iterable[_T]) -> Iterator[_T]:
    """Gives the items in order; one is made in a second thread while the caller uses another."""
    iterator = iter(items)
    with ThreadPoolExecutor(1, "import-reading") as thread:
        coming: Future[_T | _End] = thread.submit(_next, iterator)
        while not isinstance(item := coming.result(), _End):
            coming = thread.submit(_next, iterator)
            yield item


class _End:
    """Stands for the end: StopIteration cannot pass through a future."""


def _next(iterator: Iterator[_T]) -> "_T | _End":
    return next(iterator, _End())
