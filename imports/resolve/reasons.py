"""The sentence behind a sign, in the user's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from finance import splitting_funding
from imports.resolve.payments import Sign


def explain(sign: Sign) -> str:
    """Why a payment is given, or offered, this code."""
    details = dict(sign.details)
    values = {**details, "code": sign.code, "share": _share(details) if "times" in details else ""}
    match sign.rule:
        case "answer":
            text = _("A person chose %(code)s.")
        case "received":
            return _received(details)
        case "reversal":
            text = _("It takes back a payment of %(code)s.")
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


RECEIVED: dict[str, str | Promise] = {
    "funding": gettext_lazy("money from the fund"),
    "return": gettext_lazy("return of a payment"),
    "transfer": gettext_lazy("transfer between own accounts"),
    "other": gettext_lazy("other money, no part of this budget"),
    "posted": gettext_lazy("in the books already"),
}


def _received(details: dict) -> str:
    """What money received is, who said so, and how it was split."""
    values = {"what": RECEIVED[details["as"]], "text": details.get("text", "")}
    match details["by"]:
        case "answer":
            text = _("A person said: %(what)s.")
        case "rule":
            text = _("Your rule “%(text)s” says: %(what)s.")
        case "number":
            text = _("The payer's BIN is that of the funding source.")
        case _:
            text = _("The payer is called as the fund is.")
    rule = details.get("split")
    if not rule:
        return text % values
    how = splitting_funding.RULES.get(rule, gettext_lazy("as a person typed it"))
    return f"{text % values} " + _("Split over codes %(how)s.") % {"how": how}


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
