"""The sentence behind a sign, in the user's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from finance import splitting_funding
from imports.resolve.payments import Sign

SAID: dict[str, str | Promise] = {
    "answer": gettext_lazy("A person chose %(code)s."),
    "reversal": gettext_lazy("It takes back a payment of %(code)s."),
    "file": gettext_lazy("The file itself names %(code)s."),
    "rule": gettext_lazy("Your rule “%(text)s” says %(code)s."),
    "contract": gettext_lazy("Contract %(contract)s of this supplier is planned under %(code)s."),
    "contract-times": gettext_lazy("Contract %(contract)s of this supplier: %(share)s %(code)s."),
    "history-times": gettext_lazy("The same counterparty with the like purpose: %(share)s %(code)s."),
    "supplier-times": gettext_lazy("The same counterparty: %(share)s %(code)s."),
    "wording-times": gettext_lazy("Other counterparties with the same purpose: %(share)s %(code)s."),
    "digits": gettext_lazy("The purpose names code %(code)s."),
    "knp": gettext_lazy("Payment-purpose code %(knp)s usually means %(code)s."),
    "words": gettext_lazy("The purpose holds the name of %(code)s, “%(name)s”."),
}


def explain(sign: Sign) -> str:
    """Why a payment is given, or offered, this code; what money received is."""
    details, is_counted = dict(sign.details), "times" in sign.details
    if sign.rule == "received":
        return _received(details)
    values = {**details, "code": sign.code, "share": _share(details) if is_counted else ""}
    text = SAID[f"{sign.rule}-times" if is_counted else sign.rule]
    return f"{text % values} {_support(details)}".strip()


RECEIVED: dict[str, str | Promise] = {
    "funding": gettext_lazy("money from the fund"),
    "return": gettext_lazy("return of a payment"),
    "transfer": gettext_lazy("transfer between own accounts"),
    "other": gettext_lazy("other money, no part of this budget"),
    "posted": gettext_lazy("in the books already"),
}
# What becomes of it, by the status of its row.
RECEIVED_STATES: dict[str, str | Promise] = {
    "new": gettext_lazy("goes into the books"),
    "duplicate": gettext_lazy("in the books already"),
    "unresolved": gettext_lazy("waits for an answer"),
    "left-out": gettext_lazy("left out"),
}


_SAID_OF_RECEIVED: dict[str, str | Promise] = {
    "answer": gettext_lazy("A person said: %(what)s."),
    "rule": gettext_lazy("Your rule “%(text)s” says: %(what)s."),
    "number": gettext_lazy("The payer's BIN is that of the funding source."),
    "name": gettext_lazy("The payer is called as the fund is."),
}


def _received(details: dict) -> str:
    """What money received is, who said so, and how it was split."""
    values = {"what": RECEIVED[details["as"]], "text": details.get("text", "")}
    text = _SAID_OF_RECEIVED[details["by"]]
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
