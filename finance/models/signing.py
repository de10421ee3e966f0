"""Who signs a facility's forms, how their header lines read there, and what its documents say in its own words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models.facility import Facility


class Signatory(models.Model):
    """A person whose name stands under the reports; a place of signature may have several.

    With `report`, the name of one, only under that report, where nobody of the others stands in the place then.
    """

    class Place(models.TextChoices):
        HEAD = "head", _("head of the facility")
        ECONOMIST = "economist", _("economist or accountant")
        EXECUTOR = "executor", _("executor")

    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, related_name="signatories", verbose_name=_("facility")
    )
    report = models.CharField(_("only under the report"), max_length=40, blank=True)
    place = models.CharField(_("signs as"), max_length=12, choices=Place.choices)
    post_ru = models.CharField(_("post in Russian"), max_length=255, blank=True)
    post_kk = models.CharField(_("post in Kazakh"), max_length=255, blank=True)
    name = models.CharField(_("surname and initials"), max_length=120)

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["facility", "report", "place", "name"], name="one_name_once")]

    def __str__(self) -> str:
        return self.name


class HeaderLine(models.Model):
    """A facility's own words in a line above its reports, or above one `report`, in place of the program's."""

    class Which(models.TextChoices):
        FUNCTIONAL_GROUP = "functional_group", _("functional group")
        ADMINISTRATOR = "administrator", _("administrator of programmes")
        PROGRAMME = "programme", _("programme")
        ORGANISATION = "organisation", _("organisation")

    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, related_name="header_lines", verbose_name=_("facility")
    )
    report = models.CharField(_("only above the report"), max_length=40, blank=True)
    line = models.CharField(_("line of the header"), max_length=20, choices=Which.choices)
    text_ru = models.CharField(_("text in Russian"), max_length=255)
    text_kk = models.CharField(_("text in Kazakh"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("line of the header of forms")
        verbose_name_plural = _("lines of the header of forms")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["facility", "report", "line"], name="one_text_a_line")]

    def __str__(self) -> str:
        return self.text_ru


class SectionText(models.Model):
    """A facility's own words in a section of a document: its legal grounds, or what stands above a table."""

    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, related_name="section_texts", verbose_name=_("facility")
    )
    section = models.SlugField(_("section of the report"), max_length=40)
    text_ru = models.TextField(_("text in Russian"))
    text_kk = models.TextField(_("text in Kazakh"), blank=True)

    class Meta:
        verbose_name = _("text of a report's section")
        verbose_name_plural = _("texts of a report's sections")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["facility", "section"], name="one_text_a_section")]

    def __str__(self) -> str:
        return self.section
