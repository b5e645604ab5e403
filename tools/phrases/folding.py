"""Text as the phrase readers compare it: one way of writing, position by position."""

from functools import cache

# Only the characters that times and numbers are written with: enough to read 上個月, 兩萬, 週三.
_TRADITIONAL = dict(
    zip(
        "個週禮號後內兩過來這時間節國慶勞動雙聖誕從為與約開結財幾萬億點當現總達單東業層際進"
        "歷關於較對還體實計劃陽黑間網絡婦復活兒童師萬聖銷額筆貳參陸",
        "个周礼号后内两过来这时间节国庆劳动双圣诞从为与约开结财几万亿点当现总达单东业层际进"
        "历关于较对还体实计划阳黑间网络妇复活儿童师万圣销额笔贰叁陆",
        strict=True,
    )
)
_FORMS = {
    **{chr(code): chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys("\u00a0\u2002\u2003\u2009\u202f\u3000\t\n\r", " "),
    **dict.fromkeys("‐‑‒–—―−﹣", "-"),
    **dict.fromkeys("～〜∼", "~"),
    **dict.fromkeys("‘’ʼ′`", "'"),
}


def folded(text: str) -> str:
    """The text in lower case, half width and simplified characters, of exactly the same length.

    Positions in it are positions in the original: only single characters are exchanged.
    """
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    letters = {
        code: chr(code).lower()
        for code in (*range(0x41, 0x5B), *range(0xC0, 0x590))
        if len(chr(code).lower()) == 1  # İ has two: it stays
    }
    return letters | {ord(key): value for key, value in {**_FORMS, **_TRADITIONAL}.items()}
