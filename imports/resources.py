"""Reference data of imports in and out as tables."""

from finance.resources import TEXT, NumberWidget, YesNoWidget, whole_file
from imports.models import BankLayout
from imports.models.bank_layout import COLUMNS

YES_NO = YesNoWidget()
_MORE = ("out_words", "in_words", "payer_titles", "payee_titles", "party_titles", "both_titles", "name_parts",
         "number_parts", "account_parts")  # fmt: skip
BankLayoutResource = whole_file(
    BankLayout,
    ("name",),
    name=TEXT,
    order=NumberWidget(),
    is_active=YES_NO,
    is_general=YES_NO,
    way=TEXT,
    **dict.fromkeys((*COLUMNS, *_MORE), TEXT),
)
