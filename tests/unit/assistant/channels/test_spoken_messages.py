"""What is said in a chat program: written down by it, or fetched and heard by us."""

from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy.engine import Engine

from assistant.actions.channel import NotNow
from assistant.channels.answering import UNKNOWN
from assistant.channels.contract import Incoming
from assistant.channels.delivery import Delivery
from assistant.conversation.reply import Language
from assistant.voice import Hearing, Sound
from assistant.voice.failures import UNREADABLE
from assistant.voice.recogniser import Hint
from tests.recordings import recording
from tests.unit.assistant.channels.corner import ChatOffice, Corner

HEARD = "sales this month"


class HearingCorner(Corner):
    """A program that keeps recordings."""

    kept: bytes | None = None

    def fetch(self, message: Incoming, most_bytes: int) -> bytes:
        assert message.recording == "media-1"
        if self.kept is None:
            raise NotNow("unreachable")
        return self.kept[: most_bytes + 1]


@dataclass
class Ear:
    """A recogniser that hears the same in everything."""

    name: str = "ear"
    is_here: bool = True
    sounds: list[Sound] = field(default_factory=list[Sound])

    def words(self, sound: Sound, language: Language | None, hint: Hint) -> str:  # noqa: ARG002
        self.sounds.append(sound)
        return HEARD


@pytest.fixture
def office(sqlite_engine: Engine) -> ChatOffice:
    found = ChatOffice(sqlite_engine)
    found.staff()
    found.bind()
    return found


def _delivery(office: ChatOffice, kept: bytes | None, ear: Ear) -> Delivery:
    corner = HearingCorner(office.program)
    corner.kept = kept
    plain = office.delivery(corner)
    return replace(plain, answering=replace(plain.answering, hearing=Hearing(ear)))


def test_a_recording_is_fetched_heard_and_answered_with_what_was_heard(office: ChatOffice) -> None:
    ear = Ear()
    office.write("", kind="voice", recording="media-1")
    assert _delivery(office, recording("amr"), ear).run() == 1
    (text,) = office.program.texts()
    assert f"“{HEARD}”" in text
    assert "definition:" in text
    assert office.count_turns() == 1
    assert len(ear.sounds) == 1


def test_what_the_program_has_written_down_is_not_heard_again(office: ChatOffice) -> None:
    ear = Ear()
    office.write(HEARD, kind="voice")
    _delivery(office, None, ear).run()
    assert f"“{HEARD}”" in office.program.texts()[0]
    assert ear.sounds == []


def test_what_cannot_be_heard_is_told(office: ChatOffice) -> None:
    office.write("", kind="voice", recording="media-1")
    _delivery(office, b"no recording", Ear()).run()
    (text,) = office.program.texts()
    assert UNREADABLE.zh in text
    assert UNREADABLE.en in text
    assert office.count_turns() == 0


def test_a_recording_that_cannot_be_fetched_now_is_fetched_later(office: ChatOffice) -> None:
    office.write("", kind="voice", recording="media-1")
    _delivery(office, None, Ear()).run()
    assert office.messages() == ["waiting"]
    assert office.program.posted == {}


def test_without_voice_one_is_told_to_type(office: ChatOffice) -> None:
    office.write("", kind="voice", recording="media-1")
    office.delivery().run()
    assert UNKNOWN.zh in office.program.texts()[0]
