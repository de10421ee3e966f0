"""Trial balances and analyses of 1C by account in other shapes: one account, two columns, sub-accounts, two languages."""

from decimal import Decimal

import pytest

from tests.ground import office_files
from tests.ground.costing_ground import facility
from tests.ground.import_ground import TODAY, bring

pytestmark = [pytest.mark.django_db, pytest.mark.once]
D = Decimal
WRITERS = {
    "xlsx": lambda rows: office_files.xlsx({"TDSheet": rows}),
    "xls": lambda rows: office_files.xls({"TDSheet": rows}),
    "csv": office_files.text,
}
TITLE, ALONE = (
    "Оборотно-сальдовая ведомость за Март 2025 г.",
    "Оборотно-сальдовая ведомость по счету 8110 за Март 2025 г.",
)
GROUPS = ["Сальдо на начало периода", "", "Обороты за период", "", "Сальдо на конец периода", ""]
KAZAKH = ["Кезең басындағы сальдо", "", "Кезең ішіндегі айналым", "", "Кезең соңындағы сальдо", ""]
SIDES = ["Дебет", "Кредит"] * 3
ARTICLES = [("Зарплата", "100"), ("Пищеблок", "10"), ("Неврология", "90"), ("Продукты", "50"), ("Пищеблок", "50")]
FOUND = [("8110", "Зарплата", "Пищеблок", "10.00"), ("8110", "Зарплата", "Неврология", "90.00"),
         ("8110", "Продукты", "Пищеблок", "50.00")]  # fmt: skip


@pytest.fixture(autouse=True)
def _facility(monkeypatch):
    monkeypatch.setenv("SMETA_TODAY", TODAY)
    facility()


def rows_of(*labels, before=()):
    return [[*before, label, "", "", D(amount), D(amount), "", ""] for label, amount in labels]


def in_two_columns(*labels):
    return [[account, *row] for account, name, amount in labels for row in rows_of((name, amount))]


def waiting(found):
    keys = ("account", "article", "department", "amount")
    return [tuple(row[key] for key in keys) for row in found["unresolved"]]


NAMES = [("", name, amount) for name, amount in ARTICLES]
REPEATED = [("8110", name, amount) for name, amount in ARTICLES]
SHAPES = {
    "the title alone names the account": [
        [ALONE], ["Статьи затрат", *GROUPS], ["Подразделения", *SIDES], *rows_of(*ARTICLES, ("Итого", "150")),
    ],
    "the header says account": [
        ["ОСВ по счету: 8110 за март 2025"], ["Счет", *GROUPS], ["", *SIDES], *rows_of(*ARTICLES, ("Итого", "150")),
    ],
    "accounts and names in two columns": [
        [TITLE], ["Счет", "Наименование", *GROUPS], ["", "", *SIDES],
        *in_two_columns(("8110", "Производство", "150"), *NAMES, ("Итого", "", "150")),
    ],
    "the account on every row": [
        [TITLE], ["Счет", "Наименование", *GROUPS], ["", "", *SIDES],
        *in_two_columns(("8110", "Производство", "150"), *REPEATED, ("Итого", "", "150")),
    ],
    "in Kazakh": [
        ["2025 жылғы наурыз айындағы айналым-сальдо ведомосі"], ["Шот", *KAZAKH], ["", *SIDES],
        *rows_of(("8110", "150"), *ARTICLES, ("Жиыны", "150")),
    ],
}  # fmt: skip


@pytest.mark.parametrize("written", WRITERS)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_balance_of_any_shape_gives_its_articles_and_departments(shape, written):
    found = bring(WRITERS[written](SHAPES[shape]), f"осв.{written}")
    assert [p["message"] for p in found["problems"] if p["severity"] == "error"] == []
    assert waiting(found) == FOUND


def balance(*labels, title=TITLE):
    return office_files.xlsx({"TDSheet": [[title], ["Счет", *GROUPS], ["", *SIDES], *rows_of(*labels)]})


def test_sub_accounts_stand_under_their_class_and_are_not_counted_twice():
    labels = ("7200", "150"), ("7210", "150"), ("7210.1", "100"), ("Зарплата", "100"), ("7210.2", "50")
    found = bring(balance(*labels, ("Связь", "50"), ("Итого", "150")), "осв.xlsx")
    assert waiting(found) == [("7210.1", "Зарплата", "", "100.00"), ("7210.2", "Связь", "", "50.00")]


def test_an_article_that_begins_with_a_year_is_no_account():
    found = bring(balance(("8110", "150"), ("2025 год зарплата", "100"), ("Связь", "50"), ("Итого", "150")), "осв.xlsx")
    assert waiting(found) == [("8110", "2025 год зарплата", "", "100.00"), ("8110", "Связь", "", "50.00")]


@pytest.mark.parametrize("total", [("Итого", "151"), None])
def test_an_account_of_the_title_needs_a_total_that_its_rows_make(total):
    found = bring(balance(*ARTICLES, *([total] if total else []), title=ALONE), "осв.xlsx")
    assert (found["status"], found["problems"][0]["problem"]) == ("refused", "total-differs")


@pytest.mark.parametrize("names", [[], ["Статьи затрат"], ["Статьи затрат", "Подразделения"]])
@pytest.mark.parametrize("whole", [[], [["Оборот", "", D(150), D(0)]]])
def test_the_first_article_of_an_analysis_is_no_name_of_its_analytics(names, whole):
    rows = [
        ["Анализ счета 8110 за Март 2025 г."], ["Счет", "Кор. Счет", "Дебет", "Кредит"], *([name] for name in names),
        ["Зарплата"], ["Начальное сальдо"], ["", "3350", D(100)], ["Оборот", "", D(100), D(0)],
        ["Продукты"], ["", "1310", D(50)], ["Оборот", "", D(50), D(0)], *whole,
    ]  # fmt: skip
    found = bring(office_files.xlsx({"TDSheet": rows}), "анализ.xlsx")
    assert waiting(found) == [("8110", "Зарплата", "", "100.00"), ("8110", "Продукты", "", "50.00")]


HEADS = {
    "short": [["Счет", "Оборот Дт", "Оборот Кт"]],
    "two rows": [["Статьи затрат", "Обороты", ""], ["Счет", "Дт", "Кт"]],
    "a column each": [["Субконто", "Счет", "Оборот Дт", "Оборот Кт"]],
    "sides alone": [["Субконто", "Дт", "Кт"]],
    "sides in words": [["Статьи затрат", "Дебет", "Кредит"]],
    "subconto and turnovers": [["Субконто", "Оборот Дт", "Оборот Кт"]],
}
BELOW = {"Питание": [("8110", 600), ("7210", 300)], "Ремонт": [("7210", 540), ("3310", 60)]}
OUTER = {
    "Питание": {"Кухня": [("8110", 600)], "Буфет": [("8110", 200), ("7210", 100)]},
    "Ремонт": {"АХЧ": [("7210", 5)]},
}


def of_subconto(head, groups, total):
    """Rows of labels (article, or article and department) over their accounts; `total` of all, or None."""
    is_wide = len(head[0]) > 3 and head[0][1] == "Счет"
    rows = []
    for label, amount in groups:
        name = ["", label] if is_wide and label[:1].isdigit() else [label, ""] if is_wide else [label]
        rows.append([*name, amount, ""])
    foot = [[*(["Итого", ""] if is_wide else ["Итого"]), total, ""]] if total is not None else []
    return [["Анализ субконто за март 2025 г."], *head, *rows, *foot]


@pytest.mark.parametrize("total", [1500, None], ids=["with a total", "without"])
@pytest.mark.parametrize("write", list(WRITERS.values()), ids=list(WRITERS))
@pytest.mark.parametrize("head", list(HEADS.values()), ids=list(HEADS))
def test_an_article_may_stand_above_its_accounts(head, write, total) -> None:
    groups = [one for name, own in BELOW.items() for one in ((name, sum(a for _n, a in own)), *own)]
    found = bring(write(of_subconto(head, groups, total)), "f", preview=True)
    assert (found["status"], found["total"]) == ("preview", "1440.00"), found["problems"]
    assert {row[:2] + row[3:] for row in waiting(found)} == {
        ("8110", "Питание", "600.00"), ("7210", "Питание", "300.00"), ("7210", "Ремонт", "540.00"),
    }  # fmt: skip
    groups[0] = ("Питание", 950)
    assert bring(write(of_subconto(head, groups, None)), "f", preview=True)["status"] == "refused"
    assert (
        total is None or bring(write(of_subconto(head, groups[:-1], total)), "f", preview=True)["status"] == "refused"
    )


@pytest.mark.parametrize("total", [900, None], ids=["with a total", "without"])
@pytest.mark.parametrize("write", list(WRITERS.values()), ids=list(WRITERS))
@pytest.mark.parametrize("head", list(HEADS.values()), ids=list(HEADS))
def test_one_article_alone_may_stand_above_its_accounts(head, write, total) -> None:
    groups = [("Питание", 900), *BELOW["Питание"]]
    found = bring(write(of_subconto(head, groups, total)), "f", preview=True)
    assert (found["status"], found["total"]) == ("preview", "900.00"), found["problems"]
    assert {row[1] for row in waiting(found)} == {"Питание"}
    wrong = bring(write(of_subconto(head, [("Питание", 901), *groups[1:]], None)), "f", preview=True)
    assert wrong["status"] == "refused"


SHORT = [
    [["Субконто", "С-до нач.", "", "Обор.", "", "С-до кон.", ""], ["Счет", *["Дт", "Кт"] * 3]],
    [["Субконто / Счет", "Нач. Дт", "Нач. Кт", "Дт", "Кт", "Кон. Дт", "Кон. Кт"]],
]


@pytest.mark.parametrize("head", SHORT, ids=["groups", "one row"])
def test_short_headers_keep_balances_apart_from_turnovers(head) -> None:
    rows = [["Питание", 7, "", 900, "", 907, ""], ["8110", 3, "", 600, "", 603, ""], ["7210", 4, "", 300, "", 304, ""]]
    found = bring(WRITERS["xlsx"]([["Анализ субконто за март 2025 г."], *head, *rows]), "f", preview=True)
    assert (found["status"], found["total"]) == ("preview", "900.00"), found["problems"]


def test_sides_alone_are_turnovers_under_no_other_title() -> None:
    rows = [["Счет", "Дт", "Кт"], ["8110", 600, ""], ["Питание", 600, ""], ["Итого", 600, ""]]
    for title in ("Остатки по счетам на март 2025 г.", "Оборотно-сальдовая ведомость за март 2025 г."):
        assert bring(WRITERS["xlsx"]([[title], *rows]), "f", preview=True)["status"] == "refused"


@pytest.mark.parametrize("head", list(HEADS.values()), ids=list(HEADS))
def test_departments_may_stand_between_an_article_and_its_accounts(head) -> None:
    groups = []
    for name, inner in OUTER.items():
        groups.append((name, sum(a for own in inner.values() for _n, a in own)))
        groups += [one for label, own in inner.items() for one in ((label, sum(a for _n, a in own)), *own)]
    found = bring(WRITERS["xlsx"](of_subconto(head, groups, 905)), "f", preview=True)
    assert (found["status"], found["total"]) == ("preview", "905.00"), found["problems"]
    assert {row[1] for row in waiting(found)} == {"Питание", "Ремонт"}
