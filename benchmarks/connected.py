"""An instance with one tested connection to the benchmark's ERP, its customers mapped to companies."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from benchmarks import source
from connectors.base import FieldMetadata, FieldType, Text
from webapp import create_app, tasks
from webapp.config import read_settings
from webapp.db import db, migrate
from webapp.models import (
    ActorMapping,
    ConfigValue,
    Connection,
    ConnectionField,
    ConnectionList,
    CrmList,
    CrmListItem,
    FieldMapping,
    ListItemMapping,
    SyncConnector,
)
from webapp.models.stored import field_data, list_data


@contextmanager
def connected(file: Path) -> Iterator[Connection]:
    """The connection, in a fresh instance that goes away again; runs are carried out where they are asked for."""
    with tempfile.TemporaryDirectory() as folder:
        source.install(Path(folder) / "packages")
        instance = {"KOBLING_INSTANCE": f"{folder}/instance", "KOBLING_FILE_FOLDERS": str(file.parent)}
        create_app(read_settings(instance))
        migrate()
        assert tasks.runs is not None
        tasks.runs.immediate = True
        with db.connection_context():
            yield _connection(file)


def _connection(file: Path) -> Connection:
    url = "plugin://benchmark" if file.suffix == ".db" else "plugin://excel"
    connector = SyncConnector.create(name="Benchmark", name_key="benchmark", url=url)
    made = Connection.create(guid=str(uuid4()), name="ERP", name_key="erp", connector=connector, tested_state="passed")
    given = str(file) if file.suffix == ".db" else file.name
    ConnectionField.create(connection=made, position=0, key="file", metadata=field_data(FieldMetadata("file", Text("File"))))
    ConfigValue.create(connection=made, key="file", text=given)
    _map(made)
    return made


def _map(connection: Connection) -> None:
    actor = ActorMapping.create(connection=connection, actor_type=source.TYPE.value, active=True)
    for place, (erp_key, crm_key) in enumerate(source.FIELDS.items()):
        field = FieldMetadata(erp_key, Text(erp_key))
        if erp_key == "CustGr":
            field = FieldMetadata(erp_key, Text(erp_key), FieldType.LIST, list_name="CustomerGroup")
        ConnectionField.create(
            connection=connection, actor_type=source.TYPE.value, position=place, key=erp_key, metadata=field_data(field)
        )
        mapping = FieldMapping.create(actor=actor, erp_key=erp_key, crm_key=crm_key, to_crm=True, to_erp=True, rank=place)
    ConnectionList.create(
        connection=connection, name="CustomerGroup", items=list_data({key: Text(name) for key, name in source.GROUPS.items()})
    )
    category, _new = CrmList.get_or_create(key="category", defaults={"name": "Category"})
    for place, (key, name) in enumerate(source.GROUPS.items()):
        item = CrmListItem.create(list=category, name=name, name_key=name.casefold(), position=place)
        ListItemMapping.create(field=mapping, erp_item=key, crm_item=item)  # the list is the last of the fields
