"""Sums kept beside the balances for facilities in a tree, so that a region costs what one facility does."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models.budget import Budget
from finance.models.classification import BudgetCode
from finance.models.columns import MonthField, TengeField
from finance.models.facility import Facility
from finance.models.ledger import Measure


class TreeBalance(models.Model):
    """Part of the sum over all budgets strictly below `facility`, those of projects apart; the rows of a key add up.

    Postings add rows and change none, so that facilities of one region never wait for each other; rows are folded into
    one from time to time.
    """

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, db_index=False, related_name="+")
    code = models.ForeignKey(BudgetCode, on_delete=models.PROTECT, db_index=False, related_name="+")
    measure = models.CharField(max_length=10, choices=Measure.choices)
    month = MonthField()
    dated = MonthField()
    amount = TengeField()

    class Meta:
        verbose_name = _("sum of a tree")
        verbose_name_plural = _("sums of trees")
        indexes = [models.Index(fields=["facility", "month"], name="tree_year")]

    def __str__(self) -> str:
        return f"{self.measure} {self.month} {self.amount}"


class BudgetSum(models.Model):
    """The sum over all codes of a budget whose facility belongs to another. `dated` as in balances."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, db_index=False, related_name="+")
    measure = models.CharField(max_length=10, choices=Measure.choices)
    month = MonthField()
    dated = MonthField()
    amount = TengeField()

    class Meta:
        verbose_name = _("sum of a budget")
        verbose_name_plural = _("sums of budgets")
        constraints = [
            models.UniqueConstraint(fields=["budget", "measure", "month", "dated"], name="one_sum_a_budget_month")
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.month} {self.amount}"
