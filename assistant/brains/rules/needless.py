"""Words that only make it a question, or say once more what another word says."""

from assistant.brains.rules.sentence import Sentence

IF_SO = frozenset({"没", "没有"})
WHAT_IT_IS = frozenset({"啥", "什么", "是啥", "是什么"})


def only_asks(sentence: Sentence, index: int) -> bool:
    """Whether 没 only makes it a question, at its end: 这个月下单没有, 任务完成没."""
    rest = sentence.spans[index + 1 :]
    ends = index > 1 and all(span.may_be("filler") or span.may_be("thanks") for span in rest)
    before = sentence.touching(index, -1)
    told = before is not None and before.may_be("verb") and not sentence.any_may_be("count")
    return sentence.spans[index].text in IF_SO and ends and told


def says_what_it_is(sentence: Sentence, index: int) -> bool:
    """Whether 是啥 only closes a ranking: 卖得第二多的城市是啥."""
    if sentence.spans[index].text not in WHAT_IT_IS:
        return False
    closes = all(span.may_be("filler") for span in sentence.spans[index + 1 :])
    ranks = sentence.ranks or any(s.number is not None and s.number.ordinal for s in sentence.spans)
    return closes and ranks


def says_how_large(sentence: Sentence, index: int) -> bool:
    """Whether a word of size only says once more what a bound says: tiny orders, under 40."""
    return sentence.spans[index].may_be("size") and sentence.bounded


def says_in_steps(sentence: Sentence, index: int) -> bool:
    """Whether 分段 is said of what has steps anyway: 账龄分段看看."""
    return sentence.spans[index].may_be("banded") and any(
        span.may_be("dimension", "age") for span in sentence.spans
    )


def says_the_rest(sentence: Sentence, index: int) -> bool:
    """Whether 其他人 only says what is left beside what is left out: 除了华东，其他地区."""
    span = sentence.spans[index]
    return span.may_be("rest") and sentence.any_may_be("except", "except_end")


def says_open(sentence: Sentence, index: int) -> bool:
    """Whether a word says that deals are open, as those are that are counted: 在跟的商机."""
    return sentence.spans[index].may_be("state", "open_deal") and any(
        span.may_be("entity", "opportunity") or span.may_be("measure", "pipeline", "open_deals")
        for span in sentence.spans
    )


TO_REACH = ("target", "gap", "attainment")


def says_how_far(sentence: Sentence, index: int) -> bool:
    """Whether a word leads to the target of which it is asked how far it is: 离目标还差多少."""
    later = sentence.spans[index + 1 :]
    return (
        sentence.spans[index].may_be("short_of")
        and any(span.may_be("measure", *TO_REACH) for span in later)
        and any(span.may_be("measure", "gap") for span in later)
    )


def says_gained(sentence: Sentence, index: int) -> bool:
    """Whether a word says no more than that new customers are new: 新增了多少新客户."""
    return sentence.spans[index].may_be("gained") and any(
        span.may_be("measure", "new_customers") for span in sentence.spans
    )
