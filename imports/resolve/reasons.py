"""The sentence behind a sign, in the user's language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from imports.resolve.payments import Sign


def explain(sign: Sign) -> str:
    """Why a payment is given, or offered, this code."""
    details = dict(sign.details)
    values = {**details, "code": sign.code, "share": _share(details) if "times" in details else ""}
    match sign.rule:
        case "answer":
            text = _("A person chose %(code)s.")
        case "file":
            text = _("The file itself names %(code)s.")
        case "rule":
            text = _("Your rule “%(text)s” says %(code)s.")
        case "contract" if "times" not in details:
            text = _("Contract %(contract)s of this supplier is planned under %(code)s.")
        case "contract":
            text = _("Contract %(contract)s of this supplier: %(share)s %(code)s.")
        case "history":
            text = _("The same counterparty with the like purpose: %(share)s %(code)s.")
        case "supplier":
            text = _("The same counterparty: %(share)s %(code)s.")
        case "wording":
            text = _("Other counterparties with the same purpose: %(share)s %(code)s.")
        case "knp":
            text = _("Payment-purpose code %(knp)s usually means %(code)s.")
        case _:
            text = _("The purpose holds the name of %(code)s, “%(name)s”.")
    return f"{text % values} {_support(details)}".strip()


def _share(details: dict) -> str:
    times = details["times"]
    if "of" in details:
        return _("%(times)s of %(of)s payments went to") % {"times": times, "of": details["of"]}
    return ngettext("%(times)s payment went to", "%(times)s payments went to", times) % {"times": times}


def _support(details: dict) -> str:
    if "supported" not in details:
        return ""
    if details["supported"] == "knp":
        return _("Its payment-purpose code says the same.")
    return _("Its purpose names the same code.")
