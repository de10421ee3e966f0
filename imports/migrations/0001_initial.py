import django.db.models.deletion
import finance.models.columns
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    # Databases of the versions before the first release hold these and need nothing from here.
    dependencies = [
        ('finance', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SourceFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True, verbose_name='fingerprint')),
                ('size', models.PositiveBigIntegerField(verbose_name='size, bytes')),
                ('content', models.BinaryField(verbose_name='content')),
                ('kept_at', models.DateTimeField(auto_now_add=True, verbose_name='kept at')),
            ],
            options={
                'verbose_name': 'source file',
                'verbose_name_plural': 'source files',
            },
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, max_length=20, verbose_name='kind')),
                ('status', models.CharField(choices=[('preview', 'preview'), ('posted', 'posted'), ('refused', 'refused'), ('already-imported', 'nothing new'), ('undone', 'undone')], max_length=16, verbose_name='status')),
                ('source_name', models.CharField(blank=True, max_length=255, verbose_name='file name')),
                ('first_month', finance.models.columns.MonthField(null=True, verbose_name='first month')),
                ('last_month', finance.models.columns.MonthField(null=True, verbose_name='last month')),
                ('decisions', models.JSONField(default=list, verbose_name='what was decided and why')),
                ('corrections', models.JSONField(default=dict, verbose_name='what the user corrected')),
                ('result', models.JSONField(default=dict, verbose_name='import object')),
                ('facts', models.JSONField(default=dict, verbose_name='what the file states beside its rows')),
                ('claims', models.JSONField(default=list, verbose_name='what the file states about the books')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='received at')),
                ('posted_at', models.DateTimeField(null=True, verbose_name='posted at')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='undone at')),
                ('undo_reason', models.TextField(blank=True, verbose_name='why it was undone')),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by')),
                ('budgets', models.ManyToManyField(related_name='batches', to='finance.budget', verbose_name='budgets')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('facility', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='finance.facility', verbose_name='facility')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undone by')),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='imports.sourcefile', verbose_name='source file')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveIntegerField(default=0, verbose_name='order')),
                ('number', models.CharField(blank=True, max_length=12, verbose_name='BIN or IIN of the counterparty')),
                ('knp', models.CharField(blank=True, max_length=3, verbose_name='payment-purpose code')),
                ('words', models.CharField(blank=True, max_length=255, verbose_name='words of the purpose')),
                ('code', models.CharField(max_length=6, verbose_name='budget code')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='finance.facility', verbose_name='facility')),
            ],
            options={
                'verbose_name': 'rule for payments',
                'verbose_name_plural': 'rules for payments',
                'ordering': ['order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Alias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255, verbose_name='name')),
                ('folded', models.CharField(editable=False, max_length=255, verbose_name='name as compared')),
                ('code', models.CharField(max_length=6, verbose_name='budget code')),
                ('confirmed_at', models.DateTimeField(auto_now=True, verbose_name='confirmed at')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='finance.facility', verbose_name='facility')),
            ],
            options={
                'verbose_name': 'confirmed name',
                'verbose_name_plural': 'confirmed names',
                'ordering': ['folded'],
                'constraints': [models.UniqueConstraint(fields=('facility', 'folded'), name='one_code_a_confirmed_name')],
            },
        ),
        migrations.CreateModel(
            name='BatchRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('unresolved', 'waits for its code'), ('resolved', 'answered and posted'), ('withdrawn', 'undone with its import')], default='unresolved', max_length=10, verbose_name='state')),
                ('row', models.PositiveIntegerField(verbose_name='row of the source')),
                ('cell', models.CharField(max_length=80, verbose_name='cell of the source')),
                ('measure', models.CharField(blank=True, max_length=10, verbose_name='measure')),
                ('month', finance.models.columns.MonthField(null=True, verbose_name='month')),
                ('date', models.DateField(null=True, verbose_name='date')),
                ('amount', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='amount, tenge')),
                ('name', models.CharField(blank=True, max_length=255, verbose_name='name')),
                ('payment_number', models.CharField(blank=True, max_length=64, verbose_name='payment number')),
                ('counterparty_number', models.CharField(blank=True, max_length=12, verbose_name='BIN or IIN of the counterparty')),
                ('contract_number', models.CharField(blank=True, max_length=64, verbose_name='contract')),
                ('knp', models.CharField(blank=True, max_length=3, verbose_name='payment-purpose code')),
                ('purpose', models.TextField(blank=True, verbose_name='purpose')),
                ('offers', models.JSONField(default=list, verbose_name='codes on offer')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='imports.batch', verbose_name='import')),
                ('budget', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.budget', verbose_name='budget')),
                ('code', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.budgetcode', verbose_name='budget code')),
            ],
            options={
                'verbose_name': 'row that waits',
                'verbose_name_plural': 'rows that wait',
                'indexes': [models.Index(fields=['budget', 'state'], name='imports_bat_budget__779c02_idx')],
                'constraints': [models.UniqueConstraint(fields=('batch', 'row'), name='one_state_a_source_row')],
            },
        ),
        migrations.CreateModel(
            name='Layout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signature', models.CharField(max_length=64, verbose_name='shape')),
                ('corrections', models.JSONField(default=dict, verbose_name='corrections')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='layouts', to='finance.facility', verbose_name='facility')),
            ],
            options={
                'verbose_name': 'remembered layout',
                'verbose_name_plural': 'remembered layouts',
                'constraints': [models.UniqueConstraint(fields=('facility', 'signature'), name='one_layout_a_shape')],
            },
        ),
        migrations.CreateModel(
            name='LongWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('preview', 'preview'), ('post', 'posting'), ('undo', 'taking back'), ('answer', 'posting what was answered')], max_length=10, verbose_name='what is done')),
                ('state', models.CharField(choices=[('waiting', 'waits its turn'), ('running', 'is being done'), ('done', 'done'), ('failed', 'failed'), ('cancelled', 'cancelled')], default='waiting', max_length=10, verbose_name='state')),
                ('step', models.CharField(blank=True, choices=[('reading', 'reading the file'), ('recognising', 'recognising the table'), ('understanding', 'understanding the rows'), ('writing', 'comparing with the books and writing')], max_length=13, verbose_name='step')),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='rows of the file')),
                ('source_name', models.CharField(max_length=255, verbose_name='file name')),
                ('asked', models.JSONField(default=dict, verbose_name='what was asked')),
                ('language', models.CharField(max_length=5, verbose_name='language')),
                ('is_cancel_requested', models.BooleanField(default=False, verbose_name='asked to stop')),
                ('message', models.TextField(blank=True, verbose_name='what was said at the end')),
                ('task', models.UUIDField(null=True, verbose_name='task')),
                ('worker', models.CharField(blank=True, max_length=120, verbose_name='process that does it')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('began_at', models.DateTimeField(null=True, verbose_name='begun at')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='asked at')),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='last heard of')),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='works', to='imports.batch', verbose_name='import it starts from')),
                ('budget', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.budget', verbose_name='budget')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.facility', verbose_name='facility')),
                ('result', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='imports.batch', verbose_name='import it made')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='started by')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='works', to='imports.sourcefile', verbose_name='source file')),
            ],
            options={
                'verbose_name': 'long work',
                'verbose_name_plural': 'long works',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'running'])), fields=('batch',), name='one_work_at_a_time_a_preview')],
            },
        ),
    ]
