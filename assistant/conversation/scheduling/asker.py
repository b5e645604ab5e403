"""Whose schedules are spoken of: the person, the own ones, the own time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from assistant import schedules
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.reply import Choice, Language
from assistant.conversation.scheduling.phrases import Phrases
from assistant.conversation.speaker import Speaker
from assistant.schedules import Schedule
from crm.access import Caller
from crm.contacts import address_of_user


@dataclass(frozen=True)
class Asker:
    """Somebody who speaks of the own schedules."""

    around: Circumstances
    speaker: Speaker

    @property
    def caller(self) -> Caller:
        """Gives who asks."""
        return self.around.tools.caller

    @property
    def language(self) -> Language:
        """Gives the language that is spoken."""
        return self.speaker.language

    @property
    def phrases(self) -> Phrases:
        """Gives the sentences in that language."""
        return Phrases(self.language)

    @property
    def refusal(self) -> str | None:
        """Gives why nothing can be sent to whoever asks; None where it can."""
        if not self.caller.user_id:
            return "operator"
        if self.caller.is_machine:
            return "machine"
        return "group" if self.caller.beside else None

    @cached_property
    def address(self) -> str | None:
        """Gives the person's own e-mail address; None where there is none on file."""
        return address_of_user(self.around.tools.database.connection, self.caller)

    @property
    def no_mail(self) -> str | None:
        """Gives why nothing can be sent to the person by e-mail; None where it can."""
        if "email" not in self.around.sends:
            return "no_mail"
        return "no_address" if self.address is None else None

    @cached_property
    def owned(self) -> Sequence[Schedule]:
        """Gives the person's schedules."""
        return schedules.owned(self.around.tools.database.connection, self.caller.user_id)

    @cached_property
    def zone(self) -> ZoneInfo:
        """Gives the person's time zone."""
        connection = self.around.tools.database.connection
        return schedules.zone_of(connection, self.caller.user_id, self.around.timezone)

    @property
    def list_choice(self) -> tuple[Choice, ...]:
        """Gives what lists the schedules when it is tapped."""
        said = self.phrases.plain("listed", "say")
        return (Choice(label=said, value=said),)

    def time(self, moment: datetime) -> str:
        """Gives a moment in the person's time."""
        return schedules.time_words(moment, self.zone, self.language)
