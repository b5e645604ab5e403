"""The tools as other programs are told of them: names, words, arguments. No protocol in here.

They are those of `tools/catalog.py`. What a language model must always pass there, and may be
empty, need not be passed here; and nothing has to be said of words that are not known, as there is
no question.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.app.api import ChatRequest
from assistant.conversation.calls import OFFERED, Called
from assistant.conversation.reply import Language
from crm.measures import Catalog, Words
from tools.catalog import CATALOG, Unanswerable

ASK = "ask"
EMPTY: Mapping[str, object] = {
    "by": [],
    "where": [],
    "period": "",
    "compare": "",
    "bound": "",
    "sort": "",
    "rows": 0,
    "share": False,
}
"""What an argument says that is not passed, where it may be empty."""
INSTRUCTIONS = (
    "Answers about a company's orders, computed from its data, as far as the caller may see it. "
    "Pass names and times as people say them, in Chinese or English. Each result says how it was "
    "read, its definition, scope and source; say these with the figure, and change no figure."
)
Schema = dict[str, Any]
"""A JSON schema: nested JSON whose shape its standard gives."""


class UnknownToolError(Exception):
    """There is no such tool; the message says so."""


class BadArgumentsError(Exception):
    """The arguments are not as the tool's schema says; the message names the first that is not."""


class _Language(BaseModel):
    model_config = ConfigDict(extra="ignore")

    language: Literal["", "zh", "en"] = ""


@dataclass(frozen=True)
class Offer:
    """One tool: what it is called, what it does, what it takes."""

    name: str
    description: str
    schema: Schema


def offers(catalog: Catalog, *, documents: bool) -> tuple[Offer, ...]:
    """Gives the tools; that for documents where there are any."""
    ask = Offer(ASK, "Ask in words; with a conversation_id it may go on.", _ask_schema())
    named = (name for name in OFFERED if name != "documents" or documents)
    return (ask, *(Offer(name, _described(name, catalog), _schema(name)) for name in named))


def _ask_schema() -> Schema:
    schema = ChatRequest.model_json_schema()
    schema.pop("description", None)
    return schema


def _described(name: str, catalog: Catalog) -> str:
    told = (CATALOG[name].__doc__ or "").strip()
    if name not in {"figures", "reasons"}:
        return told
    measures = _listed({key: one.words for key, one in catalog.measures.items()})
    dimensions = _listed({key: one.words for key, one in catalog.dimensions.items()})
    by = f"\nDimensions: {dimensions}" if name == "figures" else ""
    return f"{told}\nMeasures: {measures}{by}"


def _listed(words: Mapping[str, Words]) -> str:
    return "; ".join(f"{name} {one.zh[0]}" for name, one in words.items())


@cache
def _schema(name: str) -> Schema:
    """Gives a tool's arguments, without what only a model must say of a question."""
    schema = CATALOG[name].model_json_schema()
    schema.pop("$defs", None)
    schema.pop("description", None)
    properties: Schema = schema["properties"]
    properties.pop("unknown", None)
    for argument, part in properties.items():
        part.pop("title", None)
        if _may_be_empty(argument, part):
            part["default"] = EMPTY[argument]
    schema["required"] = [one for one, part in properties.items() if "default" not in part]
    told = "of the answer; '' for that of the arguments"
    properties["language"] = {"enum": ["", "zh", "en"], "default": "", "description": told}
    return schema


def _may_be_empty(argument: str, part: Mapping[str, object]) -> bool:
    return argument in EMPTY and not ("minLength" in part or "minItems" in part)


def call_of(name: str, given: Mapping[str, object]) -> tuple[Called, Language | None]:
    """Gives the call that arguments make, and the language to answer in, if one is said.

    Raises:
        UnknownToolError: there is no such tool.
        BadArgumentsError: an argument is missing, or not of its kind.
    """
    if name not in OFFERED:
        raise UnknownToolError(f"There is no tool {name!r}.")
    kind = CATALOG[name]
    empty = {one: value for one, value in EMPTY.items() if one in kind.model_fields}
    unknown: dict[str, object] = {"unknown": []} if "unknown" in kind.model_fields else {}
    try:
        language = _Language.model_validate(dict(given)).language or None
        said = {one: value for one, value in given.items() if one not in {"language", "unknown"}}
        call = kind.model_validate({**empty, **said, **unknown})
    except ValidationError as error:
        raise BadArgumentsError(first_fault(error)) from error
    assert not isinstance(call, Unanswerable), "it is not offered"
    return call, language


def first_fault(error: ValidationError) -> str:
    """Gives what is wrong with the first argument that is; its value is not repeated."""
    fault = error.errors()[0]
    return f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
