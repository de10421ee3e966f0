"""The sections that care and its cost bring to the half-year report."""

from django.utils.translation import gettext_lazy as _

from finance.reports.document_sections import DocumentSection

HALF_YEAR = "half-year"
SECTIONS = (
    DocumentSection(HALF_YEAR, "structure", _("Structure of the facility"), 20, "structure"),
    DocumentSection(HALF_YEAR, "staff", _("Positions and people"), 30, "staff"),
    DocumentSection(
        HALF_YEAR, "volumes", _("Bed-days and the work of beds"), 40, "volumes", ("volumes", "reported", "by-month")
    ),
    DocumentSection(
        HALF_YEAR, "bed-day-cost", _("Cost of a bed-day"), 50, "bed-day-cost", ("bed-day-cost", "per-bed-day")
    ),
    DocumentSection(HALF_YEAR, "daily-cost", _("Food and medicines a day"), 52, "daily-cost"),
    DocumentSection(
        HALF_YEAR, "tariff-vs-cost", _("Tariff against cost"), 54, "tariff-vs-cost", ("tariff-vs-cost", "retroactive"),
    ),
    DocumentSection(HALF_YEAR, "quotas", _("Quotas by referring organisation"), 60, "quotas"),
    DocumentSection(HALF_YEAR, "medical-tables", _("Tables of the medical side"), 65, "medical-tables"),
    DocumentSection(HALF_YEAR, "indicators", _("Target indicators"), 70, "indicators"),
)  # fmt: skip
