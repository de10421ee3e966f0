"""The what-if page of a run: change figures, see margin and break-even beside the base, save under a name."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from finance import rights
from finance.amounts import Refusal, parse_amount
from finance.languages import active_language, in_language
from finance.money import round_half_up, total
from finance.reporting.periods import period_in_words
from finance.rights import Action
from finance.scope import ScopeError, of_budget
from finance.views.reach import reach, signed_in
from tariffs import scenarios
from tariffs.models import CostingRun, Scenario
from tariffs.reports.wording import code_names, profile_name
from tariffs.views.reach import run_of
from tariffs.what_if import POSITIONS, ProfileResult, WhatIfChanges

HUNDRED = Decimal(100)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    run = run_of(request, pk)
    chosen = Scenario.objects.filter(run=run, pk=request.GET["scenario"]).first() if _names(request) else None
    changes, wrong = (scenarios.changes_of(chosen.changes), []) if chosen else read(request.GET)
    base = scenarios.computed(run, WhatIfChanges())
    results, reasons = base, wrong
    if not wrong and not changes.is_empty:
        try:
            results = scenarios.computed(run, changes)
        except ScopeError as error:
            reasons = str(error).split("\n")
    language = active_language()
    profiles = {profile: (names[0], names[1]) for profile, names in run.inputs["profiles"].items()}
    context = {
        "run": run,
        "period": period_in_words(run.first_month, run.last_month, language),
        "budget": run.budget,
        "rows": _rows(base, results, profiles, language),
        "totals": _totals(base, results),
        "fields": _fields(run, base, changes, profiles, language),
        "wrong": reasons,
        "is_changed": not changes.is_empty,
        "query": request.GET.urlencode(),
        "chosen": chosen,
        "name": request.GET.get("name", "")[:120],
        "saved": _saved(run),
        "may_run": reach(request).may(Action.RUN, run.budget.facility),
    }
    return render(request, "tariffs/what_if.html", context)


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    run = run_of(request, pk)
    rights.require(request.user, Action.RUN, run.budget.facility)
    changes, wrong = read(QueryDict(request.POST.get("query", "")))
    address = f"{reverse('tariffs:what-if', args=[pk])}?{request.POST.get('query', '')}"
    if wrong:
        messages.error(request, " ".join(wrong))
        return redirect(address)
    try:
        scenario = scenarios.save(run, request.POST.get("name", ""), changes, user=signed_in(request))
    except ScopeError as error:
        messages.error(request, str(error))
        return redirect(address)
    messages.success(request, _("Saved as “%(name)s”.") % {"name": scenario.name})
    return redirect(f"{reverse('tariffs:what-if', args=[pk])}?scenario={scenario.pk}")


def read(query: Mapping[str, str]) -> tuple[WhatIfChanges, list[str]]:
    """Changes from the fields `days-…`, `tariff-…`, `beds-…`, `price-…` (percent), `positions-…`; and what is wrong."""
    found: dict[str, dict[str, Decimal]] = {name: {} for name in ("days", "tariff", "beds", "price", "positions")}
    wrong = []
    for name, text in query.items():
        kind, _dash, key = name.partition("-")
        if kind not in found or not key or not text.strip():
            continue
        value = parse_amount(text)
        is_whole = kind in ("days", "beds")
        least = -HUNDRED if kind == "price" else Decimal(0)
        if isinstance(value, Refusal) or value < least or (is_whole and value != value.to_integral_value()):
            wrong.append(_("“%(value)s” is not possible for %(field)s.") % {"value": text, "field": key})
        else:
            found[kind][key] = value
    return (
        WhatIfChanges(
            bed_days={key: int(value) for key, value in found["days"].items()},
            tariffs=found["tariff"],
            prices={key: 1 + value / HUNDRED for key, value in found["price"].items()},
            positions=found["positions"],
            beds={key: int(value) for key, value in found["beds"].items()},
        ),
        wrong,
    )


def _fields(
    run: CostingRun,
    base: list[ProfileResult],
    changes: WhatIfChanges,
    profiles: Mapping[str, tuple[str, str]],
    language: str,
) -> dict[str, list[dict[str, object]]]:
    """Each field with the value of the base beside what was typed."""
    paid = scenarios.paid_in(run)
    codes = sorted({cost["code"] for cost in run.inputs["costs"]})
    names = code_names(of_budget(run.budget), language)
    positions = run.inputs["drivers"].get(POSITIONS, {})
    prices = {key: (factor - 1) * HUNDRED for key, factor in changes.prices.items()}
    return {
        "profiles": [
            {
                "key": row.profile,
                "name": profile_name(profiles, row.profile, language),
                "days": row.bed_days,
                "new_days": changes.bed_days.get(row.profile),
                "tariff": None if row.tariff is None else round_half_up(row.tariff),
                "new_tariff": _plain(changes.tariffs.get(row.profile)),
                "beds": round_half_up(paid[row.profile].beds, 1),
                "new_beds": changes.beds.get(row.profile),
            }
            for row in base
        ],
        "codes": [{"key": code, "name": names.get(code, ""), "new": _plain(prices.get(code))} for code in codes],
        "centres": [
            {
                "key": centre["key"],
                "name": in_language(centre["name_ru"], centre["name_kk"], language),
                "value": round_half_up(Fraction(positions.get(centre["key"], "0"))),
                "new": _plain(changes.positions.get(centre["key"])),
            }
            for centre in run.inputs["centres"]
        ],
    }


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _rows(
    base: list[ProfileResult], results: list[ProfileResult], names: Mapping[str, tuple[str, str]], language: str
) -> list[dict[str, object]]:
    return [
        {
            "name": profile_name(names, before.profile, language),
            "before": _shown(before),
            "after": _shown(after),
            "margin_change": None if before.margin is None or after.margin is None else after.margin - before.margin,
        }
        for before, after in zip(base, results, strict=True)
    ]


def _shown(result: ProfileResult) -> dict[str, object]:
    rate = result.cost_per_bed_day
    occupancy = result.occupancy
    return {
        "bed_days": result.bed_days,
        "cost_per_bed_day": None if rate is None else round_half_up(rate),
        "full_cost": result.full_cost,
        "margin": result.margin,
        "break_even": result.break_even_bed_days,
        "occupancy": None if occupancy is None else round_half_up(occupancy * 100, 1),
    }


def _totals(base: list[ProfileResult], results: list[ProfileResult]) -> dict[str, Decimal]:
    return {
        "full_before": total(row.full_cost for row in base),
        "full_after": total(row.full_cost for row in results),
        "margin_before": total(row.margin for row in base if row.margin is not None),
        "margin_after": total(row.margin for row in results if row.margin is not None),
    }


def _saved(run: CostingRun) -> list[dict[str, object]]:
    """Saved scenarios side by side: total cost and margin of each."""
    return [
        {
            "scenario": scenario,
            "full_cost": total(Decimal(row["full_cost"]) for row in scenario.results),
            "margin": total(Decimal(row["margin"]) for row in scenario.results if row["margin"] is not None),
        }
        for scenario in Scenario.objects.filter(run=run).order_by("name")
    ]


def _names(request: HttpRequest) -> bool:
    return request.GET.get("scenario", "").isdecimal()
