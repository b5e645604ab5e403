"""What a language model writes of an answer is sent only where all of it is borne out."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from sqlalchemy.engine import Engine

from assistant.conversation.grounding import Facts, Ungrounded, grounded
from tests.unit.assistant.asking import Asking
from tests.unit.assistant.conversation.facts import facts_of
from tests.unit.assistant.conversation.told_answers import FALSE, TRUE

UNITS = {
    "万": ("亿", "千", ""),
    "¥": ("USD ", "€", ""),
    "USD ": ("¥", "CNY "),
    "CNY ": ("USD ", "€"),
    "%": (" 个百分点", "", "万元"),
    " 单": (" 件", " 家", ""),
    " 家": (" 单", " 种"),
    "M": ("B", "k", ""),
    "k": ("M", ""),
    " orders": (" units", " customers", "%"),
    "元": ("美元",),
}
TIMES = {
    **{f"{month}月": (f"{month % 12 + 1}月", f"去年{month}月") for month in range(1, 13)},
    "January": ("March", "January 2025"),
    "September": ("August", "September 2025"),
    "Sep ": ("Aug ",),
    "Feb ": ("Jan ",),
    "Q1": ("Q3", "Q1 2025"),
    "Q2": ("Q4", "Q2 2025"),
    "Q3 2026": ("Q3 2025", "Q2 2026"),
    "今年": ("去年", "本月", "2024年"),
    "上季度": ("本季度", "去年", "上个月"),
    "去年同期": ("上一期", "上季度"),
    "同比": ("环比",),
    "环比": ("同比",),
    "上一期": ("去年同期",),
    "a year earlier": ("the period before",),
    "year on year": ("on the period before",),
    "the period before": ("a year earlier",),
}
DIRECTIONS = {
    "最高": ("最低", "排第二"),
    "最低": ("最高", "排第二"),
    "最多": ("最少",),
    "最少": ("最多", "其次"),
    "居首": ("垫底", "排第二"),
    "排第一": ("排第二",),
    "排第三": ("排第二", "最高"),
    "其次": ("最高", "垫底"),
    "高于": ("低于",),
    "增长": ("下降", "持平"),
    "增加": ("减少", "持平"),
    "下降": ("增长", "上升"),
    "升至": ("降至",),
    "增至": ("降至",),
    "降至": ("升至",),
    "翻倍": ("减半", "持平"),
    "超过一半": ("减半",),
    "最快": ("最低",),
    "前3": ("前2", "前5"),
    " leads": (" is lowest", " is second"),
    "highest": ("lowest", "second largest"),
    "lowest": ("highest", "third largest"),
    "largest": ("smallest",),
    "peaked": ("was lowest",),
    "ahead of": ("behind", "below"),
    "last": ("first", "highest"),
    "most": ("least",),
    "rose": ("fell", "doubled"),
    "grew": ("declined",),
    "increased": ("decreased", "halved"),
    "increase ": ("decrease ",),
    " up ": (" down ",),
    "Orders fell": ("Orders rose",),
    "down 47": ("up 47",),
    "fell by": ("rose by",),
    "+": ("−",),
    "−": ("+",),
    "second": ("third",),
    "third": ("second",),
    "followed by": ("ahead of",),
    "top three": ("top two", "top five"),
}
UNKNOWN = {"zh": "明月科技", "en": "Moonlight Ltd."}


@pytest.fixture(scope="module")
def told(demo_engine: Engine) -> Iterator[dict[str, Facts]]:
    """Gives what is found for each question."""
    with demo_engine.connect() as connection:
        asking = Asking(connection)

        @cache
        def facts(question: str) -> Facts:
            return facts_of(asking, question)

        yield {question: facts(question) for question in TRUE}


SENTENCES = [(question, sentence) for question, several in TRUE.items() for sentence in several]


def is_accepted(text: str, facts: Facts) -> bool:
    try:
        grounded(text, facts)
    except Ungrounded:
        return False
    return True


def test_true_sentences_of_a_model_are_accepted(told: dict[str, Facts]) -> None:
    refused = [text for question, text in SENTENCES if not is_accepted(text, told[question])]
    assert refused == []
    assert len(SENTENCES) >= 40


def test_sentences_that_only_look_true_are_caught(told: dict[str, Facts]) -> None:
    wrong = [(question, text) for question, several in FALSE.items() for text in several]
    assert [text for question, text in wrong if is_accepted(text, told[question])] == []
    assert len(wrong) >= 80


def test_whatever_is_altered_in_a_true_sentence_is_caught(told: dict[str, Facts]) -> None:
    altered = {
        (question, text)
        for question, sentence in SENTENCES
        for text in (*with_other_figures(sentence, told[question]), *with_other_words(sentence))
    }
    altered |= {
        (question, text)
        for question, sentence in SENTENCES
        for text in with_other_names(sentence, told[question])
    }
    passed = sorted(text for question, text in altered if is_accepted(text, told[question]))
    assert passed == []
    assert len(altered) >= 1_000


def with_other_figures(sentence: str, facts: Facts) -> Iterator[str]:
    """Gives a sentence with each of its digits altered, but those of names."""
    names = [span for name in facts.names for span in _places(sentence, name)]
    for at, sign in enumerate(sentence):
        if any(start <= at < end for start, end in names):
            continue
        if sign.isascii() and sign.isdigit():
            yield f"{sentence[:at]}{(int(sign) + 1 + at % 9) % 10}{sentence[at + 1 :]}"
        numeral = "一二三四五六七八九".find(sign)
        if numeral >= 0 and sentence[at + 1 : at + 2] in set("千百十"):
            yield f"{sentence[:at]}{'二三四五六七八九一'[numeral]}{sentence[at + 1 :]}"


def with_other_words(sentence: str) -> Iterator[str]:
    """Gives a sentence with each unit, time and word of direction altered."""
    for words in (UNITS, TIMES, DIRECTIONS):
        for word, others in words.items():
            for start, end in _places(sentence, word):
                if word.endswith("月") and sentence[start - 1 : start].isdigit():
                    continue
                if word in {"M", "k"} and not sentence[start - 1 : start].isdigit():
                    continue
                yield from (f"{sentence[:start]}{other}{sentence[end:]}" for other in others)


def with_other_names(sentence: str, facts: Facts) -> Iterator[str]:
    """Gives a sentence with each name in turn another row's, cut short, and nobody's."""
    names = sorted(facts.names)
    for at, name in enumerate(names):
        for start, end in _places(sentence, name):
            others = names[(at + 1) % len(names)], UNKNOWN[facts.namer.language]
            short = (name[:-1],) if len(name) > 3 else ()
            for other in (*others, *short):
                if other != name:
                    yield f"{sentence[:start]}{other}{sentence[end:]}"


def _places(sentence: str, word: str) -> list[tuple[int, int]]:
    edge = r"(?<![A-Za-z0-9]){}(?![A-Za-z0-9])" if word.isascii() and word.isalnum() else "{}"
    edge = "{}" if word in {"M", "k"} else edge
    return [found.span() for found in re.finditer(edge.format(re.escape(word)), sentence)]
