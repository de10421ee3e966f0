"""Who is signed in where: a session that tells its person, so that they see their own and may end them."""

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _


class SignedIn(AbstractBaseSession):
    """`address` and `browser` are what the request said of itself when the person signed in."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    address = models.CharField(_("network address"), max_length=45, blank=True)
    browser = models.CharField(_("browser"), max_length=200, blank=True)
    begun_at = models.DateTimeField(_("signed in at"))
    seen_at = models.DateTimeField(_("last seen at"), auto_now=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
