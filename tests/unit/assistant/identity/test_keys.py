"""The provider's keys: how long they hold, when they are fetched anew, and which are taken."""

import json
import threading
from dataclasses import dataclass, field
from typing import Any

import pytest

from assistant.identity import NoKeysError
from assistant.identity.keys import AGAIN_S, FRESH_S, MOST_KEYS, USABLE_S, Keys, parsed
from tests.login import key, key_set


@dataclass
class Provider:
    """A provider that may be away, with a clock beside it."""

    keys: list[dict[str, Any]] = field(default_factory=lambda: [key("one").public])
    now: float = 1_000.0
    away: bool = False
    calls: int = 0

    def fetch(self) -> bytes:
        self.calls += 1
        if self.away:
            raise TimeoutError
        return key_set(*self.keys)

    def clock(self) -> float:
        return self.now


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def keys(provider: Provider) -> Keys:
    return Keys(provider.fetch, provider.clock)


def test_keys_are_fetched_once_while_they_are_fresh(provider: Provider, keys: Keys) -> None:
    for _ in range(3):
        assert keys.key("one") is not None
        provider.now += FRESH_S / 3
    assert provider.calls == 1
    provider.now += 1
    assert keys.key("one") is not None
    assert provider.calls == 2


def test_a_new_key_is_found_at_once_and_one_that_went_is_gone(
    provider: Provider, keys: Keys
) -> None:
    assert keys.key("one") is not None
    provider.keys = [key("two").public]
    provider.now += AGAIN_S
    assert keys.key("two") is not None
    assert keys.key("one") is None


def test_ids_that_are_made_up_do_not_make_us_ask_more_often(provider: Provider, keys: Keys) -> None:
    for number in range(100):
        assert keys.key(f"made up {number}") is None
    assert provider.calls == 1
    provider.now += AGAIN_S
    assert [keys.key("made up"), keys.key("another")] == [None, None]
    assert provider.calls == 2


def test_while_the_provider_is_away_its_keys_hold_for_a_day(provider: Provider, keys: Keys) -> None:
    keys.key("one")
    provider.away = True
    provider.now += USABLE_S
    assert keys.key("one") is not None
    provider.now += 1
    with pytest.raises(NoKeysError):
        keys.key("one")
    provider.away = False
    provider.now += AGAIN_S
    assert keys.key("one") is not None


def test_a_provider_that_is_away_is_not_asked_with_every_token(
    provider: Provider, keys: Keys
) -> None:
    provider.away = True
    for _ in range(10):
        with pytest.raises(NoKeysError):
            keys.key("one")
    assert provider.calls == 1
    provider.now += AGAIN_S
    with pytest.raises(NoKeysError):
        keys.key("one")
    assert provider.calls == 2


@pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b'{"keys": []}', b'{"keys": 1}', b"<html>"])
def test_an_answer_without_keys_leaves_the_ones_that_are_there(answer: bytes) -> None:
    provider, answers = Provider(), list[bytes]()
    keys = Keys(lambda: answers.pop() if answers else provider.fetch(), provider.clock)
    assert keys.key("one") is not None
    answers.append(answer)
    provider.now += FRESH_S + 1
    assert keys.key("one") is not None
    assert answers == []


def test_while_one_fetches_the_others_go_on_with_what_is_there() -> None:
    provider, slow, arrived = Provider(), threading.Event(), threading.Event()

    def fetch() -> bytes:
        if provider.calls:
            arrived.set()
            assert slow.wait(30)
        return provider.fetch()

    keys = Keys(fetch, provider.clock)
    keys.key("one")
    provider.now += FRESH_S + 1
    other = threading.Thread(target=keys.key, args=("one",))
    other.start()
    assert arrived.wait(30)
    assert keys.key("one") is not None  # does not wait
    slow.set()
    other.join()
    assert provider.calls == 2


def test_when_nobody_has_keys_yet_all_wait_for_the_first_fetch() -> None:
    provider, slow = Provider(), threading.Event()

    def fetch() -> bytes:
        assert slow.wait(30)
        return provider.fetch()

    keys = Keys(fetch, provider.clock)
    found: list[object] = []

    def ask() -> None:
        found.append(keys.key("one"))

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for one in askers:
        one.start()
    slow.set()
    for one in askers:
        one.join()
    assert provider.calls == 1
    assert len(found) == 4
    assert None not in found


SOUND = key("one").public
SECRET = {"kty": "oct", "kid": "one", "k": "c2VjcmV0", "alg": "HS256"}
PRIVATE = json.loads(
    '{"kty": "OKP", "crv": "Ed25519", "kid": "one", '
    '"x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", '
    '"d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}'
)  # RFC 8037, appendix A.1


@pytest.mark.parametrize(
    "unsuited",
    [
        SECRET,
        PRIVATE,
        {**SOUND, "use": "enc"},
        {**SOUND, "use": ["sig"], "alg": ["RS256"]},
        {**SOUND, "alg": "HS256"},
        {**SOUND, "alg": "none"},
        {**SOUND, "alg": "RSA-OAEP"},
        {**SOUND, "kid": ""},
        {**SOUND, "kid": 7},
        {name: value for name, value in SOUND.items() if name != "kid"},
        {**SOUND, "n": "?"},
        {"kty": "EC", "crv": "secp256k1", "kid": "one"},
        "one",
        None,
    ],
)
def test_a_key_that_is_not_for_checking_signatures_is_passed_over(unsuited: Any) -> None:
    other = key("other", "ES256").public
    assert set(dict(parsed(key_set(unsuited, other)))) == {"other"}
    with pytest.raises(ValueError, match="no key to check"):
        dict(parsed(key_set(unsuited)))


def test_of_two_keys_with_one_id_the_first_holds_and_too_many_are_not_read() -> None:
    second = {**key("x", "ES256").public, "kid": "one"}
    assert dict(parsed(key_set(SOUND, second)))["one"].algorithm_name == "RS256"
    many = [{**SOUND, "kid": str(number)} for number in range(MOST_KEYS + 5)]
    assert len(dict(parsed(key_set(*many)))) == MOST_KEYS


def test_a_key_set_nested_too_deep_is_none() -> None:
    with pytest.raises(ValueError, match="too deep"):
        dict(parsed(b"[" * 100_000))
