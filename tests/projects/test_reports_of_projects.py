"""Reports of a project: figures of the source, doubts that must appear, money by site, other budgets apart."""

from decimal import Decimal

import pytest
from django.urls import reverse

from finance import sample_facility
from finance.models import Entry, Facility, Measure
from finance.months import Month
from finance.reporting.render import FORMATS, render
from finance.reports import registry
from finance.scope import ScopeError, of_facility, of_project
from finance.setting_up import set_up
from projects.models import Funder, Project, Site, Stage
from tests.ground.import_ground import bring
from tests.ground.project_ground import FIRST, LAST, SETUP, paid, planned, project, report

pytestmark = pytest.mark.django_db
REPORTS = ("project", "project-stages", "project-sites", "funder-report")


def test_the_figures_of_the_source_are_there_to_the_tiyn() -> None:
    planned()
    sites = report("project-sites")
    assert {row["plan"] for row in sites["rows"]} == {"66944088.00"}
    assert {row["per_month"] for row in sites["rows"]} == {"8368011.00"}
    assert sites["total"]["plan"] == "870273144.00"
    of_month = report("project", FIRST, FIRST)
    assert of_month["total"]["plan"] == "108784143.00"


def test_a_metre_and_a_place_cost_what_the_source_implies() -> None:
    planned()
    Site.objects.filter(key="site-1").update(area_m2=Decimal(1170), places=600)
    row = report("project-sites")["rows"][0]
    assert (row["per_m2"], row["per_place"]) == ("57217.17", "111573.48")


def test_sites_and_akimats_that_do_not_meet_are_doubts() -> None:
    planned()
    doubts = report("project", language="ru")["doubts"]
    assert any("Ақтөбе" in doubt for doubt in doubts)
    assert any("Түркістан обл." in doubt for doubt in doubts)
    assert not any("Қостанай" in doubt for doubt in doubts)


def test_a_funder_without_a_promise_and_a_stage_outside_the_project_are_doubts() -> None:
    found = planned()
    Stage.objects.create(project=found, key="training", name_ru="Обучение", first=Month(2022, 4), last=LAST)
    doubts = report("project-stages", language="ru")["doubts"]
    assert any("Обучение" in doubt and "апрель 2022" in doubt for doubt in doubts)
    assert sum("Қамқорлық" in doubt for doubt in doubts) == 1
    assert not any("Самұрық" in doubt for doubt in doubts)


def test_a_project_whose_lines_all_stand_holds_its_check() -> None:
    project()
    assert report("project")["checks"][0]["holds"] is False
    planned()
    assert report("project")["checks"][0]["holds"] is True


def test_money_stands_at_its_site_and_money_without_one_is_never_dropped() -> None:
    planned()
    paid("site-3", "1000.00")
    paid("", "250.50")
    paid("site-3", "4000.00", Measure.COMMITMENT)
    found = report("project", language="ru")
    rows = {(row["site"], row["funder"]): row for row in found["rows"]}
    of_site = rows["Қостанай", "«Самұрық-Қазына Траст» КҚ"]
    assert (of_site["paid"], of_site["contracted"], of_site["left"]) == ("1000.00", "4000.00", "40165452.80")
    assert rows[None, "«Самұрық-Қазына Траст» КҚ"]["paid"] == "250.50"
    assert found["total"]["paid"] == "1250.50"


def test_a_funder_reads_what_was_received_spent_with_its_papers_and_is_to_be_returned() -> None:
    planned()
    paid("", "5000.00", Measure.FUNDING)
    paid("site-1", "1200.00", number="17", counterparty_name="ТОО «Құрал»")
    paid("site-1", "800.00", number="18")
    paid("site-2", "7.00", funder=0)
    scope = of_project("early-2022", 2022)
    own = type(scope)(tuple(b for b in scope.budgets if "funder-2" in b.key), scope.facility)
    found = registry.get("funder-report")(own, FIRST, LAST, language="ru")
    row = next(row for row in found.main.rows if row.cell("code").value == "414")
    assert (row.cell("received").value, row.cell("paid").value) == (Decimal(5000), Decimal(2000))
    assert row.cell("unspent").value == Decimal(3000)
    papers = found.table("documents")
    assert [row.cell("number").value for row in papers.rows] == ["17", "18"]
    assert papers.total is not None
    assert papers.total.cell("amount").value == Decimal(2000)


def test_stages_add_up_to_the_project() -> None:
    planned()
    found = report("project-stages")
    assert {row["stage"]: row["percent"] for row in found["rows"]} == {
        "I. Үй-жайларды жөндеу": "28.0", "II. Жарақтандыру": "60.0", "III. Мамандарды оқыту": "12.0",
    }  # fmt: skip
    assert found["total"]["plan"] == "870273144.00"


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_it_is_drawn_in_every_format(name: str, language: str) -> None:
    planned()
    made = registry.get(name)(of_project("early-2022", 2022), FIRST, LAST, unit="thousand", language=language)
    assert all(render(made, ending) for ending in FORMATS)


def test_a_figure_leads_to_the_entries_of_its_site() -> None:
    planned()
    paid("site-3", "1000.00")
    scope = of_project("early-2022", 2022)
    made = registry.get("project")(scope, FIRST, LAST)
    link = made.main.row("site-3-funder-2").cell("paid").link
    assert link is not None
    assert "centre=site-3" in link
    assert reverse("entries") in link
    assert Entry.objects.filter(centre="site-3", measure=Measure.CASH).count() == 1


def test_a_project_stands_apart_from_the_other_budgets_of_its_facility() -> None:
    sample_facility.create()
    facility = Facility.objects.get()
    made = {"key": "roof", "amount": "1.00", "from": "2025-01", "through": "2025-12", "name_ru": "Крыша"}
    parts = {"funders": [{"name": "Фонд"}], "sites": [{"site": "Алматы"}]}
    assert not set_up({"projects": [{**made, **parts, "facility": facility.number}]}).problems
    assert [budget.key for budget in of_facility(facility, 2025).budgets] == ["2025-fund"]
    assert [budget.key for budget in of_project("roof", 2025).budgets] == ["roof-funder-1-2025"]
    with pytest.raises(ScopeError):
        registry.get("project")(of_facility(facility, 2025), Month(2025, 1), Month(2025, 12))


def test_a_project_of_two_years_has_a_budget_a_year() -> None:
    sample_facility.create()
    made = {"key": "long", "amount": "100.00", "from": "2025-11", "through": "2026-02", "name_ru": "Долгий"}
    parts = {"funders": [{"name": "Фонд", "codes": ["421"]}], "sites": [{"site": "Алматы"}]}
    assert not set_up({"projects": [{**made, **parts, "facility": "991240999016"}]}).problems
    text = "Бюджет проекта;;;\nПлощадка;Источник;Месяц;Сумма\nАлматы;Фонд;12.2025;40,00\nАлматы;Фонд;01.2026;60,00\n"
    scope = of_project("long", range(2025, 2027))
    answer = bring(text.encode(), "long.csv", budget=scope.budgets[0], facility=scope.facility)
    assert answer["status"] == "posted", answer["problems"]
    found = registry.get("project")(scope, Month(2025, 11), Month(2026, 2))
    assert found.main.total is not None
    assert found.main.total.cell("plan").value == Decimal(100)
    assert set(Entry.objects.values_list("budget__year", "amount")) == {(2025, Decimal(40)), (2026, Decimal(60))}


def test_a_set_up_is_made_once_and_what_differs_is_refused_with_its_key() -> None:
    project()
    again = set_up(SETUP)
    assert (dict(again.created), again.unchanged["projects"]) == ({}, 1)
    [given] = SETUP["projects"]
    funders = [given["funders"][0] | {"codes": ["414"]}, *given["funders"][1:]]
    done = set_up({"projects": [given | {"funders": funders, "amount": "1.00"}]})
    assert [problem.key for problem in done.problems] == ["projects[0].amount", "projects[0].funders[0].codes"]
    assert Funder.objects.get(key="funder-1").codes == ["421"]


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"amount": "много"}, "projects[0].amount"),
        ({"first_month": "май"}, "projects[0].from"),
        ({"last_month": "2021-01"}, "projects[0].through"),
        ({"facility": "991240999024"}, "projects[0].facility"),
        ({"sites": [{"site": "Алматы", "opened_on": "вчера"}]}, "projects[0].sites[0].opened_on"),
        ({"funders": [{"name": "Фонд", "codes": ["999"]}]}, "projects[0].funders[0].codes"),
        ({"funders": [{"name": "Фонд", "colour": "red"}]}, "projects[0].funders[0].colour"),
        ({"sites": ["Алматы"]}, "projects[0].sites[0]"),
    ],
)
def test_a_fault_of_a_set_up_is_told_with_its_key_and_nothing_is_made(changed: dict, key: str) -> None:
    [given] = SETUP["projects"]
    done = set_up({"facilities": SETUP["facilities"], "projects": [given | changed]})
    assert [problem.key for problem in done.problems] == [key]
    assert not Project.objects.exists()
