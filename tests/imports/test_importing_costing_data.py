"""Files of volumes, stays, quotas, tariffs, centres, drivers and rules: what they declare, and what is refused."""

import pytest

from imports import sample_files
from tariffs.declaring import standing
from tariffs.models import Attribution, CostCentre, DriverValue, Quota, ReportedFigure, Stay, Tariff, Volume
from tests.ground.costing_ground import csv, declare, facility, problems
from tests.ground.import_ground import bring, undo

pytestmark = pytest.mark.django_db

VOLUMES = "month,profile,setting,beds,bed_days_planned,bed_days_done,discharged,accompanying_days"
STAYS = "case,profile,referred_by,admitted,discharged"
TARIFFS = "profile,setting,amount,applies_from,published_on,order"
CENTRES = "centre,name_ru,name_kk,kind,profile,step,basis"
DRIVERS = "month,centre,driver,measure,value"
CLINIC = ("ADM,Администрация,,administrative,,1,positions", "NEU,Неврология,,clinical,neurology,,")


def held(model: type) -> int:
    return sum(len(group) for group in standing(model, facility().facility).values())


@pytest.mark.parametrize(
    ("name", "model", "rows"),
    [
        ("volumes-2025-h1.csv", Volume, 18),
        ("stays-2025-h1.csv", Stay, 1536),
        ("quotas-2025-h1.csv", Quota, 23),
        ("tariffs-2025.csv", Tariff, 5),
        ("centres-2025.csv", CostCentre, 9),
        ("drivers-2025-h1.csv", DriverValue, 150),
        ("attribution-2025.csv", Attribution, 17),
        ("reported-2025-h1.csv", ReportedFigure, 19),
    ],
)
def test_it_takes_each_sample_file_once_and_again_after_an_undo(name, model, rows) -> None:
    facility()
    first = bring(sample_files.FOLDER / name)
    assert (first["status"], first["kind"]) == ("posted", name.split("-")[0])
    assert first["rows"]["read"] == first["rows"]["posted"] == rows == held(model)
    again = bring(sample_files.FOLDER / name, name="again.csv")
    assert again["status"] == "already-imported"
    assert again["rows"]["duplicate"] == rows
    undo(first["batch"])
    assert held(model) == 0
    assert bring(sample_files.FOLDER / name)["status"] == "posted"


def test_it_recognises_russian_and_kazakh_headers_and_profiles_by_name() -> None:
    facility()
    russian = csv(
        "Месяц;Профиль койки;Койки;Койко-дни план;Койко-дни факт;Выписано", "январь 2025;Неврология;120;3240;3 805;149"
    )
    answer = bring(russian, "объёмы.csv")
    assert (answer["status"], answer["kind"]) == ("posted", "volumes"), answer["problems"]
    kazakh = csv("Айы;Төсек бейіні;Төсек саны;Орындалған төсек-күндер", "2025-02;неврология;120;3744")
    answer = bring(kazakh, "көлемдер.csv")
    assert (answer["status"], answer["kind"]) == ("posted", "volumes"), answer["problems"]
    assert sorted(Volume.objects.values_list("bed_days_done", flat=True)) == [3744, 3805]


def test_a_newer_file_replaces_only_what_it_names_and_says_what_it_lacks() -> None:
    facility()
    bring(sample_files.FOLDER / "volumes-2025-h1.csv")
    answer = declare("volumes", VOLUMES, "2025-01,neurology,inpatient,120,3240,3800,149,2359")
    assert answer["rows"]["posted"] == 1
    (change,) = answer["changes"]
    assert "3805" in change["before"]
    assert "3800" in change["after"]
    assert any("2" in doubt and "January" not in doubt for doubt in answer["doubts"])
    assert held(Volume) == 18
    undo(answer["batch"])
    rows = standing(Volume, facility().facility)
    assert {row.bed_days_done for group in rows.values() for row in group} >= {3805}


def test_it_counts_the_rows_that_say_nothing_new_as_duplicates() -> None:
    facility()
    bring(sample_files.FOLDER / "volumes-2025-h1.csv")
    rows = ["2025-01,neurology,inpatient,120,3240,3805,149,2359", "2025-01,somatic,inpatient,15,405,27,1,16"]
    answer = declare("volumes", VOLUMES, *rows)
    assert (answer["rows"]["posted"], answer["rows"]["duplicate"]) == (1, 1)


REFUSED = [
    ("volumes", VOLUMES, ["2025-01,neurology,inpatient,120,3240,сто,149,0"], [(2, "not-an-amount")]),
    ("volumes", VOLUMES, ["2025-01,neurology,inpatient,120,3240,-5,149,0"], [(2, "negative-number")]),
    ("volumes", VOLUMES, ["2025-01,neurology,inpatient,120,3240,10.5,149,0"], [(2, "not-a-whole-number")]),
    ("volumes", VOLUMES, ["2025-13,neurology,inpatient,120,3240,10,149,0"], [(2, "not-a-date")]),
    ("volumes", VOLUMES, ["2025-01,хирургия,inpatient,120,3240,10,149,0"], [(2, "unknown-profile")]),
    ("volumes", VOLUMES, ["2025-01,neurology,на дому,120,3240,10,149,0"], [(2, "unknown-word")]),
    ("volumes", VOLUMES, ["2025-01,neurology,,1,1,1,1,1", "2025-01,Неврология,,2,2,2,2,2"], [(3, "duplicate-row")]),
    ("stays", STAYS, ["C1,neurology,A,2025-01-21,2025-01-03"], [(2, "ends-before-it-begins")]),
    ("stays", STAYS, ["C1,neurology,A,2025-01-03,2025-01-21", "C1,neurology,A,2025-01-20,2025-01-25"],
     [(3, "overlapping-stays")]),
    ("stays", STAYS, [",neurology,A,2025-01-03,2025-01-21"], [(2, "missing-value")]),
    ("stays", STAYS, ["C1,neurology,A,2025-02-30,2025-03-21"], [(2, "not-a-date")]),
    ("quotas", "referred_by,from,through,quota", ["Кентау,2025-06,2025-01,10"], [(2, "ends-before-it-begins")]),
    ("quotas", "referred_by,from,through,quota", ["Кентау,2025-01,2025-06,10", "Арыс,2025-01,2025-06,"],
     [(3, "not-an-amount")]),
    ("tariffs", TARIFFS, ["neurology,inpatient,100,2025-01-01,2025-01-01,1",
                          "neurology,inpatient,101,2025-01-01,2025-01-01,2"], [(3, "overlap")]),
    ("tariffs", TARIFFS, ["neurology,inpatient,0,2025-01-01,2025-01-01,1"], [(2, "not-above-zero")]),
    ("tariffs", TARIFFS, ["neurology,inpatient,сто,2025-01-01,2025-01-01,1"], [(2, "not-an-amount")]),
    ("tariffs", TARIFFS, ["neurology,inpatient,,2025-01-01,2025-01-01,1"], [(2, "not-an-amount")]),
    ("centres", CENTRES, ["NEU,Неврология,,clinical,,,"], [(2, "missing-value")]),
    ("centres", CENTRES, ["ADM,Администрация,,administrative,,1,"], [(2, "missing-value")]),
    ("centres", CENTRES, ["A,А,,auxiliary,,1,area_m2", "B,Б,,auxiliary,,1,area_m2"], [(3, "double-target")]),
    ("centres", CENTRES, ["A,А,,clinical,neurology,,", "B,Б,,clinical,neurology,,"], [(3, "double-target")]),
    ("centres", CENTRES, ["A,А,,clinical,neurology,,", "A,Б,,clinical,somatic,,"], [(3, "duplicate-row")]),
    ("drivers", DRIVERS, ["2025-01,ADM,bed_days,flow,10"], [(2, "reserved-driver")]),
    ("drivers", DRIVERS, ["2025-01,ADM,койко-дни,flow,10"], [(2, "reserved-driver")]),
    ("drivers", DRIVERS, ["2025-01,ADM,positions,stock,abc"], [(2, "not-an-amount")]),
    ("drivers", DRIVERS, ["2025-01,ADM,positions,stock,1", "2025-01,AHO,positions,stock,"], [(3, "not-an-amount")]),
    ("drivers", DRIVERS, ["2025-01,ADM,positions,stock,1", "2025-02,ADM,positions,flow,1"], [(3, "two-readings")]),
    ("attribution", "code,target", ["111,driver:positions", "999,driver:positions"], [(3, "unknown-code")]),
    ("attribution", "code,target", ["111,somewhere"], [(2, "unknown-target")]),
    ("attribution", "code,target", ["111,driver:positions", "111,driver:positions"], [(3, "double-target")]),
    ("attribution", "code,target,share", ["111,driver:positions,0.5", "111,driver:area_m2,0.4"],
     [(3, "shares-are-not-whole")]),
    ("reported", "figure,from,through,value", ["happiness,2025-01,2025-06,5"], [(2, "unknown-word")]),
]  # fmt: skip


@pytest.mark.parametrize("kind", sorted({kind for kind, *_case in REFUSED}))
def test_it_refuses_and_names_the_row(kind) -> None:
    facility()
    for _kind, header, rows, expected in (case for case in REFUSED if case[0] == kind):
        answer = declare(kind, header, *rows)
        assert (answer["status"], problems(answer)) == ("refused", expected), rows
        assert all(problem["message"] for problem in answer["problems"])
        assert answer["rows"]["posted"] == 0
    assert not any(held(model) for model in (Volume, Stay, Quota, Tariff, CostCentre, DriverValue, Attribution))


def test_it_names_all_problems_of_a_file_at_once_and_saves_none_of_it() -> None:
    facility()
    rows = ["2025-01,neurology,,1,1,1,1,1", "2025-02,neurology,,1,1,x,1,1", "2025-03,nowhere,,1,1,-1,1,1"]
    answer = declare("volumes", VOLUMES, *rows)
    assert problems(answer) == [(3, "not-an-amount"), (4, "negative-number"), (4, "unknown-profile")]
    assert held(Volume) == 0


def test_a_total_of_the_file_must_be_the_sum_of_its_rows() -> None:
    facility()
    header, rows = "Месяц;Профиль;Койко-дни", ["2025-01;neurology;100", "2025-02;neurology;50"]
    assert bring(csv(header, *rows, "Итого;;151"), "v.csv", kind="volumes")["problems"][0]["problem"] == "total-differs"
    answer = bring(csv(header, *rows, "Итого;;150"), "v.csv", kind="volumes")
    assert answer["status"] == "posted", answer["problems"]


def test_a_stay_may_not_overlap_one_that_was_imported_before() -> None:
    facility()
    assert declare("stays", STAYS, "C1,neurology,A,2025-01-03,2025-01-21")["status"] == "posted"
    answer = declare("stays", STAYS, "C1,neurology,A,2025-01-10,2025-01-25")
    assert problems(answer) == [(2, "overlapping-stays")]
    answer = declare("stays", STAYS, "C1,neurology,A,2025-01-03,2025-01-20")
    assert answer["status"] == "posted", "the same stay corrected"


def test_a_tariff_may_not_contradict_one_that_was_imported_before() -> None:
    facility()
    assert declare("tariffs", TARIFFS, "neurology,inpatient,100,2025-01-01,2025-01-01,1")["status"] == "posted"
    answer = declare("tariffs", TARIFFS, "neurology,inpatient,101,2025-01-01,2025-01-01,1")
    assert problems(answer) == [(2, "overlap")]
    answer = declare("tariffs", TARIFFS, "neurology,inpatient,101,2025-01-01,2025-02-01,2")
    assert answer["status"] == "posted", "a later publication replaces it"


def test_a_tariff_may_be_a_base_rate_and_a_coefficient() -> None:
    facility()
    header = "profile,setting,base_rate,coefficient,applies_from,published_on"
    assert declare("tariffs", header, "neurology,day-care,24319.78,0.4,2025-01-01,2025-01-01")["status"] == "posted"
    tariff = Tariff.objects.get()
    assert (str(tariff.amount), tariff.setting) == ("9727.91", "day-care")


def test_drivers_must_name_centres_that_exist_once_centres_are_known() -> None:
    facility()
    assert declare("centres", CENTRES, *CLINIC)["status"] == "posted"
    answer = declare("drivers", DRIVERS, "2025-01,Неврология,ставки,stock,12.25", "2025-01,XXX,ставки,stock,1")
    assert problems(answer) == [(3, "unknown-centre")]
    assert declare("drivers", DRIVERS, "2025-01,Неврология,ставки,stock,12.25")["status"] == "posted"
    value = DriverValue.objects.get()
    assert (value.centre, value.driver, str(value.value)) == ("NEU", "positions", "12.2500")


def test_a_target_needs_no_word_where_only_a_centre_or_only_a_basis_is_called_so() -> None:
    facility()
    declare("centres", CENTRES, *CLINIC)
    answer = declare("attribution", "code,target,share", "111,ставки,", "141,Неврология,0.6", "141,adm,0.4")
    assert answer["status"] == "posted", answer["problems"]
    assert set(Attribution.objects.values_list("code__code", "target")) == {
        ("111", "driver:positions"), ("141", "centre:NEU"), ("141", "centre:ADM"),
    }  # fmt: skip


def test_a_target_that_a_centre_and_a_basis_are_called_is_refused_without_its_word() -> None:
    facility()
    declare("centres", CENTRES, *CLINIC, "MAS,Массаж,,auxiliary,,2,area_m2")
    answer = declare("attribution", "code,target", "111,Массаж")
    assert problems(answer) == [(2, "unknown-target")]
    assert declare("attribution", "code,target", "111,центр:Массаж")["status"] == "posted"


def test_centres_named_in_kazakh_alone_keep_that_name() -> None:
    facility()
    found = bring(csv("Шығындар орталықтары, 2025 жыл", "Шығындар орталығы;Атауы;Түрі;Қадам;Бөлу базасы",
                      "ADM;Әкімшілік;әкімшілік;1;штат бірліктері"), "орталықтар.csv")  # fmt: skip
    assert found["status"] == "posted", found["problems"]
    assert list(CostCentre.objects.values_list("name_ru", "name_kk")) == [("Әкімшілік", "Әкімшілік")]


@pytest.mark.parametrize(("kind", "header", "row"), [
    ("drivers", DRIVERS, "2025-01,ADM,positions,stock,1O"), ("drivers", DRIVERS, "2025-01,ADM,positions,stock,"),
    ("centres", CENTRES, "ADM,Администрация,,administrative,,I,positions"),
    ("volumes", VOLUMES, "2025-01,neurology,inpatient,120,324O,3240,149,0"),
])  # fmt: skip
def test_a_count_that_cannot_be_read_is_not_spoken_of_as_money(kind, header, row) -> None:
    facility()
    (problem,) = declare(kind, header, row)["problems"]
    assert problem["problem"] == "not-an-amount"
    assert not {"amount", "сумма", "суммы"} & set(problem["message"].lower().split())
