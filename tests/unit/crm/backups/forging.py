"""Backups that are not what they should be, but sealed as if they were."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crm.backups import seal


@dataclass
class Forgery:
    """A backup taken apart: what is changed here is what the forged one says."""

    parts: dict[str, bytes]
    manifest: dict[str, Any]

    def table(self, name: str) -> dict[str, Any]:
        """Gives what the manifest says of a table."""
        (found,) = (table for table in self.manifest["tables"] if table["name"] == name)
        return found

    def rows(self, name: str) -> list[list[Any]]:
        """Gives the rows of a table."""
        return [json.loads(line) for line in self.parts[f"tables/{name}.jsonl"].splitlines()]

    def put_rows(self, name: str, rows: list[Any]) -> None:
        """Replaces the rows of a table, so that the manifest agrees."""
        self.put_lines(name, "".join(json.dumps(row) + "\n" for row in rows), len(rows))

    def put_lines(self, name: str, lines: str, rows: int) -> None:
        """Replaces the lines of a table, so that the manifest agrees."""
        content = lines.encode()
        self.parts[f"tables/{name}.jsonl"] = content
        self.table(name).update(
            rows=rows, bytes=len(content), sha256=hashlib.sha256(content).hexdigest()
        )

    def put_file(self, name: str, content: bytes) -> None:
        """Adds a file of the home, so that the manifest agrees."""
        self.parts[f"home/{name}"] = content
        hashed = hashlib.sha256(content).hexdigest()
        self.manifest["files"].append({"name": name, "bytes": len(content), "sha256": hashed})

    def change(self, name: str, column: str, value: object) -> None:
        """Changes one cell of the first row of a table."""
        rows = self.rows(name)
        rows[0][list(self.table(name)["columns"]).index(column)] = value
        self.put_rows(name, rows)


def forged(path: Path, change: Callable[[Forgery], object]) -> Path:
    """Gives a backup like the one at `path`, changed and sealed again."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    forgery = Forgery(parts, json.loads(parts.pop("manifest.json")))
    change(forgery)
    new = path.with_name("forged.wendan")
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = seal.OPEN
        for name, content in forgery.parts.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(forgery.manifest))
    return sealed(new)


def sealed(path: Path) -> Path:
    """Seals a file again that ends with a seal, whatever it holds."""
    with path.open("r+b") as file:
        seal.close(file)
    return path
