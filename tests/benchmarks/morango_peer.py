"""Morango's import of the same rows: `python -m tests.benchmarks.morango_peer PLACE ROWS RUNS`.

What is timed is `morango.sync.operations._deserialize_from_store`, « takes data from the store and
integrates into the application », with its one transaction and its commit to a file (WAL,
synchronous=FULL, as ours): every record is read from the store, validated, saved, and marked clean.
https://morango.readthedocs.io and its source, 0.8.15, say how.

Not counted, all to Morango's advantage, as ours is counted with the like: the network and its
certificates, and the way from the file or the wire through the buffers into the store
(`_dequeue_into_store`), where it compares counters and decides between versions.

The store is filled by Morango itself from the rows as they shall be; then the table is put back to
the rows as they were, and the store's records are dirty, as after a transfer.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

_PROFILE = "peer"


def main(place: Path, rows: Path, runs: int) -> None:
    """Make the database once, and import into copies of it."""
    sys.path.insert(0, str(place))
    table = json.loads(rows.read_text("utf-8"))
    with tempfile.TemporaryDirectory(dir=rows.parent) as name:
        folder = Path(name)
        file = folder / "morango.sqlite3"
        model = _set_up(file, table)
        _prepare(model, table)
        made = folder / "made.sqlite3"
        _leave()
        shutil.copyfile(file, made)
        took = [_import(model, made, file, table) for _run in range(runs + 1)]
    print(json.dumps({"deserialize": median(took[1:])}))


def _set_up(file: Path, table: dict[str, Any]) -> Any:
    """A project of one application, whose one model has the columns of the table."""
    import django
    from django.apps import AppConfig, apps
    from django.conf import settings
    from django.core.management import call_command

    class Peer(AppConfig):
        default_auto_field = "django.db.models.AutoField"

        def import_models(self) -> None:
            super().import_models()
            _model(table)
            self.models_module = self.module

    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file)}},
        INSTALLED_APPS=["morango", Peer(_PROFILE, sys.modules[__name__])],
        MIGRATION_MODULES={_PROFILE: None},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        SECRET_KEY=_PROFILE,
        USE_TZ=True,
    )
    django.setup()
    _durable()
    call_command("migrate", run_syncdb=True, verbosity=0)
    return apps.get_model(_PROFILE, "Equipment")


def _model(table: dict[str, Any]) -> None:
    from django.db import models
    from morango.models.core import SyncableModel

    kinds = {"INTEGER": models.BigIntegerField, "TEXT": models.TextField}
    fields = {
        name: kinds[kind](null=True, blank=True, db_index=name in table["indexed"])
        for name, kind in table["columns"]
        if name != "id"
    }
    known = {
        "__module__": __name__,
        "Meta": type("Meta", (), {"app_label": _PROFILE}),
        "morango_profile": _PROFILE,
        "morango_model_name": "equipment",
        "calculate_source_id": lambda self: self.id,
        "calculate_partition": lambda _self: _PROFILE,
    }
    type("Equipment", (SyncableModel,), {**fields, **known})


def _prepare(model: Any, table: dict[str, Any]) -> None:
    from django.db import transaction
    from morango.models.core import Store
    from morango.sync.operations import _serialize_into_store

    with transaction.atomic():
        model.objects.bulk_create(_made(model, table, "after", dirty=True))
    _serialize_into_store(_PROFILE)
    with transaction.atomic():
        model.objects.all()._raw_delete("default")
        model.objects.bulk_create(_made(model, table, "before", dirty=False))
        Store.objects.update(dirty_bit=True)


def _made(model: Any, table: dict[str, Any], when: str, *, dirty: bool) -> list[Any]:
    names = [name for name, _kind in table["columns"]]
    return [
        model(
            **dict(zip(names, row, strict=True)),
            _morango_dirty_bit=dirty,
            _morango_source_id=row[names.index("id")],
            _morango_partition=_PROFILE,
        )
        for row in table[when]
    ]


def _import(model: Any, made: Path, file: Path, table: dict[str, Any]) -> float:
    from morango.models.core import Store
    from morango.sync.operations import _deserialize_from_store

    shutil.copyfile(made, file)
    _durable()
    start = perf_counter()
    _deserialize_from_store(_PROFILE)
    took = perf_counter() - start
    names = [name for name, _kind in table["columns"]]
    there = [list(row) for row in model.objects.order_by("id").values_list(*names)]
    if there != table["after"] or Store.objects.filter(dirty_bit=True).exists():
        raise RuntimeError("Morango did not take in what it was given")
    _leave()
    return took


def _durable() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            cursor.execute(f"PRAGMA {pragma}")


def _leave() -> None:
    """Close the file; the write-ahead log goes into it."""
    from django.db import connection

    connection.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
