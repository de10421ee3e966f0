"""Setting a facility up on pages: what is missing, its own form, its tables, its people, its next year."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from finance import needs, new_year, people, registers, rights
from finance.audit import record
from finance.contribution_rates import rates
from finance.forms import Form, TextField
from finance.known_budgets import budgets_of
from finance.models import Facility, Membership
from finance.party_numbers import party_number
from finance.register_forms import field_of
from finance.registers import Register, RegisterPlace
from finance.rights import Action
from finance.rooms import Need
from finance.views.reach import Reach, reach, signed_in

FIELDS = (
    "name_ru",
    "name_kk",
    "number",
    "number_reason",
    "parent",
    "treasury_code",
    "ownership",
    "kind",
    "district",
    "is_active",
    "language",
)
LINKS = "one-time-links"


def facility_of(request: HttpRequest, number: str) -> Facility:
    """The facility of an address; somebody else's is not found, as if there were none."""
    for facility in rights.facilities(request.user, Action.VIEW):
        if facility.number == number:
            return facility
    raise Http404(_("There is no such facility, or you have no right to see it."))


def place_of(request: HttpRequest, facility: Facility) -> RegisterPlace:
    told = request.POST if request.method == "POST" else request.GET
    year = told.get("year", "") or str(_year_in_view(reach(request), facility) or "")
    return registers.place_of(facility, signed_in(request), year, told.get("month", ""))


def _year_in_view(mine: Reach, facility: Facility) -> int | None:
    """That of the budget looked at, where it is this facility's."""
    budget = mine.current
    return budget.year if budget is not None and budget.facility_id == facility.pk else None


@require_safe
def set_up(request: HttpRequest) -> HttpResponse:
    """Leads to the set-up of the facility that is looked at; of the first one to the form that makes it."""
    mine = reach(request)
    if mine.current is not None:
        return redirect("facility", mine.current.facility.number)
    seen = rights.facilities(request.user, Action.VIEW)
    if seen:
        return redirect("facility", seen[0].number)
    if signed_in(request).is_superuser:
        return redirect("new-facility")
    raise PermissionDenied(_("You have no role at any facility. Ask the administrator to give you one."))


class FacilityForm(forms.ModelForm):
    """A facility or a branch; `manager` chooses above it only what he manages."""

    class Meta:
        model = Facility
        fields = FIELDS
        formfield_callback = field_of

    def __init__(self, *args: Any, manager: Any, may_edit: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "%s"} | kwargs)
        managed = rights.facilities(manager, Action.MANAGE)
        own = self.instance
        below = {one.pk for one in own.with_branches()} if own.pk else set()
        offered = {one.pk for one in managed} - below | ({own.parent_id} if own.parent_id else set())
        parent: Any = self.fields["parent"]
        parent.queryset = Facility.objects.filter(pk__in=offered)
        parent.required = not manager.is_superuser and own.pk not in {one.pk for one in managed if not one.parent_id}
        self.fields["number"].widget.attrs |= {"inputmode": "numeric", "size": 14}
        for name, field in self.fields.items():
            field.disabled = not may_edit or (name == "number" and own.pk is not None and _has_papers(own))
        self.use_required_attribute = False

    def clean_number(self) -> str:
        return party_number(self.cleaned_data["number"])


def _has_papers(facility: Facility) -> bool:
    return any(budget.documents.exists() for budget in facility.budgets.all())


@require_http_methods(["GET", "HEAD", "POST"])
def new_facility(request: HttpRequest) -> HttpResponse:
    """Makes a facility or a branch. Who looks after the program makes any, an administrator branches of his own."""
    user = signed_in(request)
    if not (user.is_superuser or rights.facilities(user, Action.MANAGE)):
        raise PermissionDenied(_("Only an administrator makes facilities."))
    form = FacilityForm(request.POST if request.method == "POST" else None, manager=user, may_edit=True)
    if form.is_bound and form.is_valid():
        made = form.save()
        record("facility.made", user=user, data={"facility": made.number})
        messages.success(request, _("“%(facility)s” was made.") % {"facility": made.name})
        return redirect(step_after(made, None))
    context = {"form": form, "is_new": True, "steps": steps_of(None, None), "title": _("New facility")}
    return render(request, "finance/facility_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def facility_form(request: HttpRequest, number: str) -> HttpResponse:
    """The facility itself: names, number, where it belongs, language."""
    facility, user = facility_of(request, number), signed_in(request)
    may_edit = rights.can(user, Action.MANAGE, facility)
    bound = request.POST if request.method == "POST" else None
    form = FacilityForm(bound, instance=facility, manager=user, may_edit=may_edit)
    if form.is_bound:
        rights.require(user, Action.MANAGE, Facility.objects.get(pk=facility.pk))
        if form.is_valid():
            kept = form.save()
            if form.changed_data:
                record("facility.changed", user=user, data={"facility": kept.number, "fields": form.changed_data})
            messages.success(request, _("Saved.") if form.changed_data else _("Nothing was changed."))
            return redirect(
                step_after(kept, None) if "next" in request.POST else reverse("facility", args=[kept.number])
            )
    context = {
        "form": form, "facility": facility, "may_edit": may_edit, "steps": steps_of(facility, "facility"),
        "title": _("Facility"),
    }  # fmt: skip
    return render(request, "finance/facility_form.html", context, status=422 if form.errors else 200)


@require_safe
def facility(request: HttpRequest, number: str) -> HttpResponse:
    """What the facility still lacks for its reports, its steps and its tables."""
    found = facility_of(request, number)
    place = place_of(request, found)
    missing = needs.missing(place)
    user = signed_in(request)
    turn = new_year.next_year(found)
    context = {
        "facility": found,
        "place": place,
        "bars": [_bar(goal, missing[goal], user, found) for goal in (needs.FORM2, needs.BED_DAY_COST)],
        "steps": steps_of(found, None),
        "tables": [(one, reverse("register", args=[number, one.key])) for one in registers.registers().values()],
        "others": [one for one in rights.facilities(user, Action.VIEW) if one.pk != found.pk],
        "may_manage": rights.can(user, Action.MANAGE, found),
        "may_make": user.is_superuser or bool(rights.facilities(user, Action.MANAGE)),
        "is_begun": {place.year, place.year - 1} <= {one.year for one in budgets_of(found)},
        "rate_is_doubtful": any(
            not rate.is_certain and rate.valid_from.year in (place.year, place.year + 1) for rate in rates(found)
        ),
        "next_year": turn if turn and any(rights.can(user, one, found) for one in new_year.MAY_START) else None,
    }
    return render(request, "finance/facility.html", context)


def _bar(goal: str, found: list[Need], user: User, facility: Facility) -> dict[str, Any]:
    label = {needs.FORM2: _("Form No. 2"), needs.BED_DAY_COST: _("Cost of a bed-day")}[goal]
    met = sum(need.is_met for need in found)
    return {
        "goal": goal, "label": label, "met": met, "all": len(found), "is_done": met == len(found),
        "needs": [(need, rights.can(user, need.action, facility)) for need in found],
        "meter": {"width": round(100 * met / len(found)) if found else 0, "over": False},
    }  # fmt: skip


def steps_of(facility: Facility | None, current: str | None) -> list[dict[str, Any]]:
    """The steps of setting up in order, with their addresses once there is a facility."""
    named: list[tuple[str, Any]] = [("facility", gettext_lazy("Facility"))]
    named += [(one.key, one.label) for one in registers.steps()] + [("people", gettext_lazy("People and roles"))]
    return [
        {"key": key, "label": label, "url": step_url(facility, key) if facility else "", "is_current": key == current}
        for key, label in named
    ]


def step_url(facility: Facility, key: str) -> str:
    if key in ("facility", "people"):
        return reverse("facility-form" if key == "facility" else "people", args=[facility.number])
    return reverse("register", args=[facility.number, key])


def step_after(facility: Facility, current: Register | None) -> str:
    """The address of the step after `current`; after none the first table, after the last the facility's page."""
    order = registers.steps()
    at = order.index(current) + 1 if current in order else 0
    if current is not None and current not in order:
        return reverse("facility", args=[facility.number])
    return step_url(facility, order[at].key) if at < len(order) else step_url(facility, "people")


class InvitationForm(Form):
    username = TextField(label=gettext_lazy("Name to sign in with"), max_length=150)
    full_name = TextField(label=gettext_lazy("Surname and name"), max_length=150, required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Membership.Role.choices)


@require_http_methods(["GET", "HEAD", "POST"])
def people_page(request: HttpRequest, number: str) -> HttpResponse:
    """Everybody with a role at the facility; POST gives a role to somebody, new or known."""
    found, user = facility_of(request, number), signed_in(request)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        rights.require(user, Action.MANAGE, found)
        if form.is_valid():
            try:
                link = people.invite(user, found, form.cleaned_data["username"], form.cleaned_data["role"],
                                     form.cleaned_data["full_name"])  # fmt: skip
            except people.PeopleError as error:
                form.refuse("username", str(error))
            except ValidationError as error:
                form.refuse("username", " ".join(error.messages))
            else:
                _show_link(request, form.cleaned_data["username"], link)
                messages.success(request, _("The role was given."))
                return redirect("people", number)
    context = {
        "facility": found,
        "form": form,
        "colleagues": people.colleagues(user, found),
        "may_manage": rights.can(user, Action.MANAGE, found),
        "links": request.session.pop(LINKS, []) if request.method == "GET" else [],
        "steps": steps_of(found, "people"),
    }
    return render(request, "finance/people.html", context, status=422 if form.errors else 200)


def _show_link(request: HttpRequest, username: str, link: str) -> None:
    """Kept for the next look alone: shown once, to be copied."""
    if link:
        request.session[LINKS] = [*request.session.get(LINKS, []), [username, request.build_absolute_uri(link)]]


@require_POST
def change_person(request: HttpRequest, number: str) -> HttpResponse:
    """Takes a role, makes a new link, lets a person in or no longer: what the button says."""
    found, user = facility_of(request, number), signed_in(request)
    rights.require(user, Action.MANAGE, found)
    told = request.POST
    try:
        if "take" in told:
            people.take_role(user, _role(found, told["take"]))
            messages.success(request, _("The role was taken away."))
        else:
            person = _role(found, told.get("person", "")).user
            if told.get("do") == "link":
                _show_link(request, person.username, people.make_link(user, found, person))
            elif told.get("do") in people.DEEDS:
                people.DEEDS[told["do"]](user, found, person)
                messages.success(request, _("Saved."))
    except people.PeopleError as error:
        messages.error(request, str(error))
    return redirect("people", number)


def _role(facility: Facility, pk: str) -> Membership:
    """A role at this facility; one of another is not found."""
    held = Membership.objects.filter(facility=facility).select_related("user", "facility")
    found = held.filter(pk=int(pk)).first() if pk.isascii() and pk.isdecimal() and len(pk) < 19 else None
    if found is None:
        raise Http404(_("There is no such role any more."))
    return found


@require_POST
def start_year(request: HttpRequest, number: str) -> HttpResponse:
    """Carries what there is into the year that is named: one after a year that has a budget."""
    found, user = facility_of(request, number), signed_in(request)
    rights.require_one_of(user, new_year.MAY_START, found)
    year = request.POST.get("year", "")
    if year not in {str(one + 1) for one in found.budgets.values_list("year", flat=True)}:
        raise Http404(_("There is no such year to begin."))
    try:
        done = new_year.start(found, int(year), user=user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("facility", number)
    for sentence in done or [_("Nothing was missing: %(year)s has all that the year before had.") % {"year": year}]:
        messages.success(request, sentence)
    return redirect(f"{reverse('facility', args=[number])}?year={year}")
