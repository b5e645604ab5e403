"""From a table to a file: for those who may, and for nobody else."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit, Visiting

QUESTION = "本季度订单明细"


def test_who_may_export_gets_the_rows_of_an_answer_as_a_file(visiting: Visiting) -> None:
    visit = visiting()
    visit.interface.exports = True
    visit.enter()
    answer = visit.ask(QUESTION)
    link = answer.get_by_role("button", name="导出全部行为 XLSX")
    with visit.page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "answer-1.xlsx"
    expect(answer.locator("wd-export [role=status]")).to_have_text(
        "已导出 3 行，共 12,000 行，超出上限的没有导出"
    )
    assert visit.interface.exported == ["t-orders?result=0&format=xlsx"]


def test_who_may_not_sees_no_way_to(visit: Visit) -> None:
    answer = visit.ask(QUESTION)
    expect(answer.locator("table")).to_be_visible()
    assert answer.locator("wd-export").count() == 0


def test_a_refusal_is_said_beside_the_table(visiting: Visiting) -> None:
    visit = visiting(language="en-GB")
    visit.interface.exports = True
    visit.interface.refusal = "Too many exports run at this moment."
    visit.enter()
    answer = visit.ask(QUESTION)
    answer.locator("wd-export button").first.click()
    status = answer.locator("wd-export [role=status]")
    expect(status).to_have_text("Too many exports run at this moment.")
