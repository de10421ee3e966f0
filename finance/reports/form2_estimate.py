"""Form No. 2 as it is signed: use of the estimate, columns 5 and 6 apart, two decimals. The same figures as `form2`."""

from functools import partial

from django.utils.translation import gettext_lazy

from finance.reports import form2
from finance.rooms import RegisteredReport

build = partial(form2.build, definition="form2-estimate")

REPORT = RegisteredReport(
    "form2-estimate", gettext_lazy("Form No. 2 as signed"), "form2", build, place=60, knows_the_past=True
)
