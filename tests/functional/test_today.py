"""Today over HTTP: for whoever has a token, in two languages, as that person may see it."""

import json

from sqlalchemy.engine import Engine

from tests.demo import TODAY
from tests.functional.running import Wendan
from tests.functional.serving import served, token_for


def test_each_caller_is_given_the_own_page(own_demo_engine: Engine) -> None:
    with served(own_demo_engine) as client:
        assert client.get("/api/v1/today").status_code == 401
        seen: dict[str, int] = {}
        for user in ("U05", "U11"):
            bearer = {"Authorization": f"Bearer {token_for(own_demo_engine, user)}"}
            page = client.get("/api/v1/today?language=en", headers=bearer).json()
            assert page["business_date"] == TODAY.isoformat()
            assert [tile["question"] for tile in page["tiles"]]
            seen[user] = page["scope"]["customers"]
        assert seen["U05"] < seen["U11"]
        assert client.get("/api/v1/today?language=xx", headers=bearer).status_code == 422


def test_the_command_gives_the_answer_to_its_question(demo_wendan: Wendan) -> None:
    told = demo_wendan.run("insight", "chase", "--as", "U05", "--json").stdout
    asked = demo_wendan.run("ask", "who should I chase first", "--as", "U05", "--json").stdout
    assert json.loads(told)["results"] == json.loads(asked)["results"]
    assert demo_wendan.run("insight", "nonsense").returncode == 2
