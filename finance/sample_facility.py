"""The facility that training and the first look stand on: one budget, five people, everything marked as such.

Modelled on a regional children's rehabilitation centre; numbers and names of accounts are invented.
"""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils.translation import gettext as _

from finance import reference
from finance.models import (
    Account,
    Budget,
    BudgetCode,
    Facility,
    FacilityCodeName,
    FundingSource,
    Membership,
    Programme,
    SectionText,
)
from finance.service_accounts import SERVICE_ACCOUNTS, service_accounts

NUMBER = "991240999016"
ACCOUNT = "KZ000000000000000018"
BUDGET_KEY = "2025-fund"
YEAR = 2025
PASSWORD = "demo"  # noqa: S105 - training only: production settings refuse a database with this facility
SIGN_INS = (
    ("economist", Membership.Role.ECONOMIST),
    ("accountant", Membership.Role.ACCOUNTANT),
    ("manager", Membership.Role.MANAGER),
    ("auditor", Membership.Role.AUDITOR),
    ("admin", Membership.Role.ADMIN),
)


class NotForTrainingError(Exception):
    """The database holds somebody's own data; the message is for the user."""


def require_training_database() -> None:
    """Raises NotForTrainingError unless the database is empty or marked as made for training."""
    if settings.PRODUCTION:
        raise NotForTrainingError(_("These are production settings: known passwords have no place here."))
    if Facility._meta.db_table not in connection.introspection.table_names():
        return
    if Facility.objects.exists():
        is_ours = not Facility.objects.filter(is_demo=False).exists()
    else:
        is_ours = not get_user_model().objects.exclude(username__in=SERVICE_ACCOUNTS).exists()
    if not is_ours:
        raise NotForTrainingError(
            _("This database holds data of its own, so no sample facility is made in it. Name another in DATABASE_URL.")
        )


@transaction.atomic
def create() -> Budget:
    """The sample facility's budget; made with all that belongs to it where it is missing. Safe to call again.

    Raises NotForTrainingError in a database that holds other data.
    """
    require_training_database()
    reference.load()
    service_accounts()
    facility, _made = Facility.objects.get_or_create(
        number=NUMBER,
        defaults={
            "name_ru": "Областной детский реабилитационный центр (учебный)",
            "name_kk": "Облыстық балаларды оңалту орталығы (оқу үшін)",
            "treasury_code": "2530001",
            "is_demo": True,
        },
    )
    Account.objects.get_or_create(iik=ACCOUNT, defaults={"facility": facility, "bank": "Учебный банк"})
    _name_codes(facility)
    _write_texts(facility)
    _make_sign_ins(facility)
    budget, _made = Budget.objects.get_or_create(
        key=BUDGET_KEY,
        defaults={
            "facility": facility,
            "year": YEAR,
            "programme": Programme.objects.get(administrator_code="253", programme_code="067", subprogramme_code=""),
            "source": FundingSource.objects.get(key="social-insurance"),
        },
    )
    return budget


def _name_codes(facility: Facility) -> None:
    if facility.code_names.exists():
        return
    codes = {code.code: code for code in BudgetCode.objects.filter(valid_to=None)}
    FacilityCodeName.objects.bulk_create(
        FacilityCodeName(facility=facility, code=codes[row["code"]], name_ru=row["name_ru"], name_kk=row["name_kk"])
        for row in reference.read("sample_code_names")
    )


def _write_texts(facility: Facility) -> None:
    for row in reference.read("sample_section_texts"):
        texts = {"text_ru": row["text_ru"], "text_kk": row["text_kk"]}
        SectionText.objects.get_or_create(facility=facility, section=row["section"], defaults=texts)


def _make_sign_ins(facility: Facility) -> None:
    for name, role in SIGN_INS:
        user = User.objects.filter(username=name).first()
        if user is None:
            is_admin = role == Membership.Role.ADMIN
            user = User.objects.create(
                username=name, password=make_password(PASSWORD), is_staff=is_admin, is_superuser=is_admin
            )
        Membership.objects.get_or_create(user=user, facility=facility, role=role)
