"""What tests of a region stand on: a department, seven facilities of the State in two districts, a private clinic."""

from collections.abc import Sequence
from typing import Any

from finance.models import Facility
from finance.months import Month
from finance.party_numbers import is_valid
from finance.reporting.json import as_object
from finance.reports import registry
from finance.scope import of_facility
from finance.setting_up import set_up
from tests.ground.file_factory import xlsx
from tests.ground.import_ground import bring
from tests.ground.snapshots import built_once

FIRST, LAST = Month(2023, 1), Month(2023, 6)
TITLE = ["Освоение бюджетных средств за 1 полугодие 2023 года, тенге"]
HEADER = ["Ұйымның атауы\n(Наименование организации)", "БСН (БИН)", "Аудан (Район)", "Уточнённый план на год",
          "План на период", "Игерілгені\n(Кассовое исполнение)", "% к плану периода", "% к году",
          "Игерілмегені\n(Неосвоено)", "Себебі (Причина)"]  # fmt: skip
NAMES = ["ОАА «Үлгі-1»", "ФАП «Үлгі-2»", "Емхана «Үлгі-3»", "ОАА «Үлгі-4»", "МП «Үлгі-5»", "ДА «Үлгі-6»", "ДА «Үлгі-7»"]
DISTRICTS = ["Қаратал ауданы"] * 4 + ["Текелі қ."] * 3


def _numbers(first: str, count: int) -> list[str]:
    found = (f"{first}{serial:05d}{last}" for serial in range(count * 3) for last in range(10))
    return [number for number in found if is_valid(number)][:count]


TOP, *NUMBERS, PRIVATE = _numbers("991240", 9)


def region() -> Facility:
    """The department. Its facilities have no budget and no books."""
    state = [
        {"number": number, "name_ru": name, "name_kk": name, "parent": TOP, "ownership": "state", "district": district}
        for number, name, district in zip(NUMBERS, NAMES, DISTRICTS, strict=True)
    ]
    private = {"number": PRIVATE, "name_ru": "Клиника «Мысал»", "parent": TOP, "ownership": "private"}
    top = {"number": TOP, "name_ru": "Управление здравоохранения", "name_kk": "Денсаулық сақтау басқармасы"}
    built_once(("region",), lambda: set_up({"facilities": [top, *state, private]}))
    return Facility.objects.get(number=TOP)


def row(at: int, year: float | str, period: float | str, cash: float | str, *stated: object) -> list[object]:
    """The facility `at` with its plans and what it absorbed; percents, what is left and a reason as `stated`."""
    return [NAMES[at], NUMBERS[at], DISTRICTS[at], year, period, cash, *stated]


def report_file(
    rows: Sequence[list[object]], title: Sequence[object] = TITLE, header: Sequence[object] = HEADER
) -> bytes:
    return xlsx({"Освоение": [list(title), [], list(header), *rows]})


def bring_rows(rows: Sequence[list[object]], **asked: Any) -> dict[str, Any]:
    """The import object of a consolidated report of `rows`."""
    return bring(report_file(rows, **asked), "свод.xlsx", facility=region())


def report(name: str = "absorption", first: Month = FIRST, through: Month = LAST, **asked: Any) -> dict[str, Any]:
    scope = of_facility(Facility.objects.get(number=TOP), through.year, with_branches=True)
    return as_object(registry.get(name)(scope, first, through, **{"language": "ru"} | asked))
