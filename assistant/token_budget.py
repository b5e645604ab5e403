"""What questions may take of a language model: of one, of a user a day, of all users a day."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.models import model_usage
from crm.upserts import insert_into

_USED = sa.func.coalesce(
    sa.func.sum(model_usage.c.prompt_tokens + model_usage.c.completion_tokens), 0
)


@dataclass(frozen=True)
class TokenBudget:
    """Tokens that may be taken, read and written together; None is no limit.

    Questions that are planned at the same moment each see what is left before them: the limits of
    a day may be passed by what one question takes, times those that are answered at once.
    """

    question: int = 20_000
    user_day: int | None = None
    everybody_day: int | None = None

    def left(self, connection: Connection, user_id: str, day: date) -> int:
        """Gives how many tokens a question of a user may take now; 0 where none is left."""
        of_day = sa.select(_USED).where(model_usage.c.day == day)
        limits = [
            (self.user_day, of_day.where(model_usage.c.user_id == user_id)),
            (self.everybody_day, of_day),
        ]
        left = [
            limit - int(connection.execute(used).scalar_one())
            for limit, used in limits
            if limit is not None
        ]
        return max(0, min((self.question, *left)))


def note_tokens(connection: Connection, user_id: str, day: date, taken: tuple[int, int]) -> None:
    """Adds what a question took, prompt and completion, to the user's day."""
    used, (prompt, completion) = model_usage.c, taken
    statement = insert_into(connection, model_usage).values(
        day=day, user_id=user_id, questions=1, prompt_tokens=prompt, completion_tokens=completion
    )
    again = {
        "questions": used.questions + 1,
        "prompt_tokens": used.prompt_tokens + prompt,
        "completion_tokens": used.completion_tokens + completion,
    }
    connection.execute(
        statement.on_conflict_do_update(index_elements=["day", "user_id"], set_=again)
    )
