"""Reference data for whoever keeps it; what the ledger holds can be looked at and nothing more."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django_otp.plugins.otp_static.admin import StaticDevice
from django_otp.plugins.otp_totp.admin import TOTPDevice
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import CSV, XLSX

from finance import resources
from finance.models import (
    Account,
    AskedReopening,
    AuditEvent,
    Budget,
    BudgetCode,
    CashBalance,
    Document,
    Entry,
    Facility,
    FacilityCodeName,
    FundingSource,
    IncomeItem,
    Membership,
    MonthState,
    Programme,
    Setting,
)

# The keys of everybody's telephones are for nobody to see. They come from the modules that register them, which
# have then done so whichever is loaded first.
admin.site.unregister([TOTPDevice, StaticDevice])


class ReferenceAdmin(ImportExportModelAdmin):
    """An import may change what is there, so it asks for the right to change as well as to add."""

    formats = [XLSX, CSV]
    skip_admin_log = False

    def has_import_permission(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)


class ReadOnlyAdmin(admin.ModelAdmin):
    """To look at: what the ledger holds changes by posting and reversing alone."""

    def has_add_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        return False


class AccountInline(admin.TabularInline):
    model = Account
    extra = 0


class SettingInline(admin.TabularInline):
    model = Setting
    extra = 0


@admin.register(Facility)
class FacilityAdmin(ReferenceAdmin):
    resource_classes = [resources.FacilityResource]
    list_display = ["number", "name_ru", "name_kk", "parent", "treasury_code", "is_demo"]
    list_select_related = ["parent"]
    search_fields = ["number", "name_ru", "name_kk"]
    readonly_fields = ["is_demo"]
    inlines = [AccountInline, SettingInline]


@admin.register(Account)
class AccountAdmin(ReferenceAdmin):
    resource_classes = [resources.AccountResource]
    list_display = ["iik", "facility", "bank"]
    list_select_related = ["facility"]
    search_fields = ["iik", "bank"]


@admin.register(BudgetCode)
class BudgetCodeAdmin(ReferenceAdmin):
    resource_classes = [resources.BudgetCodeResource]
    list_display = ["code", "name_ru", "name_kk", "is_name_kk_official", "parent", "valid_from", "valid_to", "note"]
    list_filter = ["is_group", "is_name_kk_official"]
    list_select_related = ["parent"]
    search_fields = ["code", "name_ru", "name_kk", "may_be_charged"]


@admin.register(IncomeItem)
class IncomeItemAdmin(ReferenceAdmin):
    resource_classes = [resources.IncomeItemResource]
    list_display = ["name_ru", "name_kk", "is_name_kk_official", "note"]
    fields = ["code", "name_ru", "name_kk", "is_name_kk_official", "note"]


@admin.register(FacilityCodeName)
class FacilityCodeNameAdmin(ReferenceAdmin):
    resource_classes = [resources.FacilityCodeNameResource]
    list_display = ["facility", "code", "name_ru", "name_kk"]
    list_filter = ["facility"]
    list_select_related = ["facility", "code"]
    search_fields = ["code__code", "name_ru", "name_kk"]


@admin.register(FundingSource)
class FundingSourceAdmin(ReferenceAdmin):
    resource_classes = [resources.FundingSourceResource]
    list_display = ["key", "name_ru", "name_kk", "payer_number"]


@admin.register(Programme)
class ProgrammeAdmin(ReferenceAdmin):
    resource_classes = [resources.ProgrammeResource]
    list_display = ["administrator_code", "programme_code", "subprogramme_code", "name_ru", "name_kk"]
    search_fields = ["administrator_code", "programme_code", "name_ru"]


@admin.register(Budget)
class BudgetAdmin(ReferenceAdmin):
    resource_classes = [resources.BudgetResource]
    list_display = ["key", "facility", "year", "programme", "source", "contract_number"]
    list_filter = ["year", "source"]
    list_select_related = ["facility", "programme", "source"]
    search_fields = ["key", "contract_number", "facility__number"]

    def get_readonly_fields(self, _request: HttpRequest, obj: Budget | None = None) -> list[str]:
        """Whose money it is and of which year stays, once there are entries."""
        return [] if obj is None or not obj.entries.exists() else ["facility", "year", "programme", "source"]


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    """Roles are given and taken on the page of people, by its rules."""

    list_display = ["user", "role", "facility"]
    list_filter = ["role", "facility"]
    list_select_related = ["user", "facility"]
    autocomplete_fields = ["user", "facility"]


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ["id", "budget", "kind", "number", "date", "status", "entered_by", "approved_by"]
    list_filter = ["kind", "status", "budget"]
    list_select_related = ["budget", "entered_by", "approved_by"]
    search_fields = ["number", "reason"]


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ["id", "budget", "code", "measure", "month", "date", "amount", "document"]
    list_filter = ["measure", "budget"]
    list_select_related = ["budget", "code", "document"]
    search_fields = ["number", "counterparty_number", "contract_number"]
    show_full_result_count = False


@admin.register(CashBalance)
class CashBalanceAdmin(ReadOnlyAdmin):
    list_display = ["budget", "account", "date", "amount", "document"]
    list_select_related = ["budget", "document"]


@admin.register(MonthState)
class MonthStateAdmin(ReadOnlyAdmin):
    list_display = ["budget", "month", "is_closed", "reopened_until", "closed_by", "reason"]
    list_select_related = ["budget", "closed_by"]


@admin.register(AskedReopening)
class AskedReopeningAdmin(ReadOnlyAdmin):
    list_display = ["state", "until", "asked_by", "asked_at", "reason"]
    list_select_related = ["state", "asked_by"]


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ["at", "user", "action", "reason"]
    list_filter = ["action"]
    list_select_related = ["user"]
    date_hierarchy = "at"
