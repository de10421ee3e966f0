"""The pages of administration name every room and record in the reader's language, those of packages too."""

from django.contrib import admin
from django.core import checks
from django.utils import translation
from django.utils.functional import Promise

import config.urls  # noqa: F401 - the pages of administration are found with the addresses
from config.apps import NAMES_OF_PACKAGES

PACKAGES = {"axes", "django_tasks_db"}


def test_every_room_has_a_name_that_can_be_translated() -> None:
    rooms = {model._meta.app_config for model in admin.site._registry}
    assert [room.name for room in rooms if not isinstance(room.verbose_name, Promise)] == []


def test_no_page_of_administration_is_put_together_wrongly() -> None:
    assert admin.site._registry
    assert checks.run_checks(tags=[checks.Tags.admin]) == []


def test_names_that_packages_give_their_records_are_in_our_catalogues() -> None:
    with translation.override("en"):
        known = {str(name) for name in NAMES_OF_PACKAGES}
        records = [model for model in admin.site._registry if model._meta.app_config.name in PACKAGES]
        assert records
        assert {str(model._meta.verbose_name_plural) for model in records} <= known
