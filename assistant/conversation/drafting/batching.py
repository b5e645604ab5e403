"""Replies with a message each to many customers: every one with facts of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.brains.rules.outcome import Batching
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.drafting.replying import NO_DRAFTS, REFUSED, part, why_none
from assistant.conversation.drafting.trying import Tried, tried
from assistant.conversation.drafting.writing import InventedError
from assistant.conversation.foretelling import foretold
from assistant.conversation.labels import Namer
from assistant.conversation.reply import BatchPart, CheckedPart, DraftPart, Reply, SkippedPart
from assistant.conversation.results import result
from assistant.conversation.speaker import Speaker
from assistant.conversation.wording.other import cannot, ungrounded
from assistant.markup import escaped
from crm.query.spec import QueryError
from tools.batches import MOST, Addressees, BatchRequest, addressees, listed_in

SHOWN = 3
"""Messages that the reply's text quotes; all of them are in its `batch`."""
NAMED = 5
_NOBODY = ("没有这样的客户，所以没有写。", "There are no such customers, so that none was written.")


def batched(batch: Batching, around: Circumstances, speaker: Speaker) -> Reply:
    """Gives a message to each of the customers meant, and who got none and why."""
    request = batch.request
    at = 0 if speaker.language == "zh" else 1
    if around.tools.caller.role in NO_DRAFTS:
        return speaker.said("refused", REFUSED[at])
    try:
        to = _addressees(batch, around)
        every = tuple(_each(request, to, around))
    except QueryError as error:
        namer = Namer(around.tools.database.catalog, speaker.language)
        return speaker.said("not_understood", cannot(error, namer))
    except InventedError:
        return speaker.said("error", ungrounded(speaker.language))
    if not every:
        return speaker.said("answered", _NOBODY[at])
    return _with(every, to, around, speaker)


def _addressees(batch: Batching, around: Circumstances) -> Addressees:
    """Gives the customers of a query, or of an insight's list.

    Raises:
        QueryError: what is asked for does not go together.
    """
    request, whose = batch.request, batch.whose
    if whose is None:
        return addressees(around.tools, request)
    most = min(whose.limit or MOST, MOST) if whose.limited else MOST
    found = foretold(replace(whose, limit=most, because=False), around.tools)
    return listed_in(found[0], limited=request.limited)


def _each(request: BatchRequest, to: Addressees, around: Circumstances) -> Iterator[Tried]:
    for number, (customer_id, name) in enumerate(to.customers, start=1):
        yield tried(replace(request.draft, customer_id=customer_id, customer=name), around)
        around.progress(number, len(to.customers))


def _with(every: Sequence[Tried], to: Addressees, around: Circumstances, speaker: Speaker) -> Reply:
    written = [one for one in every if one.letter is not None]
    skipped = [one for one in every if one.letter is None]
    drafts = tuple(part(one.letter, one.request, one.record) for one in written if one.letter)
    figures = sum(one.letter.figures for one in written if one.letter)
    tools = around.tools
    catalog, with_sql = tools.database.catalog, tools.caller.may_see_query
    return speaker.said("answered", _text(drafts, skipped, to, speaker)).model_copy(
        update={
            "batch": BatchPart(
                found=to.found,
                drafts=drafts,
                skipped=tuple(_skipped(one, speaker) for one in skipped),
            ),
            "results": (result(to.evidence, catalog, speaker.language, with_sql=with_sql),),
            "checked": CheckedPart(figures=figures, matched=figures),
        }
    )


def _skipped(one: Tried, speaker: Speaker) -> SkippedPart:
    return SkippedPart(
        customer_id=one.request.customer_id,
        customer=one.request.customer,
        why=why_none(one, speaker.language),
    )


def _many(drafts: int) -> str:
    return "1 draft is" if drafts == 1 else f"{drafts} drafts are"


def _text(
    drafts: Sequence[DraftPart], skipped: Sequence[Tried], to: Addressees, speaker: Speaker
) -> str:
    """Gives how many were written and not, the first ones in full, and who got none."""
    zh = speaker.language == "zh"
    lines = [
        f"写好了 {len(drafts)} 条草稿，都还没有发出。"
        if zh
        else f"{_many(len(drafts))} ready. None has been sent."
    ]
    if to.found > MOST:
        lines.append(
            f"符合的客户有 {to.found} 家，一次最多写 {MOST} 家，其余的没有写。"
            if zh
            else f"{to.found} customers are meant; {MOST} at most at a time, the others are left."
        )
    for draft in drafts[:SHOWN]:
        quoted = "\n".join(f"> {escaped(line, 'markdown')}  " for line in draft.text.split("\n"))
        lines.append(f"**{escaped(draft.customer, 'markdown')}**\n\n{quoted}")
    if len(drafts) > SHOWN:
        more = len(drafts) - SHOWN
        lines.append(f"另有 {more} 条。" if zh else f"{more} more.")
    if skipped:
        lines.append(f"没有写的 {len(skipped)} 家：" if zh else f"Not written, {len(skipped)}:")
        named = [f"- {why_none(one, speaker.language)}" for one in skipped[:NAMED]]
        lines.append("\n".join([*named, *(["- …"] if len(skipped) > NAMED else [])]))
    return "\n\n".join(lines)
