import django.db.models.deletion
import finance.migrating
import finance.models.columns
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('region', '0001_absorption_and_objects'),
        ('region', '0002_packages_of_facilities'),
    ]

    initial = True

    dependencies = [
        ('finance', '0001_squashed_0031_facility_in_operation'),
    ]

    operations = [
        finance.migrating.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Absorption',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cell', models.CharField(blank=True, max_length=80, verbose_name='cell of the source')),
                        ('sum_of', models.CharField(blank=True, max_length=100, verbose_name='sum of')),
                        ('first_month', finance.models.columns.MonthField(verbose_name='first month')),
                        ('last_month', finance.models.columns.MonthField(verbose_name='last month')),
                        ('district', models.CharField(blank=True, max_length=100, verbose_name='district')),
                        ('plan_year', finance.models.columns.TengeField(decimal_places=2, max_digits=15, null=True, verbose_name='adjusted plan of the year')),
                        ('plan_period', finance.models.columns.TengeField(decimal_places=2, max_digits=15, null=True, verbose_name='plan of the period')),
                        ('cash', finance.models.columns.TengeField(decimal_places=2, max_digits=15, null=True, verbose_name='absorbed')),
                        ('percent_year', models.CharField(blank=True, max_length=12, verbose_name="percent of the year's plan as stated")),
                        ('percent_period', models.CharField(blank=True, max_length=12, verbose_name="percent of the period's plan as stated")),
                        ('reason', models.CharField(blank=True, max_length=255, verbose_name='reason')),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.document', verbose_name='document')),
                        ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.facility', verbose_name='facility')),
                        ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.facility', verbose_name='facility of the row')),
                    ],
                    options={
                        'verbose_name': 'absorption',
                        'verbose_name_plural': 'absorption',
                        'indexes': [models.Index(fields=['facility', 'last_month'], name='absorption_period')],
                    },
                ),
                migrations.CreateModel(
                    name='CapitalObject',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cell', models.CharField(blank=True, max_length=80, verbose_name='cell of the source')),
                        ('month', finance.models.columns.MonthField(verbose_name='month')),
                        ('kind', models.CharField(choices=[('construction', 'Construction'), ('module', 'Modular unit'), ('ambulance-station', 'Ambulance station'), ('capital-repair', 'Capital repair'), ('equipment', 'Equipment'), ('vehicle', 'Vehicles')], max_length=20, verbose_name='kind of work')),
                        ('name', models.CharField(max_length=255, verbose_name='object')),
                        ('district', models.CharField(blank=True, max_length=255, verbose_name='district')),
                        ('source', models.CharField(blank=True, max_length=255, verbose_name='source')),
                        ('programme', models.CharField(blank=True, max_length=255, verbose_name='programme')),
                        ('count', models.PositiveIntegerField(null=True, verbose_name='count')),
                        ('allotted', finance.models.columns.TengeField(decimal_places=2, max_digits=15, null=True, verbose_name='allotted')),
                        ('revised', finance.models.columns.TengeField(decimal_places=2, max_digits=15, null=True, verbose_name='adjusted')),
                        ('contracted', finance.models.columns.TengeField(decimal_places=2, max_digits=15, null=True, verbose_name='contracted')),
                        ('accepted', finance.models.columns.TengeField(decimal_places=2, max_digits=15, null=True, verbose_name='accepted')),
                        ('absorbed', finance.models.columns.TengeField(decimal_places=2, max_digits=15, null=True, verbose_name='absorbed')),
                        ('readiness', models.CharField(blank=True, max_length=12, verbose_name='readiness, %')),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.document', verbose_name='document')),
                        ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.facility', verbose_name='facility')),
                    ],
                    options={
                        'verbose_name': 'object of construction, repair or equipment',
                        'verbose_name_plural': 'objects of construction, repair and equipment',
                        'indexes': [models.Index(fields=['facility', 'month'], name='object_month')],
                    },
                ),
                migrations.CreateModel(
                    name='FacilityKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=44, verbose_name='public key')),
                        ('valid_from', models.DateField(verbose_name='from')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='until, exclusive')),
                        ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.facility', verbose_name='facility')),
                    ],
                    options={
                        'verbose_name': 'key of packages',
                        'verbose_name_plural': 'keys of packages',
                        'ordering': ['facility', 'valid_from'],
                        'constraints': [models.UniqueConstraint(fields=('facility', 'key'), name='one_key_once')],
                    },
                ),
                migrations.CreateModel(
                    name='TakenPackage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('month', finance.models.columns.MonthField(verbose_name='month')),
                        ('links', models.BigIntegerField(verbose_name='links')),
                        ('seal', models.CharField(max_length=60, verbose_name='seal')),
                        ('made_at', models.DateTimeField(verbose_name='made at')),
                        ('fingerprint', models.CharField(max_length=64, verbose_name='fingerprint')),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.document', verbose_name='document')),
                        ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.facility', verbose_name='facility')),
                    ],
                    options={
                        'verbose_name': 'package of a facility',
                        'verbose_name_plural': 'packages of facilities',
                        'indexes': [models.Index(fields=['facility', 'month'], name='package_month')],
                    },
                ),
            ],
        ),
    ]
