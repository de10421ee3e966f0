"""Addresses of the whole site."""

from django.contrib import admin
from django.contrib.auth import views as accounts
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language
from health_check.views import HealthCheckView

from config.views import account, guides, home, signing_in
from finance.views.api import api, open_to_tokens

handler500 = "config.views.trouble.trouble"
admin.autodiscover()
DATABASE_ANSWERS = ("health_check.checks.Database",)

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("procurement.urls")),
    path("", include("projects.urls")),
    path("", include("finance.urls")),
    path("api/", (open_to_tokens(api.urls[0]), *api.urls[1:])),
    path("imports/", include("imports.urls")),
    path("costing/", include("tariffs.urls")),
    path("region/", include("region.urls")),
    path("sign-in/", signing_in.SignIn.as_view(), name="login"),
    path("first-start/", signing_in.first_start, name="first-start"),
    path("sign-out/", accounts.LogoutView.as_view(), name="logout"),
    path("password/", accounts.PasswordChangeView.as_view(), name="password_change"),
    path("password/changed/", accounts.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("account/", account.account, name="account"),
    path("account/sessions/", account.end_session, name="end-session"),
    path("account/code/", account.ask_code, name="second-factor"),
    path("account/telephone/", account.set_up_factor, name="set-up-factor"),
    path("account/factor/", account.change_factor, name="change-factor"),
    path("account/prove/", account.prove, name="prove"),
    path("welcome/<uidb64>/<token>/", signing_in.ChoosePassword.as_view(), name="choose_password"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("first-hour/<slug:key>/", home.take_step, name="tour"),
    path("theme/", home.theme, name="theme"),
    path("health/", login_not_required(HealthCheckView.as_view(checks=DATABASE_ANSWERS)), name="health"),
    path("admin/login/", login_not_required(RedirectView.as_view(pattern_name="login", query_string=True))),
    path("guide/", guides.contents, name="guides"),
    path("guide/<slug:name>/", guides.guide, name="guide"),
    path("admin/", admin.site.urls),
]
