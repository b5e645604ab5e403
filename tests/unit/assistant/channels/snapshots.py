"""What a rendering was when somebody looked at it. RECORD=1 writes it anew: look at the change."""

import json
import os
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "rendered"


def assert_as_before(name: str, found: Any) -> None:
    """Sees that a rendering is the one in `rendered/NAME.json`."""
    file = FOLDER / f"{name}.json"
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("RECORD"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")
