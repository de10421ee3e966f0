"""Making or completing facilities from a file or a form: what is there and equal is left, what differs is refused.

Rooms bring the sections of a set-up file in `ROOM.setups`. One transaction: any problem and nothing is changed.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.utils.translation import gettext as _

from finance import reference, rights, rooms
from finance.audit import record
from finance.models import Facility
from finance.rights import Action
from finance.rooms import SetupSection
from finance.service_accounts import service_accounts
from finance.setup_shapes import shaped

M = TypeVar("M", bound=models.Model)
Item = Mapping[str, Any]
Placed = Sequence[tuple[str, Item]]  # items of a section, each with its place, such as `budgets[0]`


@dataclass(frozen=True, slots=True)
class SetupProblem:
    """`key` is the place in the file, such as `budgets[0].programme`; `problem` a key, `message` a sentence."""

    key: str
    problem: str
    message: str


@dataclass(slots=True)
class SettingUp:
    """What became of a set-up so far, counted by section, and the one-time links of people made.

    `person` is whose rights count; without one it is whoever has the server.
    """

    created: Counter[str] = field(default_factory=Counter)
    completed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    problems: list[SetupProblem] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    person: User | None = None
    refused_facilities: set[str] = field(default_factory=set)

    def refuse(self, key: str, problem: str, message: str) -> None:
        self.problems.append(SetupProblem(key, problem, message))

    def put(
        self, section: str, key: str, model: type[M], identity: Mapping[str, Any], values: Mapping[str, Any]
    ) -> M | None:
        """The record of `identity`, made where it is missing, its empty fields filled; None where none can stand.

        A value that is not said (empty) takes the model's own and differs from nothing. What is refused stands until
        everything is taken back, so that what leans on it is checked too.
        """
        values = {name: value for name, value in values.items() if value not in ("", None)}
        found = model._default_manager.filter(**identity).first()
        if found is None:
            made = model(**identity, **values)
            return made if self._save(section, key, made, self.created) else None
        there = {name: getattr(found, name) for name in values}
        differing = [name for name, value in values.items() if there[name] not in ("", None, [], value)]
        for name in differing:
            message = _("It is there already with “%(there)s”, the file says “%(stated)s”. Change it on its page.")
            said = {"there": there[name], "stated": values[name]}
            self.refuse(f"{key}.{name}", "differs", message % said)
        if differing:
            return found
        lacking = {name: value for name, value in values.items() if there[name] != value}
        for name, value in lacking.items():
            setattr(found, name, value)
        if not lacking:
            self.unchanged[section] += 1
            return found
        return found if self._save(section, key, found, self.completed) else None

    def check(self, key: str, model: type[models.Model], name: str, value: object) -> None:
        """A problem where the field takes no such value; for a record that lacks what it belongs to."""
        field = model._meta.get_field(name)
        assert isinstance(field, models.Field)
        try:
            field.clean(value, None)
        except ValidationError as error:
            self.refuse(key, "not-possible", " ".join(error.messages))

    def _save(self, section: str, key: str, record: models.Model, counter: Counter[str]) -> bool:
        """Checked by its model, as on a page; whether it stands now, were it only until everything is taken back."""
        try:
            record.full_clean()
        except ValidationError as error:
            for name, faults in error.error_dict.items():
                place = key if name == "__all__" else f"{key}.{name}"
                sentences = (_in_a_sentence(record, name, fault) for fault in faults)
                self.refuse(place, "not-possible", " ".join(sentences))
            return self._stands_for_now(record)
        record.save()
        counter[section] += 1
        return True

    @staticmethod
    def _stands_for_now(record: models.Model) -> bool:
        """What stood already stays as it stood."""
        if not record._state.adding:
            return True
        try:
            with transaction.atomic():
                record.save()
        except (DatabaseError, ValidationError, ValueError, TypeError):
            return False
        return True

    def facility(self, key: str, number: object, *also: Action) -> Facility | None:
        """The facility of a number; the one above all others where none is named; else a problem.

        One refused above is told once. A branch is named, where it is meant.

        Whoever sets up manages it, or may do one of `also` there.
        """
        if number:
            found = Facility.objects.filter(number=str(number)).first()
            if found is None and not {str(number), ""} & self.refused_facilities:
                self.refuse(key, "unknown-facility", _("There is no facility “%(number)s”.") % {"number": number})
            return found if found is not None and self.may(key, found, *also) else None
        heads = list(Facility.objects.filter(parent=None)[:2])
        if not heads and self.refused_facilities:
            return None
        if len(heads) != 1:
            self.refuse(key, "facility-needed", _("Say which facility it is for: there is more than one, or none."))
            return None
        return heads[0] if self.may(key, heads[0], *also) else None

    def may(self, key: str, facility: Facility, *also: Action) -> bool:
        """Whether the person manages the facility, or may do one of `also` there; a problem where not."""
        actions = (Action.MANAGE, *also)
        is_allowed = self.person is None or any(rights.can(self.person, action, facility) for action in actions)
        if not is_allowed:
            message = _("You have no right to do this at “%(facility)s”.") % {"facility": facility.name}
            self.refuse(key, "no-right", message)
        return is_allowed

    def may_share(self, key: str) -> bool:
        """Whether the person may add what belongs to every facility: those who manage one do; a problem where not."""
        is_allowed = self.person is None or bool(rights.facilities(self.person, Action.MANAGE))
        if not is_allowed:
            self.refuse(key, "no-right", _("Only an administrator adds what belongs to every facility."))
        return is_allowed


def _in_a_sentence(record: models.Model, name: str, fault: ValidationError) -> str:
    if fault.code != "invalid_choice":
        return " ".join(fault.messages)
    field = record._meta.get_field(name)
    assert isinstance(field, models.Field)
    known = ", ".join(str(key) for key, _label in field.flatchoices)
    return _("“%(value)s” cannot stand here. Known are: %(known)s.") % {"value": getattr(record, name), "known": known}


def set_up(data: object, *, person: User | None = None, through: str = "") -> SettingUp:
    """Make what the sections of `data` name, in the order of the rooms. Nothing is changed where there are problems.

    `person` is who asked and whose rights count; without one the command line's own account, which has them all.
    """
    done = SettingUp(person=person)
    with transaction.atomic():
        reference.load()
        for section, items in _sections(data, done):
            section.settle(items, done)
        if done.problems:
            transaction.set_rollback(True)
        elif done.created or done.completed:
            told = {"created": dict(done.created), "completed": dict(done.completed), "through": through}
            record("facility.set-up", user=person or service_accounts().author, data=told)
    return done


def _sections(data: object, done: SettingUp) -> list[tuple[SetupSection, Placed]]:
    """Sections with their items that have the keys they need; every fault of form is a problem."""
    known = {section.key: section for room in rooms.rooms() for section in room.setups}
    if not isinstance(data, Mapping):
        done.refuse("", "not-an-object", _("A set-up file is one JSON object."))
        return []
    for key in data:
        if key not in known:
            message = _("“%(key)s” is no section of a set-up file. Known are: %(known)s.")
            done.refuse(str(key), "unknown-key", message % {"key": key, "known": ", ".join(known)})
    found: list[tuple[SetupSection, Placed]] = []
    for key, section in known.items():
        items = data.get(key)
        if items is None:
            items = []
        if not isinstance(items, list):
            done.refuse(key, "not-a-list", _("A list is expected here."))
            continue
        placed = ((f"{key}[{at}]", item) for at, item in enumerate(items))
        read = ((place, _sound(section, place, item, done)) for place, item in placed)
        found.append((section, [(place, item) for place, item in read if item is not None]))
    return found


def _sound(section: SetupSection, key: str, item: object, done: SettingUp) -> Item | None:
    """The item by the shapes of its section; everything about its form that is wrong is a problem.

    What can be read of it is checked all the same; None where it lacks what it needs, or a part of it is no object.
    """
    before = len(done.problems)
    found = shaped(key, item, (*section.needed, *section.allowed), section.shapes, done.refuse)
    told = {problem.key: problem.problem for problem in done.problems[before:]}
    lacking = [name for name in section.needed if found.get(name) in (None, "")]
    for name in lacking:
        if not {key, f"{key}.{name}"} & told.keys():
            done.refuse(f"{key}.{name}", "missing", _("This is needed and is not said."))
    if not lacking and "not-an-object" not in told.values():
        return found
    if section.key == "facilities":
        done.refused_facilities.add(str(found.get("number") or ""))
    return None
