"""Costing files of other facilities: Russian and Kazakh headers, other orders of columns, titles above the table."""

import pytest

from tests.ground.costing_ground import csv, facility
from tests.ground.import_ground import bring

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FILES = {
    "volumes": [
        ("Койко-дни факт;Профиль койки;Месяц;Койки", "3805;Неврология;01.2025;120"),
        ("Айы;Бейіні;Нақты төсек-күндер;Төсек саны", "қаңтар 2025;Неврология;3805;120"),
    ],
    "stays": [
        ("№ случая;Профиль;Направившая организация;Дата поступления;Дата выписки", "C1;Неврология;Кентау;03.01.2025;21.01.2025"),
        ("Жағдай нөмірі;Төсек бейіні;Жіберген ұйым;Түскен күні;Шыққан күні", "C1;Неврология;Кентау;03.01.2025;21.01.2025"),
    ],
    "quotas": [
        ("Направившая организация;Квота;С;По", "Кентау;306;01.2025;06.2025"),
        ("Жіберген ұйым;Квота;Басы;Соңы", "Кентау;306;01.2025;06.2025"),
    ],
    "tariffs": [
        ("Профиль;Тариф, тенге;Действует с;Дата приказа;Приказ", "Неврология;13 030,55;01.01.2025;14.02.2025;№ 1"),
        ("Бейін;Тариф;Қолданылады;Бұйрық күні", "Неврология;13030,55;01.01.2025;14.02.2025"),
    ],
    "centres": [
        ("Код центра;Наименование;Вид центра;Профиль;Шаг;База распределения",
         "ADM;Администрация;административный;;1;ставки", "NEU;Неврология;клинический;Неврология;;"),
        ("Орталық коды;Наименование;Атауы;Түрі;Бейіні;Қадам;Бөлу базасы",
         "ADM;Администрация;Әкімшілік;әкімшілік;;1;штат бірліктері"),
    ],
    "drivers": [
        ("Месяц;Центр затрат;Драйвер;Вид показателя;Значение", "01.2025;ADM;площадь;на конец месяца;14,25"),
        ("Айы;Шығындар орталығы;Көрсеткіш;Өлшем;Мәні", "2025-01;ADM;аудан;ай ішінде;14,25"),
    ],
    "attribution": [
        ("Специфика;Куда относится", "111;driver:ставки"),
        ("Код;Правило отнесения;Доля", "141;центр:KIT;1"),
    ],
    "reported": [
        ("Показатель;С;По;Значение;Источник", "питание в день;01.2025;06.2025;1250,50;отчёт"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_it_is_recognised_by_its_columns_whatever_they_are_called(kind) -> None:
    facility()
    for place, lines in enumerate(FILES[kind]):
        for title in ((), (f"Областной детский реабилитационный центр{';' * lines[0].count(';')}",)):
            answer = bring(csv(*title, *lines), f"file-{place}-{len(title)}.csv")
            assert answer["kind"] == kind, (lines[0], answer["kind"], answer["problems"])
            assert answer["status"] in ("posted", "already-imported"), (lines[0], answer["problems"])
            assert answer["rows"]["read"] == len(lines) - 1


@pytest.mark.parametrize("kind", ["volumes", "stays", "quotas"])
def test_rows_above_the_header_are_not_lost_without_a_word(settings, kind) -> None:
    settings.SMETA_TODAY = "2025-12-15"
    facility()
    header, *rows = FILES[kind][0]
    found = bring(csv(rows[0], header, *rows), "файл.csv")
    assert [(p["problem"], p["row"]) for p in found["problems"]] == [("missing-column", 1)]
