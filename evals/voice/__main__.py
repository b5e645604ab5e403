"""Has questions about the demo company spoken, heard, and compared with the same ones typed.

    python -m evals.voice make FOLDER --zh COMMAND --en COMMAND
    WENDAN_ASR=… python -m evals.voice hear FOLDER [--noise DECIBELS] [--details]

A COMMAND speaks {text} into {file}, a WAV file: 'espeak-ng -v en -w {file} {text}'. The recogniser
is the one that the settings name (docs/voice.md). A FOLDER with a transcripts.json (names to texts)
may hold recordings of people instead.
"""

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import tomli
from sqlalchemy.engine import Engine

from assistant.app.hearing import recogniser_for, trouble_with
from assistant.cli import opening
from assistant.demo import DATABASE, Books, Filling, fill
from assistant.voice import NotHeard, Recogniser, sound_of
from assistant.voice.hints import hint_for
from crm.database import connect, sqlite_url
from evals.voice.comparing import KINDS, Compared, compared
from evals.voice.noise import with_noise

SAID = Path(__file__).with_name("said.toml")
TODAY = date(2026, 11, 21)
LEAST_RIGHT, MOST_WRONG = 0.90, 0.01
"""Of all questions: answered as when typed; answered about another name."""


def main() -> int:
    """Does what is asked; gives the exit status: 1 where an aim is missed, 2 for wrong use."""
    asked = _arguments()
    if asked.what == "make":
        return _make(asked.folder, {"zh": asked.zh, "en": asked.en})
    settings = opening.settings()
    trouble = "set WENDAN_ASR" if settings.asr is None else trouble_with(settings)
    if trouble is not None:
        sys.stderr.write(f"evals.voice: {trouble}\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="wendan-voice-") as home:
        found = list(_heard(asked, recogniser_for(settings), Path(home)))
    for line in _report(found, details=asked.details):
        sys.stdout.write(f"{line}\n")
    kinds = Counter(one.kind for one in found)
    reached = kinds["right"] >= LEAST_RIGHT * len(found)
    return 0 if reached and kinds["entity"] <= MOST_WRONG * len(found) else 1


def _arguments() -> argparse.Namespace:
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="python -m evals.voice", description=__doc__, formatter_class=form
    )
    parser.add_argument("what", choices=("make", "hear"))
    parser.add_argument("folder", type=Path, help="of the recordings")
    parser.add_argument("--zh", metavar="COMMAND", help="speaks Chinese; make")
    parser.add_argument("--en", metavar="COMMAND", help="speaks English; make")
    parser.add_argument("--noise", type=float, help="decibels below the voice; hear")
    parser.add_argument("--details", action="store_true", help="each one that was not right; hear")
    return parser.parse_args()


def said() -> Mapping[str, str]:
    """Gives the questions by the names of their recordings, such as zh01."""
    lists: dict[str, str] = tomli.loads(SAID.read_text(encoding="utf-8"))
    return {
        f"{language}{number:02}": text
        for language, lines in lists.items()
        for number, text in enumerate(lines.split("\n")[:-1], 1)
    }


def _make(folder: Path, commands: Mapping[str, str | None]) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in said().items():
        command = commands[name[:2]]
        if command is not None:
            places = {"text": text, "file": str(folder / f"{name}.wav")}
            words = [word.format(**places) for word in shlex.split(command)]
            subprocess.run(words, check=True)  # noqa: S603  (as asked for)
    return 0


def _heard(asked: argparse.Namespace, recogniser: Recogniser, home: Path) -> Iterator[Compared]:
    engine = _demo(home)
    chosen = opening.settings().model_copy(update={"home": home, "today": TODAY, "brain": "rules"})
    desk = opening.desk(chosen, engine)
    caller = desk.caller(None)
    with engine.connect() as connection:
        hint = hint_for(connection, caller)
    seconds = spoken = 0.0
    for seed, (name, text) in enumerate(_recordings(asked.folder)):
        sound = sound_of((asked.folder / f"{name}.wav").read_bytes())
        sound = sound if asked.noise is None else with_noise(sound, asked.noise, seed)
        began = time.monotonic()
        try:
            words = recogniser.words(sound, None, hint)
        except NotHeard:
            words = ""
        seconds, spoken = seconds + time.monotonic() - began, spoken + sound.seconds
        yield compared(desk, caller, name, text, " ".join(words.split()))
    sys.stdout.write(f"{recogniser.name}: {seconds / max(1.0, spoken):.2f} s a second of speech\n")
    engine.dispose()


def _demo(home: Path) -> Engine:
    """Gives the demo company's database, filled anew."""
    now = datetime(TODAY.year, TODAY.month, TODAY.day, 12)  # noqa: DTZ001  (the demo's own time)
    fill(home, Filling(TODAY, opening.product_version()), Books("CNY", ZoneInfo("UTC"), now))
    return connect(sqlite_url(home / DATABASE))


def _recordings(folder: Path) -> Iterator[tuple[str, str]]:
    """Gives the names of the recordings that are there, and what is said in them."""
    own = folder / "transcripts.json"
    texts: Mapping[str, str] = (
        json.loads(own.read_text(encoding="utf-8")) if own.exists() else said()
    )
    yield from ((name, text) for name, text in texts.items() if (folder / f"{name}.wav").exists())


def _report(found: Sequence[Compared], *, details: bool) -> Iterator[str]:
    """Gives the figures for each language, and each question that was not answered as typed."""
    if details:
        for one in found:
            if one.kind != "right":
                yield f"  {one.kind:8} {one.name}  {one.said}  ->  {one.heard}"
    for language in sorted({one.name[:2] for one in found}):
        some = [one for one in found if one.name.startswith(language)]
        kinds = Counter(one.kind for one in some)
        yield f"{language}: {len(some)} questions"
        for kind, meaning in KINDS.items():
            yield f"  {kinds[kind]:4}  {kinds[kind] / len(some):6.1%}  {meaning}"


if __name__ == "__main__":
    sys.exit(main())
