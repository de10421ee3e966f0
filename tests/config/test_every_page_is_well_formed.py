"""Every page: one heading of the first level, headings in order, no name twice, every field labelled, its language."""

from itertools import product

import pytest
from django.contrib.auth.models import User

from finance import plan_drafts
from finance.models import Budget, Document, Entry
from imports.models import Batch
from tariffs import runs
from tests.browser.test_browser import Axe, sign_in
from tests.ground.costing_ground import JANUARY, JUNE, costed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What is wrong with a page, in words.
FAULTS = """() => {
    const faults = [];
    const count = document.querySelectorAll("h1").length;
    if (count !== 1) faults.push(`${count} headings of the first level`);
    let level = 0;
    for (const heading of document.querySelectorAll("main h1, main h2, main h3, main h4")) {
        const own = Number(heading.tagName[1]);
        if (own > level + 1) faults.push(`${heading.tagName} after H${level}: ${heading.textContent.trim()}`);
        level = own;
    }
    const names = [...document.querySelectorAll("[id]")].map((element) => element.id);
    const twice = names.filter((name, place) => names.indexOf(name) !== place);
    if (twice.length) faults.push(`twice: ${twice}`);
    for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
        const label = [...(field.labels ?? [])].map((one) => one.textContent).join("") || field.getAttribute("aria-label");
        if (!label?.trim()) faults.push(`no label: ${field.name}`);
    }
    for (const element of document.querySelectorAll("[aria-labelledby], [aria-describedby], label[for]")) {
        const said = ["aria-labelledby", "aria-describedby", "for"].map((name) => element.getAttribute(name));
        for (const name of said.filter(Boolean).flatMap((names) => names.split(" "))) {
            if (!document.getElementById(name)) faults.push(`names what is not there: ${name}`);
        }
    }
    for (const table of document.querySelectorAll("main table")) {
        if (!table.caption) faults.push(`a table without caption: ${table.id}`);
        for (const head of table.querySelectorAll("th")) {
            if (!head.scope) faults.push(`a head without scope: ${head.textContent.trim()}`);
        }
    }
    for (const element of document.querySelectorAll("[style], [onclick], style, script:not([src])")) {
        faults.push(`inline: ${element.outerHTML.slice(0, 60)}`);
    }
    for (const element of document.querySelectorAll("[src], link[href]")) {
        const address = new URL(element.src ?? element.href, location.href);
        if (address.origin !== location.origin) faults.push(`from elsewhere: ${address}`);
    }
    return faults;
}"""
WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .reduce((sum, one) => sum + one.decodedBodySize, 0)"""
REPORTS = ("execution", "form2", "cash-reconciliation", "cash-bridge", "bed-day-cost", "tariff-vs-cost", "daily-cost",
           "volumes", "methods", "variances", "why", "obligations", "payables", "procurement-plan", "contracts-ending",
           "exceptions")  # fmt: skip
# What a page may weigh with all it loads, where the line is poor: uncompressed bytes.
HEAVIEST = 250_000


def pages(run: int) -> list[str]:
    months = "from=2025-01&through=2025-06"
    batch = Batch.objects.earliest("pk").pk
    trace = f"/costing/2025-fund/trace/?{months}"
    return [
        "/",
        *(f"/budget/2025-fund/{name}/?{months}" for name in REPORTS),
        "/budget/2025-fund/bed-day-cost/?from=2025-11&through=2025-11",
        f"/entries/?budget=2025-fund&measure=actual&{months}",
        f"/stated-balances/?budget=2025-fund&{months}",
        f"/entries/{Entry.objects.earliest('pk').pk}/",
        f"/documents/{Document.objects.earliest('pk').pk}/",
        "/imports/",
        "/imports/mappings/",
        "/imports/rules/",
        f"/imports/{batch}/",
        f"/imports/{batch}/undo/",
        f"/imports/{batch}/cell/?at=2:centre",
        "/budget/2025-fund/months/",
        "/budget/2025-fund/plan/",
        "/budget/2025-fund/plan/versions/",
        *(f"/plan-drafts/{draft}/{page}" for draft in drafts() for page in ("", "grid/")),
        *(f"/budget/2025-fund/enter/{kind}/" for kind in ("cash", "funding", "actual", "income", "balances")),
        "/budget/2026-fund/plan/compute/",
        "/budget/2025-fund/contracts/",
        "/budget/2025-fund/contracts/new/",
        "/budget/2025-fund/payments/",
        "/costing/",
        f"/costing/runs/{run}/",
        f"/costing/runs/{run}/what-if/?price-141=10",
        "/costing/2025-fund/volumes/?month=2025-03",
        f"{trace}&profile=neurology",
        f"{trace}&centre=KIT&method=reciprocal",
        f"/costing/2025-fund/sources/?{months}&what=volumes&figure=beds",
        "/password/",
        "/nothing/",
    ]


def drafts() -> list[int]:
    """A plan and a certificate on their way, and a budget of the next year to be planned."""
    budget, economist = Budget.objects.get(), User.objects.get(username="economist")
    same = {"facility": budget.facility, "programme": budget.programme, "source": budget.source}
    Budget.objects.create(key="2026-fund", year=2026, **same)
    return [plan_drafts.begin(budget, kind, user=economist).pk for kind in ("plan", "amendment")]


@pytest.fixture
def addresses(page) -> list[str]:
    scope = costed()
    run = runs.run(scope.budgets[0], JANUARY, JUNE, user=User.objects.get(username="economist"))
    page.goto("/sign-in/")
    assert page.evaluate(FAULTS) == []
    sign_in(page)
    return pages(run.pk)


# Kazakh words are the longest; the other languages change words alone
@pytest.mark.parametrize("language", ["kk", *(pytest.param(one, marks=pytest.mark.soak) for one in ("ru", "en"))])
def test_every_page_is_well_formed_and_light(page, addresses, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.evaluate("location.origin")}])
    found = {}
    for address in addresses:
        page.goto(address)
        found[address] = faults(page, language)
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


def faults(page, language: str) -> list[str]:
    wrong = page.evaluate(FAULTS)
    if page.locator("html").get_attribute("lang") != language:
        wrong.append("another language")
    if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
        wrong.append("wider than the window")
    if (weight := page.evaluate(WEIGHT)) > HEAVIEST:
        wrong.append(f"{weight} bytes")
    return wrong


@pytest.mark.soak
@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    list(product(("ru", "kk", "en"), ("light", "dark"), (1440, 390))),
)
def test_axe_finds_no_fault_on_any_page(page, addresses, language: str, scheme: str, width: int) -> None:
    """Every rule of axe, those of good habit too."""
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.evaluate("location.origin")}])
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    found = {}
    more = [
        f"/budget/2025-fund/{name}/" for name in ("explanations", "forecast", "two-periods", "half-year", "manager")
    ]
    for address in [*addresses, *more, "/manager/", "/tokens/", "/search/?q=111"]:
        page.goto(address)
        found[address] = [one["id"] for one in Axe().run(page).response["violations"]]
    assert {address: wrong for address, wrong in found.items() if wrong} == {}
