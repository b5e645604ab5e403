"""What `make eval-insight` measures, and that the demo company's unusual orders are found."""

import csv
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from crm.database import reading
from crm.insight.reading import all_orders, list_prices
from evals.insight.companies import LABELS, Labelled
from evals.insight.measuring import average_precision, measured
from evals.insight.peers import ours, plain


def test_a_perfect_order_of_scores_has_an_average_precision_of_one() -> None:
    scores = {"a": 3.0, "b": 2.0, "c": 1.0}
    assert average_precision(scores, {"a", "b"}) == 1
    assert average_precision(scores, {"c"}) == pytest.approx(1 / 3)


def test_equal_scores_earn_nothing() -> None:
    scores = dict.fromkeys("abcd", 1.0)
    assert average_precision(scores, {"a"}) == pytest.approx(1 / 4)


def test_the_demo_companys_planted_orders_are_found(demo_engine: Engine, demo_files: Path) -> None:
    with (demo_files / "company" / LABELS).open(encoding="utf-8", newline="") as file:
        kinds = {row["order_id"]: row["kind"] for row in csv.DictReader(file)}
    with reading(demo_engine) as connection:
        company = Labelled(1, all_orders(connection), list_prices(connection), kinds)
    found = measured(company)
    assert found.recall >= 0.85
    assert found.precision >= 0.75
    assert found.average_precision >= 0.85
    assert found.named_right >= 0.9 * found.right
    rows = len(company.orders)
    assert (len(plain(company.orders)), len(ours(found.judgements))) == (rows, rows)
