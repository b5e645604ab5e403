"""What the writer of a message is told beside it: cautions, quiet hours, too long, not changed."""

import re
from collections.abc import Iterator
from datetime import datetime

from assistant.conversation.drafting.letters import label_of
from assistant.conversation.drafting.writing import SMS_CHARACTERS, Letter
from assistant.conversation.formats import exact
from assistant.conversation.reply import Language
from assistant.markup import escaped, visible
from assistant.quiet import QuietHours
from tools.drafts import Caution, DraftRequest, Record

_CJK = re.compile(r"[\u3400-\u9fff]")
Said = tuple[str, str]
"""The same in Chinese and in English."""


def beside(
    letter: Letter, request: DraftRequest, record: Record, *, now: datetime, quiet: QuietHours
) -> Iterator[Said]:
    """Gives what to say under a draft, one sentence each."""
    yield from map(_caution, record.cautions)
    yield from _left_as_they_are(letter, request)
    if request.channel == "sms":
        yield from _too_long(letter)
    if request.channel != "email" and quiet.hold(now):
        yield (
            f"现在是免打扰时段（{quiet}），请过了再发。",
            f"These are quiet hours ({quiet}): please send it after them.",
        )


def told(found: Iterator[Said], language: Language) -> list[str]:
    """Gives the sentences of one language, as paragraphs of a reply."""
    lines: list[str] = []
    for zh, en in found:
        lines += ["", zh if language == "zh" else en]
    return lines


def _caution(caution: Caution) -> Said:
    match caution.kind:
        case "returned":
            amount = exact(caution.amount, caution.currency)
            return (
                f"注意：这些逾期订单有退货 {amount}，欠款里没有扣，先核对再发。",
                f"Mind: {amount} of these orders was returned, and is not taken off. Check first.",
            )
        case "renewed":
            name = escaped(caution.name, "markdown")
            return (
                f"注意：已有接续的合同「{name}」，先核对再发。",
                f"Mind: there is a contract that follows already, “{name}”. Check before sending.",
            )
        case "unnumbered":
            return (
                "发票号没有写：这些订单没有发票记录，或者订单太多列不下。",
                "No invoice numbers: none are on record for these orders, or there are too many.",
            )
        case "old":
            return (
                f"注意：记录里最近的一次是 {caution.days} 天前，先核对是不是要写这件事。",
                f"Mind: the latest on record is {caution.days} days old. Check that it is meant.",
            )
        case "unbilled":
            return ("这种消息里不写发票号。", "Messages of this kind name no invoices.")


def _too_long(letter: Letter) -> Iterator[Said]:
    """Gives how long a text message is, where it is longer than one."""
    most = SMS_CHARACTERS["en" if letter.text.isascii() else "zh"]
    length = len(letter.text)
    if length > most:
        yield (
            f"共 {length} 字，超过一条短信的 {most} 字。",
            f"{length} characters: more than one text message of {most}.",
        )


def _left_as_they_are(letter: Letter, request: DraftRequest) -> Iterator[Said]:
    """Gives what the writer filled in that has no place here, or is in the other language."""
    whole = f"{letter.subject or ''}\n{letter.text}"
    for name, words in request.filled:
        said = escaped(words, "markdown")
        zh, en = label_of(name, "zh"), label_of(name, "en")
        if visible(words) not in whole:
            yield (
                f"没有写进去：{zh}「{said}」，这种消息里没有地方写。",
                f"Left out: {en} “{said}”. Messages of this kind have no place for it.",
            )
        elif request.language == "en" and _CJK.search(words):
            yield (
                f"「{said}」照您写的，没有翻译。",
                f"“{said}” stands as you wrote it: it is not translated.",
            )
