"""Every address × role × own, parent, branch and sister facility; an address without a rule fails the build."""

import os
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client

from finance.rights import ALLOWED, INDIVIDUALS_SEEN_BY, Action
from tests.ground import import_ground
from tests.ground.rights_ground import ROLES, RightsGround, addresses

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WHOLE = os.environ.get("SMETA_SOAK") == "1"
LOOK, BRING, UNDO, APPROVE, PLAN, CONTRACT, _OVERRIDE, COST, RUN, ISSUE, CLOSE, REOPEN, MANAGE = Action

# Who may look (GET), by the action it takes; and who may do (POST), by any of the actions. A year's papers are looked at by all.
SEEN: dict[str, Action] = {
    **dict.fromkeys((
        "procurement:contracts", "procurement:carry-over", "procurement:matching", "procurement:contract", "facility",
        "facility-form", "people", "choices", "rates", "register", "proof", "draw-sample", "explanations", "months", "plan", "plan-versions", "plan-draft",
        "plan-grid", "plan-paper", "issues", "doubts", "report", "download", "issue", "download-issue", "entry", "entries", "entries-file",
        "stated-balances", "document", "certificate", "imports:work", "imports:work-state", "imports:batch", "imports:cell",
        "imports:source", "imports:rejected", "tariffs:runs", "tariffs:trace", "tariffs:case", "tariffs:sources", "tariffs:lever",
        "tariffs:run", "tariffs:what-if", "tariffs:volumes", "tariffs:indicator", "region-of", "region",
    ), LOOK),
    **dict.fromkeys(("procurement:new", "procurement:agreement", "procurement:act", "procurement:close", "procurement:overdue"), CONTRACT),
    **dict.fromkeys(("enter", "party", "correct", "take-back"), BRING),
    "imports:undo": UNDO, "compute-plan": PLAN, "prepare-issue": ISSUE,
}  # fmt: skip
DONE: dict[str, frozenset[Action]] = {
    **dict.fromkeys((
        "procurement:new", "procurement:carry-over", "procurement:match", "procurement:assign", "procurement:take-back",
        "procurement:agreement", "procurement:act", "procurement:close", "procurement:overdue",
    ), frozenset({CONTRACT})),
    **dict.fromkeys(("procurement:approve", "procurement:approve-act", "procurement:approve-closing",
                     "procurement:approve-carried", "approve-issue", "explanations", "doubts", "take-back-answer"), frozenset({APPROVE})),
    # whoever entered it, or approves such papers
    **dict.fromkeys(("procurement:discard", "procurement:discard-act", "procurement:discard-closing",
                     "procurement:discard-carried"), frozenset({CONTRACT, APPROVE})),
    "withdraw-issue": frozenset({APPROVE}),
    **dict.fromkeys(("facility-form", "people", "change-person", "choices", "plan-approvers"), frozenset({MANAGE})),
    "rates": frozenset({PLAN, MANAGE}),
    "register": frozenset({MANAGE}),
    "proof": frozenset({LOOK}), "draw-sample": frozenset({LOOK}),
    "start-year": frozenset({PLAN, MANAGE}),
    "close-month": frozenset({CLOSE}), "ask-reopening": frozenset({BRING, CLOSE, REOPEN}),
    **dict.fromkeys(("approve-reopening", "give-up-reopening"), frozenset({CLOSE, REOPEN})),
    **dict.fromkeys(("enter", "correct", "take-back", "imports:upload", "imports:work-cancel", "imports:correct", "imports:answer",
                     "imports:discard"), frozenset({BRING})),
    **dict.fromkeys(("begin-plan", "compute-plan", "plan-ahead", "save-plan", "fill-plan", "add-plan-code", "name-plan",
                     "take-back-plan", "discard-plan"), frozenset({PLAN})),
    "prepare-issue": frozenset({ISSUE}), "imports:post": frozenset({BRING, APPROVE}), "imports:undo": frozenset({UNDO}),
    **dict.fromkeys(("tariffs:make", "tariffs:again", "tariffs:save-scenario", "tariffs:lever"), frozenset({RUN})),
    **dict.fromkeys(("tariffs:lock", "tariffs:volumes", "tariffs:indicator"), frozenset({COST})),
}  # fmt: skip
# Management, where the facility did not choose other roles.
OF_PLAN_APPROVERS = {"approve-plan", "return-plan", "imports:decide-undo"}
# Lists and tools without an object: they show what is the person's own, if anything.
OWN_LISTS = {
    "tokens", "withdraw-token",
    "account", "end-session", "second-factor", "set-up-factor", "change-factor", "prove",
    "home", "projects:projects", "set-up", "new-facility", "manager", "search", "stop-proof", "save-view", "forget-view", "imports:list",
    "imports:mappings", "imports:forms", "imports:rules", "imports:together", "imports:work-again",
}  # fmt: skip
# Nothing of any facility stands there.
OF_NOBODY = {
    "login", "first-start", "logout", "password_change", "password_change_done", "choose_password", "set_language", "tour", "theme",
    "health", "guides", "guide", "admin/login/", "imports:templates", "imports:template", "api-1:openapi-json", "api-1:api-root",
}  # fmt: skip
# Programs with a token: `tests/finance/test_figures_for_other_programs.py`.
OF_TOKENS = {"api-1:budgets", "api-1:reports", "api-1:report", "api-1:entries"}

MONTHS = {"budget": "2025-fund", "measure": "cash", "from": "2025-01", "through": "2025-12"}
HALF = {"from": "2025-01", "through": "2025-01"}
ASKED: dict[str, dict[str, str]] = {
    "entries": MONTHS, "entries-file": MONTHS, "stated-balances": MONTHS, "doubts": HALF, "imports:cell": {"at": "2:amount"},
    "tariffs:trace": HALF | {"profile": "neurology"}, "tariffs:sources": HALF | {"what": "volumes", "figure": "beds"},
    "tariffs:lever": HALF, "tariffs:indicator": HALF,
}  # fmt: skip
SENT: dict[str, dict[str, str]] = {
    "imports:decide-undo": {"do": "approve"}, "ask-reopening": {"month": "2025-01"}, "begin-plan": {"kind": "plan"},
    "close-month": {"month": "2025-01"}, "start-year": {"year": "2026"}, "choices": {"choice": INDIVIDUALS_SEEN_BY},
}  # fmt: skip


def test_every_address_has_a_rule_and_every_rule_an_address() -> None:
    ruled = {*SEEN, *DONE, *OF_PLAN_APPROVERS, *OWN_LISTS, *OF_NOBODY, *OF_TOKENS}
    assert set(addresses()) - ruled == set(), "without a rule"
    assert ruled - set(addresses()) == set(), "without an address"


@dataclass
class Asked:
    """One cell of the matrix: what came of an address for somebody."""

    status: int
    said: str


def ask(ground: RightsGround, client: Client, method: str, name: str) -> Asked:
    """Whatever it did is taken back, so that the next one finds the same papers."""
    path = f"{ground.path(name)}?{urlencode(ASKED.get(name, {}))}"
    with transaction.atomic():
        answer = (
            client.get(path)
            if method == "get"
            else client.post(path, {**SENT.get(name, {}), **ground.sent.get(name, {})})
        )
        said = answer.getvalue().decode(errors="replace")
        transaction.set_rollback(True)
    return Asked(answer.status_code, said)


@pytest.fixture
def ground(monkeypatch) -> RightsGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", import_ground.TODAY, raising=False)
    return RightsGround()


def rules() -> list[tuple[str, str, set[str]]]:
    """Method, address, and the roles that are let in."""
    seen = [("get", name, {role for role in ROLES if action in ALLOWED[role]}) for name, action in SEEN.items()]
    done = [("post", name, {role for role in ROLES if actions & ALLOWED[role]}) for name, actions in DONE.items()]
    return seen + done + [("post", name, {"manager"}) for name in OF_PLAN_APPROVERS]


def some_of(allowed: set[str]) -> set[str]:
    """Outside a soak one role that is let in, the one with the least, and one that is not."""
    if WHOLE:
        return set(ROLES)
    by_rights = sorted(ROLES, key=lambda role: len(ALLOWED[role]))
    refused = [role for role in by_rights if role not in allowed]
    return {next(role for role in by_rights if role in allowed), *refused[-1:]}


def test_a_role_opens_what_its_actions_say_here_and_below_its_facility(ground) -> None:
    wrong = {}
    for method, name, allowed in rules():
        for place in ("own", "parent") if WHOLE or method == "post" else ("own",):
            for role in some_of(allowed) if place == "own" or WHOLE else [min(allowed)]:
                found = ask(ground, ground.client(place, role), method, name).status
                is_in = found not in (403, 404, 405) if name not in NEEDS_MORE else found == 404
                if is_in != (role in allowed) or (not is_in and found != 403):
                    wrong[method, name, place, role] = found
    assert not wrong, "\n".join(map(str, wrong.items()))


def test_a_branch_and_a_sister_find_nothing_and_no_name(ground) -> None:
    wrong = {}
    names = {ground.budget.facility.name_ru, ground.budget.key}
    for place in ("branch", "sister"):
        for roles in [(role,) for role in ROLES] if WHOLE else [ROLES]:
            client = ground.client(place, *roles)
            for method, name, _allowed in rules():
                found = ask(ground, client, method, name)
                if found.status != (403 if name in REFUSES_ALL else 404) or any(one in found.said for one in names):
                    wrong[method, name, place, roles] = found.status
            for name in OWN_LISTS - POST_ONLY:
                found = ask(ground, client, "get", name)
                if found.status >= 500 or any(one in found.said for one in names):
                    wrong["get", name, place, roles] = found.status
    assert not wrong, "\n".join(map(str, wrong.items()))


# A 404 for everybody, since the ground has no such case; no budget of one's own, so nothing to bring a file into.
NEEDS_MORE, REFUSES_ALL = {"tariffs:case"}, {"imports:upload"}
POST_ONLY = {
    "withdraw-token",
    "end-session",
    "change-factor",
    "save-view",
    "stop-proof",
    "forget-view",
    "imports:work-again",
}
