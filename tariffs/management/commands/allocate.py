"""allocate SCENARIO.json: cost of services given to those they serve, by up to four methods. Needs no database."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from finance.languages import active_language
from finance.money import display, round_half_up
from tariffs.allocation import AllocationInput, AllocationOutcome, allocate
from tariffs.allocation.printing import as_json
from tariffs.allocation.reading import ignored_keys, read_inputs
from tariffs.explanations import as_objects, explain
from tariffs.management.refusing import ComputingCommand, table


class Command(ComputingCommand):
    help = "Allocates the cost of service departments as a file states it."
    metavar = "SCENARIO.json"

    def compute(self, document: dict[str, object], options: dict[str, Any]) -> None:
        inputs = read_inputs(document)
        outcomes = allocate(inputs)
        ignored = ignored_keys(document)
        if ignored:
            self.stderr.write(_("These keys of the file say nothing here: %(keys)s.") % {"keys": ", ".join(ignored)})
        if options["format"] == "text":
            self.stdout.write(as_text(inputs, outcomes))
            return
        doubts = [
            {"result": key, **doubt} for key, outcome in outcomes.items() for doubt in as_objects(outcome.doubts())
        ]
        answer = {"status": "done", **as_json(inputs, outcomes), "doubts": doubts, "ignored": ignored}
        # one line: an indented object of a large allocation takes longer to write than the allocation to compute
        self.stdout.write(json.dumps(answer, ensure_ascii=False))


def as_text(inputs: AllocationInput, outcomes: Mapping[str, AllocationOutcome]) -> str:
    """Full costs of all methods side by side, unit costs, checks and doubts."""
    blocks = [_full_costs(inputs, outcomes)]
    if inputs.volumes or inputs.products:
        blocks.append(_unit_costs(inputs, outcomes))
    for key, outcome in outcomes.items():
        lines = [key]
        for check in outcome.checks():
            state = _("holds") if check.holds else _("does not hold: %(amount)s") % {"amount": _money(check.difference)}
            lines.append(f"  {check.name}: {state}")
        lines += [f"  {explain(doubt)}" for doubt in outcome.doubts()]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _full_costs(inputs: AllocationInput, outcomes: Mapping[str, AllocationOutcome]) -> str:
    departments = dict.fromkeys(department for outcome in outcomes.values() for department in outcome.full_costs)
    rows = [[_("Full cost"), *outcomes]]
    for department in departments:
        costs = (outcome.full_costs.get(department) for outcome in outcomes.values())
        rows.append([inputs.name(department), *(_money(cost) for cost in costs)])
    rows.append([_("Total"), *(_money(outcome.total_full) for outcome in outcomes.values())])
    rows.append([_("Direct costs"), *(_money(outcome.total_direct) for outcome in outcomes.values())])
    rows.append([_("Unallocated"), *(_money(outcome.total_unallocated) for outcome in outcomes.values())])
    return table(rows)


def _unit_costs(inputs: AllocationInput, outcomes: Mapping[str, AllocationOutcome]) -> str:
    rows = [[_("Cost per unit"), *outcomes]]
    for department in inputs.volumes:
        costs = (outcome.unit_costs()[department] for outcome in outcomes.values())
        rows.append([inputs.name(department), *(_money(cost) for cost in costs)])
    for product in inputs.products:
        costs = (outcome.product_costs()[product] for outcome in outcomes.values())
        rows.append([product, *(_money(cost) for cost in costs)])
    return table(rows)


def _money(amount: Any) -> str:
    return "–" if amount is None else display(round_half_up(amount), active_language())
