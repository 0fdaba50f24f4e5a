"""What the ERP tab adds to the ERP's own answer: `python -m benchmarks.erp_tab`.

A company linked to one of 100 customers of a workbook, ten of their fields shown. A panel's whole request is compared with
the connector doing the same here, in a process that has it loaded: in turn, so that both meet the same machine. The difference
is ours: the request, the database, a connector's process, and the page. Aim: under 10 ms; twice that is a defect.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl

from benchmarks import filled
from connectors.base import ActorType, Context
from connectors.excel.connector import ExcelConnector
from connectors.process import ActorTypeRead, ListRead
from connectors.spares import spares
from webapp import config
from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.crm.register import Draft
from webapp.db import db
from webapp.models import (
    ActorMapping,
    ConfigValue,
    Connection,
    ConnectionAccess,
    ConnectionField,
    FieldMapping,
    Link,
    SyncConnector,
)
from webapp.models.stored import field_data
from webapp.services import reading_merge

CUSTOMERS, SHOWN, ROUNDS = 100, 10, 40
PAUSE = 0.4  # between two looks: nobody turns pages quicker
AIM, DEFECT = 10.0, 20.0
CUSTOMER = ActorType.CUSTOMER
HEADS = ("ID", "Nm", "OrgNr", "Ad1", "Zip", "City", "Phone", "Email", "CustGr", "Credit", "Blocked", "Since", "LastModified")


def main() -> int:
    """Measure and print; the exit code is 1 where it is a defect."""
    with filled.instance(connections=0) as app:
        folder = Path(app.config["INSTANCE_FOLDER"])
        _workbook(folder / "erp.xlsx")
        with db.connection_context():
            connection, record = _linked(folder)
        client = filled.signed_in(app)
        url = f"/crm/company/{record}/erp"
        spares.keep()
        panel, alone = _raced(lambda: _asked(client, f"{url}/{connection}", "Name 47"), lambda: _alone(folder))
        tab = _timed(lambda: _asked(client, url, "Linked to customer 10047"), 20)
        spares.end()
        cold = _raced(lambda: _asked(client, f"{url}/{connection}", "Name 47"), lambda: None)[0]
    added = statistics.median(one - other for one, other in zip(panel, alone, strict=True))
    print(f"connector alone      {statistics.median(alone):7.1f} ms")
    print(f"panel, whole request {statistics.median(panel):7.1f} ms")
    print(f"the tab adds         {added:7.1f} ms (aim {AIM:.0f}, defect over {DEFECT:.0f})")
    print(f"with no process ready{statistics.median(cold):7.1f} ms")
    print(f"the page around it   {statistics.median(tab):7.1f} ms")
    return int(added > DEFECT)


def _raced(one: Callable[[], None], other: Callable[[], None]) -> tuple[list[float], list[float]]:
    rounds = [(_timed(one, 1)[0], _timed(other, 1)[0]) for _round in range(ROUNDS) if not time.sleep(PAUSE)]
    return [each for each, _ in rounds[2:]], [each for _, each in rounds[2:]]


def _timed(what: Callable[[], None], times: int) -> list[float]:
    found = []
    for _time in range(times):
        begun = time.perf_counter()
        what()
        found.append((time.perf_counter() - begun) * 1000)
    return found


def _asked(client: Any, url: str, words: str) -> None:
    answer = client.get(url, headers={"HX-Request": "true", "Accept-Language": "en"})
    assert words in answer.get_data(as_text=True), answer.get_data(as_text=True)


def _alone(folder: Path) -> None:
    """What the connector does for such a panel."""
    connector = _connector(folder)
    found = [each for batch in connector.get_actors(CUSTOMER, ["10047"], HEADS[1 : SHOWN + 1]) for each in batch.actors]
    connector.close()
    assert len(found) == 1


def _connector(folder: Path) -> ExcelConnector:
    return ExcelConnector({"file": "erp.xlsx", "read_only": True, "backup": False}, Context(folders=(folder,)))


def _workbook(path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Customer")
    sheet.append(HEADS)
    day = datetime(2020, 1, 1)  # noqa: DTZ001 - workbooks have no zone
    for number in range(CUSTOMERS):
        row = (10000 + number, f"Name {number}", f"{900000000 + number}", f"Street {number}", "9008", "Tromsø", "77600000",
               f"post{number}@example.no", number % 3 + 1, 250000.5, False, day + timedelta(number % 900), day)  # fmt: skip
        sheet.append(row)
    groups = book.create_sheet("CustomerGroup")
    for row in (("ID", "Text"), (1, "Retail"), (2, "Industry"), (3, "Public")):
        groups.append(row)
    book.save(path)


def _linked(folder: Path) -> tuple[int, int]:
    """The ids of an active connection to the workbook and of a company linked there."""
    config.current["FILE_FOLDERS"] = (folder,)
    excel = SyncConnector.create(name="Excel", name_key="excel", url="plugin://excel")
    connection = Connection.create(guid=str(uuid4()), name="Visma", name_key="visma", connector=excel, active=True)
    ConnectionAccess.create(connection=connection, may_connect=True, may_create=True)
    for position, each in enumerate(ExcelConnector.config_fields(Context())):
        ConnectionField.create(connection=connection, position=position, key=each.key, metadata=field_data(each))
    for key, text in (("file", "erp.xlsx"), ("read_only", "1"), ("backup", "0")):
        ConfigValue.create(connection=connection, key=key, text=text)
    _read(connection, _connector(folder))
    ActorMapping.update(active=True).execute()
    FieldMapping.update(in_tab=True).where(FieldMapping.erp_key.in_(HEADS[1 : SHOWN + 1])).execute()
    record = register.save(Entity.COMPANY, [Draft({"NAME": "Name 47"})], None)[0].id
    Link.create(connection=connection, entity="company", record_id=record, actor_type="Customer", erp_key="10047")
    return connection.id, record


def _read(connection: Connection, connector: ExcelConnector) -> None:
    fields = connector.actor_fields(CUSTOMER)
    types = {CUSTOMER: ActorTypeRead(CUSTOMER, fields, connector.searchable_fields(CUSTOMER))}
    lists = {"CustomerGroup": ListRead("CustomerGroup", connector.list_items("CustomerGroup"))}
    connector.close()
    with db.atomic():
        reading_merge.merge(connection, reading_merge.Found(types, lists))


if __name__ == "__main__":
    sys.exit(main())
