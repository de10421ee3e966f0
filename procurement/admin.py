"""Papers can be looked at; suppliers and rules of control are kept here. What the ledger stands on is never edited."""

from django.contrib import admin

from finance.admin import ReadOnlyAdmin
from procurement.models import (
    Act,
    ActLine,
    Contract,
    ControlException,
    ControlRule,
    Lot,
    PaymentMatch,
    PlanAct,
    PlanItem,
    ScheduleLine,
    Supplier,
)


class ScheduleInline(admin.TabularInline):
    model = ScheduleLine
    extra = 0
    can_delete = False
    readonly_fields = ["code", "month", "amount_with_vat", "cell"]

    def has_add_permission(self, *_args: object) -> bool:
        return False


class ActLineInline(admin.TabularInline):
    model = ActLine
    extra = 0
    can_delete = False
    readonly_fields = ["code", "month", "amount"]

    def has_add_permission(self, *_args: object) -> bool:
        return False


@admin.register(Supplier)
class SupplierAdmin(admin.ModelAdmin):
    """New suppliers come with their papers, where the check digit is verified; here only the name is put right."""

    list_display = ["number", "name", "override_reason"]
    search_fields = ["number", "name"]
    readonly_fields = ["number", "override_reason", "external_id"]

    def has_add_permission(self, *_args: object) -> bool:
        return False

    def has_delete_permission(self, *_args: object) -> bool:
        return False


@admin.register(ControlRule)
class ControlRuleAdmin(admin.ModelAdmin):
    list_display = ["budget", "code", "mode", "period", "is_limited_by_funding", "act_mode", "payment_mode"]
    list_filter = ["budget", "mode"]
    list_select_related = ["budget", "code"]


@admin.register(Contract)
class ContractAdmin(ReadOnlyAdmin):
    list_display = ["number", "supplier", "budget", "signed_on", "ends_on", "amount_with_vat", "status"]
    list_filter = ["budget", "status"]
    list_select_related = ["supplier", "budget"]
    search_fields = ["number", "external_id", "supplier__number", "supplier__name"]
    show_full_result_count = False
    inlines = [ScheduleInline]


@admin.register(Act)
class ActAdmin(ReadOnlyAdmin):
    list_display = ["number", "supplier", "contract", "accepted_on", "due_on", "kind"]
    list_filter = ["budget", "kind"]
    list_select_related = ["supplier", "contract__supplier"]
    search_fields = ["number", "supplier__number", "supplier__name"]
    inlines = [ActLineInline]


@admin.register(PaymentMatch)
class PaymentMatchAdmin(ReadOnlyAdmin):
    list_display = ["entry", "contract", "act", "amount", "reason", "confidence"]
    list_select_related = ["entry", "contract__supplier", "act"]


@admin.register(PlanAct)
class PlanActAdmin(ReadOnlyAdmin):
    list_display = ["number", "date", "budget", "reason"]
    list_select_related = ["budget"]


@admin.register(PlanItem)
class PlanItemAdmin(ReadOnlyAdmin):
    list_display = ["number", "name_ru", "subject", "code", "method", "month", "amount_with_vat", "is_cancelled"]
    list_select_related = ["code"]
    search_fields = ["number", "name_ru", "enstru_code"]


@admin.register(Lot)
class LotAdmin(ReadOnlyAdmin):
    list_display = ["number", "announcement_number", "name", "status", "method", "amount", "is_cancelled", "document"]
    list_filter = ["budget"]
    list_select_related = ["document"]
    search_fields = ["number", "announcement_number", "external_id", "name"]


@admin.register(ControlException)
class ControlExceptionAdmin(ReadOnlyAdmin):
    list_display = ["document", "code", "rule", "way", "over_amount", "requested_by", "approved_by", "at"]
    list_select_related = ["document", "code", "requested_by", "approved_by"]
