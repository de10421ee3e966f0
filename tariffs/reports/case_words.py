"""Names and sentences that the reports of cases share."""

from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from finance.languages import in_language
from finance.money import display
from finance.reporting.report import Check, Remark
from tariffs.case_costs import CaseCosting
from tariffs.reports.wording import profile_name

MOST_NAMED = 10


def component_name(costing: CaseCosting, component: str, language: str) -> str:
    fixed = {
        "ward": _("Ward"),
        "kitchen": _("Kitchen"),
        "services_not_recorded": _("Services not recorded for a case"),
        "drugs": _("Medicines issued"),
        "drugs_not_issued": _("Medicines not issued to a case"),
    }
    if component in fixed:
        return fixed[component]
    names = {centre.key: in_language(centre.name_ru, centre.name_kk, language) for centre in costing.centres}
    return names.get(component, component)


def checks(costing: CaseCosting) -> tuple[Check, ...]:
    label = _("Finished + unfinished + not for patients = ledger total")
    return (Check("cases-equal-ledger", label, costing.difference, costing.difference == 0),)


def notes(costing: CaseCosting) -> tuple[Remark, ...]:
    by_unit = any(not rate.is_by_bed_day for rate in costing.rates)
    found = [
        Remark(_("Services go by units of the price list, the rest by bed-day.") if by_unit
               else _("No services are recorded, so all cost goes by bed-day."), "method")
    ]  # fmt: skip
    if costing.version is not None and costing.run is not None:
        text = _("Frozen with the costing run, version %(version)s.") % {"version": costing.version}
        found.append(Remark(text, "frozen", reverse("tariffs:run", args=[costing.run])))
    if costing.findings.get("continued"):
        text = _("%(count)s cases began before the period; what they cost then belongs to that period.")
        found.append(Remark(text % {"count": costing.findings["continued"]}, "continued"))
    if any(case.stay.tariff is None for case in costing.cases):
        text = _("Tariff and margin cover the cases that have a tariff.")
        found.append(Remark(text, "without-tariff"))
    return tuple(found)


def doubts(costing: CaseCosting, language: str) -> tuple[Remark, ...]:
    """Everything doubtful, the cases named."""
    found = costing.findings
    said: list[tuple[str, str]] = []
    for profile, (costed, held) in found.get("bed_days", {}).items():
        text = _("%(profile)s: %(costed)s bed-days were costed, the register of stays has %(held)s.")
        values = {"profile": profile_name(costing.profiles, profile, language), "costed": costed, "held": held}
        said.append(("bed-days", text % values))
    if cases := found.get("without_service"):
        text = _("Cases without any service: %(count)s (%(cases)s).")
        said.append(("without-service", text % {"count": len(cases), "cases": _named(cases)}))
    if services := found.get("without_rate"):
        text = _("Services that are not on the price list of units and bear no cost: %(services)s.")
        said.append(("without-rate", text % {"services": _named([f"{k} × {v}" for k, v in services.items()])}))
    if outside := found.get("outside"):
        text = _("Services or medicines outside every stay of their case, left out: %(count)s (%(cases)s).")
        said.append(("outside-stay", text % {"count": sum(outside.values()), "cases": _named(list(outside))}))
    if over := found.get("drugs_over"):
        text = _("Medicines issued to cases, %(issued)s, are more than code 142 holds, %(held)s.")
        said.append(("drugs-over", text % {"issued": display(_number(over[0])), "held": display(_number(over[1]))}))
    for centre, (made, units) in found.get("units", {}).items():
        text = _("%(centre)s: the driver says %(made)s units, %(units)s are recorded for cases.")
        name = component_name(costing, centre, language)
        said.append(("units", text % {"centre": name, "made": made, "units": units}))
    for case, codes, amount in found.get("edits", [])[:MOST_NAMED]:
        text = _("The case %(case)s costs %(amount)s, which is not plausible: %(why)s.")
        why = "; ".join(_edit(code) for code in codes.split(", "))
        said.append(("implausible-case", text % {"case": case, "amount": display(_number(amount)), "why": why}))
    if len(found.get("edits", [])) > MOST_NAMED:
        text = _("Further cases of a cost that is not plausible: %(count)s.")
        said.append(("implausible-case", text % {"count": len(found["edits"]) - MOST_NAMED}))
    if cases := found.get("stated_otherwise"):
        text = _("Cases whose register states another amount due than the tariff gives: %(count)s (%(cases)s).")
        said.append(("stated-otherwise", text % {"count": len(cases), "cases": _named(cases)}))
    if not costing.is_of_today:
        said.append(("books-moved", _("The books have changed since this run was frozen; it is locked and stays.")))
    return tuple(Remark(text, key) for key, text in said)


def _number(text: str) -> Decimal:
    return Decimal(text)


def _named(names: Sequence[str]) -> str:
    return ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")


def _edit(code: str) -> str:
    return {
        "code_1": _("a part of it is negative"),
        "code_2": _("its group is unknown"),
        "code_3": _("it is negative"),
        "code_4": _("it is zero"),
        "code_5": _("too little for a stay within one day"),
        "code_6": _("too little for so many days"),
    }[code]
