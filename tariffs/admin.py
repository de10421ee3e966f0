"""Care profiles as reference data; costing data can be looked at and come in as files."""

from django.contrib import admin

from finance.admin import ReadOnlyAdmin, ReferenceAdmin
from tariffs.models import CareProfile, CostCentre, CostingRun, Tariff, Volume
from tariffs.resources import CareProfileResource


@admin.register(CareProfile)
class CareProfileAdmin(ReferenceAdmin):
    resource_classes = [CareProfileResource]
    list_display = ["key", "name_ru", "name_kk"]
    search_fields = ["key", "name_ru", "name_kk"]


@admin.register(Tariff)
class TariffAdmin(ReadOnlyAdmin):
    list_display = ["profile", "setting", "payment_kind", "amount", "applies_from", "published_on", "order_number"]
    list_filter = ["facility", "profile", "setting"]
    list_select_related = ["profile"]


@admin.register(Volume)
class VolumeAdmin(ReadOnlyAdmin):
    list_display = ["month", "profile", "setting", "beds", "bed_days_planned", "bed_days_done", "discharged"]
    list_filter = ["facility", "profile", "setting"]
    list_select_related = ["profile"]


@admin.register(CostCentre)
class CostCentreAdmin(ReadOnlyAdmin):
    list_display = ["year", "key", "name_ru", "name_kk", "kind", "profile", "step", "basis"]
    list_filter = ["facility", "year", "kind"]
    list_select_related = ["profile"]


@admin.register(CostingRun)
class CostingRunAdmin(ReadOnlyAdmin):
    list_display = ["budget", "first_month", "last_month", "version", "method", "is_locked", "created_by", "created_at"]
    list_filter = ["budget", "method", "is_locked"]
    list_select_related = ["budget", "created_by"]
