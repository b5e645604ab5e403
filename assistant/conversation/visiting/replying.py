"""Replies with a brief before a visit."""

import re
from collections.abc import Sequence

from assistant.brains.rules.outcome import Briefing
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.reply import BriefPart, BriefSection, CheckedPart, Choice, Reply
from assistant.conversation.results import result
from assistant.conversation.speaker import Speaker
from assistant.conversation.visiting.playbooks import passages
from assistant.conversation.visiting.telling import Told, playbook_title, told
from assistant.conversation.wording import quoting
from assistant.markup import escaped
from crm.query.spec import QueryError
from knowledge.library import Kept
from tools.visits import VisitRecord, before_a_visit

_DIGITS = re.compile(r"\d[\d,.]*")
_GONE = ("现在没有这家客户。", "There is no such customer now.")
_NEXT = {
    "zh": ("最近五单", "未付的订单", "写一条约见面的消息"),
    "en": ("the last five orders", "unpaid orders", "draft a meeting request"),
}


def briefed(briefing: Briefing, around: Circumstances, speaker: Speaker) -> Reply:
    """Gives what to know before a visit of a customer."""
    try:
        record = before_a_visit(around.tools, briefing.customer_id, around.today)
    except QueryError as error:
        return speaker.said("error", str(error))
    if not record.is_visible:
        return speaker.said("not_understood", _GONE[0 if speaker.language == "zh" else 1])
    quoted = passages(record.situations, around.tools, speaker.language)
    found = told(record, speaker.language)
    reply = speaker.said("answered", _text(briefing, found, quoted or (), speaker))
    return reply.model_copy(update=_beside(briefing, record, found, quoted, around, speaker))


def _text(
    briefing: Briefing, found: Sequence[Told], quoted: Sequence[Kept], speaker: Speaker
) -> str:
    """Gives the whole brief as Markdown, for wherever no page draws it."""
    parts = [f"**{escaped(briefing.customer, 'markdown')}**"]
    for one in found:
        lines = "\n".join(f"- {escaped(line, 'markdown')}" for line in one.lines)
        parts.append(f"**{one.title}**\n\n{lines}")
    if quoted:
        parts.append(f"**{playbook_title(speaker.language)}**")
        parts += [quoting.quoted(kept, speaker.language) for kept in quoted]
    return "\n\n".join(parts)


def _beside(
    briefing: Briefing,
    record: VisitRecord,
    found: Sequence[Told],
    quoted: Sequence[Kept] | None,
    around: Circumstances,
    speaker: Speaker,
) -> dict[str, object]:
    tools, language = around.tools, speaker.language
    with_sql = tools.caller.may_see_query
    catalog = tools.database.catalog
    results = (result(e, catalog, language, with_sql=with_sql) for e in record.evidence)
    figures = sum(len(_DIGITS.findall(line)) for one in found for line in one.lines)
    return {
        "brief": BriefPart(
            customer_id=briefing.customer_id,
            customer=briefing.customer,
            sections=tuple(BriefSection(name=t.name, title=t.title, lines=t.lines) for t in found),
            playbook=playbook_title(language),
        ),
        "results": tuple(part for part in results if part.rows),
        "quotes": tuple(quoting.quote(kept) for kept in quoted or ()),
        "checked": CheckedPart(figures=figures, matched=figures),
        "suggestions": tuple(Choice(label=text, value=text) for text in _NEXT[language]),
    }
