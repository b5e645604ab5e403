"""Seats: so many questions at a time, in turn, and none waits for ever."""

import asyncio

import pytest

from assistant.app.problems import ProblemError
from assistant.app.seats import WAITING_PER_SEAT, Seats


async def test_no_more_than_the_seats_are_taken_and_everybody_gets_one() -> None:
    seats, sitting, most = Seats(4), 0, 0

    async def ask(user_id: str) -> None:
        nonlocal sitting, most
        async with seats.taken(user_id):
            sitting += 1
            most = max(most, sitting)
            await asyncio.sleep(0)
            sitting -= 1

    await asyncio.gather(*(ask(f"U{number}") for number in range(20)))
    assert (most, sitting) == (4, 0)


async def test_one_user_takes_half_of_the_seats_at_most() -> None:
    seats, go_on = Seats(4, waiting_s=60), asyncio.Event()
    seated: list[str] = []

    async def ask(user_id: str) -> None:
        async with seats.taken(user_id):
            seated.append(user_id)
            await go_on.wait()

    busy = [asyncio.create_task(ask("U1")) for _ in range(4)]
    await _settled()
    other = asyncio.create_task(ask("U2"))
    await _settled()
    assert seated == ["U1", "U1", "U2"]
    go_on.set()
    await asyncio.gather(*busy, other)
    assert len(seated) == 5


async def test_who_waits_too_long_is_told_to_come_again() -> None:
    seats = Seats(1, waiting_s=0.01)
    async with seats.taken("U1"):
        with pytest.raises(ProblemError) as refused:
            async with seats.taken("U2"):
                pass
    assert refused.value.kind.status == 503
    assert refused.value.kind.headers["Retry-After"] == "5"
    async with seats.taken("U2"):  # free again
        pass


async def test_who_comes_behind_too_many_is_told_at_once() -> None:
    seats = Seats(1, waiting_s=60)

    async def ask() -> None:
        async with seats.taken("U2"):
            pass

    async with seats.taken("U1"):
        waiting = [asyncio.create_task(ask()) for _ in range(WAITING_PER_SEAT)]
        await _settled()
        with pytest.raises(ProblemError, match="E-OVERLOADED"):
            await ask()
    await asyncio.gather(*waiting)


async def test_a_seat_is_free_again_after_a_question_that_failed_or_was_given_up() -> None:
    seats = Seats(1, waiting_s=60)
    with pytest.raises(ValueError, match="no answer"):
        async with seats.taken("U1"):
            raise ValueError("no answer")
    async with seats.taken("U1"):
        given_up = asyncio.create_task(seats.taken("U2").__aenter__())
        await _settled()
        given_up.cancel()
        await _settled()
    async with seats.taken("U3"):
        pass


async def _settled() -> None:
    """Lets every task go on until it waits."""
    for _ in range(10):
        await asyncio.sleep(0)
