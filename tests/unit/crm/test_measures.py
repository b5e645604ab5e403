"""The catalog of measures: the product's own, and what a deployment changes of it."""

from pathlib import Path

import pytest

from crm.measures import OWNER, MeasuresError, load, standard
from crm.query.conditions import AT_LEAST_TWO_ORDERS, CONDITIONS
from crm.query.fields import date_column
from crm.relations import ROOTS, table_named


def test_every_measure_is_worded_and_defined_in_both_languages() -> None:
    for measure in standard().measures.values():
        assert measure.words.zh, measure.name
        assert measure.words.en, measure.name
        assert measure.definition("zh"), measure.name
        assert measure.definition("en"), measure.name


def test_every_dimension_is_worded_in_both_languages() -> None:
    for dimension in standard().dimensions.values():
        assert dimension.words.zh, dimension.name
        assert dimension.words.en, dimension.name


def test_every_component_names_tables_columns_and_conditions_that_there_are() -> None:
    for component in standard().components.values():
        for path, root in zip(component.columns, component.roots, strict=True):
            table, name = path.split(".")[-2:]
            assert root in ROOTS, component.name
            owned = name == OWNER and ROOTS[root].owner is not None
            assert owned or name in table_named(table).c, component.name
        for condition in component.where:
            assert condition in {*CONDITIONS, AT_LEAST_TWO_ORDERS}, component.name
        if component.date is not None:
            assert date_column(component.date) is not None


def test_no_two_measures_share_a_word() -> None:
    for language in ("zh", "en"):
        owner: dict[str, str] = {}
        for measure in standard().measures.values():
            for word in measure.words.zh if language == "zh" else measure.words.en:
                assert owner.setdefault(word, measure.name) == measure.name, word


def _own(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "measures.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_products_catalog_holds(tmp_path: Path) -> None:
    assert load() is standard()
    assert load(tmp_path / "none.toml") is standard()


def test_a_deployment_changes_the_keys_that_it_gives(tmp_path: Path) -> None:
    own = load(_own(tmp_path, '[measures.sales]\nzh = ["流水"]\ndefinition_en = "ours"\n'))
    changed, before = own.measures["sales"], standard().measures["sales"]
    assert (changed.words.zh, changed.words.en) == (("流水",), before.words.en)
    assert (changed.definition("en"), changed.formula.text) == ("ours", "sales")
    assert standard().measures["sales"].words == before.words


def test_a_deployment_adds_measures_components_and_dimensions(tmp_path: Path) -> None:
    own = load(
        _own(
            tmp_path,
            """
            [components.shipped]
            sum = ["orders.amount"]
            date = "orders.shipped_at"
            [measures.in_transit]
            formula = "shipped - collected"
            unit = "money"
            zh = ["在途"]
            [dimensions.title]
            columns = ["contacts.title"]
            """,
        )
    )
    assert own.measures["in_transit"].words.label("en") == "在途"
    assert own.dimensions["title"].words.label("zh") == "title"
    assert set(standard().measures) < set(own.measures)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("measures =", "not a TOML file"),
        ("[measures.x]\nunit = 'money'", r"measures\.x\.formula"),
        ("[measures.x]\nformula = 'sales +'\nunit = 'money'", r"measures\.x"),
        ("[measures.x]\nformula = 'profit'\nunit = 'money'", r"measures\.x.*'profit'.*sales"),
        ("[measures.sales]\ncolour = 'red'", r"measures\.sales\.colour"),
        ("[measures.sales]\nrise = 'great'", r"measures\.sales\.rise"),
        ("[dimensions.region]\ngrain = 'century'", r"dimensions\.region\.grain"),
        ("[colours.x]\na = 1", "colours"),
        ("measures = 3", "measures"),
        ("[measures]\nsales = 3", "sales"),
        ("[components.x]\nsum = ['orders.colour']", r"components\.x.*orders\.colour"),
        ("[components.x]\nsum = ['nowhere.amount']", r"components\.x.*nowhere\.amount"),
        ("[components.x]\nsum = ['orders.amount']\nwhere = ['maybe']", r"components\.x.*'maybe'"),
        (
            "[components.x]\nsum = ['orders.amount']\ndate = 'orders.never'",
            r"components\.x.*orders\.never",
        ),
        ("[components.x]\nwhere = ['counted']", r"components\.x"),
        ("[dimensions.x]\ncolumns = ['orders.colour']", r"dimensions\.x.*orders\.colour"),
        ("[dimensions.x]\nzh = ['某']", r"dimensions\.x"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(tmp_path: Path, text: str, where: str) -> None:
    path = _own(tmp_path, text)
    with pytest.raises(MeasuresError, match=f"(?s){where}") as refused:
        load(path)
    assert str(path) in str(refused.value)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "measures.toml"
    path.write_bytes("[measures.销售]".encode("gb18030"))
    with pytest.raises(MeasuresError, match="not a TOML file"):
        load(path)


def test_one_line_is_a_measure_whose_definition_is_its_formula(tmp_path: Path) -> None:
    line = '[measures]\n"毛差" = { formula = "sales - returned", unit = "money" }\n'
    made = load(_own(tmp_path, line)).measures["毛差"]
    assert made.words.label("zh") == made.words.label("en") == "毛差"
    assert made.definition("zh") == made.definition("en") == "sales - returned"
    assert made.rise == "neutral"
