"""The form of a file, named where nobody sees a page: the file is read with it and posted, or waits for approval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from finance.rights import Action
from imports.models import Batch
from imports.pipeline import answering, previewing, two_people
from imports.pipeline.asked import checked
from imports.pipeline.errors import UsageError
from imports.pipeline.holding import OPEN
from imports.pipeline.order import COMMAND_LINE
from imports.pipeline.settling import Understood

# The answer that says how a file is to be read; the others are about its rows.
FORM = "form"


def name(
    batch: Batch, answers: Mapping[str, Any], *, user: User, approved_by: User | None = None, check_rights: bool = True
) -> dict[str, Any]:
    """Read a file that is not posted with the form that is named, and post it; then give it the other answers.

    Where the file takes two people and `approved_by` is nobody, it waits. Refused again, it keeps what was named so
    far. Returns the import object; raises UsageError and what posting raises.
    """
    if batch.status not in OPEN:
        raise UsageError(_("Import %(number)s waits for no answer.") % {"number": batch.pk}, is_refusal=True)
    corrections = previewing.with_form(batch, checked(answers[FORM]))
    people = ((user, Action.IMPORT), *(((approved_by, Action.APPROVE),) if approved_by else ()))
    asked = previewing.of_batch(batch, corrections, previewing.answered(batch), by=user)
    order = replace(
        asked, entered_by=user, approved_by=approved_by, rights=people if check_rights else (), takes_proposals=False,
        through=COMMAND_LINE,
    )  # fmt: skip
    read = previewing.draft(order)
    rest = {key: value for key, value in answers.items() if key != FORM and value}
    if approved_by is None and isinstance(read.found, Understood) and read.found.found.kind.needs_approval:
        kept = previewing.again(batch, corrections, previewing.answered(batch), by=user)
        return two_people.answer(kept, rest, user, check_rights=check_rights) if rest else two_people.as_object(kept)
    outcome = previewing.post_named(read, batch)
    if rest and outcome.batch is not None and outcome.status == Batch.Status.POSTED:
        again = answering.answer(outcome.batch, rest, user=user, approved_by=approved_by, check_rights=check_rights)
        return again.json
    return outcome.json
