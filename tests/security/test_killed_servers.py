"""A server that people ask is killed at any moment: every reply that arrived is kept, once."""

import threading
from pathlib import Path
from random import Random

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from crm.models import turns, users
from tests.functional.killing import Said, Witness
from tests.functional.running import Wendan, free_port, wait_until_healthy
from tests.functional.serving import as_
from tests.security.figures import Figures
from tests.security.test_kills_lose_nothing import KILLS, LOST

ASKERS = 3
QUESTIONS = ("sales this year", "what is snozzlewump", "orders by customer")


def asked_until_killed(wendan: Wendan, headers: dict[str, str], replies: int) -> Said:
    """Gives the turns whose replies arrived from a server that is killed after so many."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    server = wendan.launch("serve", "--port", str(port), QUESTIONS_PER_MINUTE="0")
    arrived: list[tuple[str, str]] = []
    enough = threading.Semaphore(0)

    def ask(number: int) -> None:
        conversation = None
        with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
            while True:
                body = {
                    "text": QUESTIONS[number],
                    "language": "en",
                    "conversation_id": conversation,
                }
                try:
                    reply = client.post("/api/v1/chat", json=body).raise_for_status().json()
                except httpx.TransportError:
                    return  # the server is gone
                conversation = reply["conversation_id"]
                arrived.append(("turn", reply["turn_id"]))
                enough.release()

    askers = [threading.Thread(target=ask, args=(number,)) for number in range(ASKERS)]
    try:
        wait_until_healthy(address, server)
        for asker in askers:
            asker.start()
        for _ in range(replies):
            assert enough.acquire(timeout=60)
    finally:
        server.kill()
        server.wait()
        for asker in askers:
            asker.join()
    return arrived


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_server_killed_among_questions_has_kept_every_reply_once(
    engine: Engine, tmp_path: Path, figures: Figures
) -> None:
    with engine.begin() as connection:
        connection.execute(users.insert().values(user_id="U2", name="Ida Holm", role="rep"))
    home = tmp_path / "home"
    home.mkdir()
    witness = Witness(engine, home)
    url = engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    wendan = Wendan(home, {"DATABASE_URL": url, "TODAY": "2026-11-21"})
    random, headers = Random(figures.seed_of(3)), as_(engine, "U2")
    times = max(1, figures.cases // 1000)
    for _ in range(times):
        witness.hear(asked_until_killed(wendan, headers, random.randint(3, 12)))
        figures.count(KILLS, 1)
        lost = witness.lost()
        figures.count(LOST, lost)
        assert lost == 0
    with engine.connect() as connection:
        kept = connection.execute(sa.select(sa.func.count()).select_from(turns)).scalar_one()
    assert 0 <= kept - len(witness.known["turn"]) <= times * ASKERS  # those that were on the way
