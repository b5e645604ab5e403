"""`wendan usage`: what questions have taken of the language model, by day and user."""

from datetime import timedelta
from typing import Annotated

import typer

from assistant.cli import opening
from assistant.cli.listing import Json, show


def usage(
    days: Annotated[int, typer.Option(min=1, max=3660, help="How many days, with today.")] = 30,
    *,
    json_: Json = False,
) -> None:
    """List tokens and costs of the language model by day and user, the latest day first."""
    from assistant.token_budget import used_since

    chosen = opening.settings()
    first = chosen.clock().now().date() - timedelta(days=days - 1)
    with opening.database(chosen).connect() as connection:
        items = [
            {
                "day": one.day.isoformat(),
                "user_id": one.user_id,
                "questions": one.questions,
                "prompt_tokens": one.taken.prompt,
                "cached_tokens": one.taken.cached,
                "completion_tokens": one.taken.completion,
                "cost": f"{one.taken.cost:f}" if one.taken.currency else None,
                "currency": one.taken.currency or None,
            }
            for one in used_since(connection, first)
        ]
    show(items, as_json=json_, nothing="No question has asked a language model.")
