"""What does not go together is refused by name."""

from dataclasses import replace

import pytest

from crm.query.metric import figures
from crm.query.spec import Filter, Having, MetricQuery, Order, QueryError, RecordQuery
from tests.unit.crm.query.trading_company import Office


@pytest.mark.parametrize(
    ("query", "kind", "measure", "dimension"),
    [
        (MetricQuery(("profit",)), "unknown", "profit", "profit"),
        (MetricQuery(("sales",), group_by=("colour",)), "unknown", "colour", "colour"),
        (MetricQuery(("sales",), filters=(Filter("colour", "in", ("red",)),)), "unknown", "colour", "colour"),
        (MetricQuery(("sales",), order=(Order("colour"),)), "unknown", "colour", "colour"),
        (MetricQuery(("sales",), having=(Having("colour", "gt", ()),)), "unknown", "colour", "colour"),
        (MetricQuery(("sales",), group_by=("method",)), "split", "sales", "method"),
        (MetricQuery(("sales",), filters=(Filter("stage", "in", ("x",)),)), "filter", "sales", "stage"),
        (MetricQuery(("outstanding",), group_by=("product",)), "split", "outstanding", "product"),
        (MetricQuery(("new_customers",), group_by=("category",)), "split", "new_customers", "category"),
        (MetricQuery(("attainment",), group_by=("customer",)), "split", "attainment", "customer"),
        (MetricQuery(("target",), group_by=("region",)), "split", "target", "region"),
        (MetricQuery(("target",), group_by=("week",)), "split", "target", "week"),
        (MetricQuery(("sales", "target"), group_by=("product",)), "split", "target", "product"),
        (MetricQuery(("products",), group_by=("month",)), "split", "products", "month"),
        (MetricQuery(("products",), filters=(Filter("customer", "in", ("C1",)),)), "filter", "products", "customer"),
        (MetricQuery(("net_sales",), group_by=("method",)), "split", "net_sales", "method"),
        (MetricQuery(("pipeline",), filters=(Filter("channel", "unset"),)), "filter", "pipeline", "channel"),
    ],
)  # fmt: skip
def test_a_measure_is_refused_by_the_name_of_what_it_lacks(
    office: Office, query: MetricQuery, kind: str, measure: str, dimension: str
) -> None:
    with pytest.raises(QueryError) as refused:
        office.figures(query)
    error = refused.value
    assert (error.kind, error.measure, error.dimension) == (kind, measure, dimension)


@pytest.mark.parametrize(
    ("query", "kind", "dimension"),
    [
        (RecordQuery("unicorn"), "unknown", "unicorn"),
        (RecordQuery("order", columns=("colour",)), "unknown", "colour"),
        (RecordQuery("order", columns=("products:colour",)), "unknown", "products:colour"),
        (RecordQuery("order", order=(Order("colour"),)), "unknown", "colour"),
        (RecordQuery("order", filters=(Filter("colour", "in", ("red",)),)), "unknown", "colour"),
        (RecordQuery("order", filters=(Filter("method", "in", ("wire",)),)), "filter", "method"),
        (RecordQuery("customer", filters=(Filter("product", "in", ("P1",)),)), "filter", "product"),
        (
            RecordQuery("product", filters=(Filter("customer", "in", ("C1",)),)),
            "filter",
            "customer",
        ),
    ],
)
def test_a_list_is_refused_by_the_name_of_what_it_lacks(
    office: Office, query: RecordQuery, kind: str, dimension: str
) -> None:
    with pytest.raises(QueryError) as refused:
        office.records(query)
    assert (refused.value.kind, refused.value.dimension) == (kind, dimension)


def test_more_groups_than_are_held_in_memory_are_refused(office: Office) -> None:
    query = MetricQuery(("sales",), group_by=("customer", "day"))
    with office.engine.connect() as connection:
        database, reader = office.database(connection), office.reader(connection, None)
        found = figures(database, reader, query).row_count
        assert found > 3
        assert figures(replace(database, most_groups=found), reader, query).row_count == found
        with pytest.raises(QueryError) as refused:
            figures(replace(database, most_groups=3), reader, query)
    assert (refused.value.kind, refused.value.dimension) == ("many", "customer")
