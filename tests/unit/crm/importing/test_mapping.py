import pytest

from crm.importing import ImportFailed, Mapping
from crm.importing.mapping import (
    Cancels,
    Column,
    Constant,
    DerivedId,
    Lookup,
    Ordinal,
    Product,
    SourceMapping,
    Target,
    Template,
    Words,
)

WHOLE = Mapping(
    (
        SourceMapping(
            'o "x".csv',
            {
                "customers": Target({"customer_id": DerivedId("客户"), "name": Column("客户")}),
                "orders": Target(
                    {
                        "status": Constant("completed"),
                        "owner_id": Template("{a} {b}"),
                        "amount_given": Product(("p", "1-d")),
                    },
                    {"装运 模式": Lookup("s", "by", "key", "take"), "sub": Column("a\\b")},
                ),
                "order_lines": Target({"line_no": Ordinal("no")}),
            },
            Cancels(False, "C", "kind", ("退货", "return")),
            "month-first",
        ),
        SourceMapping("u", {"users": Target({"role": Words("t", {"CEO": "admin"}, "rep")})}),
        SourceMapping("rest", skip="not needed"),
    ),
    "GBP",
    "Europe/London",
)


def test_a_mapping_survives_being_written_and_read() -> None:
    assert Mapping.from_toml(WHOLE.to_toml()) == WHOLE


def test_comments_stand_in_the_toml_and_do_no_harm() -> None:
    mapping = Mapping(WHOLE.sources, comments={"0": "one\ntwo", "0.orders.status": "none there"})
    text = mapping.to_toml()
    assert "# one\n# two\n" in text
    assert 'status = { value = "completed" }  # none there' in text
    assert Mapping.from_toml(text).sources == WHOLE.sources


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a =", "no TOML"),
        ("", "no [[source]]"),
        ('[[source]]\nskip = "x"\n', "name is None"),
        ('[[source]]\nname = "x"\n', "fills no table"),
        ('[[source]]\nname = "x"\n[source.order]\na = "b"\n', "Did you mean orders"),
        ('[[source]]\nname = "x"\n[source.orders]\norder_no = "b"\n', "Did you mean order_id"),
        ('[[source]]\nname = "x"\n[source.orders]\norder_id = 5\n', "stands where a table"),
        (
            '[[source]]\nname = "x"\n[source.orders]\norder_id = { col = "a" }\n',
            "none of the forms",
        ),
        ('[[source]]\nname = "x"\ndates = "us"\nskip = "y"\n', "month-first"),
        ('currencies = "x"\n[[source]]\nname = "x"\nskip = "y"\n', "Did you mean currency"),
    ],
)
def test_what_no_mapping_says_is_named(text: str, part: str) -> None:
    with pytest.raises(ImportFailed) as failure:
        Mapping.from_toml(text)
    assert part in str(failure.value)
