"""Why a bed-day costs more or less than its tariff, and what to do: the gap in parts, in words, and levers.

The gap of each profile with a tariff is that of `tariff-vs-cost`, cut by `tariffs.gap`. Each lever is costed anew and
opens as a what-if of the run that was frozen of the same months.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.money import ZERO
from finance.months import Month
from finance.reporting.chart import Chart, Series
from finance.reporting.formula import Formula, Ref
from finance.reporting.report import Cell, Check, Column, Remark, Report, Row, Section, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.rooms import RegisteredReport
from finance.scope import Scope, ScopeError
from tariffs.cost_parts import part_of_codes
from tariffs.gap import EMPTY_BEDS, PARTS, STAFF, TARIFF, VOLUME, Gap, ProfileAccount, cut, spread_as, together
from tariffs.levers_of_run import LeversOfRun, told_of
from tariffs.reports.bed_day_cost import checks, doubts
from tariffs.reports.gap_words import Words, part_label
from tariffs.reports.lever_words import lever_table
from tariffs.reports.links import cost_link, leading, source_link
from tariffs.reports.tariff_vs_cost import CostBesideTariff, capacity, compare
from tariffs.reports.variances import plan_and_actual
from tariffs.reports.wording import code_names, one_facility
from tariffs.scenarios import paid_of

NAME, PER_DAY, BY_PART = "why", "gap-per-bed-day", "gap-by-part"


@dataclass(frozen=True)
class Explained:
    """The costing beside what it is paid, and the account and gap of each profile with a tariff."""

    compared: CostBesideTariff
    accounts: Mapping[str, ProfileAccount]
    gaps: Mapping[str, Gap]


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Months inclusive. Raises ScopeError: CostingError where the period cannot be costed, also without a plan."""
    with translation.override(language):
        one_facility(scope)
        found = explained(scope, first, through)
        told = levers_of(scope, found)
        costing = found.compared.costing
        words = Words(costing.inputs.profiles, code_names(scope, language), language)
        columns = _columns()
        rows = tuple(_row(found, profile, scope, words) for profile in found.gaps)
        left = sum((abs(gap.whole - sum(gap.parts.values(), ZERO)) for gap in found.gaps.values()), ZERO)
        return beside_form2(
            NAME,
            _("Why a bed-day costs more than its tariff, and what to do"),
            ReportHeading(scope, first, through, unit, language),
            tables=(
                summed(NAME, columns, rows, _("The gap by profile: cost less revenue due")),
                _by_part(found),
                _per_day(found, words),
                lever_table(told.levers, costing.inputs, scope, language),
            ),
            checks=(Check("adds-up", _("The parts are the whole gap"), left, left == ZERO), *checks(costing)),
            notes=_notes(),
            sections=_sections(found, words),
            doubts=(*doubts(costing, language), *_doubts(found, words)),
            charts=(Chart("gap", _("Of what the gap is made: above zero takes, below gives"), BY_PART, "part",
                          (Series("gap"),)),),
        )  # fmt: skip


REPORT = RegisteredReport(NAME, gettext_lazy("Why and what to do"), "care", build, place=3)


def explained(scope: Scope, first: Month, through: Month) -> Explained:
    """The gaps of the months, inclusive. Raises ScopeError as `build` does."""
    compared = compare(scope, first, through)
    plans, _actuals = plan_and_actual(scope, first, through)
    if not any(plans.values()):
        raise ScopeError(_("No plan of these months is known, so the gap cannot be cut into parts. Import the plan."))
    ledger = compared.costing.inputs.ledger_by_code
    pay = {code for code, part in part_of_codes({**ledger, **plans}, first.year).items() if part == "pay"}
    accounts = {}
    for profile in compared.costing.profiles:
        paid = compared.revenues.get(profile.profile)
        if paid is None or paid.amount is None:
            continue
        accounts[profile.profile] = ProfileAccount(
            profile.bed_days,
            sum(v.bed_days_planned or 0 for v in compared.volumes if v.profile == profile.profile),
            capacity(compared.volumes, profile.profile),
            paid.amount,
            profile.by_code,
            profile.direct_by_code,
            spread_as(plans, profile.by_code, ledger),
            spread_as(plans, profile.direct_by_code, ledger),
        )
    gaps = {key: cut(account, compared.variable, pay) for key, account in accounts.items()}
    return Explained(compared, accounts, gaps)


def levers_of(scope: Scope, found: Explained) -> LeversOfRun:
    compared, inputs = found.compared, found.compared.costing.inputs
    profiles = [profile.profile for profile in compared.costing.profiles]
    paid = paid_of(profiles, compared.volumes, compared.revenues, inputs.first, inputs.last)
    return told_of(scope, compared.costing, paid, compared.variable)


def _sum_of_parts() -> Formula:
    formula: Formula = Ref(PARTS[0])
    for part in PARTS[1:]:
        formula = formula + Ref(part)
    return formula


def _columns() -> tuple[Column, ...]:
    group = _("Of it")
    return (
        Column("name", _("Profile"), "text"),
        Column("gap", _("Cost over revenue due"), total="sum", is_overspend=True, formula=_sum_of_parts()),
        *(Column(part, part_label(part), group=group, total="sum", is_overspend=True) for part in PARTS),
        Column("bed_days", _("Bed-days"), "quantity", total="sum"),
    )


def _row(found: Explained, profile: str, scope: Scope, words: Words) -> Row:
    costing, gap = found.compared.costing, found.gaps[profile]
    inputs, link = costing.inputs, cost_link(scope, costing, profile)
    sources = {
        TARIFF: source_link(scope, inputs.first, inputs.last, "tariffs", profile=profile),
        EMPTY_BEDS: source_link(scope, inputs.first, inputs.last, "volumes", figure="beds", profile=profile),
        VOLUME: source_link(scope, inputs.first, inputs.last, "volumes", figure="bed_days_done", profile=profile),
        STAFF: cost_link(scope, costing, profile, part="pay"),
    }
    cells = {
        "name": Cell(words.profile(profile)),
        "gap": Cell(gap.whole, link),
        **{part: Cell(gap.parts[part]) for part in PARTS},
        "bed_days": Cell(found.accounts[profile].bed_days),
    }
    links = {part: sources.get(part, link) for part in PARTS} | {"bed_days": sources[VOLUME]}
    return leading(Row(profile, cells, extra={"profile": profile}), links)


def _by_part(found: Explained) -> Table:
    """The parts of all profiles with a tariff, one under another."""
    columns = (
        Column("part", _("Part of the gap"), "text"),
        Column("gap", _("All profiles"), total="sum", is_overspend=True),
    )
    whole = together(list(found.gaps.values()))
    rows = [
        Row(
            part,
            {
                "part": Cell(part_label(part)),
                "gap": Cell(whole.parts[part], formula=Ref(part, row="total", table=NAME)),
            },
        )
        for part in PARTS
    ]
    return summed(BY_PART, columns, rows, _("The gap by part"), label="part")


def _per_day(found: Explained, words: Words) -> Table:
    """The same for one bed-day, with what it costs and what it is paid."""
    columns = (
        Column("name", _("Profile"), "text"),
        Column("tariff_paid", _("Tariff"), "rate"),
        Column("cost", _("Cost"), "rate", formula=Ref("tariff_paid") + Ref("gap")),
        Column("gap", _("Over the tariff"), "rate", is_overspend=True),
        *(Column(part, part_label(part), "rate", group=_("Of it"), is_overspend=True) for part in PARTS),
    )
    rows = []
    for profile, account in found.accounts.items():
        if not account.bed_days:
            continue
        by_days = {key: Ref(key, row=profile, table=NAME) / Ref("bed_days", row=profile, table=NAME)
                   for key in ("gap", *PARTS)}  # fmt: skip
        cells = {key: Cell(None, formula=formula) for key, formula in by_days.items()}
        paid = Fraction(account.revenue) / account.bed_days
        rows.append(Row(profile, {"name": Cell(words.profile(profile)), "tariff_paid": Cell(paid), **cells}))
    return Table(PER_DAY, columns, tuple(rows), None, _("For one bed-day, ₸"))


def _sections(found: Explained, words: Words) -> tuple[Section, ...]:
    """A section for the facility where there are several profiles, and one for each profile."""
    sections = []
    if len(found.gaps) > 1:
        whole = together(list(found.gaps.values()))
        said = [Remark(text, "in-words") for text in words.of_all(whole)]
        sections.append(Section("why-all", _("The facility: all profiles with a tariff"), tuple(said)))
    for profile, gap in found.gaps.items():
        account = found.accounts[profile]
        told = [Remark(words.lead(account, gap), "in-words")]
        told += [Remark(text, part) for part, text in words.sentences(account, gap)]
        sections.append(Section(f"why-{profile}", words.profile(profile), tuple(told)))
    return tuple(sections)


def _notes() -> tuple[Remark, ...]:
    return (
        Remark(_("The plan of a code is spread over the profiles as its actual cost was. What varies with bed-days "
                 "follows the bed-days done; prices of units are not in the books, so use holds price and quantity."),
               "method"),
        Remark(_("Each line of what to do is costed anew with that one change; nothing is estimated."), "levers"),
    )  # fmt: skip


def _doubts(found: Explained, words: Words) -> tuple[Remark, ...]:
    """Profiles that cannot be explained, and what the plan of days lacks."""
    said = []
    for profile in found.compared.costing.profiles:
        account = found.accounts.get(profile.profile)
        name = {"profile": words.profile(profile.profile)}
        if account is None and profile.full_cost:
            said.append(
                Remark(_("“%(profile)s” has no tariff, so its cost is not explained here.") % name, "no-tariff")
            )
        elif account is not None and account.bed_days and not account.bed_days_planned:
            text = _("“%(profile)s” has no planned bed-days: those done are taken for planned.")
            said.append(Remark(text % name, "no-planned-days"))
    return tuple(said)
