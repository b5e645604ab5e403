"""The page Today: what waits, four figures, one trend, as the caller may see them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from assistant.app.asking import TheAsker
from assistant.conversation.reply import Language
from assistant.today import Today
from assistant.today.mornings import Mornings

router = APIRouter(prefix="/api/v1", tags=["asking"])


async def _mornings(request: Request) -> Mornings:
    found: Mornings = request.app.state.mornings
    return found


TheMornings = Annotated[Mornings, Depends(_mornings)]


@router.get("/today")
def today(
    caller: TheAsker,
    mornings: TheMornings,
    language: Annotated[Language, Query()] = "zh",
) -> Today:
    """Gives what needs attention, and the figures to start the day with."""
    return mornings.of(caller, language)
