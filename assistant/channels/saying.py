"""What is to be said to a message, as the inbox keeps it until it is posted."""

from pydantic import BaseModel, ConfigDict

from assistant.channels.card import Card, card_of, card_of_action, said
from assistant.conversation.reply import ActionPart, Language, Reply


class Saying(BaseModel):
    """A reply, what became of a proposal, or a sentence of ours."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: Language
    text: str = ""
    """The sentence; beside an action, why what was wanted was not done."""
    reply: Reply | None = None
    action: ActionPart | None = None
    alone: bool = False
    """Whether only the asker may read it, wherever it was asked."""

    @property
    def card(self) -> Card:
        """Gives it as a card."""
        if self.reply is not None:
            return card_of(self.reply)
        if self.action is not None:
            return card_of_action(self.action, self.language, self.text)
        return said(self.text, self.language)
