"""Columns that several kinds share."""

from django.utils.dates import MONTHS as MONTH_LABELS
from django.utils.translation import gettext_lazy as _

from finance.money import ZERO
from imports.columns.column import AMOUNT, CENTRE, MONTH, PROFILE, WORD, Column
from imports.month_columns import month_column
from tariffs.models import CareSetting

MONTHS = tuple(f"{number:02d}" for number in range(1, 13))
MONTH_COLUMNS = tuple(
    Column(key, MONTH_LABELS[int(key)], (), AMOUNT, test=month_column(int(key)), blank=ZERO) for key in MONTHS
)  # fmt: skip

DASHES = ("-", "–", "—")
MONTH_WORDS = ("month", "месяц", "месяц*", "ай", "айы", "период", "кезең")
CENTRE_WORDS = ("centre", "cost centre", "центр затрат", "код центра", "центр затрат*", "шығындар орталығы",
                "шығын орталығы", "шығындар орталығы*", "орталық коды")  # fmt: skip
REFERRED_WORDS = ("referred by", "направившая организация", "направившая мо", "кем направлен", "направлен*",
                  "район", "район направления", "территория", "жіберген ұйым", "жіберген*", "аудан")  # fmt: skip
SETTINGS: dict[str, tuple[str, ...]] = {
    CareSetting.INPATIENT: ("inpatient", "стационар", "круглосуточный", "круглосуточный стационар", "стационарный",
                        "тәуліктік", "тәуліктік стационар", "тәулік бойы"),
    CareSetting.DAY_CARE: ("day-care", "day care", "дневной", "дневной стационар", "стационарозамещающая",
                       "стационарозамещающий", "күндізгі", "күндізгі стационар"),
}  # fmt: skip

MONTH_OF_ROW = Column("month", _("month"), MONTH_WORDS, MONTH, is_required=True, may_be_told=True)
CENTRE_OF_ROW = Column("centre", _("cost centre"), CENTRE_WORDS, CENTRE, is_required=True)
CASE_OF_ROW = Column("case", _("case"),
                     ("case", "номер случая", "случай", "случай госпитализации", "шифр случая", "код случая",
                      "номер истории болезни", "случая", "истории болезни", "медицинской карты",
                      "номер медицинской карты", "медкарты*", "*медкарты*", "номер медкарты", "медкарта*",
                      "медициналық карта*", "*медициналық карта*", "карта №", "жағдай", "жағдай нөмірі",
                      "жағдай коды", "case number", "medical record*", "ауру тарихы*", "*ауру тарихының нөмірі*",
                      "история болезни*", "№ истории болезни*", "№ иб", "иб", "№ карты",
                      "карта"), is_required=True, limit=40)  # fmt: skip
PROFILE_OF_ROW = Column("profile", _("profile"),
                        ("profile", "профиль койки", "профиль", "профиль*", "төсек бейіні", "бейін", "бейін*",
                         "бейіні"), PROFILE, is_required=True)  # fmt: skip
SETTING = Column("setting", _("setting"),
                 ("setting", "вид стационара", "условия оказания", "условия оказания помощи", "форма помощи",
                  "стационар", "көмек түрі", "стационар түрі"), WORD, meanings=SETTINGS,
                 blank=CareSetting.INPATIENT, said_above={
                     CareSetting.INPATIENT: ("круглосуточ", "тәулік", "inpatient"),
                     CareSetting.DAY_CARE: ("дневн", "стационарозамещ", "күндізгі", "day care"),
                 })  # fmt: skip
FIRST_MONTH = Column("from", _("from the month"),
                     ("from", "с месяца", "начало периода", "период с", "начало", "с", "басы", "бастап",
                      "кезең басы"), MONTH, name="first_month")  # fmt: skip
LAST_MONTH = Column("through", _("through the month"),
                    ("through", "по месяц", "конец периода", "период по", "конец", "по", "соңы", "дейін",
                     "кезең соңы"), MONTH, name="last_month")  # fmt: skip
