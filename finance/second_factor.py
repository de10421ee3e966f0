"""The second factor: a code of six digits from a person's telephone, or a recovery code that works once.

django-otp keeps the keys, lets no code be used twice and makes each further try wait. Of recovery codes only digests
are kept.
"""

import base64
import hashlib
import secrets
from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from finance import rights
from finance.audit import record
from finance.models import Facility, Setting
from finance.rights import Action, Role

REQUIRED_OF = "second-factor-of"  # key of the facility's own choice: a list of roles, or of EVERYBODY alone
EVERYBODY = "everybody"
FACTOR = "second-factor"  # of a session: whether it still owes a code, or its person a telephone
ASKED, LACKING, GIVEN = "asked", "lacking", "given"
CODES, DIGITS = 10, 6
# 120 bits: with as many a digest needs no salt
BYTES_OF_A_CODE = 15
BYTES_OF_A_DIGEST = 10
OFFERED = "offered telephone"
OFFERED_FOR = 3600  # seconds


class FactorError(Exception):
    """A code that is not right; the message is for the user."""


def is_owed(session: Mapping[str, Any]) -> bool:
    """Whether the password was right and nothing more was said yet: such a session sees nothing of the books."""
    return session.get(FACTOR) in (ASKED, LACKING)


def is_set_up(user: User) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def set_up_by(people: Collection[int]) -> set[int]:
    """Those of these people, by id, who have one. One query."""
    return set(TOTPDevice.objects.filter(user__in=people, confirmed=True).values_list("user_id", flat=True))


def is_required(user: User) -> bool:
    """Whether the installation asks it of everybody, or a facility of everybody who sees it, or of a role of the person
    there; who looks after the program counts as administrator.
    """
    if settings.SECOND_FACTOR_OF_EVERYBODY:
        return True
    chosen = dict(Setting.objects.filter(key=REQUIRED_OF).values_list("facility_id", "value"))
    if not chosen:
        return False
    held = rights.standing(user)
    if any(role in chosen.get(place, ()) for place, role in held.roles):
        return True
    if held.is_superuser:
        return any({EVERYBODY, Role.ADMIN} & set(roles) for roles in chosen.values())
    return any(EVERYBODY in chosen.get(one.pk, ()) for one in held.facilities(Action.VIEW))


def is_of_everybody() -> bool:
    """Whether nobody signs in with a password alone: asked by the installation, or by each facility."""
    if settings.SECOND_FACTOR_OF_EVERYBODY:
        return True
    asking = [place for place, roles in Setting.objects.filter(key=REQUIRED_OF).values_list("facility_id", "value")
              if EVERYBODY in roles]  # fmt: skip
    return bool(asking) and not Facility.objects.exclude(pk__in=asking).exists()


def offered(user: User) -> TOTPDevice:
    """A telephone with a new key; kept nowhere until `confirm`."""
    return TOTPDevice(user=user, name="telephone", confirmed=False)


def signed(device: TOTPDevice) -> str:
    """What a page gives back of an offered telephone: nobody but its person may, and nothing may be changed."""
    return signing.dumps([device.user_id, device.key], salt=OFFERED)


def offered_again(user: User, text: str) -> TOTPDevice | None:
    """The telephone that was `signed` for this person within the hour."""
    try:
        owner, key = signing.loads(text, salt=OFFERED, max_age=OFFERED_FOR)
    except signing.BadSignature:
        return None
    return TOTPDevice(user=user, name="telephone", confirmed=False, key=key) if owner == user.pk else None


def key_of(device: TOTPDevice) -> str:
    """The key to type into a telephone, in groups of four letters."""
    text = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


@transaction.atomic
def confirm(device: TOTPDevice | None, code: str) -> list[str]:
    """The telephone counts from now on, those before it no more; the recovery codes, shown once. Raises FactorError."""
    if device is None or not device.verify_token(_plain(code)):
        raise FactorError(_("The code is not right. Wait for the next one; the clock of the telephone must be right."))
    user = device.user
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    record("people.second-factor-set-up", user=user)
    return _new_codes(user)


def renew_codes(user: User) -> list[str]:
    """Ten new recovery codes; the old ones work no more."""
    with transaction.atomic():
        record("people.recovery-codes-renewed", user=user)
        return _new_codes(user)


def codes_left(user: User) -> int:
    return sum(device.token_set.count() for device in StaticDevice.objects.filter(user=user))


def check(user: User, code: str) -> None:
    """Raises FactorError unless it is the telephone's code of now, or a recovery code that was not used."""
    said = _plain(code)
    is_of_telephone = said.isdecimal() and len(said) == DIGITS
    devices = (TOTPDevice if is_of_telephone else StaticDevice).objects.filter(user=user, confirmed=True)
    if not any(device.verify_token(said if is_of_telephone else _digest(said)) for device in devices):
        raise FactorError(_("The code is not right, or was used already. After wrong codes the next try must wait."))


@transaction.atomic
def take_away(user: User, *, by: User, facility: Facility | None = None) -> None:
    """No second factor any more: left by the person, or taken by who manages the facility, for a lost telephone."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    place = {"facility": facility.number} if facility else {}
    record("people.second-factor-taken-away", user=by, data={"user": user.username, **place})


def _new_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes")
    codes = [base64.b32encode(secrets.token_bytes(BYTES_OF_A_CODE)).decode().lower() for _each in range(CODES)]
    device.token_set.bulk_create(device.token_set.model(device=device, token=_digest(code)) for code in codes)
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()[:64]


def _digest(code: str) -> str:
    """Sixteen letters, as many as the table takes; a code is random enough to need no salt."""
    return base64.b32encode(hashlib.blake2b(code.encode(), digest_size=BYTES_OF_A_DIGEST).digest()).decode()
