"""Figures far from their plan ask why; what is said is kept with the figure, offered again, printed and frozen."""

from decimal import Decimal

import pytest

from finance import deviations
from finance.choices import choose
from finance.deviations import CHOICE, Threshold, threshold_of
from finance.issues import issued_report
from finance.issuing import WantedIssue, prepare
from finance.models import Explanation, Setting
from finance.months import Month
from finance.reporting.render import render
from finance.reports import registry
from finance.scope import of_budget
from tests.ground import web_ground

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY = Month(2025, 1), Month(2025, 2)
PLACE = "/budget/2025-fund/explanations/?from=2025-01&through=2025-02"


@pytest.fixture
def ground() -> web_ground.WebGround:
    return web_ground.filled()


def asked(ground: web_ground.WebGround, through: Month = FEBRUARY) -> dict[str, deviations.Deviation]:
    scope = of_budget(ground.budget)
    report = registry.get("execution")(scope, JANUARY, through, language="en")
    return {one.row: one for one in deviations.deviations(report, scope, "execution")}


@pytest.mark.parametrize(
    ("threshold", "figure", "asks"),
    [
        (Threshold(10, None), "109.99", False), (Threshold(10, None), "110.01", True),
        (Threshold(10, None), "89.99", True), (Threshold(None, Decimal("9.00")), "110.00", True),
        (Threshold(None, Decimal("11.00")), "110.00", False), (Threshold(15, Decimal("5.00")), "106.00", True),
        (Threshold(None, None), "900.00", False),
    ],
)  # fmt: skip
def test_a_figure_asks_beyond_a_share_or_a_sum(threshold, figure, asks) -> None:
    assert threshold.is_passed(Decimal(figure), Decimal("100.00")) is asks


def test_the_facility_chooses_what_asks(ground) -> None:
    assert set(asked(ground)) == {"111", "141", "169"}
    assert (asked(ground)["169"].figure, asked(ground)["169"].planned) == (Decimal("150.00"), Decimal("100.00"))
    admin = ground.person("admin")
    choose(CHOICE, ground.budget.facility, {"percent": "", "amount": "5 000"}, user=admin)
    assert threshold_of(of_budget(ground.budget)) == Threshold(None, Decimal(5000))
    assert set(asked(ground)) == {"111"}
    choose(CHOICE, ground.budget.facility, {"percent": "10", "amount": ""}, user=admin)
    assert not Setting.objects.filter(key=deviations.THRESHOLD).exists()


def test_what_is_said_stands_until_the_figure_changes_and_is_offered_again(ground) -> None:
    client = ground.client("economist")
    report = client.get("/budget/2025-fund/execution/?from=2025-01&through=2025-02").content.decode()
    assert 'name="explain-execution.169"' in report
    assert "2 not explained" not in report
    said = {"explain-execution.169": " Разовый  платёж ", "explain-execution.111": "", "back": PLACE}
    assert client.post(PLACE, said)["Location"] == PLACE
    (kept,) = Explanation.objects.all()
    assert (kept.text, kept.figure, kept.planned, kept.said_by.username) == (
        "Разовый платёж", Decimal("150.00"), Decimal("100.00"), "economist",
    )  # fmt: skip
    assert asked(ground)["169"].said == kept
    assert (asked(ground)["141"].said, asked(ground)["141"].before) == (None, None)
    march = asked(ground, Month(2025, 3))["169"]
    assert (march.said, march.before) == (None, kept)
    ground.post("cash", ("169", 2, "1.00"))
    changed = asked(ground)["169"]
    assert (changed.said, changed.before) == (None, kept)
    client.post(PLACE, {"explain-execution.169": "Разовый платёж и пеня"})
    assert [one.replaced_at is None for one in Explanation.objects.order_by("id")] == [False, True]


def test_it_is_printed_and_frozen_with_the_issue(ground) -> None:
    ground.client("economist").post(PLACE, {"explain-execution.169": "Разовый платёж"})
    scope = of_budget(ground.budget)
    for name in ("execution", "form2"):
        report = registry.get(name)(scope, JANUARY, FEBRUARY, language="ru")
        assert any("Разовый платёж (" in remark.text for section in report.sections for remark in section.remarks)
        assert "Разовый платёж" in render(report, "text").decode()
    issue = prepare(WantedIssue("execution", scope, JANUARY, FEBRUARY), user=ground.person("economist"))
    ground.client("economist").post(PLACE, {"explain-execution.169": "Другое"})
    frozen = issued_report(issue, "ru")
    assert "Разовый платёж" in render(frozen, "text").decode()
    assert "Другое" not in render(frozen, "text").decode()
    other = registry.get("execution")(scope, JANUARY, JANUARY, language="ru")
    assert not other.sections


def test_home_counts_what_is_not_explained(ground) -> None:
    client = ground.client("economist", "en")
    assert client.get("/").context["unexplained"][0] == "3 figures are far from their plan and not explained"
    listed = client.get(client.get("/").context["unexplained"][1])
    assert listed.context["left"] == 3
    client.post(PLACE, {f"explain-execution.{code}": "Ясно" for code in ("111", "141", "169")})
    assert client.get("/").context["unexplained"] is None


def test_only_who_works_with_the_books_explains(ground) -> None:
    assert ground.client("auditor").post(PLACE, {"explain-execution.169": "x"}).status_code == 403
    assert '<input name="explain-' not in ground.client("auditor").get(PLACE).content.decode()
    told = ground.client("economist").post(PLACE, {"explain-execution.999": "x"}, follow=True)
    assert "Nothing asks for the explanation" in told.content.decode()
    away = ground.client("economist").post(PLACE, {"explain-execution.169": "x", "back": "https://example.org/"})
    assert away["Location"] == PLACE
    assert Explanation.objects.count() == 1
