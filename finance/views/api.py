"""What other programs read at `/api/`: reports as the command `report` prints them, and the entries behind them.

It only reads, by tokens (`finance.api_tokens`), with the rights of the token's person. What may not be seen is not
found. Money is a string. `/api/openapi.json` says the same to machines.
"""

from collections.abc import Iterable
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from ninja import Field, NinjaAPI, Query, Schema
from ninja.errors import ValidationError
from ninja.security import HttpBearer
from ninja.throttling import AuthRateThrottle

from finance import api_tokens, rooms
from finance.drill import ids_below
from finance.individuals import hidden, hidden_party
from finance.models import ApiToken, Budget, Entry, Measure
from finance.months import Month
from finance.reporting.render import CONTENT_TYPES, render
from finance.reports import registry
from finance.scope import ScopeError
from finance.views import reach
from finance.views.reports import asked_of, build

A_MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-3])$"
A_KEY = r"^[\w.-]{1,60}$"
MOST_ENTRIES = 1_000
OFTEN_ENOUGH = "600/m"


class Token(HttpBearer):
    """`Authorization: Bearer TOKEN`. The person's language and rights are the token's."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = api_tokens.token_of(token)
        if found is not None:
            request.user = found.user
            reach.of_token(request, found)
        return found


class ApiRefusal(Schema):
    detail: str = Field(description="A sentence that says what is wrong")


class BudgetOut(Schema):
    key: str
    facility: str = Field(description="БИН of the facility")
    year: int
    programme: str
    source: str


class ReportName(Schema):
    name: str
    label: str


class ReportAsked(Schema):
    budget: str = Field(pattern=A_KEY, description="Key of the budget, as /api/budgets lists it")
    first: str = Field(alias="from", pattern=A_MONTH, description="First month, 2025-01")
    through: str = Field(pattern=A_MONTH, description="Last month, inclusive")
    unit: Literal["tenge", "thousand"] = "tenge"
    language: Literal["ru", "kk", "en"] = "ru"
    scope: Literal["budget", "facility", "tree", ""] = Field(
        "", description="The budget alone, all budgets of its facility and year, or those of its branches too"
    )


class EntriesAsked(Schema):
    budget: str = Field(pattern=A_KEY)
    measure: Measure | None = None
    code: str = Field("", pattern=r"^[\w.-]{0,20}$", description="Budget code; a heading stands for what is below it")
    first: str = Field("", alias="from", pattern=A_MONTH + "|^$")
    through: str = Field("", pattern=A_MONTH + "|^$")
    after: int = Field(0, ge=0, lt=2**63, description="`next` of the answer before")
    limit: int = Field(100, ge=1, le=MOST_ENTRIES)


class EntryOut(Schema):
    id: int
    code: str
    centre: str
    measure: str
    month: str
    date: str
    amount: str = Field(description="tenge, two decimals, signed")
    document: int
    reverses: int | None
    row: int | None
    cell: str
    number: str
    counterparty_number: str
    counterparty_name: str
    contract_number: str
    purpose: str


class EntriesPage(Schema):
    entries: list[EntryOut]
    next: int | None = Field(description="Give it as `after` for the entries that follow; null at the end")


api = NinjaAPI(
    title="Smeta", version="1", auth=Token(), docs_url=None, throttle=[AuthRateThrottle(OFTEN_ENOUGH)],
    description="Figures of a health facility, read only. Money is a string in tenge unless `unit` says otherwise.",
)  # fmt: skip
REFUSALS: dict[int, type[Schema]] = {401: ApiRefusal, 404: ApiRefusal, 429: ApiRefusal}


@api.get("/budgets", response={200: list[BudgetOut], **REFUSALS})
def budgets(request: HttpRequest) -> list[dict[str, Any]]:
    """Budgets that the token may read, newest year first."""
    return [
        {
            "key": one.key, "facility": one.facility.number, "year": one.year, "programme": str(one.programme),
            "source": str(one.source),
        }
        for one in reach.reach(request).budgets
    ]  # fmt: skip


@api.get("/reports", response={200: list[ReportName], **REFUSALS})
def reports(request: HttpRequest) -> list[dict[str, str]]:  # noqa: ARG001 - asked for by django-ninja
    """Names of all reports."""
    return [{"name": name, "label": rooms.label_of(name)} for name in registry.names()]


@api.get("/reports/{name}", response={200: dict[str, Any], 422: ApiRefusal, **REFUSALS})
def report(request: HttpRequest, name: str, asked: Query[ReportAsked]) -> HttpResponse:
    """The report, to the letter as the command `report NAME --format json` gives it."""
    mine = reach.reach(request)
    query = request.GET.copy()
    for default in ("unit", "language"):  # of the command, not of a page
        query[default] = getattr(asked, default)
    wanted = asked_of(query, mine.budget(asked.budget), name, mine)
    return _kept_by_nobody(HttpResponse(render(build(name, wanted, mine), "json"), CONTENT_TYPES["json"]))


@api.get("/entries", response={200: EntriesPage, 422: ApiRefusal, **REFUSALS})
def entries(request: HttpRequest, response: HttpResponse, asked: Query[EntriesAsked]) -> dict[str, Any]:
    """Entries of a budget in the order in which they were posted, by cursor."""
    mine = reach.reach(request)
    budget = mine.budget(asked.budget)
    found = list(_chosen(budget, asked)[: asked.limit + 1])
    shown = found[: asked.limit]
    sees_all = mine.sees_individuals(budget.facility_id)
    _kept_by_nobody(response)
    return {
        "entries": [_entry(one, sees_all=sees_all) for one in shown],
        "next": shown[-1].pk if len(found) > len(shown) else None,
    }


def _chosen(budget: Budget, asked: EntriesAsked) -> Any:
    found = Entry.objects.filter(budget=budget, pk__gt=asked.after)
    if asked.measure is not None:
        found = found.filter(measure=asked.measure)
    if asked.code:
        found = found.filter(code__in=ids_below((asked.code,)))
    if asked.first:
        found = found.filter(month__gte=Month.parse(asked.first))
    if asked.through:
        found = found.filter(month__lte=Month.parse(asked.through))
    return found.select_related("code").order_by("pk")


def _entry(one: Entry, *, sees_all: bool) -> dict[str, Any]:
    name, number, purpose = one.counterparty_name, one.counterparty_number, one.purpose
    if not sees_all:
        name, number = hidden_party(name, number)
        purpose = hidden(purpose)
    return {
        "id": one.pk, "code": one.code.code, "centre": one.centre, "measure": one.measure, "month": str(one.month),
        "date": one.date.isoformat(), "amount": f"{one.amount:.2f}", "document": one.document_id,
        "reverses": one.reverses_id, "row": one.row, "cell": one.cell, "number": one.number,
        "counterparty_number": number, "counterparty_name": name, "contract_number": one.contract_number,
        "purpose": purpose,
    }  # fmt: skip


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return api.create_response(request, {"detail": str(error)}, status=404)


@api.exception_handler(ValidationError)
def not_to_be_read(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Which parameters, and what each may be, in one sentence."""
    said = "; ".join(f"{wrong['loc'][-1]}: {wrong['msg']}" for wrong in error.errors)
    return api.create_response(request, {"detail": said}, status=422)


@api.exception_handler(ScopeError)
def not_to_be_reported(request: HttpRequest, error: ScopeError) -> HttpResponse:
    return api.create_response(request, {"detail": str(error)}, status=422)


def open_to_tokens(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The addresses, past the page that asks people to sign in: they ask for a token themselves."""
    found = list(patterns)
    for pattern in (one for one in found if isinstance(one, URLPattern)):
        pattern.callback.login_required = False  # type: ignore[attr-defined] # read by LoginRequiredMiddleware
    return found
