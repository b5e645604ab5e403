"""A question whose statements take too long ends with an answer that says so, on both databases."""

from datetime import datetime, time

from sqlalchemy.engine import Engine

from assistant.conversation.question import Question
from assistant.desk import Desk
from crm.measures import load
from tests.unit.crm.query.trading_company import TODAY, company

ENDLESS = """
CREATE VIEW order_lines AS SELECT lines_kept.* FROM lines_kept WHERE 0 < (
  WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers)
  SELECT count(*) FROM numbers)
"""
"""Order lines that no database ever finishes to read."""


def test_a_question_that_takes_too_long_is_stopped_and_the_next_one_is_answered(
    engine: Engine,
) -> None:
    company().into(engine)
    now = datetime.combine(TODAY, time(12))
    desk = Desk(engine, catalog=load(), today=lambda: TODAY, now=lambda: now, patience_s=0.5)
    everybody = desk.caller(None)
    before = desk.ask(everybody, Question("sales by product"))
    assert before.status == "answered"
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE order_lines RENAME TO lines_kept")
        connection.exec_driver_sql(ENDLESS)
    for text, said in (("sales by product", "was stopped"), ("各产品销售额", "没有算完就停了")):
        reply = desk.ask(everybody, Question(text))
        assert reply.status == "error"
        assert said in reply.text
        assert reply.results == ()
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP VIEW order_lines")
        connection.exec_driver_sql("ALTER TABLE lines_kept RENAME TO order_lines")
    assert desk.ask(everybody, Question("sales by product")).text == before.text
