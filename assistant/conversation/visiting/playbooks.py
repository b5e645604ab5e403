"""What the house's documents say of a situation, quoted where the search is sure."""

from collections.abc import Iterator, Sequence

from assistant.conversation.documents import are_there
from assistant.conversation.reply import Language
from assistant.conversation.tooling import search_knowledge
from assistant.conversation.visiting.telling import looked_for
from knowledge.failures import KnowledgeError
from knowledge.library import Kept
from tools.base import ToolContext
from tools.visits import Situation

MOST = 2
"""Passages of one brief, which is to fit a screen."""


def passages(
    situations: Sequence[Situation], tools: ToolContext, language: Language
) -> tuple[Kept, ...] | None:
    """Gives the passages for the most pressing situations; None where they cannot be searched."""
    if not are_there(tools):
        return ()
    found: dict[int, Kept] = {}
    try:
        for situation in situations:
            for kept in _sure(situation, tools, language):
                found[kept.passage_id] = kept
            if len(found) == MOST:
                break
    except KnowledgeError:
        return None
    return tuple(found.values())


def _sure(situation: Situation, tools: ToolContext, language: Language) -> Iterator[Kept]:
    """Gives the passage that surely is about a situation, in the reader's language if there is."""
    assert tools.knowledge is not None, "looked for where documents are"
    for words in looked_for(situation, language):
        hits = search_knowledge(tools, tools.knowledge, words)
        if hits.sure and hits.hits[0].exact:
            yield hits.hits[0].kept
            return
