"""A demo company as a folder that can be imported."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path

from crm.demo.founding import Company
from crm.demo.rows import AnomalyLabel, Row

LABELS = Path("labels", "anomalies.csv")


def write_folder(company: Company, path: Path) -> None:
    """Writes one UTF-8 CSV a table into the folder, and the labels to `labels/anomalies.csv`.

    Makes the folder when it is missing and replaces files of the same names.
    """
    labels = path / LABELS
    labels.parent.mkdir(parents=True, exist_ok=True)
    for table, rows in company.tables.by_name().items():
        _write(path / f"{table}.csv", rows)
    _write(labels, company.anomalies)


def _write(file: Path, rows: Sequence[Row | AnomalyLabel]) -> None:
    columns = [column.name for column in fields(rows[0])]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(_cells(row, columns) for row in rows)


def _cells(row: Row | AnomalyLabel, columns: Iterable[str]) -> list[str]:
    return [_text(getattr(row, column)) for column in columns]


def _text(value: object) -> str:
    """A cell as the importer reads it: ISO dates, minutes, `true` and `false`, empty for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return str(value)
