"""Spoken questions over HTTP, heard by a recogniser behind an address."""

from collections.abc import Generator
from dataclasses import dataclass

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.settings import Settings
from crm.models import customers
from tests.demo import TODAY
from tests.functional.recogniser_server import Ear, recogniser_server
from tests.functional.running import Wendan
from tests.functional.serving import as_, assert_problem, served
from tests.recordings import recording, silent_video, wav

REP, ADMIN = "U05", "U12"


@dataclass
class Voice:
    """A service with a recogniser, and a client that speaks to it."""

    client: httpx.Client
    engine: Engine
    ear: Ear
    head: dict[str, str]

    def says(self, text: str, sent: bytes | None = None, **fields: str) -> httpx.Response:
        self.ear.answer = text
        file = ("question.webm", sent or recording("webm"), "audio/webm")
        address = "/api/v1/voice"
        return self.client.post(address, headers=self.head, data=fields, files={"file": file})


def _settings(ear: Ear, **more: object) -> Settings:
    asr = {"asr": "openai", "asr_base_url": ear.base_url, "asr_model": "whisper-1"}
    return Settings.model_validate({"today": TODAY, **asr, **more})


@pytest.fixture
def voice(own_demo_engine: Engine) -> Generator[Voice]:
    with recogniser_server() as ear:
        settings = _settings(ear, asr_api_key="sk-voice", asr_seconds=1, questions_per_minute=0)
        with served(own_demo_engine, settings=settings) as client:
            yield Voice(client, own_demo_engine, ear, as_(own_demo_engine, ADMIN))


def test_a_spoken_question_is_answered_like_a_typed_one(voice: Voice) -> None:
    spoken = voice.says("上季度销售额是多少。").json()
    body = {"text": "上季度销售额是多少。"}
    typed = voice.client.post("/api/v1/chat", headers=voice.head, json=body).json()
    assert spoken["transcript"] == "上季度销售额是多少。"
    assert (spoken["status"], spoken["text"]) == ("answered", typed["text"])
    assert set(spoken) == {*typed, "transcript"}
    follow = voice.says("那华东呢", conversation_id=spoken["conversation_id"], language="zh").json()
    assert follow["conversation_id"] == spoken["conversation_id"]
    assert follow["status"] == "answered"
    shown = voice.client.get(
        f"/api/v1/conversations/{spoken['conversation_id']}", headers=voice.head
    )
    assert [turn["question"] for turn in shown.json()["turns"]] == [body["text"], "那华东呢"]


def test_what_the_recogniser_is_sent(voice: Voice) -> None:
    voice.says("上季度销售额", language="zh")
    (fields,) = voice.ear.fields
    assert fields["model"] == "whisper-1"
    assert fields["language"] == "zh"
    assert "销售额" in fields["prompt"]
    assert voice.ear.keys == ["Bearer sk-voice"]
    assert voice.ear.files[0].startswith(b"RIFF")


def test_the_hint_holds_only_names_that_the_asker_may_see(voice: Voice) -> None:
    voice.says("上季度销售额", language="zh")
    voice.head = as_(voice.engine, REP)
    voice.says("上季度销售额", language="zh")
    everybody, own = (fields["prompt"].split("。")[0].split("、") for fields in voice.ear.fields)
    name = sa.func.coalesce(customers.c.short_name, customers.c.name)
    statement = sa.select(name).where(customers.c.owner_id == REP)
    with voice.engine.connect() as connection:
        theirs = set(connection.execute(statement).scalars())
    assert own
    assert set(own) <= theirs
    assert not set(everybody) <= theirs


def test_a_recording_may_be_the_whole_body(voice: Voice) -> None:
    voice.ear.answer = "sales last quarter"
    head = {**voice.head, "Content-Type": "audio/mpeg"}
    address = "/api/v1/voice?language=en"
    found = voice.client.post(address, headers=head, content=recording("mp3"))
    assert found.json()["transcript"] == "sales last quarter"
    assert found.json()["language"] == "en"


def test_two_names_that_sound_alike_are_asked_about(voice: Voice) -> None:
    found = voice.says("瑞丰今年的销售额").json()
    assert found["status"] == "clarify"
    assert len(found["choices"]) == 2


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"not a recording", "E-AUDIO"),
        (silent_video(), "E-AUDIO"),
        (recording("ogg")[:200], "E-AUDIO"),
        (wav(70.0, 8000), "E-AUDIO-LONG"),
        (wav(0.1), "E-NO-SPEECH"),
    ],
    ids=["text", "silent", "cut", "long", "short"],
)
def test_what_cannot_be_heard_is_told(voice: Voice, sent: bytes, code: str) -> None:
    assert_problem(voice.says("", sent), 422, code)
    assert voice.ear.files == []


def test_a_recogniser_that_does_not_hear_is_told_so(voice: Voice) -> None:
    assert_problem(voice.says(" … "), 422, "E-NO-SPEECH")
    for answer, code in ((500, "E-RECOGNISER"), (401, "E-RECOGNISER"), (429, "E-RECOGNISER-BUSY")):
        voice.ear.answer = answer
        file = {"file": ("q.wav", wav())}
        found = voice.client.post("/api/v1/voice", headers=voice.head, files=file)
        assert_problem(found, 503, code)
        assert found.headers["retry-after"] == "5"
    for body in (b"<html>", b"[]", b'{"text": 7}', b'{"text": "' + b"x" * 3000 + b'"}'):
        voice.ear.answer = body
        found = voice.client.post("/api/v1/voice", headers=voice.head, files={"file": ("q", wav())})
        assert_problem(found, 503, "E-RECOGNISER")


def test_a_recogniser_that_dribbles_its_answer_is_given_up(voice: Voice) -> None:
    voice.ear.slow_s = 4
    assert_problem(voice.says("上季度销售额"), 503, "E-RECOGNISER")


def test_a_form_that_lacks_something_is_told_what(voice: Voice) -> None:
    address = "/api/v1/voice"
    found = voice.client.post(address, headers=voice.head, files={"other": ("q", wav())})
    assert_problem(found, 422, "E-INPUT")
    assert "file" in found.json()["detail"]
    found = voice.says("x", language="fr")
    assert_problem(found, 422, "E-INPUT")
    head = {**voice.head, "Content-Type": "multipart/form-data"}
    assert_problem(voice.client.post(address, headers=head, content=b"x"), 422, "E-INPUT")
    large = voice.client.post(address, headers=voice.head, content=b"RIFF" + bytes(13_000_000))
    assert_problem(large, 413, "E-TOO-LARGE")


def test_a_conversation_of_somebody_else_is_not_found(voice: Voice) -> None:
    mine = voice.says("上季度销售额").json()["conversation_id"]
    voice.head = as_(voice.engine, REP)
    assert_problem(voice.says("那华东呢", conversation_id=mine), 404, "E-CONVERSATION")


def test_who_speaks_too_often_is_told_how_long_to_wait(own_demo_engine: Engine) -> None:
    with recogniser_server() as ear:
        settings = _settings(ear, questions_per_minute=1, llm_hides="names")
        with served(own_demo_engine, settings=settings) as client:
            voice = Voice(client, own_demo_engine, ear, as_(own_demo_engine, ADMIN))
            assert voice.says("上季度销售额").status_code == 200
            assert_problem(voice.says("上季度销售额"), 429, "E-RATE")


def test_pages_know_whether_there_is_voice(own_demo_engine: Engine) -> None:
    head = as_(own_demo_engine, ADMIN)
    with served(own_demo_engine) as client:
        assert client.get("/api/v1/me", headers=head).json()["voice"] is False
        file = {"file": ("q.wav", wav())}
        assert_problem(client.post("/api/v1/voice", headers=head, files=file), 404, "E-VOICE")
    with served(own_demo_engine, settings=_settings(Ear("http://127.0.0.1:9/v1"))) as client:
        assert client.get("/api/v1/me", headers=head).json()["voice"] is True
        found = client.post("/api/v1/voice", headers=head, files=file)
        assert_problem(found, 503, "E-RECOGNISER")


def test_the_doctor_tells_of_voice_and_a_service_does_not_start_with_half_of_it(
    wendan: Wendan,
) -> None:
    assert "ok      voice: none set" in wendan.run("doctor").stdout
    half = Wendan(wendan.home, {**wendan.settings, "ASR": "openai"})
    assert "set WENDAN_ASR_BASE_URL too" in half.run("doctor").stdout
    refused = half.run("serve")
    assert refused.returncode == 1
    assert "set WENDAN_ASR_BASE_URL too" in refused.stderr
    with recogniser_server() as ear:
        settings = {"ASR": "openai", "ASR_BASE_URL": ear.base_url, "ASR_MODEL": "whisper-1"}
        found = Wendan(wendan.home, {**wendan.settings, **settings})
        assert f"ok      voice: whisper-1 at {ear.base_url} answers" in found.run("doctor").stdout
        ear.answer = 401
        assert "does not hear (HTTP 401)" in found.run("doctor").stdout
