"""Replies to what was asked for beside data: a message, several of them, a brief."""

from assistant.brains.rules.outcome import Batching, Briefing, Drafting
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.drafting import batched, drafted
from assistant.conversation.reply import Reply
from assistant.conversation.speaker import Speaker
from assistant.conversation.visiting import briefed


def requested(
    wish: Drafting | Briefing | Batching, around: Circumstances, speaker: Speaker
) -> Reply:
    """Gives what was asked for, or why there is none."""
    match wish:
        case Drafting(request):
            return drafted(request, around, speaker)
        case Briefing():
            return briefed(wish, around, speaker)
        case Batching():
            return batched(wish, around, speaker)
