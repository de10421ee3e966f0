"""Tariffs by profile, setting and payment kind: an amount, or a base rate and a coefficient (day care: its share)."""

from collections.abc import Hashable, Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.money import display, round_half_up
from imports.kinds.costing import CostingKind, Found
from imports.kinds.costing_columns import CostingColumns, profile_column, setting_column
from imports.kinds.kind import AMOUNT, DATE, NUMBER, Column
from tariffs.declaring import key_of, standing
from tariffs.models import Tariff

PAYMENT_KINDS = {
    "bed-day": ("койко-день", "за койко-день", "төсек-күн", "төсек-күні үшін"),
    "case": ("пролеченный случай", "случай", "за случай", "емделген жағдай"),
}


class Tariffs(CostingKind):
    key = "tariffs"
    label = _("tariffs")
    order = 120
    columns = (
        profile_column(),
        setting_column(),
        Column("payment_kind", _("kind of payment"),
               ("payment kind", "вид оплаты", "способ оплаты", "единица оплаты", "төлем түрі")),
        Column("amount", _("amount"),
               ("amount", "тариф", "тариф*", "стоимость койко-дня", "сумма", "тариф сомасы", "құны"), AMOUNT),
        Column("base_rate", _("base rate"),
               ("base rate", "базовая ставка", "базовая ставка*", "базалық мөлшерлеме", "базалық мөлшерлеме*"), AMOUNT),
        Column("coefficient", _("coefficient"),
               ("coefficient", "коэффициент", "коэффициент*", "поправочный коэффициент"), NUMBER),
        Column("applies_from", _("applies from"),
               ("applies from", "действует с", "применяется с", "дата начала действия", "начало действия",
                "вводится с", "қолданылады", "қолданыла бастайды", "күшіне ену күні", "басталу күні"), DATE,
               is_required=True),
        Column("published_on", _("published on"),
               ("published on", "опубликован", "дата приказа", "дата публикации", "дата опубликования",
                "дата утверждения", "жарияланған күні", "бұйрық күні"), DATE, is_required=True),
        Column("order", _("order of the ministry"),
               ("order", "приказ", "номер приказа", "основание", "бұйрық", "бұйрық нөмірі", "негіз")),
    )  # fmt: skip
    needs_one_of = (("amount", "base_rate"),)
    title_words = ("тарифы", "тариф", "тарифтер", "tariffs")
    labelled_by = "profile"
    figures = ("applies_from",)
    marks = ("amount", "base_rate", "published_on")
    is_grouped = True

    def rows(self, columns: CostingColumns) -> Iterable[Found]:
        profiles, settings = columns.profiles(), columns.settings()
        starts, published = columns.dates("applies_from"), columns.dates("published_on")
        orders, kinds = columns.texts("order", 255), columns.words("payment_kind", PAYMENT_KINDS, default="bed-day")
        amounts, rates = columns.prices("amount"), columns.prices("base_rate")
        shares = columns.quantities("coefficient", is_required=False, least=Decimal("0.0001"))
        for at, profile in enumerate(profiles):
            start, day = starts[at], published[at]
            amount = self._amount(columns, at, amounts[at], rates[at], shares[at])
            if profile is None or start is None or day is None or amount is None:
                continue
            yield Found(
                at,
                Tariff(
                    profile=profile, setting=settings[at], payment_kind=kinds[at], amount=amount, base_rate=rates[at],
                    coefficient=shares[at], applies_from=start, published_on=day, order_number=orders[at],
                ),
            )  # fmt: skip

    @staticmethod
    def _amount(
        columns: CostingColumns, at: int, amount: Decimal | None, rate: Decimal | None, share: Decimal | None
    ) -> Decimal | None:
        computed = None if rate is None or share is None else round_half_up(rate * share)
        if amount is None and computed is None:
            if columns.numbers[at] not in columns.reading.rejected_rows:
                message = gettext("The tariff is missing. Write its amount, or a base rate and a coefficient.")
                key = "amount" if columns.table.has("amount") else "base_rate"
                columns.refuse(at, key, "not-an-amount", message)
            return None
        if amount is not None and computed is not None and amount != computed:
            message = gettext(
                "The tariff is %(amount)s, but base rate × coefficient is %(computed)s. Leave one of them."
            )
            values = {"amount": display(amount), "computed": display(computed)}
            columns.refuse(at, "amount", "ambiguous-amount", message % values, str(amount))
            return None
        return computed if amount is None else amount

    def check(self, found: Sequence[Found], columns: CostingColumns) -> None:
        """One start and one publication name one amount: here, and beside the tariffs that stand."""
        held = {key: group[0] for key, group in standing(Tariff, columns.context.facility).items()}
        seen: dict[tuple[object, ...], Found] = {}
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
