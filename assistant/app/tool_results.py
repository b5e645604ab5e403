"""What a tool's result holds, as other programs are told of it before they call one."""

from functools import cache
from typing import cast

from pydantic import create_model

from assistant.app.tool_shapes import Schema
from assistant.conversation.reply import Reply

TOLD = (
    "conversation_id", "turn_id", "status", "text", "language", "results", "reading", "scope",
    "sources", "quotes", "checked", "choices",
)  # fmt: skip
"""Parts of a reply that a program may rely on in every result; there are more, for people."""
LENGTHENING = {"title", "description", "default", "additionalProperties"}
"""What a schema says beside the shape; a client's model may have to read it once for each tool."""
NAMED = {"properties", "$defs"}
"""Where a schema's keys are names of ours."""


@cache
def result_schema() -> Schema:
    """Gives the JSON schema of a tool's structured content."""
    fields: Schema = {name: (Reply.model_fields[name].annotation, ...) for name in TOLD}
    model = create_model("Result", **fields)
    return cast("Schema", _bare(model.model_json_schema(mode="serialization")))


def _bare(value: object, *, named: bool = False) -> object:
    match value:
        case dict():
            parts = cast("Schema", value)
            return {
                key: _bare(part, named=key in NAMED and not named)
                for key, part in parts.items()
                if named or key not in LENGTHENING
            }
        case list():
            return [_bare(part) for part in cast("list[object]", value)]
        case _:
            return value
