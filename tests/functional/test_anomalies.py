"""Orders that look wrong, as their users meet them: commands and HTTP."""

import json
from collections.abc import Generator
from datetime import datetime, time
from pathlib import Path

import httpx
import pytest
from sqlalchemy.engine import Engine

from crm.insight.scanning import scan
from tests.demo import TODAY
from tests.functional.running import Wendan
from tests.functional.serving import as_, assert_problem, served

REP, FINANCE, ADMIN = "U05", "U11", "U12"


@pytest.fixture
def client(own_demo_engine: Engine) -> Generator[httpx.Client]:
    """A server of the demo company, whose orders were looked at."""
    scan(own_demo_engine, now=datetime.combine(TODAY, time(9)), today=TODAY, currency="CNY")
    with served(own_demo_engine) as found:
        yield found


def items(client: httpx.Client, engine: Engine, user: str, **wanted: str) -> list[dict[str, str]]:
    response = client.get("/api/v1/anomalies", params=wanted, headers=as_(engine, user))
    assert response.status_code == 200, response.text
    return response.json()["items"]


def test_flags_are_listed_and_reviewed_over_http(
    client: httpx.Client, own_demo_engine: Engine
) -> None:
    engine = own_demo_engine
    every = items(client, engine, ADMIN, since="2026-09-01", limit="500")
    assert every
    wanted = {"order_id", "customer_id", "kind", "severity", "score", "reason", "state"}
    assert wanted <= set(every[0])
    assert all(0.5 <= float(one["score"]) < 1 for one in every)
    assert all(one["ordered_at"] >= "2026-09-01" for one in every)
    own = items(client, engine, REP, since="2026-09-01", limit="500")
    assert {one["order_id"] for one in own} < {one["order_id"] for one in every}
    first = own[0]
    theirs = next(one for one in every if one["order_id"] not in {o["order_id"] for o in own})
    flag = {"order_id": first["order_id"], "kind": first["kind"]}

    def said(user: str, **more: str) -> httpx.Response:
        body = {**flag, **more}
        return client.post("/api/v1/anomalies/review", json=body, headers=as_(engine, user))

    assert_problem(said(REP, verdict="dismissed"), 409, "E-REVIEW")
    assert_problem(said(FINANCE, verdict="confirmed"), 409, "E-REVIEW")
    unseen = said(REP, verdict="confirmed", order_id=theirs["order_id"], kind=theirs["kind"])
    assert_problem(unseen, 404, "E-ANOMALY")
    dismissed = said(REP, verdict="dismissed", reason="年度备货")
    assert dismissed.json()["state"] == "dismissed"
    shown = {(o["order_id"], o["kind"]) for o in items(client, engine, REP, since="2026-09-01")}
    assert (first["order_id"], first["kind"]) not in shown
    history = client.get(
        "/api/v1/anomalies/reviews",
        params={"order_id": first["order_id"]},
        headers=as_(engine, REP),
    ).json()["items"]
    assert [(one["verdict"], one["reason"]) for one in history] == [("dismissed", "年度备货")]
    log = client.get("/api/v1/audit", params={"limit": 1}, headers=as_(engine, ADMIN)).json()
    entry = log["items"][0]
    assert (entry["event"], entry["subject"]) == ("anomaly.dismissed", first["order_id"])
    assert "年度备货" not in json.dumps(entry, ensure_ascii=False)


def test_what_is_no_day_or_no_state_is_refused(
    client: httpx.Client, own_demo_engine: Engine
) -> None:
    for wanted in ({"since": "yesterday"}, {"state": "odd"}, {"limit": "0"}):
        response = client.get(
            "/api/v1/anomalies", params=wanted, headers=as_(own_demo_engine, ADMIN)
        )
        assert_problem(response, 422, "E-INPUT")


USERS = "user_id,name,role\nU1,何听澜,rep\n"
CUSTOMERS = "customer_id,name,owner_id\nC1,海达仪器有限公司,U1\n"
PRODUCTS = "product_id,name,list_price\nP1,Pump,100\n"


def folder(path: Path, numbers: range, quantities: dict[int, int]) -> Path:
    """Writes a shop with one order a day of about ten pieces, others where it says so."""
    path.mkdir()
    orders = ["order_id,customer_id,ordered_at,status"]
    lines = ["order_id,line_no,product_id,quantity,unit_price"]
    for number in numbers:
        month, day = divmod(number, 28)
        orders.append(f"SO{number},C1,2026-{month + 1:02}-{day + 1:02} 10:00,completed")
        lines.append(f"SO{number},1,P1,{quantities.get(number, 8 + number % 5)},100")
    tables = {"users": USERS, "customers": CUSTOMERS, "products": PRODUCTS}
    tables |= {"orders": "\n".join(orders), "order_lines": "\n".join(lines)}
    for name, text in tables.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def test_commands_look_list_and_review(wendan: Wendan, tmp_path: Path) -> None:
    wendan.run("import", folder(tmp_path / "first", range(60), {}))
    assert wendan.run("anomalies", "scan").stdout == "Looked at 60 orders: 0 flags, 0 new.\n"
    assert wendan.run("anomalies", "list").stdout == "No order looks wrong.\n"
    added = wendan.run("import", folder(tmp_path / "second", range(60, 62), {61: 100}))
    assert added.stdout.endswith("1 new orders look unusual: wendan anomalies list\n")
    (one,) = json.loads(wendan.run("anomalies", "list", "--json", "--as", "U1").stdout)["items"]
    assert (one["order"], one["kind"], one["state"]) == ("SO61", "quantity_typo", "open")
    assert one["reason"].startswith("100 of Pump")
    refused = wendan.run("anomalies", "review", "SO61", one["kind"], "--dismiss")
    assert refused.returncode == 1
    assert "reason" in refused.stderr
    done = wendan.run("anomalies", "review", "SO61", one["kind"], "--confirm")
    assert done.stdout == f"SO61 {one['kind']}: confirmed.\n"
    unknown = wendan.run("anomalies", "review", "SO1", "odd_hour", "--confirm")
    assert (unknown.returncode, "No flag" in unknown.stderr) == (1, True)
    assert wendan.run("anomalies", "review", "SO61", one["kind"]).returncode == 2
