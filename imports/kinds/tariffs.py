"""Tariffs by profile, setting and payment kind: an amount, or a base rate and a coefficient (day care: its share)."""

from collections.abc import Hashable, Sequence
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.money import TIYN, display, round_half_up
from imports.columns.column import AMOUNT, DATE, NUMBER, WORD, Column
from imports.columns.shared import PROFILE_OF_ROW, SETTING
from imports.columns.typed import Columns, TypedRow
from imports.policies.costing import CostingKind, FoundRow
from tariffs.declaring import key_of, standing
from tariffs.models import Tariff

LEAST_SHARE = Decimal("0.0001")
PAYMENT_KINDS = {
    "bed-day": ("койко-день", "за койко-день", "төсек-күн", "төсек-күні үшін"),
    "case": ("пролеченный случай", "случай", "за случай", "емделген жағдай"),
}


class Tariffs(CostingKind):
    key = "tariffs"
    label = _("tariffs")
    order = 120
    columns = (
        PROFILE_OF_ROW,
        SETTING,
        Column("payment_kind", _("kind of payment"),
               ("payment kind", "вид оплаты", "способ оплаты", "единица оплаты", "төлем түрі"), WORD,
               meanings=PAYMENT_KINDS, blank="bed-day",
               said_above={"bed-day": ("койко д", "төсек күн", "bed day"), "case": ("случа", "жағдай", "per case")}),
        Column("amount", _("amount"),
               ("amount", "тариф", "тариф*", "новый тариф*", "стоимость койко-дня", "сумма", "тариф сомасы", "құны"),
               AMOUNT,
               least=TIYN),
        Column("base_rate", _("base rate"),
               ("base rate", "базовая ставка", "базовая ставка*", "базалық мөлшерлеме", "базалық мөлшерлеме*"), AMOUNT,
               least=TIYN),
        Column("coefficient", _("coefficient"),
               ("coefficient", "коэффициент", "коэффициент*", "поправочный коэффициент"), NUMBER,
               least=LEAST_SHARE),
        Column("applies_from", _("applies from"),
               ("applies from", "действует с", "применяется с", "дата начала действия", "начало действия",
                "вводится с", "қолданылады", "қолданыла бастайды", "күшіне ену күні", "басталу күні"), DATE,
               is_required=True),
        Column("published_on", _("published on"),
               ("published on", "опубликован", "дата приказа", "дата публикации", "дата опубликования",
                "дата утверждения", "жарияланған күні", "бұйрық күні"), DATE, is_required=True),
        Column("order", _("order of the ministry"),
               ("order", "приказ", "номер приказа", "основание", "бұйрық", "бұйрық нөмірі", "негіз"),
               name="order_number"),
    )  # fmt: skip
    needs_one_of = (("amount", "base_rate"),)
    title_words = ("тарифы", "тариф", "тарифтер", "tariffs")
    labelled_by = "profile"
    figures = ("applies_from",)
    marks = ("amount", "base_rate", "published_on")
    is_grouped = True

    def row(self, cells: TypedRow, columns: Columns) -> Tariff | None:
        at, amount, rate, share = cells.at, cells.amount, cells.base_rate, cells.coefficient
        computed = None if rate is None or share is None else round_half_up(rate * share)
        if amount is None and computed is None:
            message = gettext("The tariff is missing. Write its amount, or a base rate and a coefficient.")
            columns.refuse(at, "amount" if columns.table.has("amount") else "base_rate", "not-an-amount", message)
            return None
        if amount is not None and computed is not None and amount != computed:
            message = gettext(
                "The tariff is %(amount)s, but base rate × coefficient is %(computed)s. Leave one of them."
            )
            values = {"amount": display(amount), "computed": display(computed)}
            columns.refuse(at, "amount", "ambiguous-amount", message % values, str(amount))
            return None
        return Tariff(**{**cells.cells, "amount": computed if amount is None else amount})

    def check(self, found: Sequence[FoundRow], columns: Columns) -> None:
        """One start and one publication name one amount: here, and beside the tariffs that stand."""
        held = {key: group[0] for key, group in standing(Tariff, columns.context.facility).items()}
        seen: dict[tuple[object, ...], FoundRow] = {}
        for item in found:
            key, row = key_of(item.row), item.row
            assert isinstance(row, Tariff)
            first = seen.setdefault(key, item)
            other = first.row if first is not item else held.get(key)
            if isinstance(other, Tariff) and other.amount != row.amount:
                where = (
                    _("row %(row)s") % {"row": columns.numbers[first.at]}
                    if first is not item
                    else gettext("an earlier import")
                )
                message = gettext(
                    "Two tariffs apply from %(day)s and were published on one day: %(own)s here, %(other)s in "
                    "%(where)s. "
                    "Leave one of them, or correct the day of publication."
                )
                values = {"day": f"{row.applies_from:%d.%m.%Y}", "own": display(row.amount),
                          "other": display(other.amount), "where": where}  # fmt: skip
                columns.refuse(item.at, "amount", "overlap", message % values, str(row.amount))
            elif first is not item:
                message = gettext("This row says again what row %(row)s says: %(named)s. Leave one of them.")
                values = {"row": str(columns.numbers[first.at]), "named": self.named(row)}
                columns.refuse(item.at, "applies_from", "duplicate-row", message % values)

    def scope(self, row: Tariff) -> Hashable:
        return row.applies_from.year

    def named(self, row: Tariff) -> str:
        return f"{row.profile}, {row.get_setting_display()}, {row.applies_from:%d.%m.%Y}"


KIND = Tariffs()
