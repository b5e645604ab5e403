"""Requests for a message to a customer: 给青禾电子写封催款邮件, "draft a renewal for Acorn".

And what is to be different in the one just drafted: 短一点, 更正式, "translate to English". The
words are in `drafting.toml`; one that is in none of its lines, and in no name, ends the reading.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, cast

import tomli

from assistant.brains.rules.outcome import Doubtful, Drafting, NotUnderstood
from assistant.brains.rules.spans import Sources
from assistant.brains.rules.wordlist import Lines, Said, Wordlist, the_customer
from crm.text import fold
from tools.drafts import DraftRequest

_FILE = Path(__file__).with_name("drafting.toml")
_HOW = ("channel", "style", "firmness", "language")
_WHAT = ("occasion", "festival", "firmness")


def draft(
    text: str,
    sources: Sources,
    settled: Mapping[str, str],
    before: DraftRequest | None,
    customer: tuple[str, str] | None,
) -> Drafting | Doubtful | NotUnderstood | None:
    """Gives the message that is asked for; None where none is.

    Args:
        text: the question.
        sources: the names that the asker may see.
        settled: what the conversation has decided about names.
        before: the message that was drafted just now.
        customer: the one that is being talked about: its id and name.
    """
    said = words().said(fold(text).text, sources)
    if before is not None and not (said.names or said.left or said.has("write")):
        return Drafting(changed(before, said)) if said.has(*_HOW, "with_invoices") else None
    if not (said.has("write") and said.has("occasion", "festival", "message", "channel")):
        return None
    if said.left:
        return NotUnderstood(said.left)
    if not said.has(*_WHAT):
        return NotUnderstood((), lacking="occasion")
    whom = the_customer(said.names, settled, customer)
    return Drafting(request(said, *whom)) if isinstance(whom, tuple) else whom


def request(said: Said, customer_id: str, label: str) -> DraftRequest:
    """Gives the message to a customer that is asked for."""
    language = "zh" if said.is_chinese else "en"
    only = "greeting" if said.has("festival") else "reminder"  # 最后通牒 is one
    occasion = said.slots.get("occasion", only)
    plain = DraftRequest(cast(Any, occasion), customer_id, label, cast(Any, language))
    return changed(plain, said)


def changed(before: DraftRequest, said: Said) -> DraftRequest:
    """Gives a request with what is said about how it is to be."""
    how: dict[str, Any] = {name: said.slots[name] for name in _HOW if name in said.slots}
    if "with_invoices" in said.slots:
        how["with_invoices"] = said.slots["with_invoices"] == "yes"
    return replace(before, **how, festival=said.slots.get("festival", before.festival))


def fillable(called: str) -> str | None:
    """Gives the name of the blank that is called so, which no record has; else None."""
    for name, ways in _lines()["blank"].items():
        if called in ways:
            return name
    return None


@cache
def _lines() -> Lines:
    return tomli.loads(_FILE.read_text("utf-8"))


@cache
def words() -> Wordlist:
    """Gives the words of requests."""
    return Wordlist.of({slot: values for slot, values in _lines().items() if slot != "blank"})
