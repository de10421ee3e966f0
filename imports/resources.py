"""Reference data of imports in and out as tables."""

from finance.resources import TEXT, NumberWidget, YesNoWidget, whole_file
from imports.models import BankLayout
from imports.models.bank_layout import COLUMNS, DIRECTION_WORDS, SIDE_WORDS

YES_NO = YesNoWidget()
BankLayoutResource = whole_file(
    BankLayout,
    ("name",),
    name=TEXT,
    order=NumberWidget(),
    is_active=YES_NO,
    is_general=YES_NO,
    way=TEXT,
    **dict.fromkeys((*COLUMNS, *DIRECTION_WORDS, *SIDE_WORDS), TEXT),
)
