"""A reply as plain text: what stands where, and what data cannot do to a terminal."""

from assistant.cli.answer import plain
from assistant.conversation.reply import (
    Choice,
    ColumnPart,
    HeadlinePart,
    NoticePart,
    ReadingPart,
    Reply,
    ResultPart,
    Scalar,
)

NAME = ColumnPart(name="customer", label="customer", type="name", role="dimension")
SALES = ColumnPart(name="sales", label="sales", type="number", unit="CNY", role="measure")
RATE = ColumnPart(name="rate", label="change", type="number", unit="ratio", role="change_rate")
SHARE = ColumnPart(name="share", label="share", type="number", unit="ratio", role="share")
ORDERS = ColumnPart(name="orders", label="orders", type="number", unit="orders", role="measure")


def table(
    columns: tuple[ColumnPart, ...],
    rows: tuple[tuple[Scalar, ...], ...],
    totals: tuple[Scalar, ...] | None = None,
) -> ResultPart:
    return ResultPart(
        tool="query_metrics",
        arguments={},
        definition="sum of lines",
        period=None,
        columns=columns,
        rows=rows,
        row_count=len(rows),
        truncated=False,
        totals=totals,
    )


def reply(*results: ResultPart, text: str = "Done.", **parts: object) -> Reply:
    said: dict[str, object] = {
        "conversation_id": "c1",
        "turn_id": "t1",
        "status": "answered",
        "text": text,
        "language": "en",
        "results": results,
    }
    return Reply.model_validate(said | parts)


def test_figures_are_written_to_the_cent_rounded_half_up_and_rates_as_percent() -> None:
    rows = (("Acme", 1234567.125, -0.0517, 0.36, 1284), ("Böhm", 12, None, 1, 3))
    lines = plain(reply(table((NAME, SALES, RATE, SHARE, ORDERS), rows))).splitlines()
    assert "customer\tsales\tchange\tshare\torders" in lines
    assert "Acme\t1,234,567.13\t\u22125.2%\t36.0%\t1,284" in lines
    assert "Böhm\t12.00\t\t100.0%\t3" in lines


def test_totals_stand_below_the_rows() -> None:
    found = plain(reply(table((NAME, SALES), (("Acme", 1), ("Böhm", 2)), totals=(None, 3))))
    assert "Acme\t1.00\nBöhm\t2.00\nΣ\t3.00" in found


def test_a_figure_alone_has_its_headline_and_no_table() -> None:
    headline = HeadlinePart(text="¥2.20M", exact="2,198,273.29", label="sales", unit="CNY", value=1)
    found = plain(reply(table((SALES,), ((2198273.29,),)), headline=headline))
    assert "sales  ¥2.20M (2,198,273.29)" in found
    assert "\t" not in found


def test_what_was_assumed_stands_in_brackets_and_exceptions_are_marked() -> None:
    found = plain(
        reply(
            reading=(
                ReadingPart(slot="measure", label="Measure", value="sales", assumed=True),
                ReadingPart(slot="period", label="Period", value="all data"),
            ),
            notices=(NoticePart(kind="currency", text="Currencies are not added."),),
            choices=(Choice(label="Acme Ltd", value="1", hint="Berlin"),),
        )
    )
    assert found.startswith("[Measure sales] · Period all data\n")
    assert "! Currencies are not added." in found
    assert "→ Acme Ltd  (Berlin)" in found


def test_control_characters_in_the_data_do_not_reach_the_terminal() -> None:
    hostile = "\x1b]0;owned\x07\x1b[2J\x9bEvil\tCo\r\n"
    found = plain(reply(table((NAME, SALES), ((hostile, 1), ("b", 2))), text=f"**{hostile}**"))
    assert not any(
        (letter < " " and letter not in "\n\t") or "\x7f" <= letter < "\xa0" for letter in found
    )
    (row,) = (line for line in found.splitlines() if "Evil" in line and "1.00" in line)
    assert row.count("\t") == 1
