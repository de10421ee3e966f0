"""Reference data of imports for whoever keeps it."""

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.admin import ReferenceAdmin
from imports.models import BankLayout
from imports.models.bank_layout import COLUMNS, DIRECTION_WORDS, SIDE_WORDS
from imports.resources import BankLayoutResource

HOW = _(
    "What the bank writes over the column. Several headers stand in lines of their own or between semicolons; "
    "of a header that ends in * the beginning is enough."
)


@admin.register(BankLayout)
class BankLayoutAdmin(ReferenceAdmin):
    """A new bank is a new row: what its columns are called, and which way money goes."""

    resource_classes = [BankLayoutResource]
    list_display = ["name", "order", "is_active", "is_general", "way"]
    list_editable = ["order", "is_active"]
    search_fields = ["name"]
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 80})}}
    fieldsets = [
        (None, {"fields": ["name", "order", "is_active", "is_general", "way"]}),
        (_("columns"), {"fields": [*COLUMNS, *DIRECTION_WORDS], "description": HOW}),
        (_("words of any bank"), {"fields": SIDE_WORDS, "classes": ["collapse"]}),
    ]
