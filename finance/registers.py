"""Small tables that people edit on pages: what a facility is made of, each declared once by the room it belongs to.

A register says whose rows it shows, which fields of them are edited, who may, and what protects a row. The rows are
checked by their model, so that a page, a set-up file and the administration refuse the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError, QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from finance import rights, rooms
from finance.audit import record
from finance.clock import today
from finance.ledger import reverse
from finance.models import Document, Facility
from finance.months import Month
from finance.refusals import LedgerError
from finance.rights import Action

Text = str | Promise
Row = models.Model
EVERYTHING = frozenset({"*"})


class RegisterError(LedgerError):
    """A table that cannot be kept; the message is for the user."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with a row as typed: at one of its fields, or at `DELETE`; without one with the row as a whole."""

    row: Row
    field: str | None
    message: str


class RegisterRowsError(RegisterError):
    """Rows that cannot be kept or removed, all of them at once."""

    def __init__(self, faults: Sequence[RowFault]) -> None:
        super().__init__(" ".join(dict.fromkeys(fault.message for fault in faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class RegisterPlace:
    """Whose rows are looked at, of which year and month, and by whom."""

    facility: Facility
    month: Month
    user: User

    @property
    def year(self) -> int:
        return self.month.year


@dataclass(frozen=True, slots=True)
class TableChanges:
    """What an edited table comes to: every row as it will stand, and those that are new, changed or go."""

    after: Sequence[Row]
    added: Sequence[Row]
    changed: Sequence[Row]
    removed: Sequence[Row]

    @property
    def count(self) -> int:
        return len(self.added) + len(self.changed) + len(self.removed)


def _nothing_protected(_row: Row, _place: RegisterPlace) -> frozenset[str]:
    return frozenset()


@dataclass(frozen=True, slots=True)
class Register:
    """One table. `rows` are those of a place, `fixed` what each new row of the place has without being typed.

    `choices` limit a field to what the place has: a queryset for a link, else pairs of value and label. `protects`
    names the fields of a row that stay as they are (`EVERYTHING`: the row neither changes nor goes). `keyed` makes the
    values of a new row that nobody types. `needs` is a sentence why nothing can be kept yet. `typed` is the last paper
    that the table made, which can be taken back.
    """

    key: str
    label: Text
    note: Text
    model: type[Row]
    fields: tuple[str, ...]
    rows: Callable[[RegisterPlace], "QuerySet[Any] | Sequence[Any]"]
    fixed: Callable[[RegisterPlace], Mapping[str, Any]]
    actions: tuple[Action, ...] = (Action.MANAGE,)
    labels: Mapping[str, Text] | None = None
    choices: Mapping[str, Callable[[RegisterPlace], Any]] | None = None
    protects: Callable[[Row, RegisterPlace], frozenset[str]] = _nothing_protected
    keyed: Callable[[Row, RegisterPlace], None] | None = None
    check: Callable[[Row, RegisterPlace], Mapping[str, str]] | None = None
    save: "Callable[[Register, RegisterPlace, TableChanges], None] | None" = None
    needs: Callable[[RegisterPlace], str] | None = None
    typed: "Callable[[Register, RegisterPlace], Document | None] | None" = None
    is_of_year: bool = False
    is_of_month: bool = False
    can_remove: bool = True
    step: int = 0  # of the wizard, from 1; 0 where it is no step

    def may_edit(self, person: User, facility: Facility) -> bool:
        return any(rights.can(person, action, facility) for action in self.actions)


def registers() -> dict[str, Register]:
    """Every register by its key, in the order of the rooms."""
    return {register.key: register for room in rooms.rooms() for register in room.registers}


def find(key: str) -> Register:
    """Raises Http404 for a name that is none."""
    found = registers().get(key)
    if found is None:
        raise Http404(_("There is no such table."))
    return found


def steps() -> list[Register]:
    """The registers that a new facility goes through, in order."""
    return sorted((one for one in registers().values() if one.step), key=lambda one: one.step)


def place_of(facility: Facility, user: User, year: str = "", month: str = "") -> RegisterPlace:
    """The place an address names; this month without one. Raises Http404 for what is no month."""
    now = Month.of(today())
    try:
        asked = (
            Month.parse(month)
            if month
            else Month(int(year), now.number if int(year) == now.year else 1)
            if year
            else now
        )
    except ValueError as error:
        raise Http404(_("Write the month as 2025-01.")) from error
    return RegisterPlace(facility, asked, user)


@transaction.atomic
def keep(register: Register, place: RegisterPlace, changes: TableChanges) -> None:
    """Keep what was typed, all of it or nothing, with a trail. Raises PermissionDenied, LedgerError."""
    rights.require_one_of(place.user, register.actions, place.facility)
    (register.save or save_rows)(register, place, changes)
    record(
        "register.changed",
        user=place.user,
        data={
            "register": register.key,
            "facility": place.facility.number,
            "added": [_said(row, register) for row in changes.added],
            "changed": [_said(row, register) for row in changes.changed],
            "removed": [_said(row, register) for row in changes.removed],
        },
    )


def save_rows(register: Register, place: RegisterPlace, changes: TableChanges) -> None:
    """Rows as they are typed, each checked again beside those kept before it: twins of one table are found so.

    Raises RegisterRowsError.
    """
    faults = []
    for row in changes.removed:
        try:
            with transaction.atomic():
                row.delete()
        except ProtectedError:
            faults.append(RowFault(row, "DELETE", _("“%(row)s” stays: other records stand on it.") % {"row": row}))
    for row in (*changes.changed, *changes.added):
        if row.pk is None and register.keyed is not None:
            register.keyed(row, place)
        if wrong := _faults(register, place, row):
            faults += wrong
        else:
            row.save()
    if faults:
        raise RegisterRowsError(faults)


def _faults(register: Register, place: RegisterPlace, row: Row) -> list[RowFault]:
    """By the model, then by the register."""
    try:
        row.full_clean()
    except ValidationError as error:
        told = error.message_dict.items()
        return [RowFault(row, None if name == NON_FIELD_ERRORS else name, " ".join(said)) for name, said in told]
    checked = register.check(row, place) if register.check else {}
    return [RowFault(row, name, message) for name, message in checked.items()]


@transaction.atomic
def take_back(register: Register, place: RegisterPlace) -> bool:
    """Undo the last paper that the table made; what stood before stands again. Whether there was one.

    Raises PermissionDenied, LedgerError.
    """
    rights.require_one_of(place.user, register.actions, place.facility)
    document = register.typed(register, place) if register.typed else None
    if document is None:
        return False
    reverse(document, user=place.user, reason=_("taken back"), day=document.date)
    data = {"register": register.key, "facility": place.facility.number, "document": document.pk}
    record("register.taken-back", user=place.user, data=data)
    return True


def _said(row: Row, register: Register) -> dict[str, str]:
    return {name: str(getattr(row, name)) for name in register.fields}
