"""Raw exports over HTTP and on the command line: who gets a file, and what it says of itself."""

import csv
import io
import socket
from collections.abc import Generator

import httpx
import pytest
from sqlalchemy.engine import Engine

from assistant import audit
from tests.functional.running import Wendan
from tests.functional.serving import as_, assert_problem, served
from tests.functional.test_scopes import made_for

REP, MANAGER, FINANCE, ADMIN = "U05", "U02", "U11", "U12"
TABLES = "/api/v1/export/tables"


@pytest.fixture
def client(own_demo_engine: Engine) -> Generator[httpx.Client]:
    with served(own_demo_engine) as found:
        yield found


def events(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return [link.event for link in audit.listed(connection, audit.Wanted(limit=5))][::-1]


def test_a_file_says_what_it_is_and_opens_in_excel(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    finance = as_(own_demo_engine, FINANCE)
    url = f"{TABLES}/orders?since=2026-07-01&until=2026-09-30&customer_id=C0007"
    got = client.get(url, headers=finance)
    assert got.status_code == 200
    assert got.headers["content-type"] == "text/csv; charset=utf-8"
    assert got.headers["cache-control"] == "no-store"
    name = got.headers["content-disposition"]
    assert name.startswith('attachment; filename="orders-')
    assert got.headers["export-id"] in name
    assert got.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(got.content.decode("utf-8-sig"))))
    assert got.headers["export-rows"] == got.headers["export-found"] == str(len(rows) - 1)
    assert got.headers["export-cut"] == "false"
    book = client.get(f"{url}&format=xlsx", headers=finance)
    assert book.headers["content-type"].endswith("spreadsheetml.sheet")
    assert book.content.startswith(b"PK")


def test_who_may_not_export_is_told_so_and_learns_nothing_else(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    for user_id in (REP, MANAGER):
        headers = as_(own_demo_engine, user_id)
        for path in (
            f"{TABLES}/orders",
            f"{TABLES}/orders?customer_id=C9",
            "/api/v1/export/turns/x",
        ):
            assert_problem(client.get(path, headers=headers), 403, "E-EXPORT-ROLE")
        assert client.get("/api/v1/me", headers=headers).json()["may_export"] is False
    assert (
        client.get("/api/v1/me", headers=as_(own_demo_engine, ADMIN)).json()["may_export"] is True
    )


def test_a_token_that_is_not_made_for_it_exports_nothing(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    asking = made_for(own_demo_engine, ADMIN, ["ask", "admin"])
    assert_problem(client.get(f"{TABLES}/orders", headers=asking), 403, "E-SCOPE")
    assert client.get("/api/v1/me", headers=asking).json()["may_export"] is False
    assert_problem(client.get(f"{TABLES}/orders"), 401, "E-TOKEN")


def test_what_is_not_there_and_what_is_not_ones_own_look_alike(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    admin, finance = as_(own_demo_engine, ADMIN), as_(own_demo_engine, FINANCE)
    asked = client.post("/api/v1/chat", headers=finance, json={"text": "今年销售额最高的客户"})
    turn_id = asked.json()["turn_id"]
    own = client.get(f"/api/v1/export/turns/{turn_id}", headers=finance)
    assert int(own.headers["export-rows"]) > 100
    for other in (turn_id, "nothing"):
        got = client.get(f"/api/v1/export/turns/{other}", headers=admin)
        assert_problem(got, 404, "E-NOTHING-TO-EXPORT")
    got = client.get(f"{TABLES}/orders?customer_id=C9999", headers=admin)
    assert_problem(got, 404, "E-NOTHING-TO-EXPORT")


@pytest.mark.parametrize(
    "path",
    [
        f"{TABLES}/nothing",
        f"{TABLES}/api_tokens",
        f"{TABLES}/products?since=2026-01-01",
        f"{TABLES}/users?customer_id=C0007",
        f"{TABLES}/orders?since=2026-02-01&until=2026-01-01",
        f"{TABLES}/orders?until=9999-12-31",
        f"{TABLES}/orders?format=exe",
        f"{TABLES}/orders?customer_id=%00",
        "/api/v1/export/turns/x?result=-1",
    ],
)
def test_what_cannot_be_chosen_is_said(
    own_demo_engine: Engine, client: httpx.Client, path: str
) -> None:
    assert_problem(client.get(path, headers=as_(own_demo_engine, ADMIN)), 422, "E-INPUT")


def test_a_download_that_is_whole_is_on_record(own_demo_engine: Engine) -> None:
    with served(own_demo_engine) as client:
        client.get(f"{TABLES}/users", headers=as_(own_demo_engine, ADMIN))
    assert events(own_demo_engine)[-2:] == ["data.exported", "export.completed"]


def test_a_download_that_is_broken_off_is_on_record(own_demo_engine: Engine) -> None:
    with served(own_demo_engine) as client:
        token = as_(own_demo_engine, ADMIN)["Authorization"]
        url = client.base_url
        with socket.create_connection((url.host, url.port or 80)) as raw:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            asked = (
                f"GET {TABLES}/order_lines HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n\r\n"
            )
            raw.sendall(asked.encode())
            assert raw.recv(64).startswith(b"HTTP/1.1 200")
        # The server has noticed by the time that it has stopped.
    assert events(own_demo_engine)[-2:] == ["data.exported", "export.broken_off"]


def test_the_command_writes_a_file_that_only_its_owner_reads(demo_wendan: Wendan) -> None:
    done = demo_wendan.run("export", "customers", "--out", "c.csv")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("c.csv: 300 rows (")
    file = demo_wendan.home / "c.csv"
    assert file.stat().st_mode & 0o077 == 0
    assert len(list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))) == 301
    cut = demo_wendan.run("export", "customers", "--out", "c.csv", "--as", FINANCE, EXPORT_ROWS="5")
    assert "c.csv: 5 rows of 300" in cut.stdout
    assert not list(demo_wendan.home.glob("*.part"))


def test_the_command_keeps_to_the_roles_and_says_what_is_wrong(demo_wendan: Wendan) -> None:
    refused = demo_wendan.run("export", "orders", "--as", MANAGER)
    assert refused.returncode == 1
    assert "may not export" in refused.stderr
    assert demo_wendan.run("export").returncode == 2
    assert demo_wendan.run("export", "tokens").returncode == 2
    assert "no such answer" in demo_wendan.run("export", "--turn", "x").stderr


def test_messages_to_many_are_a_file_of_whoever_had_them_written(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    rep, other = as_(own_demo_engine, REP), as_(own_demo_engine, "U06")
    body = {"text": "给A级客户各写一封新年祝福邮件"}
    reply = client.post("/api/v1/chat", json=body, headers=rep).json()
    url = f"/api/v1/drafts/{reply['turn_id']}"
    got = client.get(url, headers=rep)
    assert got.status_code == 200
    rows = list(csv.DictReader(io.StringIO(got.content.decode("utf-8-sig"))))
    assert [row["customer_id"] for row in rows] == [
        one["customer_id"] for one in reply["batch"]["drafts"]
    ]
    assert all("@" in row["address"] and row["subject"] == "元旦快乐" for row in rows)
    assert client.get(f"{url}?format=xlsx", headers=rep).content.startswith(b"PK")
    assert client.get(url, headers=other).status_code == 404
    assert client.get(url, headers=as_(own_demo_engine, FINANCE)).status_code == 403
