"""A year's plan without months is spread by a chosen profile, exactly; nobody having chosen, the file asks."""

import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from finance.models import Budget, Entry
from finance.money import total
from finance.months import Month
from finance.plan_filling import DAYS, EVEN, filled
from imports.models import Batch
from imports.pipeline.seen import digest
from tests.ground import web_ground
from tests.ground.import_ground import bring

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PLAN = "План финансирования на 2025 год\nСпецифика;Наименование;Сумма на год\n141;Питание;1000,00\n111;Зарплата;365,00\nИтого;;1365,00\n"
SHAPES = {
    "russian": PLAN,
    "thousand": "План финансирования на 2025 год, тыс. тенге\nКод;Итого за год\n141;1,000\n111;0,365\n",
    "kazakh": "2025 жылға арналған қаржыландыру жоспары\nЕрекшелік;Атауы;Жылға барлығы\n141;Тамақ;1000,00\n111;Еңбекақы;365,00\n",
    "plan": "Смета расходов на 2025 год\nСпецифика;План\n111;365,00\n141;1000,00\n",
    "english": "Budget plan 2025\ncode;name;year\n141;Food;1000.00\n111;Wages;365.00\n",
}


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-15", raising=False)
    return web_ground.empty()


def planned(code: str) -> list[str]:
    rows = Entry.objects.filter(measure="plan", code__code=code).order_by("month")
    return [str(amount) for amount in rows.values_list("amount", flat=True)]


@pytest.mark.parametrize("shape", SHAPES)
def test_it_asks_how_and_posts_nothing(ground, shape) -> None:
    said = bring(SHAPES[shape].encode(), "plan.csv")
    assert (said["kind"], said["status"]) == ("plan", "refused")
    assert [problem["problem"] for problem in said["problems"]] == ["no-months"]
    assert not Entry.objects.exists()


@pytest.mark.parametrize("shape", SHAPES)
def test_it_is_spread_evenly_to_the_tiyn(ground, shape) -> None:
    said = bring(SHAPES[shape].encode(), "plan.csv", corrections={"spread": "even"})
    assert said["status"] == "posted", said["problems"]
    assert said["by_code"] == {"111": "365.00", "141": "1000.00"}
    months = planned("141")
    assert len(months) == 12
    assert set(months) == {"83.33", "83.37"}


def test_it_is_spread_by_days(ground) -> None:
    bring(PLAN.encode(), "plan.csv", corrections={"spread": "days"})
    assert planned("111") == [f"{days}.00" for days in (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)]


def test_it_follows_last_year_and_refuses_what_it_does_not_know(ground) -> None:
    old = Budget.objects.create(
        key="2024-fund", facility=ground.budget.facility, year=2024, programme=ground.budget.programme,
        source=ground.budget.source,
    )  # fmt: skip
    last = web_ground.WebGround(old, ground.code)
    from datetime import date

    from finance.ledger import Posting, post

    paper = last.document("cash", date(2024, 12, 31))
    post(paper, [Posting(ground.code["141"], Month(2024, m), Month(2024, m).last_day, "cash", Decimal(a))
                 for m, a in ((1, "10.00"), (7, "30.00"))])  # fmt: skip
    said = bring(PLAN.encode(), "plan.csv", corrections={"spread": "profile"}, budget=ground.budget)
    assert [(p["problem"], p["cell"]) for p in said["problems"]] == [("no-months", "4:Сумма на год")]
    only = PLAN.replace("111;Зарплата;365,00\n", "").replace("1365", "1000")
    assert (
        bring(only.encode(), "plan.csv", corrections={"spread": "profile"}, budget=ground.budget)["status"] == "posted"
    )
    assert planned("141") == ["250.00", "750.00"]


def test_a_total_that_differs_is_refused(ground) -> None:
    said = bring(PLAN.replace("1365", "1366").encode(), "plan.csv", corrections={"spread": "even"})
    assert said["status"] == "refused"
    assert {problem["problem"] for problem in said["problems"]} == {"total-differs"}


def test_the_page_asks_shows_the_months_and_posts_after_approval(ground) -> None:
    client = ground.client("economist")
    sent = SimpleUploadedFile("plan.csv", PLAN.encode())
    said = client.post(reverse("imports:upload"), {"files": sent}, follow=True).content.decode()
    assert 'name="spread"' in said
    told = {"kind": "plan-of-year", "spread": "days", "unit": "tenge"}
    client.post(reverse("imports:correct", args=[Batch.objects.get().pk]), told)
    batch = Batch.objects.get()
    assert batch.status == "preview"
    shown = {"seen": digest(batch.result)}
    ground.client("manager").post(reverse("imports:post", args=[batch.pk]), shown)
    assert planned("111")[1] == "28.00"


def test_the_command_takes_the_way(ground, tmp_path, capsys) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(PLAN, encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("import_file", str(path), "--format", "json")
    assert json.loads(capsys.readouterr().out)["problems"][0]["problem"] == "no-months"
    call_command("import_file", str(path), "--spread", "even", "--format", "json")
    assert json.loads(capsys.readouterr().out)["total"] == "1365.00"


def test_a_plan_with_months_is_read_as_before(ground) -> None:
    months = ";".join(f"{n:02d}.2025" for n in range(1, 13))
    text = f"План финансирования на 2025 год\nСпецифика;Всего;{months}\n141;12,00{';1,00' * 12}\n"
    assert bring(text.encode(), "plan.csv")["status"] == "posted"


@given(st.decimals("-9999999999.99", "9999999999.99", places=2), st.sampled_from([EVEN, DAYS]))
def test_the_months_add_up_to_the_year(amount, method) -> None:
    parts = filled(method, 2025, amount, profile=[], index=Decimal(100), fixed={})
    assert total(parts) == amount
    assert max(parts) - min(parts) <= abs(amount) / 100 + 1
