"""Levers as a table: what to change in a sentence, what it leads to, and the what-if that says the same."""

from collections.abc import Sequence
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from finance.languages import in_language
from finance.money import ZERO, display, display_tenge
from finance.reporting.formula import difference
from finance.reporting.report import Cell, Column, Row, Table
from finance.scope import Scope
from tariffs.costing_basis import Inputs
from tariffs.levers import BED_DAYS, BEDS, CHEAPER, PRICES, STAFF, TARIFF, Lever
from tariffs.reports.wording import profile_name
from tariffs.scenarios import as_query

LEVERS = "levers"


def lever_table(levers: Sequence[Lever], inputs: Inputs, scope: Scope, language: str) -> Table:
    columns = (
        Column("name", _("What to change"), "text"),
        Column("sentence", _("What it gives"), "text"),
        Column("before", _("Margin now")),
        Column("after", _("Margin then")),
        Column("change", _("Change"), formula=difference("after", "before")),
    )
    rows = []
    for number, lever in enumerate(levers, 1):
        link = _link(lever, inputs, scope, name := name_of(lever, inputs, language))
        cells = {
            "name": Cell(name),
            "sentence": Cell(sentence_of(lever, inputs, language)),
            "before": Cell(lever.before),
            "after": Cell(lever.after, link),
            "change": Cell(None, link),
        }
        rows.append(Row(str(number), cells, extra={"kind": lever.kind, "profile": lever.profile}))
    return Table(LEVERS, columns, tuple(rows), None, _("What to do: each line costed anew"))


def name_of(lever: Lever, inputs: Inputs, language: str) -> str:
    """What is changed, as the what-if is called."""
    label = {
        BED_DAYS: _("bed-days"), TARIFF: _("tariff"), STAFF: _("positions"), PRICES: _("the largest contracts"),
        BEDS: _("beds given over"),
    }[lever.kind]  # fmt: skip
    about = profile_name(inputs.profiles, lever.profile, language) if lever.profile else _("The facility")
    return f"{about}: {label}"


def sentence_of(lever: Lever, inputs: Inputs, language: str) -> str:
    """Names the figure that is changed and the margin it leads to, both as the what-if has them."""

    def money(amount: Decimal) -> str:
        return display_tenge(amount, language)

    def quantity(amount: Decimal) -> str:
        return display(amount, language, 2 if amount % 1 else 0)

    values = {
        "was": money(lever.was) if lever.kind == TARIFF else quantity(lever.was),
        "becomes": money(lever.becomes) if lever.kind == TARIFF else quantity(lever.becomes),
        "more": quantity(abs(lever.becomes - lever.was)),
        "percent": display((lever.becomes / lever.was - 1) * 100, language, 1) if lever.was else "",
        "margin": money(lever.after),
        "gain": money(lever.after - lever.before),
        "cheaper": display(CHEAPER, language, 0),
        "contracts": "; ".join(f"{one.supplier} ({one.code})" for one in lever.contracts),
        "centre": _centre(inputs, lever.centre, language),
        "giver": profile_name(inputs.profiles, lever.other, language),
        "beds": quantity(Decimal(lever.beds)),
    }
    return _sentence(lever) % values


def _sentence(lever: Lever) -> str:
    is_enough = lever.after >= ZERO
    if lever.kind == BED_DAYS:
        if is_enough:
            return _("%(becomes)s bed-days instead of %(was)s, %(more)s more, pay for themselves: margin %(margin)s.")
        return _("Even with every bed filled, %(becomes)s bed-days instead of %(was)s, the margin is %(margin)s.")
    if lever.kind == TARIFF:
        return _("A tariff of %(becomes)s instead of %(was)s (%(percent)s %% more) covers the cost: margin %(margin)s.")
    if lever.kind == STAFF:
        if is_enough:
            return _("%(becomes)s positions at “%(centre)s” instead of %(was)s, %(more)s fewer: margin %(margin)s.")
        return _(
            "Even with %(becomes)s positions at “%(centre)s” instead of %(was)s the margin is %(margin)s, "
            "%(gain)s better."
        )
    if lever.kind == PRICES:
        return _("%(cheaper)s %% off the largest contracts (%(contracts)s) gives %(gain)s: margin %(margin)s.")
    return _(
        "%(beds)s beds of “%(giver)s” given over and filled as the others are, %(more)s more bed-days, give %(gain)s: "
        "margin %(margin)s."
    )


def _centre(inputs: Inputs, key: str, language: str) -> str:
    names = {centre.key: (centre.name_ru, centre.name_kk) for centre in inputs.centres}
    return in_language(*names.get(key, (key, "")), language)


def _link(lever: Lever, inputs: Inputs, scope: Scope, name: str) -> str | None:
    """The page that opens the lever as a what-if of the run of these months."""
    if len(scope.budgets) > 1:
        return None
    try:
        address = reverse("tariffs:lever", args=[scope.budgets[0].key])
    except NoReverseMatch:
        return None
    query = {"from": str(inputs.first), "through": str(inputs.last), "name": name, **as_query(lever.changes)}
    return f"{address}?{urlencode(query)}"
