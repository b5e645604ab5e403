"""What the service writes while it works holds no token, name, telephone number or question."""

import json
import shutil
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from crm.database import connect, sqlite_url
from crm.models import contacts, customers, users
from tests.demo import TODAY
from tests.functional.running import Wendan
from tests.security.figures import Figures

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
MANAGER, ADMIN = "U02", "U12"
NOTE, WORDS = "这里少了一单小额的", "螺丝钉子王"
METRICS, WRONG = "metrics-token-0123456789", "wrong-token-0123456789"
TELEPHONE = "13800138000"
NEWCOMER, NEW_TELEPHONE = "新到客户螺旋桨厂", "13900139000"


@pytest.fixture
def wendan(tmp_path: Path, demo_database: Path) -> Wendan:
    """An installation that holds the demo company."""
    shutil.copyfile(demo_database, tmp_path / "demo.db")
    url = sqlite_url(tmp_path / "demo.db")
    settings = {"TODAY": TODAY.isoformat(), "DATABASE_URL": url, "METRICS_TOKEN": METRICS}
    return Wendan(tmp_path, {**settings, "FAILED_TOKENS_PER_MINUTE": "3"})


def test_a_whole_day_of_the_service_leaves_no_secret_in_its_log(
    wendan: Wendan, figures: Figures
) -> None:
    names = _names(wendan.home / "demo.db")
    manager, admin = (_token(wendan, user) for user in (MANAGER, ADMIN))
    questions = [*_questions(names), f"谁的电话是{TELEPHONE}", "xyzzy plugh", WORDS]
    with wendan.serving() as address, httpx.Client(base_url=address, timeout=60) as client:
        for token in (manager, admin):
            _ask(client, token, questions)
        _teach(client, admin)
        _carry_off(client, admin)
        imported = _import(wendan, manager)
        _go_wrong(client, questions, names)
    logged = "".join(path.read_text(encoding="utf-8") for path in wendan.home.glob("*.log"))
    assert logged.count("turn.done") >= 2 * len(questions)
    secrets = {*names, *questions, manager, admin, METRICS, WRONG, NOTE, WORDS, TELEPHONE, "plugh"}
    secrets |= {NEWCOMER, NEW_TELEPHONE}
    assert [secret for secret in secrets if secret in logged + imported] == []
    figures.count("secrets looked for in a log", len(secrets))
    figures.count("secrets found in a log", 0)


def _names(database: Path) -> list[str]:
    """Gives the names and telephone numbers of the company's customers, contacts and people."""
    engine = connect(sqlite_url(database))
    columns = (customers.c.name, customers.c.phone, contacts.c.name, contacts.c.phone, users.c.name)
    with engine.connect() as connection:
        found = [value for c in columns for value in connection.execute(sa.select(c)).scalars()]
    engine.dispose()
    # A family name alone, such as 于, may be part of any word of a log.
    return sorted({value for value in found if value and len(value) > 2})


def _questions(names: list[str]) -> list[str]:
    some = names[:: max(1, len(names) // 6)]
    return [f"{name}本季度销售额" for name in some] + [f"who is {name}" for name in some]


def _token(wendan: Wendan, user_id: str) -> str:
    said = wendan.run("token", user_id)
    assert said.returncode == 0, said.stderr
    return said.stdout.split()[-1] if " " in said.stdout.strip() else said.stdout.strip()


def _as(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _ask(client: httpx.Client, token: str, questions: list[str]) -> None:
    for text in questions:
        reply = client.post("/api/v1/chat", headers=_as(token), json={"text": text}).json()
        dispute = {"kind": "figure", "note": NOTE}
        path = f"/api/v1/turns/{reply['turn_id']}/dispute"
        assert client.post(path, headers=_as(token), json=dispute).status_code == 204
    _ask_at_the_other_doors(client, token, questions)
    streamed = {"text": questions[0]}
    assert client.post("/api/v1/chat/stream", headers=_as(token), json=streamed).is_success
    assert client.get("/api/v1/conversations", headers=_as(token)).is_success


def _ask_at_the_other_doors(client: httpx.Client, token: str, questions: list[str]) -> None:
    """Asks in OpenAI's interface and by the Model Context Protocol, also what is refused."""
    for text in (questions[0], questions[-1]):
        messages = [{"role": "user", "content": text}]
        chat = {"model": "wendan", "messages": messages}
        assert client.post("/v1/chat/completions", headers=_as(token), json=chat).is_success
        client.post("/v1/chat/completions", headers=_as(token), json={**chat, "model": text})
        accepted = {**_as(token), "Accept": "application/json, text/event-stream"}
        for name, arguments in (
            ("ask", {"text": text}),
            ("profile", {"customer": text}),
            ("figures", {"measures": [text]}),
            (text, {text: text}),
        ):
            params = {"name": name, "arguments": arguments}
            call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
            assert client.post("/mcp", headers=accepted, json=call).is_success
        client.post("/mcp", headers=accepted, json={"jsonrpc": text, "method": text})


def _teach(client: httpx.Client, token: str) -> None:
    word = {"words": WORDS, "kind": "measure", "meaning": "sales"}
    assert client.post("/api/v1/words", headers=_as(token), json=word).is_success
    assert client.get("/api/v1/misses", headers=_as(token)).is_success
    assert client.get("/api/v1/audit", headers=_as(token)).is_success
    assert client.get("/metrics", headers=_as(METRICS)).is_success


def _carry_off(client: httpx.Client, token: str) -> None:
    """Exports tables and an answer, in every form, and some that are refused."""
    body = {"text": "本季度各客户销售额"}
    asked = client.post("/api/v1/chat", headers=_as(token), json=body).json()
    places = ["tables/customers", "tables/contacts", f"turns/{asked['turn_id']}"]
    for place in places:
        for form in ({"format": "csv"}, {"format": "xlsx"}, {"encoding": "gb18030"}):
            path = f"/api/v1/export/{place}"
            assert client.get(path, headers=_as(token), params=form).is_success
    for customer_id in (NEWCOMER, TELEPHONE):
        refused = {"customer_id": customer_id}
        path = "/api/v1/export/tables/orders"
        assert client.get(path, headers=_as(token), params=refused).status_code == 404


def _import(wendan: Wendan, token: str) -> str:
    """Gives all that an import says whose rows are good, but for one without an id."""
    path = wendan.home / "customers.csv"
    rows = [f"N1,{NEWCOMER},{NEW_TELEPHONE}", f",{NEWCOMER},{NEW_TELEPHONE}", f"N2,B,{token}"]
    path.write_text("\n".join(["customer_id,name,phone", *rows]) + "\n", encoding="utf-8")
    said = wendan.run("import", str(path), "--rejects", str(wendan.home / "rejected.csv"))
    assert said.returncode == 0, said.stderr
    assert "customer_id: '' is empty" in said.stdout
    return said.stdout + said.stderr


def _go_wrong(client: httpx.Client, questions: list[str], names: list[str]) -> None:
    """Sends what is refused, with secrets in every place that a request has."""
    for _ in range(6):
        assert client.get("/api/v1/me", headers=_as(WRONG)).status_code in {401, 429}
    body = json.dumps({"text": questions[0], "phone": TELEPHONE})
    for path in (f"/{names[0]}", f"/api/v1/conversations/{names[0]}", f"/?token={WRONG}"):
        client.get(path, headers=_as(WRONG))
        client.post(path, content=body[:-3], headers={"Cookie": f"token={WRONG}"})
    client.post("/api/v1/chat", content=body * 2000)
    client.request("BREW", f"/{TELEPHONE}", headers={"X-Name": TELEPHONE})
