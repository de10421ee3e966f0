"""How the books of the sample facility are spread over codes, months and suppliers, in thousand tenge. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Payee:
    name: str
    payments: int  # of half a year


@dataclass(frozen=True, slots=True)
class CodeShape:
    """`plan` and `amended` are of a year, the others of its first half."""

    code: str
    plan: int
    amended: int
    funding: int
    cash: int
    actual: int
    purpose: str
    payees: tuple[Payee, ...]

    @property
    def payments(self) -> int:
        return sum(payee.payments for payee in self.payees)


def _payees(*pairs: tuple[str, int]) -> tuple[Payee, ...]:
    return tuple(Payee(name, payments) for name, payments in pairs)


CODES = (
    CodeShape("111", 385000, 110709, 230432, 230342, 241892, "Заработная плата",
              _payees(("АО Банк, зарплатный проект", 12))),
    CodeShape("141", 79000, 4108, 20164, 22262, 39586, "Продукты питания",
              _payees(("ТОО Сүт өнімдері", 24), ("ИП Береке", 19), ("ТОО Дастархан-Сервис", 11))),
    CodeShape("159", 23000, 106, 4623, 15022, 16350, "Услуги",
              _payees(("ТОО Прачечная", 14), ("ТОО МедТехСервис", 10), ("ТОО Охрана-С", 6))),
    CodeShape("113", 34189, 4439, 8908, 8649, 8649, "Пособие на оздоровление",
              _payees(("АО Банк, зарплатный проект", 6))),
    CodeShape("142", 26000, 0, 2315, 2315, 13475, "Медикаменты",
              _payees(("ТОО Поставка лекарств", 7), ("ТОО Фарм-Снаб Юг", 5))),
    CodeShape("149", 23000, 5791, 5059, 5081, 2720, "Расходные материалы",
              _payees(("ТОО ХозТорг", 10), ("ИП Жібек", 8))),
    CodeShape("151", 23000, 2226, 8364, 8364, 11389, "Коммунальные услуги",
              _payees(("ТОО Энергосбыт", 6), ("ГКП Водоканал", 6), ("ГКП Теплосеть", 6))),
    CodeShape("121", 20000, 3898, 7298, 7276, 13489, "Социальный налог", _payees(("УГД по городу Пример", 6))),
    CodeShape("124", 14000, 2030, 4626, 4583, 5536, "Отчисления на медицинское страхование",
              _payees(('НАО "Государственная корпорация" (пример)', 6))),
    CodeShape("122", 10000, 3940, 7762, 7756, 9348, "Социальные отчисления",
              _payees(('НАО "Государственная корпорация" (пример)', 6))),
    CodeShape("116", 10000, 1064, 4369, 4369, 5011, "Пенсионные взносы работодателя",
              _payees(('НАО "Государственная корпорация" (пример)', 6))),
    CodeShape("144", 4183, 0, 300, 300, 1200, "Горюче-смазочные материалы", _payees(("ТОО ЮгГСМ", 1))),
    CodeShape("161", 3400, -3, 2300, 2600, 2600, "Командировочные расходы",
              _payees(("Подотчетные лица, ведомость", 6))),
    CodeShape("169", 2000, -815, 1632, 2132, 2132, "Прочие затраты", _payees(("АО Банк, комиссия", 6))),
    CodeShape("152", 1000, 61, 306, 306, 381, "Услуги связи", _payees(("АО Телеком", 6))),
    CodeShape("322", 50, 0, 50, 50, 50, "Единовременная помощь", _payees(("Получатель помощи (пример)", 1))),
    CodeShape("123", 23, 0, 36, 36, 36, "Обязательное страхование", _payees(("АО Страховая компания (пример)", 1))),
)  # fmt: skip
PLAN_BY_MONTH = (53691, 53615, 53407, 53025, 55241, 58517, 58507, 57058, 52764, 53519, 54026, 54476)
# first half as in the sample, second half as its plan goes on
CASH_BY_MONTH = (53228, 52923, 53225, 52933, 53985, 55149, 57110, 56340, 53210, 53650, 54420, 55960)
# certificates: number, month and day of the date, first month changed, percent of the year's change
CERTIFICATES = ((1, 3, 28, 4, 35), (2, 5, 30, 7, 65))
YEAR_OF_SAMPLE = 657845  # the year's plan by contract

# Entries of a full year: 17 codes × 12 months of plan, money received and cost; 13 codes × 15 months of certificates.
CELLS = len(CODES) * 12
PAYMENTS = 2 * sum(one.payments for one in CODES)

DISTRICTS = (
    "Ақсу ауданы", "Алакөл ауданы", "Ескелді ауданы", "Кербұлақ ауданы", "Көксу ауданы", "Қаратал ауданы",
    "Панфилов ауданы", "Сарқан ауданы", "Талдықорған қ.", "Текелі қ.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FacilityShape:
    """`size` is the year's plan in million tenge; `beds` None where nobody stays."""

    kind: str
    name_ru: str
    name_kk: str
    size: int
    beds: int | None


# A region has a few hospitals and many small places.
FACILITIES = (
    FacilityShape("hospital", "Областная больница", "Облыстық аурухана", 1900, 320),
    FacilityShape("district-hospital", "Центральная районная больница", "Орталық аудандық аурухана", 900, 140),
    FacilityShape("polyclinic", "Поликлиника", "Емхана", 480, None),
    FacilityShape("outpatient", "Врачебная амбулатория", "Дәрігерлік амбулатория", 110, None),
    FacilityShape("outpatient", "Врачебная амбулатория", "Дәрігерлік амбулатория", 90, None),
    FacilityShape("ambulance-station", "Станция скорой помощи", "Жедел жәрдем станциясы", 260, None),
    FacilityShape("feldsher-station", "ФАП", "ФАП", 28, None),
    FacilityShape("feldsher-station", "ФАП", "ФАП", 24, None),
    FacilityShape("medical-post", "Медицинский пункт", "Медициналық пункт", 16, None),
    FacilityShape("medical-post", "Медицинский пункт", "Медициналық пункт", 14, None),
)
