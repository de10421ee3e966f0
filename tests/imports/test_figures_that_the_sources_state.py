"""Every recomputed figure of the sources that a report shows: equal, cut off, rounded up or different, as their list says."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from finance.book_figures import BookFigure, figures
from finance.models import Facility
from finance.months import Month
from finance.reporting.json import as_object
from finance.reports import registry
from finance.scope import choose, of_budget
from finance.setting_up import set_up
from finance.stated import Stated
from tariffs.declaring import standing
from tariffs.indicators import AVERAGE_STAY, BED_WORK
from tariffs.known_profiles import profile_keys
from tariffs.medical_records import tables_of
from tariffs.medical_sums import check
from tariffs.models import Position
from tariffs.quota_prints import prints
from tariffs.quota_records import Figures, QuotaLine, add, lines_of, stated_of
from tests.ground.costing_ground import JANUARY, JUNE, csv, facility
from tests.ground.figures_of_sources import rows_of, said
from tests.ground.import_ground import answer, bring
from tests.ground.samples import sample

pytestmark = pytest.mark.django_db


def of_medical_tables(owner: Facility) -> Iterator[tuple[tuple[str, str], Stated]]:
    """(title / line, heading) → stated beside computed."""
    for kept in (*tables_of(owner, JANUARY, JUNE), *tables_of(owner, Month(2022, 1), Month(2022, 12))):
        printed = kept.printed
        for found in check(printed).findings:
            named = (f"{printed.title}|{printed.label(found.line)}", printed.headings[found.column].text)
            yield named, Stated("", found.stated, found.computed)


PHYSIO = {"patients": "Балалар саны", "procedures": "Ем шара саны", "units": "Бірлік саны"}
TITLES = {
    "physio neurology": "Кесте №6. Неврология бөліміндегі физиоемдік процедуралар, 2025 ж. 6 ай",
    "physio somatic": "Соматика бөліміндегі физиоемдік процедуралар, 2025 ж. 6 ай",
    "physio orthopaedics": "Ортопедия бөліміндегі физиоемдік процедуралар, 2025 ж. 6 ай",
    "nosology neurology": "Кесте №3. Неврология: нозологиялар, 2025 ж. 6 ай",
    "nosology orthopaedics": "Ортопедия: нозологиялар, 2025 ж. 6 ай",
    "nosology somatic": "Соматика: нозологиялар, 2025 ж. 6 ай",
    "orthopaedist": "Ортопед кеңесі: нозологиялар, 2025 ж. 6 ай",
    "neurology ages": "Кесте №2. Неврология бөлімінде емделген балалар құрылымы, 2025 ж. 6 ай",
    "intakes": "Психиатр: заездар бойынша балалар, 2025 ж. 6 ай",
    "t01": "№1 кесте. Өңірлер бойынша балалар мүгедектігі, 2022 жыл",
    "t03": "№3 кесте. Балалардың церебральды параличі, 2022 жыл",
    "t04": "№4 кесте. Өңірлер бойынша емделген балалар, 2022 жыл",
    "regional centres": "Өңірлік оңалту орталықтары, 2022 жыл",
    "t06": "Кесте №6. Оңалту төсектері, 2022 жыл",
    "t09": "№9 кесте. Орталықтың төсек қоры, 2022 жыл",
    "t11": "№11 кесте. Филиалдың төсек қоры, 2022 жыл",
    "plan 2022": "2022 жылғы емделген балалар: негізі бойынша",
    "audit": "Ішкі аудит: емдеу индикаторлары, 2022 жыл",
}
HEADINGS = {
    "children_all by 9 intakes = 1536": "Балалар саны", "neurology by intakes": "Неврология",
    "total children_2022_01_01": "Балалар саны", "total disabled_2021": "Мүгедек балалар / 2021 жыл",
    "total disabled_2022": "Мүгедек балалар / 2022 жыл", "total children_2021": "Балалар саны / 2021 жыл",
    "total children_2022": "Балалар саны / 2022 жыл", "total centres": "Орталықтар", "total beds": "Төсек",
    "budget + paid": "Шыққан балалар", "indicators": "Индикатор саны",
    "coverage": "Қамту, %", "plan execution": "Жоспардың орындалуы, %", "average stay": "Жатқан орташа күні",
    "turnover": "Төсек айналымы", "bed work": "Төсек жұмысы", "rural": "Ауыл балалары, %",
    "total republican_beds": "Республикалық орталықтар / Төсек",
    "total republican_treated": "Республикалық орталықтар / Емделген", "total centres_beds": "Орталықтар / Төсек",
    "total centres_treated": "Орталықтар / Емделген", "total departments_beds": "Бөлімшелер / Төсек",
    "total departments_treated": "Бөлімшелер / Емделген", "total beds_all": "Барлығы / Төсек",
    "total treated_all": "Барлығы / Емделген", "beds": "Барлығы / Төсек", "treated": "Барлығы / Емделген",
}  # fmt: skip


def named_in_a_table(table: str, what: str) -> tuple[str, str]:
    """Title, line and heading of a check of a medical table."""
    title, total = TITLES[table], "ҚР бойынша барлығы" if table in ("t01", "t04") else "Барлығы"
    if table.startswith("physio"):
        if what.startswith("total "):
            figure, _sign, year = what.removeprefix("total ").rpartition("_")
            return f"{title}|{total}", f"{PHYSIO[figure]} / {year} ж."
        name, year = what.split(" units = ", maxsplit=1)[0].rsplit(" ", 1)
        return f"{title}|{name}", f"Бірлік саны / {year} ж."
    if table.startswith("nosology") or table in ("orthopaedist", "neurology ages"):
        return f"{title}|{total}", f"{what.rsplit(' ', 1)[1]} ж. 6 ай / саны"
    if table in ("t06", "t09", "t11"):
        words = what.split(" on ", maxsplit=1)[0]
        return f"{title}|{words.rsplit(' ', 1)[1]}", HEADINGS[words.rsplit(" ", 1)[0]]
    if table == "t04" and not what.startswith("total "):
        return f"{title}|{what.rsplit(' ', 1)[0]}", HEADINGS[what.rsplit(" ", 1)[1]]
    return f"{title}|{'барлығы' if table == 'plan 2022' else total}", HEADINGS[what]


def test_every_row_of_a_table_of_the_medical_side_is_found_as_the_list_says() -> None:
    owner = facility().facility
    for name in ("medical-2025-h1.xlsx", "medical-2022.xlsx"):
        answer = bring(sample(name))
        assert (answer["status"], answer["kind"]) == ("posted", "medical-tables"), answer["problems"]
    found = dict(of_medical_tables(owner))
    rows = rows_of("medical tables")
    wrong = [text for row in rows if (text := said(row, found.get(named_in_a_table(row["table"], row["what"]))))]
    assert wrong == []
    assert len(rows) == 146


OF_QUOTAS = {"quota all": "all", "quota neurology": "neurology", "quota somatic": "somatic",
             "quota orthopaedics 2 months": "orthopaedics"}  # fmt: skip
GROUPS = {"subtotal-cities": "city", "subtotal-districts": "district", "total": ""}
SUMS = {"Қала бойынша": "city", "Аудан бойынша": "district", "Барлығы": "", "Барлығы ҚР бойынша": ""}
COUNTS_OF = {"quota": "quota", "admitted": "admitted", "disabled": "disabled", "low": "low_income", "plan": "quota",
             "discharged": "admitted"}  # fmt: skip
# The list compares these with the other printed figures, where the rows add up to something else: so they are found
# among the printed sums, whose differences the report names as well.
AMONG_PRINTS = {
    ("quota orthopaedics 2 months", "total admitted_2025_h1"): ("orthopaedics", "", "admitted", False),
    ("quota orthopaedics 2 months", "subtotal-districts low_income_2024"):
        ("orthopaedics", "district", "low_income", True),
    ("quota orthopaedics 2 months", "total low_income_2024"): ("orthopaedics", "", "low_income", True),
    ("quota orthopaedics 2 months", "Қала бойынша 2025"): ("orthopaedics", "city", "percent", False),
    ("quota somatic", "Барлығы 2025"): ("somatic", "", "percent", False),
    ("all = profiles, admitted 2025", "Қала бойынша"): ("all", "city", "admitted of profiles", False),
}  # fmt: skip


class Quotas:
    """Stated figures of quotas beside those of the rows, of the tables whose period lies within the months."""

    def __init__(self, owner: Facility, first: Month, last: Month) -> None:
        self.lines = lines_of(owner, first, last, profile_keys())

    def found(self, profile: str, what: str) -> Stated | None:
        """`subtotal-cities quota_2024_h1`, `Кентау ҚЕ 2024`."""
        name, _space, figure = what.rpartition(" ")
        if name in GROUPS:
            key, year = re.fullmatch(r"([a-z]+)(?:_income)?_(20\d\d).*", figure).groups()  # type: ignore[union-attr] # as written in the list
            rows = self._rows(profile, GROUPS[name])
            stated = getattr(self._of(self._sum(profile, GROUPS[name]), year), COUNTS_OF[key])
            added = sum(getattr(self._of(row, year), COUNTS_OF[key]) or 0 for row in rows)
            return Stated("", Decimal(stated or 0), Fraction(added))
        line = self._sum(profile, SUMS[name]) if name in SUMS else self._named(profile, name)
        of = self._of(line, figure)
        counted = add(self._of(row, figure) for row in self._rows(profile, SUMS[name])) if name in SUMS else of
        share = Fraction(counted.admitted * 100, counted.quota) if counted.quota and counted.admitted else None
        return Stated("", Decimal(of.percent_stated), share)

    def beside_profiles(self, what: str, name: str) -> Stated:
        """A figure of all profiles beside the sum of those of each."""
        key = {"admitted 2025": "admitted", "quota 2025": "quota"}[what]
        group = {row.organisation for row in self.lines if row.group == SUMS.get(name)}
        of = None if SUMS.get(name) == "" else group or {name}
        parts = (stated_of(self.lines, profile, key, of) for profile in PARTS)
        return Stated("", Decimal(stated_of(self.lines, "all", key, of)), Fraction(sum(parts)))

    def _of(self, line: QuotaLine, year: str) -> Figures:
        return line.now if year == self.year else line.before

    @property
    def year(self) -> str:
        return str(next(row.first_month.year for line in self.lines for row in line.now.rows))

    def _rows(self, profile: str, group: str) -> list[QuotaLine]:
        return [row for row in self.lines if row.organisation and row.profile == profile and group in ("", row.group)]

    def _sum(self, profile: str, group: str) -> QuotaLine:
        return next(row for row in self.lines if (row.organisation, row.profile, row.group) == ("", profile, group))

    def _named(self, profile: str, name: str) -> QuotaLine:
        return next(row for row in self.lines if (row.organisation, row.profile) == (name, profile))


PARTS = ("neurology", "somatic", "orthopaedics")


def test_every_row_of_the_quotas_is_found_as_the_list_says() -> None:
    owner = facility().facility
    assert bring(sample("quotas-by-profile-2025-h1.xlsx"))["status"] == "posted"
    # the second source is of another facility: its regions are not the hospitals of the first that are called like them
    asked = bring(sample("quotas-by-region-2022.csv"))
    names = {one["label"]: one["label"] for one in asked["asked"]}
    said_apart = answer(asked["batch"], {"form": {"names": names}})
    assert (said_apart["status"], said_apart["kind"]) == ("posted", "quotas"), said_apart["problems"]
    ours, regions = Quotas(owner, JANUARY, JUNE), Quotas(owner, Month(2022, 1), Month(2022, 12))
    printed = prints(ours.lines)
    wrong, seen = [], 0
    for row in rows_of("quotas"):
        table, what = row["table"], row["what"]
        if (table, what) in AMONG_PRINTS:
            found = printed.get(AMONG_PRINTS[table, what])
        elif table in OF_QUOTAS:
            found = ours.found(OF_QUOTAS[table], what)
        elif table == "t10":
            found = regions.found("all", what)
        else:
            found = ours.beside_profiles(table.removeprefix("all = profiles, "), what)
        seen += 1
        wrong.append(said(row, found))
    assert not any(wrong), "\n".join(filter(None, wrong))
    assert seen == 234 + 54 + 42


def test_the_work_of_beds_and_the_stay_are_found_as_the_list_says() -> None:
    budget = facility()
    head = "month,profile,setting,beds,bed_days_planned,bed_days_done,discharged"
    rows = [f"2024-0{month},neurology,inpatient,160,4320,{4425 + (month < 4)},250" for month in range(1, 7)]
    rows += [f"2025-0{month},neurology,inpatient,160,4320,{4533 + (month < 4)},256" for month in range(1, 7)]
    assert bring(csv(head, *rows), "v.csv", kind="volumes")["status"] == "posted"
    bring(sample("quotas-by-profile-2025-h1.xlsx"))

    def said_of(year: int, key: str) -> BookFigure:
        return figures(of_budget(budget), Month(year, 1), Month(year, 6), [key])[key]

    computed = {
        "average stay 2024": said_of(2024, AVERAGE_STAY).value, "average stay 2025": said_of(2025, AVERAGE_STAY).value,
        "bed work 2024 = bed-days / 160 beds": said_of(2024, BED_WORK).value,
        "bed work 2025 = bed-days / 160 beds": said_of(2025, BED_WORK).value,
        "plan 162 = 25920/160": said_of(2025, BED_WORK).planned,
        "plan 18 = 25920/1440": said_of(2025, AVERAGE_STAY).planned,
    }  # fmt: skip
    rows_of_list = rows_of("work of beds")
    wrong = [said(row, Stated("", Decimal(row["stated"]), computed[row["what"]])) for row in rows_of_list]
    assert not any(wrong), wrong
    assert len(rows_of_list) == len(computed)


def test_the_positions_are_found_as_the_list_says() -> None:
    owner = facility().facility
    answer = bring(sample("positions-2025.xlsx"))
    kept = [row for group in standing(Position, owner).values() for row in group if isinstance(row, Position)]
    names = {"positions": "approved", "persons": "people", "with_category": "with_category",
             "category_high": "highest", "category_first": "first", "category_second": "second"}  # fmt: skip
    printed = {Decimal(one["expected"]): Decimal(one["found"]) for one in answer["controls"]}
    wrong = []
    for row in rows_of("positions"):
        added = sum(Decimal(getattr(one, names[row["what"]]) or 0) for one in kept)
        stated = Decimal(row["stated"])
        assert printed[stated] == added, row
        wrong.append(said(row, Stated("", stated, added)))
    assert not any(wrong), wrong
    assert len(wrong) == 6


def test_the_profitability_of_years_is_found_as_the_list_says(settings: Any) -> None:
    settings.SMETA_TODAY = "2026-12-15"
    years = Path(__file__).parent / "samples" / "years"
    done = set_up(json.loads((years / "setup-years.json").read_text(encoding="utf-8")))
    assert done.problems == []
    for path in (years / "income-2023-2026.csv", years / "actual-2023-2026.csv", sample("indicators-2023-2027.xlsx")):
        assert bring(path)["status"] == "posted"
    scope = choose(range(2023, 2027))
    found = as_object(registry.get("result")(scope, Month(2023, 1), Month(2026, 12), unit="tenge", language="ru"))
    by_year = {str(row["year"]): row for row in found["rows"]}
    wrong = []
    for row in rows_of("profitability"):
        year = by_year[row["what"][5:9]]
        shares = Fraction(Decimal(year["result"]) * 100) / Fraction(Decimal(year["income"]))
        assert year["profitability"] == row["computed"]
        wrong.append(said(row, Stated("", Decimal(year["profitability_stated"]), shares)))
    assert not any(wrong), wrong
    assert len(wrong) == 4
