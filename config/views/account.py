"""A person's own account: where they are signed in, the second factor, and proving themselves once more."""

import time
from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.views.own_address import own_address
from finance import second_factor, sessions
from finance.forms import Form, TextField
from finance.proving_oneself import is_proven
from finance.second_factor import FACTOR, GIVEN, FactorError
from finance.views.reach import signed_in


class CodeForm(Form):
    code = TextField(
        label=gettext_lazy("Code"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "size": 24}),
    )  # fmt: skip


class PasswordForm(Form):
    """The password, and the code of who has a second factor."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    code = TextField(
        label=gettext_lazy("Code"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "size": 24}),
    )  # fmt: skip

    def __init__(self, *args: Any, has_factor: bool) -> None:
        super().__init__(*args)
        if not has_factor:
            del self.fields["code"]


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    user, key = signed_in(request), request.session.session_key
    listed = [(sessions.name_of(one.session_key), one, one.session_key == key) for one in sessions.of(user)]
    context = {
        "sessions": listed, "has_factor": second_factor.is_set_up(user), "is_required": second_factor.is_required(user),
        "codes_left": second_factor.codes_left(user),
    }  # fmt: skip
    return render(request, "registration/account.html", context)


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """Ends the session named, or all but this one, once the person has said who they are in the last minutes."""
    user = signed_in(request)
    if not is_proven(request.session):
        messages.warning(request, _("First say who you are once more."))
        return redirect(f"{reverse('prove')}?{urlencode({'next': reverse('account')})}")
    if "others" in request.POST:
        count = sessions.end_others(user, request.session.session_key)
        said = ngettext("%(count)s session was ended.", "%(count)s sessions were ended.", count) % {"count": count}
        messages.success(request, said)
    elif sessions.end(user, request.POST.get("session", "")):
        messages.success(request, _("The session was ended."))
    return redirect("account")


@require_http_methods(["GET", "HEAD", "POST"])
def ask_code(request: HttpRequest) -> HttpResponse:
    """The code after the password; GET shows the field."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            second_factor.check(signed_in(request), form.cleaned_data["code"])
        except FactorError as error:
            form.refuse("code", str(error))
        else:
            request.session[FACTOR] = GIVEN
            request.session.cycle_key()
            return redirect(_next(request))
    context = {"form": form, "next": _next(request)}
    return render(request, "registration/second_factor.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def set_up_factor(request: HttpRequest) -> HttpResponse:
    """GET shows a new key; POST takes the first code and shows the recovery codes, once."""
    user = signed_in(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if second_factor.is_set_up(user) and request.session.get(FACTOR) != GIVEN:
        return redirect("second-factor")
    if second_factor.is_set_up(user) and not is_proven(request.session):
        return redirect(f"{reverse('prove')}?{urlencode({'next': reverse('set-up-factor')})}")
    device = second_factor.offered_again(user, request.POST.get("telephone", ""))
    if form.is_bound and form.is_valid():
        try:
            codes = second_factor.confirm(device, form.cleaned_data["code"])
        except FactorError as error:
            form.refuse("code", str(error))
        else:
            request.session[FACTOR] = GIVEN
            request.session.cycle_key()
            sessions.end_others(user, request.session.session_key)
            return render(request, "registration/recovery_codes.html", {"codes": codes, "next": _next(request)})
    device = device or second_factor.offered(user)
    context = {
        "form": form, "key": second_factor.key_of(device), "telephone": second_factor.signed(device),
        "next": _next(request),
        "picture": segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=2, light="#fff"),
    }  # fmt: skip
    return render(request, "registration/set_up_factor.html", context, status=422 if form.errors else 200)


@require_POST
def change_factor(request: HttpRequest) -> HttpResponse:
    """New recovery codes, or no second factor any more: each takes the password and a code."""
    user = signed_in(request)
    if not is_proven(request.session):
        messages.warning(request, _("First say who you are once more."))
        return redirect("prove")
    if request.POST.get("do") == "codes":
        codes = second_factor.renew_codes(user)
        return render(request, "registration/recovery_codes.html", {"codes": codes, "next": "/"})
    if second_factor.is_required(user):
        messages.error(request, _("Your role takes a second factor: set up another telephone instead."))
    else:
        second_factor.take_away(user, by=user)
        request.session[FACTOR] = ""
        messages.success(request, _("The second factor was taken away."))
    return redirect("account")


@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """The password again, and the code; then back to the paper."""
    user = signed_in(request)
    form = PasswordForm(request.POST if request.method == "POST" else None, has_factor=second_factor.is_set_up(user))
    if form.is_bound and form.is_valid():
        # counted with the wrong passwords of signing in
        if authenticate(request, username=user.get_username(), password=form.cleaned_data["password"]) is None:
            form.refuse("password", _("The password is not right."))
        else:
            try:
                if "code" in form.fields:
                    second_factor.check(user, form.cleaned_data["code"])
            except FactorError as error:
                form.refuse("code", str(error))
            else:
                request.session[sessions.PROVEN] = int(time.time())
                messages.success(request, _("Thank you. Now press the button again."))
                return redirect(_next(request))
    context = {"form": form, "next": _next(request)}
    return render(request, "registration/prove.html", context, status=422 if form.errors else 200)


def _next(request: HttpRequest) -> str:
    return own_address(request, request.POST.get("next") or request.GET.get("next") or "", "/")
