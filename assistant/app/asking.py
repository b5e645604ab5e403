"""Who may ask a question now: whose allowance is not used up, once there is a seat."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends
from starlette.concurrency import run_in_threadpool

from assistant.app.problems import TOO_MANY_QUESTIONS, ProblemError
from assistant.app.service import Service, TheCaller, TheService
from crm.access import Caller


@asynccontextmanager
async def seated(caller: Caller, service: Service) -> AsyncGenerator[None]:
    """Holds a seat for a caller who may ask now, until the answer is there.

    Raises:
        ProblemError: the caller's allowance is used up, or there is no seat.
    """
    await count(caller, service)
    async with service.seats.taken(caller.user_id):
        yield


async def count(caller: Caller, service: Service) -> None:
    """Counts a question of a caller.

    Raises:
        ProblemError: the caller's allowance is used up.
    """
    wait_s = await run_in_threadpool(service.limits.wait_s, "questions", caller.user_id)
    if wait_s:
        raise ProblemError(TOO_MANY_QUESTIONS.after(wait_s))


async def _asker(caller: TheCaller, service: TheService) -> AsyncGenerator[Caller]:
    """Gives the caller, with a seat."""
    async with seated(caller, service):
        yield caller


TheAsker = Annotated[Caller, Depends(_asker, scope="function")]
TheAskerOfAStream = Annotated[Caller, Depends(_asker, scope="request")]
"""Holds the seat until the last event is sent."""
