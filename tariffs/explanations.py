"""The sentence for every problem code of the pure modules: what is wrong, where, and what to do."""

import re
from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance import file_reasons
from finance.languages import active_language
from finance.months import Month
from finance.reporting.periods import period_in_words
from tariffs.controls import CostingControl
from tariffs.problems import InputProblem

MONTHS = re.compile(r"\b(?P<first>\d{4}-(?:0[1-9]|1[0-2]))(?: – (?P<last>\d{4}-(?:0[1-9]|1[0-2])))?\b")
SENTENCES: Mapping[str, str | Promise] = {
    # the file
    "unreadable-file": _("The file %(path)s cannot be read: %(reason)s."),
    "too-large-file": _("The file is larger than %(limit)s MB."),
    "not-utf8": _("The file is not in UTF-8: byte %(position)s does not belong to it. Save it as UTF-8."),
    "not-json": _("The file is no JSON: something is wrong in line %(line)s, column %(column)s."),
    "too-deep": _("The file is no input of this command: its brackets are nested too deeply."),
    "repeated-key": _("The key “%(key)s” stands twice in one object, so it can be read two ways. Keep one."),
    "wrong-type": _("A JSON %(expected)s is expected here."),
    "missing-key": _("This is missing. Add it."),
    "empty": _("Nothing is listed here. Name at least one."),
    "unknown-setting": _("This setting is unknown. Known are: %(known)s."),
    "wrong-value": _("%(value)s is not possible here. Possible are: %(known)s."),
    # values
    "not-a-number": _("%(value)s is no number. Write it as 1752 or “1752.00”."),
    "not-a-whole-number": _("%(value)s is no whole number."),
    "not-a-name": _("%(value)s is no name; names are text."),
    "too-large": _("The number %(value)s is too large: %(limit)s is the limit."),
    "too-many-decimals": _("The number %(value)s has more than %(limit)s decimals."),
    "more-than-two-decimals": _("The amount %(value)s of code %(code)s has more than two decimals."),
    "decimals-out-of-range": _("%(value)s decimals are not possible: from %(least)s to %(most)s."),
    "negative-value": _("%(value)s is negative; a volume, a quantity and a price are zero or more."),
    "negative-volume": _("The volume %(value)s is negative."),
    "twice": _("“%(value)s” is named twice."),
    # allocation
    "no-departments": _("No department is named."),
    "unknown-department": _(
        "The department “%(department)s” is named nowhere else. Correct the name or give it a cost."
    ),
    "unknown-method": _("The method “%(value)s” is unknown. Known are: %(known)s."),
    "double-target": _("The department “%(department)s” stands here twice; its cost would be counted twice."),
    "negative-base": _("The base of “%(department)s” is negative: %(value)s. A base is zero or more."),
    "zero-base": _(
        "“%(department)s” has %(balance)s to give by the method %(method)s, but its base adds up to zero among those "
        "who may still receive. Give it a base or another place in the order."
    ),
    "circular-base": _(
        "The method %(method)s has no answer: %(departments)s serve only each other, so their cost never leaves them."
    ),
    "codes-do-not-add-up": _(
        "The codes of “%(department)s” add up to %(found)s, while its direct cost is %(expected)s."
    ),
    # variance
    "missing-cost": _("The cost is not stated: give %(quantity)s and %(price)s, or %(amount)s."),
    "two-readings": _("%(name)s is %(stated)s, but quantity × price × volume is %(found)s. Keep one of them."),
    "amount-without-volume": _("An amount of %(value)s stands beside a volume or a quantity of zero."),
    "item-twice": _("The item “%(item)s” of profile “%(profile)s” stands here and in place %(first)s."),
    # costing a period
    "several-facilities": _("A costing is of one facility. Choose one of them."),
    "no-centres": _("There are no cost centres. Import the file of cost centres of this year."),
    "no-bed-days": _("There is not one bed-day in the period. Import the volumes or the stays."),
    "month-without-drivers": _("This month has no drivers. Import the drivers of the month."),
    "unmapped-code": _("No rule says where %(amount)s of code %(code)s belongs. Add a rule of attribution."),
    "unmapped-centre": _("There is no cost centre “%(centre)s”. Add it, or correct the rule or entry that names it."),
    "no-profile": _("The clinical centre “%(centre)s” has no care profile. Name the profile it treats."),
    "shares-are-not-whole": _("The shares of the rules of code %(code)s do not add up to 1. Correct them."),
    "unknown-target": _("“%(value)s” is no target. Write “centre:KEY” or “driver:NAME”."),
    "zero-driver": _("The driver “%(driver)s” has no value in the period, so nothing can be spread by it."),
    # doubts
    "negative-balance": _("“%(department)s” has a negative balance of %(amount)s; it was not given to anyone."),
    "lost-by-rounding": _("Rounding lost %(amount)s; choose the residual “largest” to keep the total."),
    "no-volume": _("“%(name)s” has no volume, so it has no unit cost."),
}


def explain(problem: InputProblem) -> str:
    """The sentence in the language of the reader, the place before it; the bare code where it has no sentence."""
    if problem.problem not in SENTENCES:
        return str(problem)
    values = dict(problem.values)
    if problem.problem == "unreadable-file":
        values["reason"] = file_reasons.in_words(str(values["reason"]))
    sentence = str(SENTENCES[problem.problem]) % values
    return f"{_place(problem.at)}: {sentence}" if problem.at else sentence


def _place(at: str) -> str:
    """The place of a problem with its months in words."""

    def in_words(found: re.Match[str]) -> str:
        first, last = Month.parse(found["first"]), Month.parse(found["last"] or found["first"])
        return period_in_words(first, last, active_language())

    return MONTHS.sub(in_words, at)


def as_objects(problems: Iterable[InputProblem]) -> list[dict[str, object]]:
    """Problems as JSON objects: code, place, sentence, and the values that it names."""
    return [
        {
            "problem": problem.problem,
            "at": problem.at,
            "message": explain(problem),
            "values": {name: str(value) for name, value in problem.values.items()},
        }
        for problem in problems
    ]


CONTROLS: Mapping[str, str | Promise] = {
    "R1": _("Costed total = ledger total, code by code"),
    "R2": _("Ledger → centres → allocation → profiles: each stage adds up"),
    "R3": _("Differences that a review would report by name"),
    "R4": _("Rounded parts add up to the exact total"),
    "R5": _("Nothing is left with a service"),
    "R6": _("No negative part, no negative or empty total"),
    "R7": _("The cost of a bed-day is plausible"),
    "R8": _("No bed-day is left out of the costing"),
    "R9": _("Every code and centre of the ledger is mapped"),
    "R10": _("The run holds what the ledger holds today"),
    "R11": _("Rules were valid before the run"),
    "R12": _("The stored results are those of the stored inputs"),
    "R13": _("The total is the same after every stage"),
    "R14": _("Cost of a bed-day × bed-days = full cost"),
    "R15": _("Bed-days used = bed-days of the register of stays"),
}


def control_sentence(number: str) -> str:
    """What a control of a run says, in the language of the reader."""
    return str(CONTROLS[number])


def control_state(control: CostingControl) -> dict[str, str]:
    """The state of a control in a word, and the style of its tag."""
    if not control.is_compared:
        return {"word": gettext("nothing to compare with"), "style": ""}
    if control.is_by_construction:
        return {"word": gettext("holds by construction"), "style": "good"}
    if control.holds:
        return {"word": gettext("holds"), "style": "good"}
    return {"word": gettext("does not hold"), "style": "doubt"}
