"""What the events of the trail are called: each `record(…)` of the program, in words for a person."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "api.token-made": _("a token for a program was made"),
    "api.tokens-withdrawn": _("tokens of programs were withdrawn"),
    "audit.sample-drawn": _("a sample for the audit was drawn"),
    "facility.changed": _("a facility was changed"),
    "facility.choice-made": _("the facility chose"),
    "facility.made": _("a facility was made"),
    "facility.plan-approvers": _("who approves plans was chosen"),
    "facility.set-up": _("a facility was set up from a file"),
    "finance.clock.accepted": _("a clock that had been ahead was set right"),
    "finance.contribution-rate.set": _("a rate of contributions was set"),
    "finance.deviation.explained": _("a deviation was explained"),
    "finance.doubt.answer-taken-back": _("the answer to a doubt was taken back"),
    "finance.doubt.answered": _("a doubt was answered"),
    "finance.entry.corrected": _("what was entered by hand was corrected"),
    "finance.entry.taken-back": _("what was entered by hand was taken back"),
    "finance.issue.approved": _("an issue of a report was signed"),
    "finance.issue.prepared": _("an issue of a report was prepared"),
    "finance.issue.withdrawn": _("an issue of a report was taken back"),
    "finance.month.closed": _("a month was closed"),
    "finance.month.reopened": _("a month was opened again"),
    "finance.month.reopening-asked": _("somebody asked to open a month"),
    "finance.month.reopening-given-up": _("opening a month was given up"),
    "finance.plan.approved": _("a plan was approved"),
    "finance.plan.computed": _("a plan was computed"),
    "finance.plan.discarded": _("a draft of a plan was thrown away"),
    "finance.plan.returned": _("a plan was returned"),
    "finance.plan.submitted": _("a plan was sent for approval"),
    "finance.plan.taken-back": _("a plan was taken back from approval"),
    "imports.answers.given": _("rows of an import were answered"),
    "imports.batch.approved": _("an import was approved"),
    "imports.batch.posted": _("an import was posted"),
    "imports.batch.undo-asked": _("somebody asked to undo an import"),
    "imports.batch.undo-given-up": _("undoing an import was given up"),
    "imports.batch.undone": _("an import was undone"),
    "imports.batch.waits": _("an import waits for approval"),
    "imports.form.changed": _("a remembered form was changed"),
    "imports.form.forgotten": _("a remembered form was forgotten"),
    "imports.name.forgotten": _("a confirmed name in files was forgotten"),
    "imports.form.remembered": _("a form of a file was remembered"),
    "imports.mappings.changed": _("mappings of accounts were changed"),
    "imports.rules.changed": _("rules of payments were changed"),
    "imports.split.chosen": _("how the Fund's money is split was chosen"),
    "people.first-administrator": _("the first administrator was made"),
    "people.link-made": _("a one-time link was made"),
    "people.recovery-codes-renewed": _("recovery codes were made anew"),
    "people.role-given": _("a role was given"),
    "people.role-taken": _("a role was taken away"),
    "people.second-factor-set-up": _("a second factor was set up"),
    "people.second-factor-taken-away": _("a second factor was taken away"),
    "people.session-ended": _("a session was ended"),
    "people.sessions-ended": _("other sessions were ended"),
    "people.switched-off": _("an account was switched off"),
    "people.switched-on": _("an account was switched on"),
    "procurement.act.discarded": _("a draft of an act was thrown away"),
    "procurement.act.overdue-explained": _("an overdue debt was explained"),
    "procurement.carried.drafted": _("contracts were carried over as drafts"),
    "procurement.closing.discarded": _("closing a contract was given up"),
    "procurement.draft.discarded": _("a draft of a contract was thrown away"),
    "procurement.payment.assigned": _("a payment was matched to a contract"),
    "procurement.payment.taken-back": _("the match of a payment was taken back"),
    "register.changed": _("reference data were changed"),
    "register.taken-back": _("a change of reference data was taken back"),
    "tariffs.indicator.explained": _("a missed indicator was explained"),
    "tariffs.indicator.set-up": _("how an indicator is measured was set"),
    "tariffs.run.locked": _("a costing run was locked"),
    "tariffs.run.made": _("a costing run was made"),
    "tariffs.scenario.saved": _("a what-if was saved"),
    "year.budget-made": _("a budget of the next year was made"),
    "year.started": _("a year was begun"),
}


DETAILS: dict[str, str | Promise] = {
    "act": _("act"),
    "amount": _("amount"),
    "approved_by": _("approved by"),
    "batch": _("import"),
    "budget": _("budget"),
    "contract": _("contract"),
    "days": _("days"),
    "document": _("document"),
    "doubt": _("doubt"),
    "facility": _("facility"),
    "issue": _("issue"),
    "kept": _("not taken back"),
    "last": _("the books were changed last"),
    "month": _("month"),
    "name": _("name"),
    "report": _("report"),
    "reversed": _("taken back"),
    "role": _("role"),
    "run": _("run"),
    "seed": _("seed"),
    "total": _("sum"),
    "until": _("until"),
    "user": _("person"),
    "warnings": _("warnings"),
    "year": _("year"),
}


_PLACES = {name: place for place, name in enumerate(DETAILS)}


def detail_of(name: str) -> str:
    """What a detail of an event is called; empty for one that only programs read."""
    return str(DETAILS.get(name, ""))


def place_of(name: str) -> tuple[int, str]:
    """Where a detail stands beside others: in the order of `DETAILS`, since PostgreSQL keeps none of its own."""
    return (_PLACES.get(name, len(_PLACES)), name)


def words_of(action: str) -> str:
    """Of an event of an earlier version that has none, its key."""
    return str(WORDS.get(action, action))
