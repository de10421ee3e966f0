"""Alerts know their code by itself; until now it was read out of the sentence."""

from django.db import migrations, models


def by_code(apps, _schema):
    alerts = apps.get_model("finance", "RaisedAlert").objects.filter(ended_at=None)
    for one in alerts.filter(key__in=["runs-out", "left-over"]):
        one.subject = one.subject.split(" ")[0]
        one.save(update_fields=["subject"])
    alerts.filter(key__in=["overdue", "cash-lasts"]).update(subject="")


class Migration(migrations.Migration):
    dependencies = [("finance", "0029_base_of_contributions")]
    operations = [
        migrations.AddField("raisedalert", "facts", models.JSONField(default=dict, verbose_name="figures")),
        migrations.AlterField(
            "raisedalert", "subject", models.CharField(blank=True, max_length=200, verbose_name="about")
        ),
        migrations.RunPython(by_code, migrations.RunPython.noop),
    ]
