import django.db.models.deletion
import finance.languages
import finance.migrating
import finance.models.columns
import projects.models.words
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('projects', '0001_initial'),
        ('projects', '0002_words'),
    ]

    initial = True

    dependencies = [
        ('finance', '0001_squashed_0031_facility_in_operation'),
    ]

    operations = [
        finance.migrating.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Project',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.SlugField(max_length=40, unique=True, verbose_name='key')),
                        ('name_ru', models.CharField(blank=True, max_length=255, verbose_name='name in Russian')),
                        ('name_kk', models.CharField(blank=True, max_length=255, verbose_name='name in Kazakh')),
                        ('purpose', models.TextField(blank=True, verbose_name='purpose')),
                        ('amount', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='amount, tenge')),
                        ('first', finance.models.columns.MonthField(verbose_name='first month')),
                        ('last', finance.models.columns.MonthField(verbose_name='last month')),
                        ('akimats', projects.models.words.WordsField(blank=True, default=list, verbose_name='akimats')),
                        ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='finance.facility', verbose_name='facility')),
                    ],
                    options={
                        'verbose_name': 'project',
                        'verbose_name_plural': 'projects',
                        'ordering': ['key'],
                    },
                    bases=(finance.languages.NamedInTwoLanguages, models.Model),
                ),
                migrations.CreateModel(
                    name='Funder',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.SlugField(max_length=20, verbose_name='key')),
                        ('name_ru', models.CharField(blank=True, max_length=255, verbose_name='name in Russian')),
                        ('name_kk', models.CharField(blank=True, max_length=255, verbose_name='name in Kazakh')),
                        ('aliases', projects.models.words.WordsField(blank=True, default=list, verbose_name='other names')),
                        ('number', models.CharField(blank=True, max_length=12, verbose_name='BIN')),
                        ('role', models.CharField(choices=[('initiator', 'initiator'), ('co-funder', 'co-funder'), ('coordinator', 'coordinator'), ('akimat', 'akimat')], default='co-funder', max_length=11, verbose_name='role')),
                        ('pays_for', projects.models.words.WordsField(blank=True, default=list, verbose_name='pays for')),
                        ('codes', projects.models.words.WordsField(blank=True, default=list, verbose_name='budget codes')),
                        ('promised', finance.models.columns.TengeField(blank=True, decimal_places=2, max_digits=15, null=True, verbose_name='promised, tenge')),
                        ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.project', verbose_name='project')),
                    ],
                    options={
                        'verbose_name': 'funder',
                        'verbose_name_plural': 'funders',
                        'ordering': ['id'],
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('project', 'key'), name='one_funder_a_key')],
                    },
                    bases=(finance.languages.NamedInTwoLanguages, models.Model),
                ),
                migrations.CreateModel(
                    name='Site',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.SlugField(max_length=20, verbose_name='key')),
                        ('name_ru', models.CharField(blank=True, max_length=255, verbose_name='name in Russian')),
                        ('name_kk', models.CharField(blank=True, max_length=255, verbose_name='name in Kazakh')),
                        ('aliases', projects.models.words.WordsField(blank=True, default=list, verbose_name='other names')),
                        ('akimat', models.CharField(blank=True, max_length=255, verbose_name='akimat')),
                        ('host', models.CharField(blank=True, max_length=255, verbose_name='host')),
                        ('area_m2', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='area, m²')),
                        ('places', models.PositiveIntegerField(blank=True, null=True, verbose_name='places')),
                        ('opened_on', models.DateField(blank=True, null=True, verbose_name='opened on')),
                        ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.project', verbose_name='project')),
                    ],
                    options={
                        'verbose_name': 'site',
                        'verbose_name_plural': 'sites',
                        'ordering': ['id'],
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('project', 'key'), name='one_site_a_key')],
                    },
                    bases=(finance.languages.NamedInTwoLanguages, models.Model),
                ),
                migrations.CreateModel(
                    name='ProjectLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('stage', models.CharField(blank=True, max_length=255, verbose_name='stage')),
                        ('month', finance.models.columns.MonthField(verbose_name='month')),
                        ('amount', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='amount, tenge')),
                        ('cell', models.CharField(blank=True, max_length=80, verbose_name='cell of the source')),
                        ('budget', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.budget')),
                        ('code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.budgetcode')),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='project_lines', to='finance.document')),
                        ('funder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='projects.funder')),
                        ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='projects.site')),
                    ],
                    options={
                        'verbose_name': 'line of a project',
                        'verbose_name_plural': 'lines of a project',
                    },
                ),
                migrations.CreateModel(
                    name='Stage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.SlugField(max_length=20, verbose_name='key')),
                        ('name_ru', models.CharField(blank=True, max_length=255, verbose_name='name in Russian')),
                        ('name_kk', models.CharField(blank=True, max_length=255, verbose_name='name in Kazakh')),
                        ('aliases', projects.models.words.WordsField(blank=True, default=list, verbose_name='other names')),
                        ('first', finance.models.columns.MonthField(blank=True, null=True, verbose_name='first month')),
                        ('last', finance.models.columns.MonthField(blank=True, null=True, verbose_name='last month')),
                        ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.project', verbose_name='project')),
                    ],
                    options={
                        'verbose_name': 'stage',
                        'verbose_name_plural': 'stages',
                        'ordering': ['id'],
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('project', 'key'), name='one_stage_a_key')],
                    },
                    bases=(finance.languages.NamedInTwoLanguages, models.Model),
                ),
            ],
        ),
    ]
