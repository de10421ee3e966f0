"""The budgets of a project's funders: one for each of its years, outside the budget programmes."""

from hashlib import sha256

from finance.models import Budget, FundingSource, Programme
from projects.models import Funder, Project
from projects.standing import budget_key

LONGEST_KEY = 20


def open_budgets(project: Project) -> None:
    """Open those that are missing; what is there stays."""
    programme = outside_programmes()
    for funder in Funder.objects.filter(project=project):
        source = source_of(project, funder)
        for year in range(project.first.year, project.last.year + 1):
            Budget.objects.get_or_create(
                key=budget_key(project.key, funder.key, year),
                defaults={
                    "facility": project.facility, "year": year, "programme": programme, "source": source,
                    "project": project.key,
                },
            )  # fmt: skip


def outside_programmes() -> Programme:
    found, _made = Programme.objects.get_or_create(
        administrator_code="", programme_code="", subprogramme_code="",
        defaults={"name_ru": "Вне бюджетных программ", "name_kk": "Бюджеттік бағдарламалардан тыс"},
    )  # fmt: skip
    return found


def source_of(project: Project, funder: Funder) -> FundingSource:
    """The source that stands for a funder, under a key that no other funder has."""
    whole = f"{project.key}-{funder.key}"
    key = whole if len(whole) <= LONGEST_KEY else f"{whole[:11]}-{sha256(whole.encode()).hexdigest()[:8]}"
    names = {"name_ru": funder.name_ru or funder.name_kk, "name_kk": funder.name_kk, "payer_number": funder.number}
    found, _made = FundingSource.objects.get_or_create(key=key, defaults=names)
    return found
