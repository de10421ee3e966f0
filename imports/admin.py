"""Reference data of imports for whoever keeps it."""

from django.contrib import admin

from finance.admin import ReferenceAdmin
from imports.models import BankLayout
from imports.resources import BankLayoutResource


@admin.register(BankLayout)
class BankLayoutAdmin(ReferenceAdmin):
    """A new bank is a new row: what its columns are called, and which way money goes."""

    resource_classes = [BankLayoutResource]
    list_display = ["name", "order", "is_active", "is_general", "way"]
    list_editable = ["order", "is_active"]
    search_fields = ["name"]
