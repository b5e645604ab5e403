"""Makes replies that are a text alone: no figure, no table."""

from dataclasses import dataclass

from assistant.conversation.history import new_id
from assistant.conversation.reply import Choice, Language, Reply, ScopePart, Status


@dataclass(frozen=True)
class Speaker:
    """Speaks in one conversation, in one language, of what one asker may see."""

    conversation_id: str
    language: Language
    scope: ScopePart

    def said(
        self,
        status: Status,
        text: str,
        *,
        choices: tuple[Choice, ...] = (),
        suggestions: tuple[Choice, ...] = (),
    ) -> Reply:
        """Gives a reply of that text, as a turn of its own."""
        return Reply(
            conversation_id=self.conversation_id,
            turn_id=new_id(),
            status=status,
            text=text,
            language=self.language,
            scope=self.scope,
            choices=choices,
            suggestions=suggestions,
        )
