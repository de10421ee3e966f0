"""Signing in; a training database says which names may be tried."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, PasswordResetConfirmView
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator

from finance.models import Facility, Membership


class SignIn(LoginView):
    template_name = "registration/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if Facility.objects.filter(is_demo=True).exists():
            names = Membership.objects.filter(facility__is_demo=True).values_list("user__username", flat=True)
            context["demo_names"] = ", ".join(dict.fromkeys(names.order_by("pk")))
        return context


@method_decorator(login_not_required, name="dispatch")
class ChoosePassword(PasswordResetConfirmView):
    """Where a one-time link leads: a password is chosen, and the link has done its work."""

    template_name = "registration/choose_password.html"
    success_url = reverse_lazy("login")
