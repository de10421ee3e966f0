from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_initial")]

    operations = [
        migrations.RemoveField("longwork", "is_cancel_requested"),
        migrations.RemoveField("longwork", "worker"),
    ]
