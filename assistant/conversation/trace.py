"""A turn as a span: its ids and its outcome; what was asked and said only where that is wanted."""

import json
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.tracing import Recorder, within
from assistant.tracing.spans import BRAIN, INPUT_TOKENS, OPERATION, OUTPUT_TOKENS, ROWS


class Trace:
    """The span of one turn. It is entered for each stretch of its work, in whatever thread."""

    def __init__(self, recorder: Recorder, question: Question) -> None:
        self._recorder = recorder
        self._question = question
        known = {OPERATION: "invoke_agent", "gen_ai.agent.name": "wendan"}
        self._span = recorder.start("invoke_agent wendan", "internal", known)
        self._entered = ExitStack()

    def __enter__(self) -> Self:
        self._entered.enter_context(within(self._recorder, self._span))
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._entered.close()
        if error is not None:
            self._span.fail(error)
            self._span.end()

    def told(self, reply: Reply) -> Reply:
        """Ends the span with what came of the turn; gives the reply back."""
        span, usage = self._span, reply.usage
        span.note("gen_ai.conversation.id", reply.conversation_id)
        span.note("wendan.turn.id", reply.turn_id)
        span.note("wendan.status", reply.status)
        span.note(BRAIN, reply.brain)
        span.note(ROWS, sum(result.row_count for result in reply.results))
        span.note("wendan.figures", reply.checked.figures)
        if reply.model is not None:
            span.note("gen_ai.request.model", reply.model)
        if usage.calls:
            span.note(INPUT_TOKENS, usage.prompt_tokens)
            span.note(OUTPUT_TOKENS, usage.completion_tokens)
        if self._recorder.with_content:
            span.note("gen_ai.input.messages", _message("user", self._question.text))
            span.note("gen_ai.output.messages", _message("assistant", reply.text))
        span.end()
        return reply


def _message(role: str, text: str) -> str:
    """Gives a message as the conventions write it: a list of messages with parts, as JSON."""
    parts = [{"type": "text", "content": text}]
    return json.dumps([{"role": role, "parts": parts}], ensure_ascii=False)
