"""What a declared row must be to make sense, however it comes: from a file or from a page."""

from django.utils.translation import gettext as _

from tariffs.models import CostCentre

Fault = tuple[str, str, str]


def centre_faults(row: CostCentre) -> list[Fault]:
    """Each as the field, a key of the problem, and a sentence."""
    is_clinical = row.kind == CostCentre.Kind.CLINICAL
    found: list[Fault] = []
    if is_clinical and row.profile_id is None:
        message = _("The clinical centre %(centre)s has no care profile. Name the profile it treats.")
        found.append(("profile", "missing-value", message % {"centre": row.key}))
    if is_clinical and (row.basis or row.step is not None):
        message = _("The clinical centre %(centre)s keeps its cost: leave its step and basis empty.")
        found.append(("step", "not-possible", message % {"centre": row.key}))
    if not is_clinical and row.profile_id is not None:
        message = _("Only a clinical centre has a care profile; %(centre)s is another kind.")
        found.append(("profile", "not-possible", message % {"centre": row.key}))
    if not is_clinical and not row.basis:
        message = _("The centre %(centre)s gives its cost away: name the basis it is spread by.")
        found.append(("basis", "missing-value", message % {"centre": row.key}))
    return found
