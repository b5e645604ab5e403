"""Numbers mean what people write and say."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.phrases.numbers import find_numbers, whole_number

VALUES = [
    ("五", "五", "5"),
    ("前五", "五", "5"),
    ("两千", "两千", "2000"),
    ("一百二十", "一百二十", "120"),
    ("一百二", "一百二", "120"),
    ("一百零五", "一百零五", "105"),
    ("三千五百块", "三千五百", "3500"),
    ("三万五", "三万五", "35000"),
    ("三十万以上", "三十万", "300000"),
    ("二十五个客户", "二十五", "25"),
    ("壹佰", "壹佰", "100"),
    ("兩萬", "兩萬", "20000"),
    ("二〇二五", "二〇二五", "2025"),
    ("一点五万", "一点五万", "15000"),
    ("30万", "30万", "300000"),
    ("1.5万", "1.5万", "15000"),
    ("30w", "30w", "300000"),
    ("2亿", "2亿", "200000000"),
    ("1亿2千万", "1亿2千万", "120000000"),
    ("3,500.5", "3,500.5", "3500.5"),
    ("¥36,800.50 那笔", "36,800.50", "36800.50"),
    ("２０家", "２０", "20"),
    ("1.2M", "1.2M", "1200000"),
    ("over 50k", "50k", "50000"),
    ("12k", "12k", "12000"),
    ("2bn", "2bn", "2000000000"),
    ("1.5 million", "1.5 million", "1500000"),
    ("5 hundred", "5 hundred", "500"),
    ("half a million", "half a million", "500000"),
    ("one and a half million", "one and a half million", "1500000"),
    ("a hundred and twenty", "a hundred and twenty", "120"),
    ("two hundred thousand", "two hundred thousand", "200000"),
    ("three thousand five hundred", "three thousand five hundred", "3500"),
    ("a dozen", "a dozen", "12"),
    ("ten", "ten", "10"),
    ("Twenty-five", "Twenty-five", "25"),
    ("top5客户", "5", "5"),
    ("USD12000", "12000", "12000"),
    ("300 pcs", "300", "300"),
]


@pytest.mark.parametrize(("text", "words", "value"), VALUES, ids=[case[0] for case in VALUES])
def test_a_number_is_found_with_its_exact_words(text: str, words: str, value: str) -> None:
    (span,) = find_numbers(text)
    assert span.value == Decimal(value)
    assert span.text == words == text[span.start : span.end]
    assert (span.approximate, span.percent, span.ordinal) == (False, False, False)


@pytest.mark.parametrize(
    ("text", "value"),
    [("30%", "0.3"), ("12.5 percent", "0.125"), ("百分之三十", "0.3"), ("三成", "0.3")],
)
def test_a_percentage_is_a_fraction(text: str, value: str) -> None:
    (span,) = find_numbers(text)
    assert span.percent
    assert span.value == Decimal(value)
    assert span.text == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十来个客户", 10),
        ("二十多单", 20),
        ("十几个", 10),
        ("两三个", 3),
        ("30+", 30),
        ("十七八单", 18),
    ],
)
def test_a_loose_number_says_so(text: str, value: int) -> None:
    (span,) = find_numbers(text)
    assert span.approximate
    assert span.value == value


@pytest.mark.parametrize(("text", "value"), [("第三名", 3), ("3rd", 3), ("third largest", 3)])
def test_a_place_in_an_order_says_so(text: str, value: int) -> None:
    (span,) = find_numbers(text)
    assert span.ordinal
    assert span.value == value


@pytest.mark.parametrize(
    "text",
    [
        "T30 卖了多少",
        "SO-1119-037",
        "ORD-20260301-01",
        "Q3",
        "3D打印",
        "一共多少",
        "统一企业",
        "一下",
        "万一",
        "which one",
        "百度",
        "余额",
        "",
    ],
)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert find_numbers(text) == []


def test_several_numbers_are_found_in_order() -> None:
    assert [span.value for span in find_numbers("between 10 and 20万, 前五")] == [10, 200_000, 5]


@pytest.mark.parametrize(("words", "value"), [("12", 12), ("十二", 12), ("ninety", 90), ("a", 1)])
def test_a_small_whole_number_is_read(words: str, value: int) -> None:
    assert whole_number(words) == value


def test_words_that_are_no_whole_number_give_none() -> None:
    assert whole_number("many") is None
    assert whole_number("一点五") is None


def _in_chinese(number: int) -> str:
    """The number in Chinese numerals, the long way round."""
    digits = "零一二三四五六七八九"
    if number >= 10_000:
        rest = number % 10_000
        low = "" if not rest else ("零" if rest < 1000 else "") + _in_chinese(rest)
        return f"{_in_chinese(number // 10_000)}万{low}"
    said, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            said += ("零" if gap and said else "") + digits[digit] + sign
        gap = digit == 0
    return said


@given(st.integers(1, 99_999_999))
def test_any_number_in_chinese_numerals_is_read_back(number: int) -> None:
    (span,) = find_numbers(f"{_in_chinese(number)}元")
    assert span.value == number


@given(st.decimals(0, 10**9, places=2))
def test_any_amount_in_digits_is_read_back(amount: Decimal) -> None:
    (span,) = find_numbers(f"¥{amount:,.2f} 的订单")
    assert span.value == amount


@given(st.text(max_size=60))
def test_any_text_is_read_without_failing(text: str) -> None:
    spans = find_numbers(text)
    assert all(text[span.start : span.end] == span.text for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))
