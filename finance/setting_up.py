"""Making or completing facilities from a file or a form: what is there and equal is left, what differs is refused.

Rooms bring the sections of a set-up file in `ROOM.setups`. One transaction: any problem and nothing is changed.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from finance import reference, rooms
from finance.audit import record
from finance.models import Facility
from finance.rooms import SetupSection

M = TypeVar("M", bound=models.Model)
Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SetupProblem:
    """`key` is the place in the file, such as `budgets[0].programme`; `problem` a key, `message` a sentence."""

    key: str
    problem: str
    message: str


@dataclass(slots=True)
class SettingUp:
    """What became of a set-up so far, counted by section, and the one-time links of people made."""

    created: Counter[str] = field(default_factory=Counter)
    completed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    problems: list[SetupProblem] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)

    def refuse(self, key: str, problem: str, message: str) -> None:
        self.problems.append(SetupProblem(key, problem, message))

    def put(
        self, section: str, key: str, model: type[M], identity: Mapping[str, Any], values: Mapping[str, Any]
    ) -> M | None:
        """The record of `identity`, made where it is missing, its empty fields filled; None where it is refused.

        A value that is not said (empty) takes the model's own and differs from nothing.
        """
        values = {name: value for name, value in values.items() if value not in ("", None)}
        found = model._default_manager.filter(**identity).first()
        if found is None:
            return self._make(section, key, model(**identity, **values))
        there = {name: getattr(found, name) for name in values}
        differing = [name for name, value in values.items() if there[name] not in ("", None, [], value)]
        for name in differing:
            message = _("It is there already with “%(there)s”, the file says “%(stated)s”. Change it on its page.")
            said = {"there": there[name], "stated": values[name]}
            self.refuse(f"{key}.{name}", "differs", message % said)
        if differing:
            return None
        lacking = {name: value for name, value in values.items() if there[name] != value}
        for name, value in lacking.items():
            setattr(found, name, value)
        if lacking:
            found.save(update_fields=list(lacking))
        (self.completed if lacking else self.unchanged)[section] += 1
        return found

    def _make(self, section: str, key: str, made: M) -> M | None:
        try:
            made.full_clean()
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                place = key if name == "__all__" else f"{key}.{name}"
                self.refuse(place, "not-possible", " ".join(sentences))
            return None
        made.save()
        self.created[section] += 1
        return made

    def facility(self, key: str, number: object) -> Facility | None:
        """The facility of a number; the only one where none is named; else a problem."""
        if number:
            found = Facility.objects.filter(number=str(number)).first()
            if found is None:
                self.refuse(key, "unknown-facility", _("There is no facility “%(number)s”.") % {"number": number})
            return found
        every = list(Facility.objects.all()[:2])
        if len(every) != 1:
            self.refuse(key, "facility-needed", _("Say which facility it is for: there is more than one, or none."))
            return None
        return every[0]


def set_up(data: object, *, user: User | None = None) -> SettingUp:
    """Make what the sections of `data` name, in the order of the rooms. Nothing is changed where there are problems."""
    done = SettingUp()
    with transaction.atomic():
        reference.load()
        for section, items in _sections(data, done):
            section.settle(items, done)
        if done.problems:
            transaction.set_rollback(True)
        elif done.created or done.completed:
            record("facility.set-up", user=user, data={"created": dict(done.created)})
    return done


def _sections(data: object, done: SettingUp) -> list[tuple[SetupSection, list[Item]]]:
    """Sections with their items, each an object with the keys it needs; every fault of form is a problem."""
    known = {section.key: section for room in rooms.rooms() for section in room.setups}
    if not isinstance(data, Mapping):
        done.refuse("", "not-an-object", _("A set-up file is one JSON object."))
        return []
    for key in data:
        if key not in known:
            message = _("“%(key)s” is no section of a set-up file. Known are: %(known)s.")
            done.refuse(str(key), "unknown-key", message % {"key": key, "known": ", ".join(known)})
    found = []
    for key, section in known.items():
        items = data.get(key, [])
        if items is None:
            items = []
        if not isinstance(items, list):
            done.refuse(key, "not-a-list", _("A list is expected here."))
            continue
        sound = [item for at, item in enumerate(items) if _is_sound(section, f"{key}[{at}]", item, done)]
        found.append((section, sound if len(sound) == len(items) else []))
    return found


def _is_sound(section: SetupSection, key: str, item: object, done: SettingUp) -> bool:
    if not isinstance(item, Mapping):
        done.refuse(key, "not-an-object", _("An object is expected here."))
        return False
    lacking = [name for name in section.needed if item.get(name) in (None, "")]
    for name in lacking:
        done.refuse(f"{key}.{name}", "missing", _("This is needed and is not said."))
    foreign = [name for name in item if name not in (*section.needed, *section.allowed)]
    for name in foreign:
        done.refuse(f"{key}.{name}", "unknown-key", _("This key is not known here."))
    return not lacking and not foreign
