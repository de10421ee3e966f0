"""Where a profile's cost comes from: rules, bases, what each service gave, and the cells they were read from."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from finance.drill import Links
from finance.models import Document, Facility
from finance.money import ZERO
from finance.months import Month
from finance.reporting.evaluate import fill
from finance.reporting.formula import Ref, ratio
from finance.reporting.report import Cell, Column, Remark, Report, Row, Table, Unit, sum_row
from finance.scope import Scope, ScopeError
from tariffs.allocation.scenario import RECIPROCAL, STEP_DOWN
from tariffs.attributing import BED_DAYS, Rule
from tariffs.bed_day_cost import BedDayCost, ProfileCost, services_of
from tariffs.cost_parts import part_of_codes
from tariffs.costing import cost
from tariffs.costing_basis import Centre
from tariffs.declaring import standing
from tariffs.models import Attribution, CareProfile, DriverValue, Volume
from tariffs.models.declared import Declared
from tariffs.reports.step_sheet import centre_name, driver_name
from tariffs.reports.wording import code_names, method_name, profile_name

NAME = "trace"
Moved = dict[tuple[str, str], dict[str, Fraction]]


def build(
    scope: Scope,
    first: Month,
    through: Month,
    *,
    profile: str,
    code: str = "",
    part: str = "",
    unit: Unit = "tenge",
    language: str = "ru",
    method: str = STEP_DOWN,
    measure: str = "actual",
) -> Report:
    """The cost of `profile`, of one code or part of it where named. Raises ScopeError where there is no such cost."""
    with translation.override(language):
        costing = cost(scope, first, through, method, measure)
        own = next((p for p in costing.profiles if p.profile == profile), None)
        if own is None:
            raise ScopeError(_("No cost centre treats the profile “%(profile)s”.") % {"profile": profile})
        codes = _codes(costing, own, code, part)
        if not codes:
            raise ScopeError(_("The profile has no cost of this kind in the period."))
        centre = next(c for c in costing.inputs.centres if c.profile == profile)
        moved = moves(costing)
        tables = [
            _code_table(costing, own, codes, scope, language),
            _service_table(costing, centre, codes, moved, language),
            _source_table(scope.budgets[0].facility, costing, centre, codes),
        ]
        return fill(
            Report(
                key=NAME,
                title=_("Where the cost comes from: %(profile)s")
                % {"profile": profile_name(costing.inputs.profiles, profile, language)},
                first=first,
                last=through,
                language=language,
                unit=unit,
                decimals=2,
                tables=tuple(table for table in tables if table.rows),
                notes=(Remark(_("Method: %(method)s.") % {"method": method_name(method)}),),
            )
        )


def _codes(costing: BedDayCost, own: ProfileCost, code: str, part: str) -> list[str]:
    parts = part_of_codes(costing.inputs.ledger_by_code, costing.inputs.first.year)
    return [
        key
        for key in sorted(own.by_code)
        if own.by_code[key] and (not code or key == code) and (not part or parts[key] == part)
    ]


def moves(costing: BedDayCost) -> Moved:
    """Giver and receiver → what moved between them by code, exact; empty for reciprocal, which has no steps."""
    if costing.method == RECIPROCAL:
        return {}
    held: dict[str, dict[str, Fraction]] = {
        centre: {code: Fraction(amount) for code, amount in codes.items()} for centre, codes in costing.direct.items()
    }
    found: Moved = defaultdict(lambda: defaultdict(Fraction))
    for distributions in costing.outcome.passes:
        for given in distributions:
            mix = held[given.giver]
            held[given.giver] = {}
            for receiver, amount in given.amounts():
                for code, held_amount in mix.items():
                    share = held_amount * amount / given.balance
                    found[given.giver, receiver][code] += share
                    held[receiver][code] = held[receiver].get(code, Fraction(0)) + share
    return found


def _code_table(costing: BedDayCost, own: ProfileCost, codes: list[str], scope: Scope, language: str) -> Table:
    names = code_names(scope, language)
    links = Links(scope, costing.inputs.first, costing.inputs.last)
    ledger = costing.inputs.ledger_by_code
    columns = (
        Column("code", _("Code"), "code"),
        Column("name", _("Name"), "text"),
        Column("ledger", _("In the ledger"), total="sum"),
        Column("rule", _("Rule"), "text"),
        Column("direct", _("Direct"), group=_("In this profile"), total="sum"),
        Column("overhead", _("Through services"), group=_("In this profile"), total="sum"),
        Column("full_cost", _("In all"), group=_("In this profile"), total="sum",
               formula=Ref("direct") + Ref("overhead")),
        Column("share", _("of the code, %"), "percent", group=_("In this profile"),
               formula=ratio("full_cost", "ledger"), total="formula"),
    )  # fmt: skip
    rows = []
    for code in codes:
        direct = own.direct_by_code.get(code, ZERO)
        cells = {
            "code": Cell(code),
            "name": Cell(names.get(code, "")),
            "ledger": Cell(ledger[code], links.of(costing.inputs.measure, code)),
            "rule": Cell(_rule_in_words(costing, code, language)),
            "direct": Cell(direct),
            "overhead": Cell(own.by_code[code] - direct),
            "full_cost": Cell(own.by_code[code]),
        }
        rows.append(Row(code, cells))
    made = tuple(rows)
    return Table("codes", columns, made, sum_row("total", columns, made, {"name": _("Total")}), _("By code"))


def _rule_in_words(costing: BedDayCost, code: str, language: str) -> str:
    names = {centre.key: centre_name(centre, language) for centre in costing.inputs.centres}
    said = []
    for rule in (rule for rule in costing.inputs.rules if rule.code == code):
        kind, _colon, name = rule.target.partition(":")
        text = _("to %(centre)s") if kind == "centre" else _("spread by %(driver)s")
        words = text % ({"centre": names.get(name, name)} if kind == "centre" else {"driver": driver_name(name)})
        whose = ", ".join(filter(None, (rule.contract_number or rule.supplier_number, _months_in_words(rule))))
        said.append(f"{whose}: {words}" if whose else words)
    return "; ".join(said)


def _months_in_words(rule: Rule) -> str:
    """`2025-01 – 2025-03`; empty for a rule that holds over the whole period."""
    return f"{rule.first} – {rule.last}" if rule.is_dated else ""


def _service_table(costing: BedDayCost, centre: Centre, codes: Collection[str], moved: Moved, language: str) -> Table:
    """What each service gave the profile's centre, by what base, and how much of it is the codes asked for."""
    columns = (
        Column("name", _("Service"), "text"),
        Column("driver", _("Spread by"), "text"),
        Column("base", _("Base of the profile"), "quantity", decimals=2),
        Column("base_total", _("Base in all"), "quantity", decimals=2),
        Column("share", _("Share, %"), "percent", formula=ratio("base", "base_total")),
        Column("balance", _("Cost of the service")),
        Column("given", _("To this profile"), total="sum"),
        Column("of_it", _("of it these codes"), total="sum"),
    )
    given: defaultdict[str, list[Fraction]] = defaultdict(lambda: [Fraction(0)] * 4)
    for distributions in costing.outcome.passes:
        for one in distributions:
            amounts = dict(one.amounts())
            if centre.key in amounts:
                base = dict(zip(one.receivers, one.base, strict=True))
                held = given[one.giver]
                given[one.giver] = [
                    Fraction(base[centre.key]), Fraction(one.base_total), held[2] + one.balance,
                    held[3] + amounts[centre.key],
                ]  # fmt: skip
    rows = []
    for service in services_of(costing.inputs):
        if service.key not in given:
            continue
        own_base, base_total, balance, amount = given[service.key]
        of_it = sum((moved.get((service.key, centre.key), {}).get(code, Fraction(0)) for code in codes), Fraction(0))
        cells = {
            "name": Cell(centre_name(service, language)),
            "driver": Cell(driver_name(service.basis)),
            "base": Cell(own_base),
            "base_total": Cell(base_total),
            "balance": Cell(balance),
            "given": Cell(amount),
            "of_it": Cell(of_it if moved else None),
        }
        rows.append(Row(service.key, cells))
    made = tuple(rows)
    return Table("services", columns, made, sum_row("total", columns, made, {"name": _("Total")}), _("Services"))


def _source_table(facility: Facility, costing: BedDayCost, centre: Centre, codes: Collection[str]) -> Table:
    """The rows of imported files behind the rules, bases and bed-days, each with its cell."""
    first, last = costing.inputs.first, costing.inputs.last
    columns = (
        Column("what", _("What"), "text"),
        Column("month", _("Month"), "month"),
        Column("value", _("Value"), "text"),
        Column("cell", _("Cell of the source"), "text"),
    )
    wanted = {service.basis for service in services_of(costing.inputs)}
    wanted |= {rule.target.removeprefix("driver:") for rule in costing.inputs.rules if rule.code in codes}
    rows: list[tuple[Declared, str, Month | None, str]] = []
    for group in standing(Attribution, facility, year=first.year, code__code__in=list(codes)).values():
        rows += [(row, _("Rule of attribution"), None, row.target) for row in group if isinstance(row, Attribution)]
    for group in standing(DriverValue, facility, month__gte=first, month__lte=last, centre=centre.key).values():
        rows += [
            (row, driver_name(row.driver), row.month, f"{row.value.normalize():f}")
            for row in group
            if isinstance(row, DriverValue) and row.driver in wanted
        ]
    profile = CareProfile.objects.get(key=centre.profile)
    if BED_DAYS in wanted:
        for group in standing(Volume, facility, month__gte=first, month__lte=last, profile=profile).values():
            rows += [
                (row, driver_name(BED_DAYS), row.month, str(row.bed_days_done))
                for row in group
                if isinstance(row, Volume)
            ]
    batches = _batches(row for row, *_rest in rows)
    ordered = sorted(rows, key=lambda r: (r[2] is None, r[1], str(r[2])))
    made = tuple(
        Row(
            f"source-{place}",
            {
                "what": Cell(what),
                "month": Cell(month),
                "value": Cell(value),
                "cell": Cell(row.cell, cell_link(batches.get(row.document_id), row.cell)),
            },
        )
        for place, (row, what, month, value) in enumerate(ordered, 1)
    )
    return Table("sources", columns, made, None, _("Sources"))


def _batches(rows: Iterable[Declared]) -> Mapping[int, int | None]:
    ids = {row.document_id for row in rows}
    return dict(Document.objects.filter(pk__in=ids).values_list("pk", "batch_number"))


def cell_link(batch: int | None, cell: str) -> str | None:
    """Address of a cell of an imported file; None for what was typed in."""
    if batch is None or not cell:
        return None
    try:
        return f"{reverse('imports:cell', args=[batch])}?{urlencode({'at': cell})}"
    except NoReverseMatch:
        return None
