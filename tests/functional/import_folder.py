"""Importing in tests: small folders of files, and what came out of them."""

from collections.abc import Callable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from crm.importing import Mapping, Progress, Summary, import_path
from crm.models import CANONICAL, metadata

NOW = datetime.fromisoformat("2026-11-21 14:05")
TODAY = date(2026, 11, 21)
ZONE = ZoneInfo("Asia/Shanghai")

COMPANY: MappingOf[str, str] = {
    "users.csv": "user_id,name,role,manager_id\nU1,沈青,manager,\nU2,Ida Holm,销售代表,U1\n",
    "customers.csv": "customer_id,name,level,owner_id\nC1,青禾电子,A,U2\nC2,Lindqvist AB,B,\n",
    "products.csv": "product_id,name,model,list_price\nP1,控制器,M40,100\nP2,传感器,T30,12.5\n",
    "orders.csv": (
        "order_id,customer_id,ordered_at,status,amount\n"
        "O1,C1,2026-11-01 09:30,completed,999\n"
        "O2,C2,2026-11-02,已发货,80\n"
    ),
    "order_lines.csv": (
        "order_id,line_no,product_id,quantity,unit_price,amount\n"
        "O1,1,P1,2,100,\n"
        "O1,2,P2,3,12.5,37.49\n"
    ),
    "returns.csv": "return_id,order_id,amount,returned_at\nR1,O1,12.50,2026-11-10\n",
    "payments.csv": "payment_id,order_id,amount,paid_at\nY1,O1,100,2026-11-11\n",
}
"""A company whose every row is good."""


@dataclass(frozen=True)
class Importer:
    """Imports into one database."""

    engine: Engine
    folder: Path

    @property
    def rejects(self) -> Path:
        """Where its reject file goes."""
        return self.folder / "rejects.csv"

    def files(self, files: MappingOf[str, str], *, encoding: str = "utf-8") -> Path:
        """Writes files into a new folder and gives it."""
        folder = self.folder / f"files-{len(list(self.folder.glob('files-*')))}"
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / name).write_bytes(text.encode(encoding))
        return folder

    def run(
        self,
        path: Path,
        mapping: Mapping | None = None,
        *,
        currency: str = "CNY",
        progress: Progress | None = None,
        waits: Callable[[], None] | None = None,
    ) -> Summary:
        """Imports a path."""
        return import_path(
            self.engine,
            path,
            now=NOW,
            today=TODAY,
            timezone=ZONE,
            rejects=self.rejects,
            mapping=mapping,
            currency=currency,
            progress=progress,
            waits=waits,
        )

    def take(
        self,
        files: MappingOf[str, str],
        mapping: Mapping | None = None,
        *,
        waits: Callable[[], None] | None = None,
    ) -> Summary:
        """Imports files given as text."""
        return self.run(self.files(files), mapping, waits=waits)

    def rows(self, table: str, *columns: str, **where: object) -> list[tuple[Any, ...]]:
        """Gives the rows of a table, sorted."""
        own = metadata.tables[table]
        chosen = [own.c[name] for name in columns] or list(own.columns)
        keys = list(own.primary_key.columns)
        with self.engine.connect() as connection:
            statement = sa.select(*chosen).order_by(*keys)
            for name, value in where.items():
                statement = statement.where(own.c[name] == value)
            return [tuple(row) for row in connection.execute(statement)]

    def value(self, table: str, column: str, **where: object) -> Any:
        """Gives one cell."""
        ((cell,),) = self.rows(table, column, **where)
        return cell

    def total(self, table: str, column: str) -> Decimal:
        """Gives the exact sum of a column."""
        return sum((row[0] for row in self.rows(table, column)), Decimal(0))

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Gives all rows of the contract's tables, their custom fields and what waits."""
        names = [table.name for table in CANONICAL]
        return {name: self.rows(name) for name in (*names, "custom_fields", "waiting_rows")}

    def versions(self) -> dict[str, int]:
        """Gives the version of each table that ever changed."""
        return dict(self.rows("table_state", "table_name", "version"))
