import datetime
import django.core.validators
import django.db.models.deletion
import finance.models.columns
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    # Databases of the versions before the first release hold these and need nothing from here.
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Budget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40, unique=True, verbose_name='key')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('contract_number', models.CharField(blank=True, max_length=64, verbose_name='contract number')),
            ],
            options={
                'verbose_name': 'budget',
                'verbose_name_plural': 'budgets',
                'ordering': ['-year', 'key'],
            },
        ),
        migrations.CreateModel(
            name='FundingSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=20, unique=True, verbose_name='key')),
                ('name_ru', models.CharField(max_length=255, verbose_name='name in Russian')),
                ('name_kk', models.CharField(blank=True, max_length=255, verbose_name='name in Kazakh')),
                ('payer_number', models.CharField(blank=True, max_length=12, verbose_name='BIN of the payer')),
            ],
            options={
                'verbose_name': 'funding source',
                'verbose_name_plural': 'funding sources',
            },
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
                ('action', models.CharField(db_index=True, max_length=64, verbose_name='what')),
                ('reason', models.TextField(blank=True, verbose_name='why')),
                ('data', models.JSONField(default=dict, verbose_name='details')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'audit event',
                'verbose_name_plural': 'audit events',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='BudgetCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=6, verbose_name='code')),
                ('valid_from', models.DateField(default=datetime.date(2009, 1, 1), verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid until, exclusive')),
                ('name_ru', models.CharField(max_length=255, verbose_name='name in Russian')),
                ('name_kk', models.CharField(blank=True, max_length=255, verbose_name='name in Kazakh')),
                ('is_name_kk_official', models.BooleanField(default=False, verbose_name='the Kazakh name is official')),
                ('is_group', models.BooleanField(default=False, verbose_name='a heading, not posted to')),
                ('may_be_charged', models.TextField(blank=True, verbose_name='what may be charged')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('variable_share', models.DecimalField(decimal_places=3, default=Decimal('0'), max_digits=4, verbose_name='share that changes with bed-days')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='finance.budgetcode', verbose_name='belongs to')),
            ],
            options={
                'verbose_name': 'budget code',
                'verbose_name_plural': 'budget codes',
                'ordering': ['code', 'valid_from'],
            },
        ),
        migrations.CreateModel(
            name='Balance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('centre', models.CharField(blank=True, max_length=20, verbose_name='cost centre')),
                ('measure', models.CharField(choices=[('plan', 'plan by contract'), ('amendment', 'change of plan'), ('funding', 'money received'), ('commitment', 'commitment'), ('cash', 'cash execution'), ('actual', 'actual cost')], max_length=10, verbose_name='measure')),
                ('month', finance.models.columns.MonthField(verbose_name='month')),
                ('dated', finance.models.columns.MonthField(verbose_name='month of the date')),
                ('amount', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='amount, tenge')),
                ('budget', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='balances', to='finance.budget', verbose_name='budget')),
                ('code', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.budgetcode', verbose_name='budget code')),
            ],
            options={
                'verbose_name': 'balance',
                'verbose_name_plural': 'balances',
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('plan', 'plan by contract'), ('amendment', 'certificate of amendment'), ('funding', 'money received'), ('cash', 'payments'), ('actual', 'accruals of the month'), ('treasury', 'treasury form 4-20'), ('balances', 'cash balances'), ('contract', 'contract'), ('agreement', 'additional agreement'), ('release', 'release of a commitment'), ('act', 'act or invoice'), ('procurement', 'procurement plan'), ('costing', 'costing data'), ('reversal', 'reversal')], max_length=12, verbose_name='kind')),
                ('status', models.CharField(choices=[('draft', 'waits for approval'), ('posted', 'posted'), ('undone', 'undone')], default='posted', max_length=8, verbose_name='status')),
                ('number', models.CharField(blank=True, max_length=64, verbose_name='number')),
                ('date', models.DateField(verbose_name='date')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('batch_number', models.BigIntegerField(blank=True, db_index=True, null=True, verbose_name='import')),
                ('entered_at', models.DateTimeField(auto_now_add=True, verbose_name='entered at')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by')),
                ('budget', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='finance.budget', verbose_name='budget')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('reverses', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversals', to='finance.document', verbose_name='reverses')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='CashBalance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(blank=True, max_length=34, verbose_name='account')),
                ('date', models.DateField(verbose_name='date')),
                ('amount', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='balance, tenge')),
                ('cell', models.CharField(blank=True, max_length=80, verbose_name='cell of the source')),
                ('budget', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cash_balances', to='finance.budget', verbose_name='budget')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cash_balances', to='finance.document', verbose_name='document')),
            ],
            options={
                'verbose_name': 'stated cash balance',
                'verbose_name_plural': 'stated cash balances',
                'ordering': ['date', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('centre', models.CharField(blank=True, max_length=20, verbose_name='cost centre')),
                ('measure', models.CharField(choices=[('plan', 'plan by contract'), ('amendment', 'change of plan'), ('funding', 'money received'), ('commitment', 'commitment'), ('cash', 'cash execution'), ('actual', 'actual cost')], max_length=10, verbose_name='measure')),
                ('month', finance.models.columns.MonthField(verbose_name='month')),
                ('date', models.DateField(verbose_name='date')),
                ('amount', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='amount, tenge')),
                ('row', models.PositiveIntegerField(blank=True, null=True, verbose_name='row of the source')),
                ('cell', models.CharField(blank=True, max_length=80, verbose_name='cell of the source')),
                ('number', models.CharField(blank=True, max_length=64, verbose_name='payment number')),
                ('counterparty_number', models.CharField(blank=True, max_length=12, verbose_name='BIN or IIN of the counterparty')),
                ('counterparty_name', models.CharField(blank=True, max_length=255, verbose_name='counterparty')),
                ('contract_number', models.CharField(blank=True, max_length=64, verbose_name='contract')),
                ('purpose', models.TextField(blank=True, verbose_name='purpose')),
                ('budget', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='finance.budget', verbose_name='budget')),
                ('code', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.budgetcode', verbose_name='budget code')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='finance.document', verbose_name='document')),
                ('reverses', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='finance.entry', verbose_name='reverses')),
            ],
            options={
                'verbose_name': 'entry',
                'verbose_name_plural': 'entries',
            },
        ),
        migrations.CreateModel(
            name='Facility',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=12, unique=True, validators=[django.core.validators.RegexValidator('^\\d{12}$', 'Twelve digits are expected.')], verbose_name='BIN')),
                ('name_ru', models.CharField(max_length=255, verbose_name='name in Russian')),
                ('name_kk', models.CharField(blank=True, max_length=255, verbose_name='name in Kazakh')),
                ('treasury_code', models.CharField(blank=True, max_length=7, verbose_name='treasury code of the institution')),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='made for training')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='finance.facility', verbose_name='belongs to')),
            ],
            options={
                'verbose_name': 'facility',
                'verbose_name_plural': 'facilities',
                'ordering': ['number'],
            },
        ),
        migrations.AddField(
            model_name='budget',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='budgets', to='finance.facility', verbose_name='facility'),
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('iik', models.CharField(max_length=34, unique=True, verbose_name='account (IIK)')),
                ('bank', models.CharField(blank=True, max_length=255, verbose_name='bank')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accounts', to='finance.facility', verbose_name='facility')),
            ],
            options={
                'verbose_name': 'bank account',
                'verbose_name_plural': 'bank accounts',
                'ordering': ['iik'],
            },
        ),
        migrations.CreateModel(
            name='FacilityCodeName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_ru', models.CharField(max_length=255, verbose_name='name in Russian')),
                ('name_kk', models.CharField(blank=True, max_length=255, verbose_name='name in Kazakh')),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facility_names', to='finance.budgetcode', verbose_name='budget code')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='code_names', to='finance.facility', verbose_name='facility')),
            ],
            options={
                'verbose_name': "facility's name of a code",
                'verbose_name_plural': "facility's names of codes",
            },
        ),
        migrations.AddField(
            model_name='budget',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='finance.fundingsource', verbose_name='funding source'),
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('economist', 'economist'), ('accountant', 'accountant'), ('manager', 'management'), ('auditor', 'auditor'), ('admin', 'administrator')], max_length=12, verbose_name='role')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='finance.facility', verbose_name='facility')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'role at a facility',
                'verbose_name_plural': 'roles at facilities',
            },
        ),
        migrations.CreateModel(
            name='MonthState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', finance.models.columns.MonthField(verbose_name='month')),
                ('is_closed', models.BooleanField(default=True, verbose_name='closed')),
                ('reopened_until', models.DateField(blank=True, null=True, verbose_name='reopened until')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('checklist', models.JSONField(default=list, verbose_name='checklist')),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('budget', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='month_states', to='finance.budget', verbose_name='budget')),
                ('closed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
            ],
            options={
                'verbose_name': 'closed month',
                'verbose_name_plural': 'closed months',
            },
        ),
        migrations.CreateModel(
            name='AskedReopening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateField(verbose_name='open until')),
                ('reason', models.TextField(verbose_name='reason')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='asked at')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('state', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='asked_reopening', to='finance.monthstate', verbose_name='month')),
            ],
            options={
                'verbose_name': 'month asked to be opened again',
                'verbose_name_plural': 'months asked to be opened again',
            },
        ),
        migrations.CreateModel(
            name='PlanLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', finance.models.columns.MonthField()),
                ('amount', finance.models.columns.TengeField(decimal_places=2, max_digits=15)),
                ('cell', models.CharField(blank=True, max_length=80)),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.budgetcode')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plan_lines', to='finance.document')),
            ],
            options={
                'verbose_name': 'plan line',
                'verbose_name_plural': 'plan lines',
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('administrator_code', models.CharField(blank=True, max_length=3, validators=[django.core.validators.RegexValidator('^\\w{3}$', 'Three characters are expected.')], verbose_name='administrator')),
                ('programme_code', models.CharField(blank=True, max_length=3, validators=[django.core.validators.RegexValidator('^\\w{3}$', 'Three characters are expected.')], verbose_name='programme')),
                ('subprogramme_code', models.CharField(blank=True, max_length=3, validators=[django.core.validators.RegexValidator('^\\w{3}$', 'Three characters are expected.')], verbose_name='subprogramme')),
                ('name_ru', models.CharField(max_length=255, verbose_name='name in Russian')),
                ('name_kk', models.CharField(blank=True, max_length=255, verbose_name='name in Kazakh')),
            ],
            options={
                'verbose_name': 'programme',
                'verbose_name_plural': 'programmes',
                'constraints': [models.UniqueConstraint(fields=('administrator_code', 'programme_code', 'subprogramme_code'), name='one_programme_once')],
            },
        ),
        migrations.AddField(
            model_name='budget',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='finance.programme', verbose_name='programme'),
        ),
        migrations.CreateModel(
            name='Setting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, verbose_name='key')),
                ('value', models.JSONField(verbose_name='value')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='settings', to='finance.facility', verbose_name='facility')),
            ],
            options={
                'verbose_name': 'choice of the facility',
                'verbose_name_plural': 'choices of the facility',
            },
        ),
        migrations.CreateModel(
            name='TreasuryFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', finance.models.columns.MonthField(verbose_name='month')),
                ('paid_amount', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='paid since January, tenge')),
                ('cell', models.CharField(blank=True, max_length=80, verbose_name='cell of the source')),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.budgetcode', verbose_name='budget code')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='treasury_figures', to='finance.document', verbose_name='document')),
            ],
            options={
                'verbose_name': 'treasury figure',
                'verbose_name_plural': 'treasury figures',
            },
        ),
        migrations.CreateModel(
            name='TrialBalanceLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', finance.models.columns.MonthField(verbose_name='month')),
                ('opening_debit', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='opening debit balance')),
                ('opening_credit', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='opening credit balance')),
                ('debit', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='debit turnover')),
                ('credit', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='credit turnover')),
                ('closing_debit', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='closing debit balance')),
                ('closing_credit', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='closing credit balance')),
                ('cell', models.CharField(blank=True, max_length=80, verbose_name='cell of the source')),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.budgetcode', verbose_name='budget code')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trial_balance_lines', to='finance.document', verbose_name='document')),
            ],
            options={
                'verbose_name': 'line of a trial balance',
                'verbose_name_plural': 'lines of a trial balance',
            },
        ),
        migrations.AddConstraint(
            model_name='budgetcode',
            constraint=models.UniqueConstraint(fields=('code', 'valid_from'), name='one_code_from_a_day'),
        ),
        migrations.AddConstraint(
            model_name='budgetcode',
            constraint=models.CheckConstraint(condition=models.Q(('variable_share__gte', 0), ('variable_share__lte', 1)), name='variable_share_is_a_share'),
        ),
        migrations.AddConstraint(
            model_name='balance',
            constraint=models.UniqueConstraint(fields=('budget', 'measure', 'month', 'code', 'centre', 'dated'), name='one_balance_a_key'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['budget', 'kind', 'status'], name='finance_doc_budget__2fc3e1_idx'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['budget', 'measure', 'month', 'code'], name='entry_figure'),
        ),
        migrations.AddConstraint(
            model_name='facilitycodename',
            constraint=models.UniqueConstraint(fields=('facility', 'code'), name='one_own_name_a_code'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('user', 'facility', 'role'), name='one_role_once'),
        ),
        migrations.AddConstraint(
            model_name='monthstate',
            constraint=models.UniqueConstraint(fields=('budget', 'month'), name='one_state_a_month'),
        ),
        migrations.AddConstraint(
            model_name='budget',
            constraint=models.UniqueConstraint(fields=('facility', 'year', 'programme', 'source'), name='one_budget_a_year_programme_source'),
        ),
        migrations.AddConstraint(
            model_name='setting',
            constraint=models.UniqueConstraint(fields=('facility', 'key'), name='one_value_a_setting'),
        ),
    ]
