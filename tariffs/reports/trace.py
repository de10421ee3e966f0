"""Where a profile's cost comes from: rules, bases, what each service gave, and the cells they were read from."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils import translation
from django.utils.translation import gettext as _

from finance.drill import Links
from finance.file_places import place_said
from finance.known_codes import code_texts
from finance.models import Facility
from finance.money import ZERO, display
from finance.months import Month
from finance.reporting.evaluate import fill
from finance.reporting.formula import Ref, ratio
from finance.reporting.periods import period_in_words
from finance.reporting.report import Cell, Column, Remark, Report, Row, Table, Unit
from finance.reports.beside import summed
from finance.scope import Scope, ScopeError
from tariffs.allocation.inputs import STEP_DOWN
from tariffs.allocation.trace import Moved, moved_codes
from tariffs.attributing import BED_DAYS, AttributionRule
from tariffs.bed_day_cost import BedDayCost, services_of
from tariffs.cost_parts import part_of_codes
from tariffs.costing import cost
from tariffs.costing_basis import Centre
from tariffs.declaring import standing
from tariffs.models import Attribution, CareProfile, DriverValue, Volume
from tariffs.models.declared import Declared
from tariffs.reports.links import cost_link
from tariffs.reports.sources import cell_links
from tariffs.reports.step_sheet import centre_name, driver_name
from tariffs.reports.wording import code_names, method_name, profile_name

NAME = "trace"


@dataclass(frozen=True)
class Traced:
    """A centre whose cost is asked for: its own by code, and with what services gave it; tenge, a service's exact."""

    centre: Centre
    name: str
    direct_by_code: Mapping[str, Decimal | Fraction]
    received_by_code: Mapping[str, Decimal | Fraction]
    by_code: Mapping[str, Decimal | Fraction]


def build(
    scope: Scope,
    first: Month,
    through: Month,
    *,
    profile: str = "",
    centre: str = "",
    code: str = "",
    part: str = "",
    unit: Unit = "tenge",
    language: str = "ru",
    method: str = STEP_DOWN,
    measure: str = "actual",
) -> Report:
    """The cost of `profile`, or of the service `centre`, of one code or part of it where named.

    Raises ScopeError where there is no such cost.
    """
    with translation.override(language):
        costing = cost(scope, first, through, method, measure)
        moved = moved_codes(costing.outcome, costing.direct)
        own = _service(costing, centre, moved, language) if centre else _profile(costing, profile, language)
        codes = _codes(costing, own, code, part)
        if not codes:
            raise ScopeError(_("There is no cost of this kind in the period."))
        tables = [
            _code_table(costing, own, codes, scope, language),
            _service_table(costing, own.centre, codes, moved, scope=scope, language=language),
            _source_table(scope.budgets[0].facility, costing, own.centre, codes, language),
        ]
        return fill(
            Report(
                key=NAME,
                title=_("Where the cost comes from: %(profile)s") % {"profile": own.name},
                first=first,
                last=through,
                language=language,
                unit=unit,
                decimals=2,
                tables=tuple(table for table in tables if table.rows),
                notes=(Remark(_("Method: %(method)s.") % {"method": method_name(method)}),),
            )
        )


def _profile(costing: BedDayCost, profile: str, language: str) -> Traced:
    own = next((p for p in costing.profiles if p.profile == profile), None)
    if own is None:
        raise ScopeError(_("No cost centre treats the profile “%(profile)s”.") % {"profile": profile})
    centre = next(c for c in costing.inputs.centres if c.profile == profile)
    name = profile_name(costing.inputs.profiles, profile, language)
    received = {code: amount - own.direct_by_code.get(code, ZERO) for code, amount in own.by_code.items()}
    return Traced(centre, name, own.direct_by_code, received, own.by_code)


def _service(costing: BedDayCost, key: str, moved: Moved, language: str) -> Traced:
    centre = next((c for c in services_of(costing.inputs) if c.key == key), None)
    if centre is None:
        raise ScopeError(_("There is no service “%(centre)s” in the period.") % {"centre": key})
    direct = costing.direct.get(key, {})
    gathered = defaultdict(Fraction, {code: Fraction(amount) for code, amount in direct.items()})
    for (_giver, receiver), codes in moved.items():
        if receiver == key:
            for code, amount in codes.items():
                gathered[code] += amount
    own = {code: Fraction(direct.get(code, 0)) for code in gathered}
    received = {code: amount - own[code] for code, amount in gathered.items()}
    return Traced(centre, centre_name(centre, language), own, received, gathered)


def _codes(costing: BedDayCost, own: Traced, code: str, part: str) -> list[str]:
    parts = part_of_codes(costing.inputs.ledger_by_code, costing.inputs.first.year)
    return [
        key
        for key in sorted(own.by_code)
        if own.by_code[key] and (not code or key == code) and (not part or parts[key] == part)
    ]


def _code_table(costing: BedDayCost, own: Traced, codes: list[str], scope: Scope, language: str) -> Table:
    names = code_names(scope, language)
    links = Links(scope, costing.inputs.first, costing.inputs.last)
    ledger = costing.inputs.ledger_by_code
    here = _("In this profile") if own.centre.profile else _("In this service")
    columns = (
        Column("code", _("Code"), "code"),
        Column("name", _("Name"), "text"),
        Column("ledger", _("In the ledger"), total="sum"),
        Column("rule", _("Rule"), "text"),
        Column("direct", _("Direct"), group=here, total="sum"),
        Column("overhead", _("Through services"), group=here, total="sum"),
        Column("full_cost", _("In all"), group=here, total="sum",
               formula=Ref("direct") + Ref("overhead")),
        Column("share", _("of the code, %"), "percent", group=here,
               formula=ratio("full_cost", "ledger"), total="formula"),
    )  # fmt: skip
    rows = []
    for code in codes:
        cells = {
            "code": Cell(code),
            "name": Cell(names.get(code, "")),
            "ledger": Cell(ledger[code], links.of(costing.inputs.measure, code)),
            "rule": Cell(_rule_in_words(costing, code, language)),
            "direct": Cell(own.direct_by_code.get(code, ZERO)),
            "overhead": Cell(own.received_by_code[code]),
            "full_cost": Cell(own.by_code[code]),
        }
        rows.append(Row(code, cells))
    return summed("codes", columns, rows, _("By code"))


def _rule_in_words(costing: BedDayCost, code: str, language: str) -> str:
    names = {centre.key: centre_name(centre, language) for centre in costing.inputs.centres}
    said = []
    for rule in (rule for rule in costing.inputs.rules if rule.code == code):
        words = _target_in_words(rule.target, names)
        whose = ", ".join(
            filter(None, (rule.contract_number or rule.supplier_number, _months_in_words(rule, language)))
        )
        said.append(f"{whose}: {words}" if whose else words)
    return "; ".join(said)


def _target_in_words(target: str, names: Mapping[str, str]) -> str:
    """Where a rule takes cost: `centre:KIT` by the name of the centre, `driver:positions` by that of the driver."""
    kind, _colon, name = target.partition(":")
    if kind == "centre":
        return _("to %(centre)s") % {"centre": names.get(name, name)}
    return _("spread by %(driver)s") % {"driver": driver_name(name)}


def _months_in_words(rule: AttributionRule, language: str) -> str:
    """The months a rule holds in; empty for a rule that holds over the whole period."""
    if rule.first is None or rule.last is None:
        return ""
    return period_in_words(rule.first, rule.last, language)


def _quantity(value: Decimal, language: str) -> str:
    """`14,25`, `3 805`: only the decimals there are."""
    return display(value, language, max(0, -int(value.normalize().as_tuple().exponent)))


def _service_table(
    costing: BedDayCost, centre: Centre, codes: Collection[str], moved: Moved, *, scope: Scope, language: str
) -> Table:
    """What each service gave the centre, by what base, and how much of it is the codes asked for."""
    base, to = (
        (_("Base of the profile"), _("To this profile"))
        if centre.profile
        else (_("Base of this service"), _("To this service"))
    )
    columns = (
        Column("name", _("Service"), "text"),
        Column("driver", _("Spread by"), "text"),
        Column("base", base, "quantity", decimals=2),
        Column("base_total", _("Base in all"), "quantity", decimals=2),
        Column("share", _("Share, %"), "percent", formula=ratio("base", "base_total")),
        Column("balance", _("Cost of the service")),
        Column("given", to, total="sum"),
        Column("of_it", _("of it these codes"), total="sum"),
    )
    given: defaultdict[str, list[Fraction]] = defaultdict(lambda: [Fraction(0)] * 4)
    for distributions in costing.outcome.passes:
        for one in distributions:
            amounts = dict(one.amounts())
            if centre.key in amounts:
                bases = dict(zip(one.receivers, one.base, strict=True))
                held = given[one.giver]
                given[one.giver] = [
                    Fraction(bases[centre.key]), Fraction(one.base_total), held[2] + one.balance,
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
            "balance": Cell(balance, cost_link(scope, costing, centre=service.key)),
            "given": Cell(amount),
            "of_it": Cell(of_it),
        }
        rows.append(Row(service.key, cells))
    return summed("services", columns, rows, _("Services"))


def _source_table(
    facility: Facility, costing: BedDayCost, centre: Centre, codes: Collection[str], language: str
) -> Table:
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
    names = {other.key: centre_name(other, language) for other in costing.inputs.centres}
    ids = {pk: code for pk, code in code_texts().items() if code in codes}
    for group in standing(Attribution, facility, year=first.year, code__in=list(ids)).values():
        rows += [
            (row, _("Rule for code %(code)s") % {"code": ids[row.code_id]}, None, _target_in_words(row.target, names))
            for row in group
            if isinstance(row, Attribution)
        ]
    for group in standing(DriverValue, facility, month__gte=first, month__lte=last, centre=centre.key).values():
        rows += [
            (row, driver_name(row.driver), row.month, _quantity(row.value, language))
            for row in group
            if isinstance(row, DriverValue) and row.driver in wanted
        ]
    profile = CareProfile.objects.filter(key=centre.profile).first()
    if BED_DAYS in wanted and profile is not None:
        for group in standing(Volume, facility, month__gte=first, month__lte=last, profile=profile).values():
            rows += [
                (row, driver_name(BED_DAYS), row.month, display(row.bed_days_done, language, 0))
                for row in group
                if isinstance(row, Volume)
            ]
    links = cell_links(row for row, *_rest in rows)
    ordered = sorted(rows, key=lambda r: (r[2] is None, r[1], str(r[2])))
    made = tuple(
        Row(
            f"source-{place}",
            {
                "what": Cell(what),
                "month": Cell(month),
                "value": Cell(value),
                "cell": Cell(place_said(row.cell), links.get((type(row), row.pk))),
            },
        )
        for place, (row, what, month, value) in enumerate(ordered, 1)
    )
    return Table("sources", columns, made, None, _("Sources"))
