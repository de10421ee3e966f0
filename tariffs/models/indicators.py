"""Target indicators: directions, goals and tasks of a strategy, what is measured under them, and the values stated.

All of them are states, like everything declared: a newer plan stands in the place of the older, which stays to be read.
What names an indicator is its node, number and name as printed: an indicator that is worded anew is another one.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from finance.models.columns import MonthField
from tariffs.models.declared import Declared


class StrategicNode(Declared):
    """A direction, goal or task: `1`, `1.1`, `1.1.1`. `parent` is the number of the node above, empty for none."""

    class Kind(models.TextChoices):
        DIRECTION = "direction", _("strategic direction")
        GOAL = "goal", _("goal")
        TASK = "task", pgettext_lazy("of a strategy", "task")

    NAMED_BY = ("number",)

    number = models.CharField(_("number"), max_length=20)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    parent = models.CharField(_("part of"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=500)

    class Meta:
        verbose_name = _("strategic direction, goal or task")
        verbose_name_plural = _("strategic directions, goals and tasks")

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class OfIndicator(Declared):
    """What belongs to one indicator."""

    node = models.CharField(_("direction, goal or task"), max_length=20, blank=True)
    number = models.CharField(_("number"), max_length=20)
    name = models.CharField(_("indicator"), max_length=500)

    class Meta:
        abstract = True

    @property
    def indicator(self) -> tuple[str, str, str]:
        """What names the indicator: node, number and name."""
        return self.node, self.number, self.name


class Indicator(OfIndicator):
    """What is measured, in which unit, and from where it is known. `formula` is a key of `tariffs.indicators`.

    `responsible` is an office, never a person. `formula`, `better` and `responsible` may be set by hand and outlive
    the next file.
    """

    class Kind(models.TextChoices):
        TARGET = "target", _("target indicator")
        RESULT = "result", _("indicator of the result")

    class Better(models.TextChoices):
        UP = "up", _("more is better")
        DOWN = "down", _("less is better")
        EQUAL = "equal", _("as planned")
        DONE = "done", _("done or not")

    NAMED_BY = ("node", "number", "name")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.TARGET)
    name_kk = models.CharField(_("indicator in Kazakh"), max_length=500, blank=True)
    unit = models.CharField(_("unit"), max_length=80)
    better = models.CharField(_("what is better"), max_length=10, choices=Better.choices, default=Better.UP)
    formula = models.CharField(_("computed as"), max_length=40, blank=True)
    source = models.CharField(_("source of information"), max_length=255, blank=True)
    responsible = models.CharField(_("responsible office"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class IndicatorValue(OfIndicator):
    """A value stated for the months `first_month` to `last_month`, inclusive, in the indicator's own unit.

    `text` is what is printed: of a number its digits with a decimal point, else the words (`JCI`, `+`); of a reason,
    why the indicator was missed. Neither is what a source leaves out.
    """

    class Kind(models.TextChoices):
        PLAN = "plan", _("Plan")
        FACT = "fact", _("Fact")
        REPORTING = "reporting", _("Fact of the reporting period")
        CURRENT = "current", _("Fact of the current year")
        REASON = "reason", _("Reason")

    NAMED_BY = ("node", "number", "name", "first_month", "last_month", "kind")
    # of a row not stored yet: its cell is empty, which takes nothing back
    is_left_empty = False

    first_month = MonthField(_("from"))
    last_month = MonthField(_("through"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4, null=True)
    text = models.CharField(_("as printed"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("value of an indicator")
        verbose_name_plural = _("values of indicators")
        indexes = [models.Index(fields=["facility", "first_month"])]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.text}"
