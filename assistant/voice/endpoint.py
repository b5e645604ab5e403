"""A recogniser behind an address: any server with OpenAI's `/audio/transcriptions`."""

import json
from collections.abc import Collection
from dataclasses import dataclass

import httpx2
from pydantic import SecretStr

from assistant.brains.llm.wire import client
from assistant.conversation.reply import Language
from assistant.outgoing import is_this_machine
from assistant.voice.failures import AWAY, BUSY, NotHeard
from assistant.voice.recogniser import Hint
from assistant.voice.recording import Sound

MOST_LETTERS = 2000
"""Of what it may answer: a minute of fast speech is half of it."""


@dataclass(frozen=True)
class Endpoint:
    """OpenAI's interface for recognition, at an address of a setting."""

    base_url: str
    model: str
    api_key: SecretStr | None = None
    seconds: float = 30.0
    """How long one answer may take in all."""
    allowed_hosts: Collection[str] = ()

    @property
    def name(self) -> str:
        """Gives the model and where it is."""
        return f"{self.model} at {self.base_url}"

    @property
    def is_here(self) -> bool:
        """Whether the address is this machine's own."""
        return is_this_machine(httpx2.URL(self.base_url).host)

    def words(self, sound: Sound, language: Language | None, hint: Hint) -> str:
        """Gives what is said.

        Raises:
            NotHeard: it does not answer, not in time, or not in words.
        """
        fields = {"model": self.model, "response_format": "json", "temperature": "0"}
        fields |= {"language": language} if language else {}
        prompt = hint(language)
        fields |= {"prompt": prompt} if prompt else {}
        return _text_of(self._answer(sound, fields))

    def _answer(self, sound: Sound, fields: dict[str, str]) -> bytes:
        key = self.api_key.get_secret_value() if self.api_key is not None else ""
        head = {"Authorization": f"Bearer {key}"} if key else {}
        where = f"{self.base_url.rstrip('/')}/audio/transcriptions"
        file = ("question.wav", sound.wav, "audio/wav")
        try:
            with client(self.allowed_hosts, seconds=self.seconds) as calls:
                answer = calls.post(where, headers=head, data=fields, files={"file": file})
        except httpx2.HTTPError as error:
            raise NotHeard(AWAY, type(error).__name__) from None
        if answer.status_code in {429, 503}:
            raise NotHeard(BUSY, f"HTTP {answer.status_code}")
        if not answer.is_success:
            raise NotHeard(AWAY, f"HTTP {answer.status_code}")
        return answer.content


def _text_of(answer: bytes) -> str:
    try:
        text = json.loads(answer)["text"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotHeard(AWAY, "no answer of such an interface") from None
    if not isinstance(text, str) or len(text) > MOST_LETTERS:
        raise NotHeard(AWAY, "no text of a sensible length")
    return text
