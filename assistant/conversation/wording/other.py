"""Words everything that is not an answer from data: asking back, not understanding, small talk."""

from collections.abc import Sequence
from datetime import date

from assistant.brains.rules.brain import LONGEST
from assistant.brains.rules.outcome import Doubtful, NotUnderstood, Talk
from assistant.conversation.labels import Namer, label
from assistant.conversation.reply import Choice, Language
from assistant.conversation.timewords import span
from assistant.markup import escaped
from crm.names import Name
from crm.query.spec import QueryError
from tools.phrases.periods import BadPeriod

COMPARISONS = {
    "previous": ("环比（与上一期比）", "the period before"),
    "year": ("同比（与去年同期比）", "a year earlier"),
}
LACKING = {
    "measure": ("要看哪个数？", "Which figure do you want?"),
    "ranked": (
        "要给什么排名？比如客户、产品、区域。",
        "Rank what? Customers, products, regions?",
    ),
    "since": (
        "「新」从什么时候算起？加上时间再问，比如「本周新订单」。",
        "New since when? Add a time, for instance “new orders this week”.",
    ),
    "period": ("一次最多看两个期间。", "At most two periods at a time."),
    "group": (
        "这个条件是对谁的？比如「哪些客户」。",
        "Whose figure should meet that? Say which customers, for instance.",
    ),
    "comparison": (
        "要比较，请说是哪段时间，比如「本季度」。",
        "To compare, name a period, such as this quarter.",
    ),
    "brevity": (
        f"这个问题太长，最多 {LONGEST} 个字。请一次只问一件事。",
        f"The question is too long; {LONGEST} characters at most. Ask one thing at a time.",
    ),
    "occasion": (
        "写什么？比如催款、续签、感谢、回访、报价跟进、道歉、祝福、约见面。",
        "A message about what? A payment reminder, a renewal, thanks, a check-in, a quotation?",
    ),
    "addressee": ("写给哪一家客户？一次写一家。", "To which customer? One at a time."),
    "sent": (
        "要定时发什么？比如「每周一早上把逾期发给我」。",
        "Send what? For instance, “every Monday at 9 send me overdue receivables”.",
    ),
    "day": (
        "哪一天？比如「周五」「12月3日」。",
        "On which day? Friday, or 3 December, for instance.",
    ),
    "whose": (
        "是哪一家客户？一次一家，请写出名字。",
        "Which customer? Name one, and one at a time.",
    ),
    "draft": (
        "没有刚写好的一封可发。先说给谁写什么；一批消息要一封一封来。",
        "There is no single draft to send. Ask for one first; many are sent one by one.",
    ),
    "task": ("要记什么事？", "What is to be remembered?"),
    "activity": (
        "是哪一种？比如拜访、电话、邮件、培训。",
        "What was it? A visit, a call, an e-mail, a training, for instance.",
    ),
    "lines": (
        "哪些产品，各多少？比如「T30 5台，M40 2台」。",
        "Which products, and how many of each? “5 T30, 2 M40”, for instance.",
    ),
    "before": (
        "前一个问题没答上，这一问接不上，请把它说完整。",
        "I could not answer the question before this, so please ask in full.",
    ),
}
"""What a question lacks, in Chinese and in English."""
MOST_CHOICES = 8


def asking_back(doubtful: Doubtful, namer: Namer) -> tuple[str, tuple[Choice, ...]]:
    """Gives the question that settles a doubt, and its choices."""
    choices = tuple(
        Choice(
            label=_option(option.value, doubtful, namer),
            value=option.value,
            hint=_hint(option, namer),
        )
        for option in doubtful.options[:MOST_CHOICES]
    )
    zh, en = _question(doubtful)
    return zh if namer.language == "zh" else en, choices


def _question(doubtful: Doubtful) -> tuple[str, str]:
    """Gives the question in Chinese and in English."""
    words = escaped(doubtful.words, "markdown")
    match doubtful.doubt:
        case "name":
            return _which_name(words, len(doubtful.options))
        case "measure":
            return f"「{words}」按金额还是按数量？", f"“{words}” by amount or by quantity?"
        case "comparison":
            return "跟上一期比，还是跟去年同期比？", "Compared with which period?"
        case "period":
            return f"「{words}」是指哪段时间？", f"Which time does “{words}” mean?"
        case "flag":
            return "问的是哪一单？", "Which order do you mean?"
        case _:
            return "要哪一种客户数？", "Which customers do you mean?"


def _which_name(words: str, number: int) -> tuple[str, str]:
    if number > MOST_CHOICES:
        return (
            f"「{words}」对得上 {number} 个以上的名字，请说得更全一些，例如：",
            f"At least {number} names match “{words}”. Please say more, such as:",
        )
    if number == 1:
        return f"「{words}」指的是这个吗？", f"Does “{words}” mean this one?"
    return (
        f"「{words}」对得上 {number} 个，是哪一个？",
        f"{number} names match “{words}”. Which one?",
    )


def _option(value: str, doubtful: Doubtful, namer: Namer) -> str:
    if doubtful.doubt == "comparison":
        return COMPARISONS[value][0 if namer.language == "zh" else 1]
    return namer.measure(value) if doubtful.doubt in {"measure", "customers"} else value


def _hint(option: object, namer: Namer) -> str | None:
    dimension = getattr(option, "dimension", None)
    return namer.dimension(dimension) if dimension else None


def not_understood(found: NotUnderstood, namer: Namer, nearest: Sequence[Name], today: date) -> str:
    """Gives what was not understood, and what the rest of the question says."""
    if found.bad_periods:
        return _bad_period(found.bad_periods[0], namer)
    if found.lacking == "order":
        return _no_order(found.words, namer.language)
    if found.lacking == "statement":
        return _no_statement(found.words, namer.language)
    if found.words:
        return _unknown(found.words, namer.language) + _nearest(nearest, namer.language)
    lacking = LACKING.get(found.lacking or "measure", ("", ""))
    return lacking[0 if namer.language == "zh" else 1] + _clear(found, namer.language, today)


def offered(found: NotUnderstood, readings: Sequence[str], language: Language) -> str:
    """Gives what may have been meant; nothing where there is nothing.

    `readings` says of each of the offers how it is read.
    """
    lines = [
        _offer(found, offer.put_in, reading, language)
        for offer, reading in zip(found.offers, readings, strict=True)
    ]
    if not lines:
        return ""
    if len(lines) == 1:
        return f"\n\n{lines[0]}{'要这样查吗？' if language == 'zh' else ' Is that what you mean?'}"
    listed = "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))
    asked = "是下面哪一个？" if language == "zh" else "Do you mean one of these?"
    return f"\n\n{asked}\n\n{listed}"


def _offer(found: NotUnderstood, put_in: str, reading: str, language: Language) -> str:
    words, instead = escaped("、".join(found.words), "markdown"), escaped(put_in, "markdown")
    if language == "zh":
        said = f"换成「{instead}」" if put_in else f"不看「{words}」"
        return f"{said}，就是查：{reading}。"
    said = f"With “{instead}”" if put_in else f"Without “{words}”"
    return f"{said}, it reads: {reading}."


def _no_order(words: Sequence[str], language: Language) -> str:
    """Gives that there is no order of that number, or none that the asker may see."""
    number = escaped("".join(words[:1]), "markdown")
    if language == "zh":
        return f"没有找到单号为「{number}」的订单，请核对单号。"
    return f"I find no order “{number}”. Please check its number."


def _no_statement(words: Sequence[str], language: Language) -> str:
    """Gives that a draft says only what is on record, and what can be changed in it."""
    said = escaped("".join(words), "markdown")
    if language == "zh":
        return (
            f"「{said}」没有写进去：草稿只写记录里有的。要写，请复制后自己加。"
            "语气、长短、语言、渠道、发票号可以让我改，要填的空也可以告诉我。"
        )
    return (
        f"“{said}” was not written: a draft says only what is on record. Copy it, and add that "
        "yourself. I can change its tone, length, language, channel and invoice numbers, and "
        "fill in its blanks."
    )


def _unknown(words: Sequence[str], language: Language) -> str:
    safe = [escaped(word, "markdown") for word in words]
    if language == "zh":
        return f"没听懂「{'」「'.join(safe)}」，或者没有这方面的数据。"
    return f"I do not understand “{'”, “'.join(safe)}”, or have no data on it."


def _nearest(names: Sequence[Name], language: Language) -> str:
    """Gives the names that are like what was not understood; nothing where there are none."""
    if not names:
        return ""
    safe = [escaped(name.label, "markdown") for name in names]
    return (
        f"相近的名字：{'、'.join(safe)}。"
        if language == "zh"
        else f" Close names: {', '.join(safe)}."
    )


def _clear(found: NotUnderstood, language: Language, today: date) -> str:
    """Gives the dates that were understood; nothing where there are none."""
    if found.known is None or found.known.period is None:
        return ""
    dates = span(found.known.period, language, today)
    return f"其余的我明白：{dates}。" if language == "zh" else f" The rest is clear: {dates}."


def _bad_period(period: BadPeriod, namer: Namer) -> str:
    zh = namer.language == "zh"
    reasons = {
        "impossible": ("没有这样的日期", "is no date that exists"),
        "ambiguous": ("有两种意思，请说清楚", "can mean two things; please say which"),
        "vague": ("不够确切，请给出日期", "is too vague; please give dates"),
        "unlisted": (
            "那一年的日期不在日历里，请给出日期",
            "has no dates in the calendar for that year; please give dates",
        ),
        "far": ("不在 1900 到 2099 年之内", "is not in the years 1900 to 2099"),
        "unread": ("我只能按天算，请说具体日期", "is not a period I can read; please give dates"),
    }
    reason = reasons[str(period.reason)]
    said = escaped(period.text, "markdown")
    return f"「{said}」{reason[0]}。" if zh else f"“{said}” {reason[1]}."


TOO_LITTLE = {
    "zh": "数据不够，说不出哪些客户是这样的：购买记录太少。",
    "en": "There is not enough data to say which customers these are: too few purchases.",
}


def cannot(error: QueryError, namer: Namer) -> str:
    """Gives why a figure cannot be split or filtered as asked."""
    zh = namer.language == "zh"
    if error.measure in namer.catalog.measures:
        measure = escaped(namer.measure(error.measure), "markdown")
    else:
        measure = label("tables", error.measure, namer.language)
    dimension = escaped(namer.dimension(error.dimension), "markdown")
    if error.kind == "lacking":
        return TOO_LITTLE[namer.language]
    if error.kind == "many":
        return (
            f"这样分会有太多组（按{dimension}等）。请少分一项，或只看一段时间。"
            if zh
            else f"That makes too many groups (by {dimension}). Split by less, or name a period."
        )
    if error.kind == "split":
        return (
            f"{measure}不能按{dimension}拆分。"
            if zh
            else f"{measure} cannot be split by {dimension}."
        )
    return (
        f"{measure}不能按{dimension}筛选。"
        if zh
        else f"{measure} cannot be filtered by {dimension}."
    )


def talk(topic: Talk, namer: Namer) -> str:
    """Gives the answer to small talk, a call for help, or how a measure is defined."""
    zh = namer.language == "zh"
    if topic.topic == "definition":
        colon = "：" if zh else ": "
        lines = [
            f"{escaped(namer.measure(name), 'markdown')}{colon}{namer.definition(name)}"
            for name in topic.measures
        ]
        end = "。" if zh else "."
        return "\n\n".join(line + end for line in lines)
    if topic.topic == "thanks":
        return "不客气。" if zh else "You are welcome."
    if zh:
        return (
            "可以问我销售额、订单、回款、应收、退货、商机和目标："
            "多少、谁最高、各区域、每月、跟去年比，也可以列订单。"
        )
    return (
        "Ask me about sales, orders, collections, receivables, returns, deals and targets: "
        "how much, who leads, by region, by month, against last year, or list the orders."
    )


def too_slow(language: Language) -> str:
    """Gives what is said instead of an answer that took too long."""
    if language == "zh":
        return "这个问题要算的数据太多，没有算完就停了。请说具体一些，比如只看一段时间或一个区域。"
    return (
        "Working this out took too long and was stopped. "
        "Ask for less, such as one period or one region."
    )


def ungrounded(language: Language) -> str:
    """Gives what is said instead of a text that the evidence does not bear out."""
    if language == "zh":
        return "没答成：写出来的数和查询结果对不上，所以没有发出。请把这个问题告诉管理员。"
    return (
        "No answer: the text did not agree with the query's result, so it was not sent. "
        "Please tell your administrator of this question."
    )
