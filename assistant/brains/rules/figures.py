"""Whether figures are asked for, by words that would else ask for rows that are no orders."""

from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.spans import Cover
from assistant.brains.rules.tokens import PRODUCTS
from assistant.brains.rules.words import WHO_HAS


def only_asks_which(cover: Cover) -> bool:
    """Whether it is only asked which products: of the figures before, and not all there are."""
    return all(
        span.may_be("which") or span.may_be("filler") or span.may_be("entity", "product")
        for span in cover.spans
    )


def ranks_people(cover: Cover) -> bool:
    """Whether it is asked who had most of them: 上月谁付款最多."""
    spans = cover.spans
    if any(span.may_be("which", "what") and span.text.startswith("什么") for span in spans):
        return True  # 都什么货: of those orders
    if any(span.text == "what did" for span in spans) and _asks_for_money(cover):
        return True  # what did we invoice: how much
    who = any(span.may_be("which", "who") or span.text in WHO_HAS for span in spans)
    return who and any(span.may_be("rank", "top", "bottom") for span in spans)


def _asks_for_money(cover: Cover) -> bool:
    return any(s.may_be("measure", "invoiced", "collected", "returned") for s in cover.spans)


def asks_for_goods(sentence: Sentence) -> bool:
    """Whether it is asked which goods it was done to: 哪些打印机退货最多, 退货最多的打印机."""
    listed = any(span.may_be("entity", "product") for span in sentence.spans)  # 哪些打印机产品
    return not listed and any(
        span.name is not None
        and span.name.names[0].dimension in PRODUCTS
        and (sentence.near_is(index, -1, "which", "any") or _is_ranked(sentence, index))
        for index, span in enumerate(sentence.spans)
    )


def _is_ranked(sentence: Sentence, index: int) -> bool:
    """Whether a Chinese ranking ends with the kind of goods that it is of."""
    last = sentence.near(index, 1) is None and is_cjk(sentence.spans[index].text[0])
    return last and sentence.near_is(index, -1, "rank", "top", "bottom")
