"""Tables made from the models at once count as migrated."""

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def count_as_migrated() -> None:
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    steps = MigrationLoader(None).disk_migrations
    applied = {*steps, *(replaced for step in steps.values() for replaced in step.replaces)}
    recorder.migration_qs.bulk_create(recorder.Migration(app=app, name=name) for app, name in sorted(applied))
