"""Signing in; a training database says which names may be tried, and one without people makes its administrator."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm, BaseUserCreationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, PasswordResetConfirmView
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from config.views.client_address import client_address
from finance import people
from finance.forms import TextField
from finance.models import Facility, Membership
from finance.sample_facility import SIGN_INS
from finance.service_accounts import SERVICE_ACCOUNTS
from finance.sign_in_names import sign_in_name

A_YEAR = 365 * 24 * 60 * 60
SIGNED_IN_BY = "django.contrib.auth.backends.ModelBackend"


class SignInForm(AuthenticationForm):
    """The name as it is kept, so that tries count for one person however it is typed."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("This name and this password do not go together. Capitals count in the password alone."),
    }

    def clean_username(self) -> str:
        return sign_in_name(self.cleaned_data["username"])


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    template_name = "registration/login.html"
    redirect_authenticated_user = True
    authentication_form = SignInForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Every page asks to sign in first, so this is where the very first start is noticed."""
        if not people.exist():
            return redirect("first-start")
        if request.method == "POST" and _guesses(request) >= settings.MOST_FAILURES_OF_AN_ADDRESS:
            return render(request, settings.AXES_LOCKOUT_TEMPLATE, status=HTTPStatus.TOO_MANY_REQUESTS)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["is_insecure"] = is_insecure(self.request)
        if Facility.objects.filter(is_demo=True).exists():
            ours = [name for name, _role in SIGN_INS]
            named = Membership.objects.filter(facility__is_demo=True, user__username__in=ours)
            names = named.order_by("pk").values_list("user__username", flat=True)
            context["demo_names"] = ", ".join(dict.fromkeys(names))
        return context

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Who has chosen no language yet reads that of the facility."""
        answer = super().form_valid(form)
        if settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            answer.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, people.language_of(form.get_user()), max_age=A_YEAR, samesite="Lax"
            )
        return answer


def _guesses(request: HttpRequest) -> int:
    """Wrong passwords of the last hour from the address of the request, whatever the names."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    failed = AccessAttempt.objects.filter(ip_address=client_address(request) or None, attempt_time__gte=since)
    return failed.aggregate(together=Sum("failures_since_start"))["together"] or 0


def is_insecure(request: HttpRequest) -> bool:
    """Whether signing in cannot work: cookies that need https, and a page that came over http."""
    return settings.SESSION_COOKIE_SECURE and not request.is_secure()


class FirstAdministrator(BaseUserCreationForm[User]):
    """Who looks after the program: a name to sign in with, a name to be called by, a password twice."""

    full_name = TextField(label=_("Surname and name"), max_length=150)
    field_order = ["full_name", "username", "password1", "password2"]

    class Meta:
        model = User
        fields = ("username",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].help_text = ""

    def clean_username(self) -> str:
        name = sign_in_name(self.cleaned_data["username"])
        if name in SERVICE_ACCOUNTS:
            raise ValidationError(gettext("This name is taken. Choose another one."))
        return name


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def first_start(request: HttpRequest) -> HttpResponse:
    """Makes the administrator of a database without people, once; afterwards it leads to the sign-in."""
    if people.exist():
        return redirect("login")
    form = FirstAdministrator(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            made = people.make_first_administrator(given["username"], given["full_name"], given["password1"])
        except people.PeopleError:
            return redirect("login")
        login(request, made, backend=SIGNED_IN_BY)
        return redirect("set-up")
    context = {"form": form, "is_insecure": is_insecure(request)}
    return render(request, "registration/first_start.html", context, status=422 if form.errors else 200)


@method_decorator(login_not_required, name="dispatch")
class ChoosePassword(PasswordResetConfirmView):
    """Where a one-time link leads: a password is chosen, and the link has done its work."""

    template_name = "registration/choose_password.html"
    token_generator = people.one_time_links
    success_url = reverse_lazy("login")
