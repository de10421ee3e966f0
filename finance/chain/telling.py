"""What does not hold in the chain, in words and for machines."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext as _

from finance.chain.walking import Fault, documents_of

MOST_NAMED = 20


def place_of(fault: Fault) -> dict[str, Any]:
    """Where: the document and entry, or the event of the trail, where it is one; the table and row in any case."""
    return {
        "document": documents_of([fault]).get(fault),
        "entry": fault.row if fault.source == "finance_entry" else None,
        "event": fault.subject if fault.source == "finance_auditevent" else None,
        "table": fault.source,
        "row": fault.row,
        "link": fault.link,
        "what": fault.what,
    }


def sentences(found: Sequence[Fault]) -> tuple[str, ...]:
    """One for each of the first few, and how many there are more."""
    said = [sentence(fault) for fault in found[:MOST_NAMED]]
    more = len(found) - MOST_NAMED
    return (*said, *([_("And %(count)s more places of the chain.") % {"count": more}] if more > 0 else []))


def sentence(fault: Fault) -> str:
    if fault.what == "chain":
        return _("Link %(link)s of the chain does not follow from the one before it.") % {"link": fault.link}
    if fault.what == "clock":
        text = _(
            "Link %(link)s of the chain is dated before the one before it: the clock was set back, and nobody said why."
        )
        return text % {"link": fault.link}
    texts = {
        "changed": _("%(place)s: changed past the program."),
        "gone": _("%(place)s: taken away past the program."),
        "put-in": _("%(place)s: put in past the program."),
    }
    return texts[fault.what] % {"place": _place(fault)}


def _place(fault: Fault) -> str:
    name, document = _name(fault.source), documents_of([fault]).get(fault)
    if document is None or fault.source == "finance_document":
        return f"{name} {fault.row or fault.subject}"
    said = _("document %(document)s") % {"document": document}
    return f"{said}, {name} {fault.row}" if fault.row else f"{said}, {name}"


def _name(source: str) -> str:
    """How people call a row of the table; of a relation of many to many what it begins with."""
    models = apps.get_models(include_auto_created=True)
    model: type[Model] | None = next((one for one in models if one._meta.db_table == source), None)
    if model is None:
        return source
    began: Any = model._meta.auto_created or model
    return str(began._meta.verbose_name)
