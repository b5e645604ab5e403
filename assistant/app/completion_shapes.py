"""What OpenAI's chat interface takes and gives, as far as it means anything here.

Source: https://platform.openai.com/docs/api-reference/chat. Fields that are not named here, such as
`temperature` and `tools`, are taken and not looked at: no model's words are sampled.
"""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.conversation.reply import Status

MODEL = "wendan"
MOST_MESSAGES = 1_000


class _Taken(BaseModel):
    model_config = ConfigDict(extra="ignore")


class TextPart(_Taken):
    """A part of a message; only texts are read."""

    type: str
    text: str | None = None


class Message(_Taken):
    """One message of a chat, as its program remembers it."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | Annotated[list[TextPart], Field(max_length=100)] | None = None

    @property
    def text(self) -> str:
        """Gives what was written; parts stand below each other."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content or () if part.text is not None)

    @property
    def holds_more(self) -> bool:
        """Whether there is something in it that is no text, such as a picture."""
        return isinstance(self.content, list) and any(part.type != "text" for part in self.content)


class StreamOptions(_Taken):
    """Whether a stream ends with what was used."""

    include_usage: bool | None = None


class Metadata(_Taken):
    """What a program says beside the messages."""

    conversation_id: (
        Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[\w-]+$")] | None
    ) = None


class CompletionRequest(_Taken):
    """A chat whose last message of the user is the question."""

    model: str
    messages: Annotated[list[Message], Field(min_length=1, max_length=MOST_MESSAGES)]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    metadata: Metadata | None = None
    n: Literal[1] | None = None


class Said(BaseModel):
    """The answer."""

    role: Literal["assistant"] = "assistant"
    content: str


class CompletionChoice(BaseModel):
    """The one answer that there is."""

    index: int = 0
    message: Said
    finish_reason: Literal["stop"] = "stop"


class CompletionUsage(BaseModel):
    """Tokens that a language model took for this; none where the rules answered."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Turn(BaseModel):
    """What programs that know Wendan may use, beside OpenAI's own."""

    conversation_id: str
    turn_id: str
    status: Status


class Completion(BaseModel):
    """An answer."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: tuple[CompletionChoice]
    usage: CompletionUsage
    wendan: Turn


class Delta(BaseModel):
    """What a chunk adds."""

    role: Literal["assistant"] | None = None
    content: str | None = None


class ChunkChoice(BaseModel):
    """The one answer, piece by piece."""

    index: int = 0
    delta: Delta
    finish_reason: Literal["stop"] | None = None


class Chunk(BaseModel):
    """A piece of an answer."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str = MODEL
    choices: Sequence[ChunkChoice]
    usage: CompletionUsage | None = None
    wendan: Turn | None = None


class Model(BaseModel):
    """What can be asked here."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = MODEL


class Models(BaseModel):
    """All that can be asked here."""

    object: Literal["list"] = "list"
    data: tuple[Model, ...] = (Model(),)
