"""The chat programs of a service: their doors, and who answers what comes in there."""

from sqlalchemy.engine import Engine

from assistant.actions.approvals import Approvals
from assistant.app.hearing import hearing_for
from assistant.channels import listed
from assistant.channels.answering import Answering
from assistant.channels.delivery import Delivery
from assistant.channels.webhook import Doors
from assistant.conversation.posting import checker
from assistant.desk import Desk
from assistant.jobs import moments
from assistant.limits import Counting
from assistant.settings import Settings


def doors_of(settings: Settings, engine: Engine) -> Doors:
    """Gives the doors of the chat programs that are set."""
    stamp = settings.clock().stamp
    return Doors(engine, listed.adapters(settings), stamp, moments(stamp))


def delivery_for(settings: Settings, desk: Desk, engine: Engine, limits: Counting) -> Delivery:
    """Gives who answers what is written in the chat programs that are set."""
    clock = settings.clock()
    approvals = Approvals(engine, clock.now, clock.today, desk.sends, checker(desk.circumstances))

    def wait_s(user_id: str) -> float:
        return limits.wait_s("questions", user_id)

    hearing = hearing_for(settings, engine)
    answering = Answering(engine, desk, approvals, clock.now, wait_s, hearing)
    return Delivery(engine, listed.adapters(settings), answering, moments(clock.stamp))
