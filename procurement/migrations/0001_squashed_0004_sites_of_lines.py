import django.db.models.deletion
import finance.migrating
import finance.models.columns
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('procurement', '0002_control_and_carrying_over'),
        ('procurement', '0003_release_at_closing'),
        ('procurement', '0004_lots_and_imported_plans'),
        ('procurement', '0005_tell_lots_apart'),
        ('procurement', '0001_initial'),
        ('procurement', '0002_matches_taken_back'),
        ('procurement', '0003_sites_of_projects'),
        ('procurement', '0004_sites_of_lines'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('finance', '0001_squashed_0031_facility_in_operation'),
    ]

    operations = [
        finance.migrating.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Supplier',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=12, unique=True, verbose_name='BIN or IIN')),
                        ('name', models.CharField(max_length=255, verbose_name='name')),
                        ('override_reason', models.CharField(blank=True, max_length=255, verbose_name='why a wrong check digit is taken')),
                        ('external_id', models.CharField(blank=True, max_length=40, verbose_name='portal id')),
                    ],
                    options={
                        'verbose_name': 'supplier',
                        'verbose_name_plural': 'suppliers',
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='Act',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('act', 'act'), ('invoice', 'invoice'), ('correction', 'correction'), ('non-cash', 'received without payment')], default='act', max_length=10, verbose_name='kind')),
                        ('external_id', models.CharField(blank=True, max_length=40, verbose_name='portal id')),
                        ('number', models.CharField(max_length=64, verbose_name='number')),
                        ('accepted_on', models.DateField(verbose_name='accepted on')),
                        ('due_on', models.DateField(blank=True, null=True, verbose_name='to be paid by')),
                        ('site', models.CharField(blank=True, max_length=20, verbose_name='site of the project')),
                        ('overdue_reason', models.TextField(blank=True, verbose_name='why it is overdue')),
                        ('budget', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.budget', verbose_name='budget')),
                        ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='procurement.act', verbose_name='corrects')),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.document', verbose_name='document')),
                        ('contract', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='procurement.contract', verbose_name='contract')),
                        ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='procurement.supplier', verbose_name='supplier')),
                    ],
                    options={
                        'verbose_name': 'act or invoice',
                        'verbose_name_plural': 'acts and invoices',
                        'ordering': ['-accepted_on', '-id'],
                    },
                ),
                migrations.CreateModel(
                    name='ActLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('month', finance.models.columns.MonthField(verbose_name='month')),
                        ('amount', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='sum, tenge')),
                        ('site', models.CharField(blank=True, max_length=20, verbose_name='site of the project')),
                        ('act', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='procurement.act', verbose_name='act')),
                        ('code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.budgetcode', verbose_name='budget code')),
                    ],
                    options={
                        'verbose_name': 'line of an act',
                        'verbose_name_plural': 'lines of acts',
                    },
                ),
                migrations.CreateModel(
                    name='Contract',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('external_id', models.CharField(blank=True, max_length=40, verbose_name='portal id')),
                        ('number', models.CharField(max_length=64, verbose_name='number')),
                        ('system_number', models.CharField(blank=True, max_length=64, verbose_name='system number')),
                        ('method', models.CharField(blank=True, max_length=40, verbose_name='method')),
                        ('subject', models.CharField(blank=True, max_length=500, verbose_name='subject')),
                        ('site', models.CharField(blank=True, max_length=20, verbose_name='site of the project')),
                        ('signed_on', models.DateField(verbose_name='signed on')),
                        ('ends_on', models.DateField(verbose_name='ends on')),
                        ('year_kind', models.CharField(choices=[('one', 'one year'), ('several', 'several years')], default='one', max_length=8, verbose_name='years')),
                        ('amount', finance.models.columns.TengeField(blank=True, decimal_places=2, max_digits=15, null=True, verbose_name='sum without VAT, tenge')),
                        ('amount_with_vat', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='sum with VAT, tenge')),
                        ('status', models.CharField(choices=[('draft', 'draft'), ('signed', 'signed'), ('closed', 'closed'), ('cancelled', 'cancelled')], default='signed', max_length=10, verbose_name='status')),
                        ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                        ('is_payable_carried', models.BooleanField(default=False, verbose_name='only what last year left unpaid')),
                        ('budget', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='finance.budget', verbose_name='budget')),
                        ('carried_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carried_to', to='procurement.contract', verbose_name='carried over from')),
                        ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.document', verbose_name='document')),
                        ('release', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.document', verbose_name='closed by')),
                        ('root', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='procurement.contract', verbose_name='agreement to')),
                        ('plan_items', models.ManyToManyField(blank=True, related_name='contracts', to='procurement.planitem', verbose_name='plan items')),
                        ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='procurement.supplier', verbose_name='supplier')),
                    ],
                    options={
                        'verbose_name': 'contract',
                        'verbose_name_plural': 'contracts',
                        'ordering': ['-signed_on', '-id'],
                        'indexes': [models.Index(fields=['budget', 'number'], name='procurement_budget__2faba8_idx'), models.Index(fields=['budget', 'external_id'], name='procurement_budget__af7d1e_idx'), models.Index(fields=['budget', '-signed_on', '-id'], name='contract_list')],
                    },
                ),
                migrations.CreateModel(
                    name='ControlException',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('way', models.CharField(choices=[('override', 'agreed by a second person'), ('warning', 'the rule only warns'), ('import', 'signed elsewhere and imported')], default='override', max_length=8, verbose_name='let through because')),
                        ('rule', models.CharField(max_length=40, verbose_name='rule')),
                        ('over_amount', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='over by, tenge')),
                        ('reason', models.TextField(blank=True, verbose_name='reason')),
                        ('at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
                        ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by')),
                        ('code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.budgetcode', verbose_name='budget code')),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.document', verbose_name='document')),
                        ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='requested by')),
                    ],
                    options={
                        'verbose_name': 'exception',
                        'verbose_name_plural': 'exceptions',
                        'ordering': ['-id'],
                    },
                ),
                migrations.CreateModel(
                    name='PaymentMatch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('amount', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='sum, tenge')),
                        ('reason', models.CharField(max_length=255, verbose_name='why it matches')),
                        ('confidence', models.PositiveSmallIntegerField(default=100, verbose_name='confidence, %')),
                        ('matched_at', models.DateTimeField(auto_now_add=True, null=True, verbose_name='matched at')),
                        ('taken_back_at', models.DateTimeField(null=True, verbose_name='taken back at')),
                        ('act', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='procurement.act', verbose_name='act')),
                        ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='procurement.contract', verbose_name='contract')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.entry', verbose_name='payment')),
                    ],
                    options={
                        'verbose_name': 'matched payment',
                        'verbose_name_plural': 'matched payments',
                    },
                ),
                migrations.CreateModel(
                    name='PlanAct',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=64, verbose_name='number')),
                        ('date', models.DateField(verbose_name='date')),
                        ('reason', models.CharField(blank=True, max_length=255, verbose_name='reason')),
                        ('is_undone', models.BooleanField(default=False, verbose_name='taken back with its import')),
                        ('budget', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.budget', verbose_name='budget')),
                        ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.document', verbose_name='document')),
                    ],
                    options={
                        'verbose_name': 'act of the procurement plan',
                        'verbose_name_plural': 'acts of the procurement plan',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('is_undone', False)), fields=('budget', 'number'), name='one_plan_act_a_number')],
                    },
                ),
                migrations.CreateModel(
                    name='PlanItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('external_id', models.CharField(blank=True, max_length=40, verbose_name='portal id')),
                        ('number', models.CharField(max_length=40, verbose_name='item number')),
                        ('name_ru', models.CharField(max_length=500, verbose_name='name in Russian')),
                        ('name_kk', models.CharField(blank=True, max_length=500, verbose_name='name in Kazakh')),
                        ('subject', models.CharField(choices=[('goods', 'goods'), ('works', 'works'), ('service', 'service')], max_length=8, verbose_name='subject')),
                        ('enstru_code', models.CharField(blank=True, max_length=20, verbose_name='ENS TRU code')),
                        ('method', models.CharField(blank=True, max_length=40, verbose_name='method')),
                        ('month', finance.models.columns.MonthField(verbose_name='month')),
                        ('quantity', models.DecimalField(decimal_places=3, max_digits=15, verbose_name='quantity')),
                        ('price', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='price, tenge')),
                        ('amount', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='sum without VAT, tenge')),
                        ('amount_with_vat', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='sum with VAT, tenge')),
                        ('first_year_amount', finance.models.columns.TengeField(decimal_places=2, default=0, max_digits=15, verbose_name='first year, tenge')),
                        ('second_year_amount', finance.models.columns.TengeField(decimal_places=2, default=0, max_digits=15, verbose_name='second year, tenge')),
                        ('third_year_amount', finance.models.columns.TengeField(decimal_places=2, default=0, max_digits=15, verbose_name='third year, tenge')),
                        ('is_cancelled', models.BooleanField(default=False, verbose_name='cancelled')),
                        ('cell', models.CharField(blank=True, max_length=80, verbose_name='cell of the source')),
                        ('is_undone', models.BooleanField(default=False, verbose_name='taken back with its import')),
                        ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='procurement.planact', verbose_name='act')),
                        ('code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.budgetcode', verbose_name='budget code')),
                        ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.document', verbose_name='document')),
                    ],
                    options={
                        'verbose_name': 'item of the procurement plan',
                        'verbose_name_plural': 'items of the procurement plan',
                    },
                ),
                migrations.CreateModel(
                    name='Lot',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(blank=True, editable=False, max_length=80, verbose_name='what tells it from other lots')),
                        ('external_id', models.CharField(blank=True, max_length=40, verbose_name='portal id')),
                        ('number', models.CharField(max_length=64, verbose_name='lot number')),
                        ('announcement_id', models.CharField(blank=True, max_length=40, verbose_name='portal id of the announcement')),
                        ('announcement_number', models.CharField(blank=True, max_length=64, verbose_name='announcement number')),
                        ('announced_on', models.DateField(blank=True, null=True, verbose_name='announced on')),
                        ('status', models.CharField(blank=True, max_length=80, verbose_name='status')),
                        ('method', models.CharField(blank=True, max_length=40, verbose_name='method')),
                        ('name', models.CharField(blank=True, max_length=500, verbose_name='name')),
                        ('customer_number', models.CharField(blank=True, max_length=12, verbose_name='BIN of the customer')),
                        ('quantity', models.DecimalField(blank=True, decimal_places=3, max_digits=15, null=True, verbose_name='quantity')),
                        ('amount', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='sum, tenge')),
                        ('is_cancelled', models.BooleanField(default=False, verbose_name='cancelled')),
                        ('cell', models.CharField(blank=True, max_length=80, verbose_name='cell of the source')),
                        ('budget', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.budget', verbose_name='budget')),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.document', verbose_name='document')),
                        ('plan_items', models.ManyToManyField(blank=True, related_name='lots', to='procurement.planitem', verbose_name='plan items')),
                    ],
                    options={
                        'verbose_name': 'lot',
                        'verbose_name_plural': 'lots',
                        'ordering': ['-id'],
                    },
                ),
                migrations.CreateModel(
                    name='ScheduleLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('month', finance.models.columns.MonthField(verbose_name='month')),
                        ('amount_with_vat', finance.models.columns.TengeField(decimal_places=2, max_digits=15, verbose_name='sum with VAT, tenge')),
                        ('cell', models.CharField(blank=True, max_length=80, verbose_name='cell of the source')),
                        ('site', models.CharField(blank=True, max_length=20, verbose_name='site of the project')),
                        ('code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.budgetcode', verbose_name='budget code')),
                        ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='schedule', to='procurement.contract', verbose_name='contract')),
                    ],
                    options={
                        'verbose_name': 'line of a schedule',
                        'verbose_name_plural': 'lines of a schedule',
                        'ordering': ['month', 'id'],
                    },
                ),
                migrations.CreateModel(
                    name='ControlRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('mode', models.CharField(choices=[('stop', 'stop'), ('warn', 'warn'), ('allow', 'allow')], default='stop', max_length=5, verbose_name='over the limit')),
                        ('period', models.CharField(choices=[('year', 'the year'), ('cumulative', 'January to the month')], default='year', max_length=10, verbose_name='limit of')),
                        ('is_limited_by_funding', models.BooleanField(default=False, verbose_name='also limited by money received')),
                        ('tolerance_amount', finance.models.columns.TengeField(blank=True, decimal_places=2, max_digits=15, null=True, verbose_name='tolerance, tenge')),
                        ('act_mode', models.CharField(choices=[('stop', 'stop'), ('warn', 'warn'), ('allow', 'allow')], default='stop', max_length=5, verbose_name='an act above its contract')),
                        ('payment_mode', models.CharField(choices=[('stop', 'stop'), ('warn', 'warn'), ('allow', 'allow')], default='stop', max_length=5, verbose_name='a payment above its act or contract')),
                        ('tolerance_percent', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='tolerance, %')),
                        ('budget', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='finance.budget', verbose_name='budget')),
                        ('code', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.budgetcode', verbose_name='budget code')),
                    ],
                    options={
                        'verbose_name': 'control rule',
                        'verbose_name_plural': 'control rules',
                        'constraints': [models.UniqueConstraint(fields=('budget', 'code'), name='one_control_rule_a_code'), models.UniqueConstraint(condition=models.Q(('code', None)), fields=('budget',), name='one_control_rule_without_code')],
                    },
                ),
            ],
        ),
    ]
