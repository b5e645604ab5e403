"""Rows of schedules and of what was sent, for deployments that are backed up."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from crm.models import digests, schedules, user_timezones


def rows_of_schedules(
    text: str, document: Mapping[str, Any], moments: tuple[datetime, datetime]
) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Gives rows by table: one schedule that was sent at two moments, and a time zone."""
    first, last = moments
    schedule = {
        "schedule_id": "s1",
        "user_id": "U1",
        "text": text,
        "wish": document,
        "state": "active",
        "next_at": last,
        "wanted_at": None,
        "told_until": first.date(),
        "conversation_id": "c1",
        "made_at": first,
    }
    digest = {
        "schedule_id": "s1",
        "state": "sent",
        "holder": "w1",
        "held_until": last,
        "attempts": 1,
        "turn_id": "t1",
    }
    return {
        schedules.name: [schedule],
        digests.name: [{**digest, "slot": slot} for slot in moments],
        user_timezones.name: [{"user_id": "U1", "timezone": "Europe/Berlin"}],
    }
