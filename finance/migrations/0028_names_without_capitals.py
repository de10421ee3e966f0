"""Names to sign in with are kept without capitals; two people whose names differ by nothing else are refused."""

from django.conf import settings
from django.core.management.base import CommandError
from django.db import migrations

from finance.sign_in_names import refusal_of_twins, sign_in_name


def fold(apps, schema_editor):
    people = apps.get_model("auth", "User").objects.using(schema_editor.connection.alias)
    names = dict(people.values_list("pk", "username"))
    if refusal := refusal_of_twins(names.values()):
        raise CommandError(refusal)
    for pk, name in names.items():
        if name != sign_in_name(name):
            people.filter(pk=pk).update(username=sign_in_name(name))


class Migration(migrations.Migration):

    dependencies = [
        ('finance', '0027_events_by_time'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
