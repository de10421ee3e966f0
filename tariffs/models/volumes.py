"""What was done: beds, bed-days, cases, stays, quotas, and figures as others reported them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models.columns import MonthField, TengeField
from tariffs.models.declared import Declared
from tariffs.models.profiles import CareProfile, CareSetting


class Volume(Declared):
    """One month of a profile in a setting.

    `discharged` are treated cases; `accompanying_days` are days of adults who stay with a child.
    """

    NAMED_BY = ("month", "profile_id", "setting")

    month = MonthField(_("month"))
    profile = models.ForeignKey(CareProfile, on_delete=models.PROTECT, related_name="+", verbose_name=_("profile"))
    setting = models.CharField(_("setting"), max_length=12, choices=CareSetting.choices, default=CareSetting.INPATIENT)
    beds = models.PositiveIntegerField(_("beds"), null=True)
    bed_days_planned = models.PositiveIntegerField(_("bed-days planned"), null=True)
    bed_days_done = models.PositiveIntegerField(_("bed-days done"), null=True)
    discharged = models.PositiveIntegerField(_("treated cases"), null=True)
    accompanying_days = models.PositiveIntegerField(_("accompanying days"), null=True)

    class Meta:
        verbose_name = _("volume of a month")
        verbose_name_plural = _("volumes by month")
        indexes = [models.Index(fields=["facility", "month"])]

    def __str__(self) -> str:
        return f"{self.month} {self.profile_id} {self.bed_days_done}"


class Stay(Declared):
    """One case of the hospital register under a pseudonymous number; no name is kept.

    `diagnosis` is a code of the ICD-10 where the register gives one, `amount_due` what the register says is paid for
    the stay, tenge; `weight` multiplies the tariff of a case, as its case group says. What a register does not say is
    blank.
    """

    NAMED_BY = ("case", "admitted")

    case = models.CharField(_("case"), max_length=40)
    profile = models.ForeignKey(CareProfile, on_delete=models.PROTECT, related_name="+", verbose_name=_("profile"))
    setting = models.CharField(_("setting"), max_length=12, choices=CareSetting.choices, default=CareSetting.INPATIENT)
    referred_by = models.CharField(_("referring organisation"), max_length=255, blank=True)
    admitted = models.DateField(_("admitted"))
    discharged = models.DateField(_("discharged"), null=True, blank=True)
    diagnosis = models.CharField(_("diagnosis"), max_length=255, blank=True)
    outcome = models.CharField(_("outcome"), max_length=60, blank=True)
    ward = models.CharField(_("ward"), max_length=255, blank=True)
    case_group = models.CharField(_("case group"), max_length=40, blank=True)
    paid_by = models.CharField(_("paid by"), max_length=60, blank=True)
    amount_due = TengeField(_("amount due, tenge"), null=True, blank=True)
    age_band = models.CharField(_("age band"), max_length=40, blank=True)
    weight = models.DecimalField(_("cost weight"), max_digits=8, decimal_places=4, null=True, blank=True)

    # what the file says beside the stay itself, on its way to a row of its own
    moved: "Transfer | None" = None

    class Meta:
        verbose_name = _("stay")
        verbose_name_plural = _("stays")
        indexes = [models.Index(fields=["facility", "admitted"])]

    def __str__(self) -> str:
        return self.case


class Transfer(Declared):
    """A stay that moved to another profile on a day, which counts there. Without a profile it never moved."""

    NAMED_BY = ("case", "admitted")

    case = models.CharField(_("case"), max_length=40)
    admitted = models.DateField(_("admitted"))
    day = models.DateField(_("day"))
    profile = models.ForeignKey(
        CareProfile, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("profile")
    )

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        indexes = [models.Index(fields=["facility", "admitted"])]

    def __str__(self) -> str:
        return f"{self.case} {self.day}"


class Quota(Declared):
    """Children an organisation may send and sent from `first_month` through `last_month`, inclusive; None is not said.

    Without a profile it is of all of them. Without an organisation it is a sum as the source states it: of a group, or
    of everything. `percent_stated` is as printed, with a decimal point.
    """

    class Group(models.TextChoices):
        CITY = "city", _("cities")
        DISTRICT = "district", _("districts")

    NAMED_BY = ("profile_id", "referred_by", "sum_of", "first_month", "last_month")

    referred_by = models.CharField(_("referring organisation"), max_length=255, blank=True)
    group = models.CharField(_("group"), max_length=10, choices=Group.choices, blank=True)
    profile = models.ForeignKey(
        CareProfile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("profile")
    )
    first_month = MonthField(_("from"))
    last_month = MonthField(_("through"))
    quota = models.PositiveIntegerField(_("quota"), null=True)
    admitted = models.PositiveIntegerField(_("children admitted"), null=True)
    disabled = models.PositiveIntegerField(_("children with disability"), null=True)
    low_income = models.PositiveIntegerField(_("children of low-income families"), null=True)
    percent_stated = models.CharField(_("percent as stated"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")

    def __str__(self) -> str:
        return f"{self.referred_by} {self.quota}"

    @property
    def sum_of(self) -> str:
        """The group that a stated sum is of, `all` for all of them; nothing for an organisation."""
        return "" if self.referred_by else self.group or "all"


class ReportedFigure(Declared):
    """A figure as somebody reported it, kept beside the computed one and never overwritten by it.

    `key` names the figure (`bed_turnover`, `food_per_day`, `drugs_per_day`, …), `value` is in the figure's own unit.
    """

    NAMED_BY = ("key", "first_month", "last_month", "profile_id")

    key = models.SlugField(_("figure"), max_length=40)
    first_month = MonthField(_("from"))
    last_month = MonthField(_("through"))
    profile = models.ForeignKey(
        CareProfile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("profile")
    )
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    source = models.CharField(_("source"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("reported figure")
        verbose_name_plural = _("reported figures")

    def __str__(self) -> str:
        return f"{self.key} {self.value}"
