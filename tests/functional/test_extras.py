"""What is not installed or not set is not loaded; what needs it says what to install."""

from tests.functional.running import Wendan

CODE = """
import sys
from fastapi.testclient import TestClient
from assistant.app import create_app
from assistant.cli import opening
from assistant.cli.failures import CommandFailed
from assistant.identity import Act, Wanted, issue
from crm.database import writing
chosen = opening.settings()
engine = opening.database(chosen)
with writing(engine) as connection:
    token = issue(connection, Wanted("U05", 1), Act("", chosen.clock().now(), {}))
desk = opening.desk(chosen, engine, recorder=opening.recorder(chosen, engine))
client = TestClient(create_app(chosen, desk, engine=engine, version="0"))
head = {"Authorization": f"Bearer {token}"}
messages = [{"role": "user", "content": "本季度销售额"}]
chat = client.post(
    "/v1/chat/completions", headers=head, json={"model": "wendan", "messages": messages}
)
print(chat.json()["wendan"]["status"])
heavy = ("mcp", "opentelemetry.sdk", "openai", "langchain", "slack_sdk", "av", "faster_whisper")
print([one for one in heavy if one in sys.modules])
sys.modules["mcp"] = sys.modules["opentelemetry.sdk"] = None
print(client.post("/mcp", headers=head, json={}).json())
try:
    url = "http://127.0.0.1:4318"
    opening.recorder(chosen.model_copy(update={"traces_url": url}), engine)
except CommandFailed as error:
    print(error)
"""


def test_doors_and_spans_are_optional_and_say_what_they_need(demo_wendan: Wendan) -> None:
    found = demo_wendan.python(CODE)
    assert found.returncode == 0, found.stderr
    status, loaded, mcp, traces = found.stdout.splitlines()[-4:]
    assert (status, loaded) == ("answered", "[]")
    assert "E-MCP" in mcp
    assert "wendan[mcp]" in mcp
    assert "wendan[tracing]" in traces
