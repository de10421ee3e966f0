"""A small invented report with everything a report can have: two sheets, groups, roll-up, live formulas, a chart, trouble."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from finance.money import round_half_up
from finance.months import Month
from finance.reporting.chart import Chart, Series
from finance.reporting.evaluate import fill
from finance.reporting.formula import Ref, Round, Sum, difference, ratio
from finance.reporting.report import Caption, Cell, Check, Column, Remark, Report, Row, Signature, Table, Unit, sum_row

INJECTED = (
    "=1+1",
    "+7 701",
    "-minus",
    "@SUM(A1)",
    '=HYPERLINK("http://x.example";"y")',
    "#strong[*bold*] $x$ </td><b>",
)


def ward_report(language: str = "ru", unit: Unit = "thousand", decimals: int = 2) -> Report:
    """Codes with spending, rolled up into 140; two wards that share the kitchen's cost by bed-days."""
    report = Report(
        key="wards",
        title="Расходы отделений & кухни" if language != "kk" else "Бөлімшелер мен ас үйдің шығыстары, ₸ әіңғүұқөһ",
        first=Month(2025, 1),
        last=Month(2025, 3),
        tables=(_codes(), _wards(), _kitchen()),
        language=language,
        unit=unit,
        decimals=decimals,
        header=(Caption("organisation", "Организация", "=Центр «Өмір»"), Caption("beds", "Койки", 160, "quantity")),
        summary=(
            Caption("opening", "Остаток на начало", Decimal("1234.56"), "amount"),
            Caption("closing", "Остаток на конец", None, "amount"),
        ),
        checks=(
            Check("cash-identity", "Остатки сходятся", Decimal("0.00"), holds=True),
            Check("kitchen-given", "Кухня распределена", Decimal("-10.00"), holds=False),
            Check("stated-closing", "Остаток по выписке", None, holds=None),
        ),
        notes=(Remark("149: касса больше плана", key="over-plan", link="/codes/149/"),),
        doubts=(Remark("=cmd|' /C calc'!A0 в примечании"),),
        signatures=(Signature("Руководитель"), Signature("Экономист", "А. Б.")),
        generated="По данным на 01.04.2025",
        charts=(
            Chart(
                "codes", "План и касса", "codes", "name", (Series("plan"), Series("cash"), Series("percent", "line"))
            ),
            Chart(
                "wards",
                "=Койко-день!$A$1",
                "wards",
                "name",
                (Series("per_day"), Series("tariff", "line")),
                is_stacked=False,
            ),
        ),
        extra={"cash_balance": {"opening": Decimal("1234.56"), "closing": None}, "beds": 160, "as_of": Month(2025, 3)},
    )
    return fill(report)


def _codes() -> Table:
    columns = (
        Column("name", "Наименование", "text", number="1"),
        Column("code", "Код", "code", number="2"),
        Column("plan", "План", "amount", group="Год", number="3", total="sum"),
        Column("cash", "Касса", "amount", group="Год", number="4/5", total="sum"),
        Column("left", "Остаток плана", "amount", number="6", formula=difference("plan", "cash"), total="formula"),
        Column("percent", "%", "percent", number="7", formula=ratio("cash", "plan"), total="formula"),
        Column("paid_on", "Оплачено", "month"),
    )
    rows = (
        _code("111", "Заработная плата", "1000005.00", "333335.00"),
        Row("heading", {"name": Cell("Материалы")}, style="section"),
        Row("140", {"name": Cell("Приобретение запасов"), "code": Cell("140")}, style="subtotal"),
        _code("141", "Продукты питания", "10005.00", "5.01", parent="140"),
        _code("149", INJECTED[0], "100.00", "200.10", parent="140", flag="over"),
        _code("159", INJECTED[4], "0.00", "0.05"),
        _code("169", INJECTED[3], "5.00", "-5.00"),
    )
    rows = tuple(_rolled_up(row, rows) if row.style == "subtotal" else row for row in rows)
    return Table("codes", columns, rows, sum_row("total", columns, rows, {"name": "Итого"}), "Коды: план / касса")


def _code(code: str, name: str, plan: str, cash: str, parent: str | None = None, flag: str = "") -> Row:
    cells = {
        "name": Cell(name),
        "code": Cell(code),
        "plan": Cell(Decimal(plan), link=f"/entries/?code={code}"),
        "cash": Cell(Decimal(cash), flag=flag),
        "paid_on": Cell(Month(2025, 3)),
    }
    return Row(code, cells, parent=parent, level=1 if parent else 0, extra={"by_month": {"2025-01": Decimal(plan)}})


def _rolled_up(row: Row, rows: tuple[Row, ...]) -> Row:
    children = [child for child in rows if child.parent == row.key]
    sums = {key: Cell(sum((c.cells[key].value for c in children), Decimal(0))) for key in ("plan", "cash")}
    return replace(row, cells={**row.cells, **sums})


def _wards() -> Table:
    columns = (
        Column("name", "Отделение", "text"),
        Column("direct", "Прямые расходы", "amount", total="sum"),
        Column("bed_days", "Койко-дни", "quantity", total="sum"),
        Column("kitchen", "Доля кухни", "amount", total="sum"),
        Column("full", "Полная стоимость", "amount", formula=Ref("direct") + Ref("kitchen"), total="formula"),
        Column("per_day", "Стоимость койко-дня", "rate", formula=Ref("full") / Ref("bed_days"), total="formula"),
        Column("tariff", "Тариф", "rate"),
        Column("due", "Причитается", "amount", formula=Round(Ref("tariff") * Ref("bed_days"), 2)),
        Column("margin", "Разница", "rate", formula=Ref("tariff") - Ref("per_day")),
    )
    kitchen = Decimal("90001.00")
    rows = (
        _ward("neurology", "Неврология", "700000.00", 200, Decimal("60000.67"), kitchen, "3500.55"),
        _ward("somatic", "Соматика", "150000.50", 100, Decimal("30000.33"), kitchen, None),
        _ward("closed", "Ортопедия", "1000.00", 0, Decimal("0.00"), kitchen, "3000.00"),
    )
    return Table("wards", columns, rows, sum_row("total", columns, rows, {"name": "Итого"}), "Отделения")


def _ward(key: str, name: str, direct: str, bed_days: int, share: Decimal, pot: Decimal, tariff: str | None) -> Row:
    given = Ref("balance", row="kitchen", table="kitchen") * Ref("bed_days") / Sum(column="bed_days")
    assert share == round_half_up(Fraction(pot) * bed_days / 300)
    cells = {
        "name": Cell(name),
        "direct": Cell(Decimal(direct)),
        "bed_days": Cell(bed_days),
        "kitchen": Cell(share, formula=Round(given, 2)),
        "tariff": Cell(None if tariff is None else Decimal(tariff)),
    }
    return Row(key, cells)


def _kitchen() -> Table:
    columns = (Column("name", "Центр", "text"), Column("balance", "К распределению", "amount"))
    meals, staff = Fraction(200000, 3), Fraction(70003, 3)
    rows = (
        Row("meals", {"name": Cell("Питание"), "balance": Cell(meals)}),
        Row("staff", {"name": Cell("Персонал"), "balance": Cell(staff)}),
        Row("kitchen", {"name": Cell("Кухня"), "balance": Cell(None, formula=Sum(rows=("meals", "staff")))}),
    )
    return Table("kitchen", columns, rows, title="Кухня 'и' склад [2025]: распределение")
