"""The half-year report issued by two: the same bytes whatever comes later; the corrected one lists what changed."""

import json
from datetime import date

import pytest
from django.contrib.auth.models import User

from finance import issues, issuing
from finance.ledger import reverse
from finance.models import Document, Issue, SectionText
from finance.reporting.render import FORMATS, render
from finance.rights import Approval
from finance.scope import Scope
from tests.ground import web_ground
from tests.ground.costing_ground import JANUARY, JUNE, declare
from tests.ground.half_year_ground import reporting

pytestmark = pytest.mark.django_db
TARIFFS = "profile,setting,payment_kind,amount,applies_from,published_on,order_number"
DRAWN = [*(("ru", ending) for ending in FORMATS), ("kk", "docx")]


@pytest.fixture
def scope() -> Scope:
    return reporting()


def issued(scope: Scope) -> Issue:
    wanted = issuing.WantedIssue("half-year", scope, JANUARY, JUNE, "thousand")
    people = Approval(User.objects.get(username="economist"), User.objects.get(username="manager"))
    return Issue.objects.get(pk=issuing.issue_now(wanted, people).pk)


def drawn(issue: Issue) -> dict[tuple[str, str], bytes]:
    reports = {language: issues.issued_report(issue, language) for language in ("ru", "kk")}
    return {(language, ending): render(reports[language], ending) for language, ending in DRAWN}


def a_retroactive_tariff_and_a_reversal() -> None:
    row = "neurology,inpatient,bed-day,14000.00,2025-01-01,2025-07-10,77"
    answer = declare("tariffs", TARIFFS, row)
    assert answer["status"] == "posted", answer["problems"]
    funding = Document.objects.filter(kind="funding").order_by("pk")[0]
    reverse(funding, user=User.objects.get(username="economist"), reason="mistake", day=date(2025, 6, 30))


def test_it_stays_as_signed_and_the_corrected_one_names_what_changed(scope) -> None:
    first = issued(scope)
    before = drawn(first)
    a_retroactive_tariff_and_a_reversal()
    SectionText.objects.filter(section="legal-grounds").update(text_ru="Приказ № 500")
    assert drawn(Issue.objects.get(pk=first.pk)) == before

    second = issued(scope)
    assert second.corrects == first
    read = json.loads(render(issues.issued_report(second, "ru"), "json"))
    changed = {(one["table"], one["row"], one["column"]): one for one in read["issue"]["changes"]}
    tariff = changed["tariff-vs-cost/tariff-vs-cost", "neurology", "tariff"]
    assert (tariff["before"], tariff["after"]) == ("13030.55", "14000.00")
    assert tariff["where"].startswith("7. Тариф и стоимость: Неврология")
    assert changed["form-2/form2", "total", "funding"]["before"] == "308544.00"
    assert changed["legal-grounds", "", "texts"]["after"] == "Приказ № 500"
    explained, corrected = issues.issued_report(second, "ru").sections
    assert explained.title == "12. Пояснения"
    assert any("13 030,55 → 14 000,00" in remark.text.replace("\xa0", " ") for remark in corrected.remarks)


def test_two_people_explain_and_sign_it_on_its_pages() -> None:
    ground = web_ground.filled()
    address = "/budget/2025-fund/issues/half-year/?from=2025-01&through=2025-02"
    economist, manager = ground.client("economist"), ground.client("manager")
    page = economist.get(address)
    said = {name: f"Объяснено: {name}." for name in page.context["form"].subjects}
    assert set(said) == {"no-plan-1", "over-plan-2"}
    made = economist.post(address, {**said, "are_remarks_printed": "on"})
    pk = Issue.objects.get().pk
    assert made.url == f"/issues/{pk}/"
    assert manager.post(f"/issues/{pk}/approve/").status_code == 302
    shown = manager.get(f"/issues/{pk}/?language=ru").content.decode()
    assert 'id="part-form-2"' in shown
    assert shown.index("12. Пояснения") < shown.index("Объяснено: over-plan-2.")
    assert manager.get(f"/issues/{pk}.docx?language=kk").content.startswith(b"PK")
