from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations import Migration
from django.db.models.signals import post_migrate, post_save, pre_migrate, pre_save
from django.utils.translation import gettext_lazy as _

Plan = Sequence[tuple[Migration, bool]]


class FinanceConfig(AppConfig):
    name = "finance"
    verbose_name = _("Finance")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth import get_user_model

        from finance import checks, rooms  # noqa: F401 - checks register themselves
        from finance.chain import link_touched
        from finance.databases import BEFORE_COMMIT
        from finance.sign_in_names import sign_in_name

        rooms.rooms()
        # where Django itself makes a name of what was typed: forms, the administration, commands; its own method is one
        # of the class, which a checker of types does not let be replaced
        get_user_model().normalize_username = staticmethod(sign_in_name)  # type: ignore[method-assign,assignment]
        BEFORE_COMMIT.append(link_touched)
        pre_migrate.connect(_drop_triggers, sender=self)
        post_migrate.connect(_install_triggers, sender=self)
        post_migrate.connect(_make_search_index, sender=self)
        post_migrate.connect(bring_reference_data, sender=self)
        facility = self.get_model("Facility")
        pre_save.connect(_remember_parent, sender=facility)
        post_save.connect(_follow_parent, sender=facility)


def _remember_parent(instance: Any, **_kwargs: Any) -> None:
    """Which facility it belongs to before it is saved; a new one belonged to none."""
    same = type(instance).objects.filter(pk=instance.pk) if instance.pk else type(instance).objects.none()
    instance._parent_before = same.values_list("parent_id", flat=True).first()


def _follow_parent(instance: Any, *, created: bool, **_kwargs: Any) -> None:
    from finance.ledger import trees

    if not created and instance._parent_before != instance.parent_id:
        trees.follow(instance, instance._parent_before)


def _drop_triggers(using: str, plan: Plan = (), **_kwargs: Any) -> None:
    from finance import triggers
    from finance.chain import renewing

    if plan:
        renewing.before(connections[using])
    triggers.drop(connections[using])


def _install_triggers(using: str, plan: Plan = (), **_kwargs: Any) -> None:
    from finance import triggers
    from finance.chain import begin, renewing

    triggers.install(connections[using])
    begin(connections[using])
    if plan:
        renewing.after(connections[using], plan)


def _make_search_index(using: str, **_kwargs: Any) -> None:
    from finance import search_index

    search_index.make(connections[using])


def bring_reference_data(using: str, plan: Plan = (), **_kwargs: Any) -> None:
    """Codes with their lives, programmes and sources are there as soon as their tables are; not on the way back."""
    from finance import reference

    if using == DEFAULT_DB_ALIAS and not any(is_backwards for _migration, is_backwards in plan):
        reference.load()
