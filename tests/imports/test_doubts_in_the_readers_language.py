"""A doubt is kept with an import for months; whoever reads it reads it in their own language."""

import json
from decimal import Decimal

import pytest
from django.utils import translation

from finance.months import Month
from imports.models import Batch
from imports.sentences import again, keep, say
from imports.views.reading_shown import problems
from tests.ground import file_factory
from tests.ground.import_ground import bring, facility


def test_it_says_a_kept_sentence_again_in_another_language() -> None:
    text = "Row %(row)s stands in the ledger under code %(posted)s, the file says %(code)s."
    values = {"row": 17, "posted": "141", "code": "142"}
    with translation.override("ru"):
        kept = json.loads(json.dumps(keep([say(text) % values])))
    with translation.override("kk"):
        assert again(kept[0]) == translation.gettext(text) % values != text % values


def test_it_says_sentences_within_a_sentence_again_too() -> None:
    with translation.override("ru"):
        said = say("Form 4-20, column %(column)s: %(label)s differs from the ledger on %(codes)s.") % {
            "column": "3",
            "label": say("the plan of the year"),
            "codes": "123",
        }
        kept = keep([said])
    with translation.override("en"):
        assert again(kept[0]) == "Form 4-20, column 3: the plan of the year differs from the ledger on 123."


def test_it_keeps_a_plain_sentence_as_it_was_said() -> None:
    assert again(keep(["100 % as said"])[0]) == "100 % as said"


def test_it_writes_kept_amounts_as_the_readers_language_does() -> None:
    text = "Code %(code)s has cash of %(amount)s in the ledger and no line in the form."
    with translation.override("ru"):
        said = say(text) % {"code": "141", "amount": Decimal("2357383.57")}
        kept = json.loads(json.dumps(keep([said])))
    assert "2\xa0357\xa0383,57" in said
    with translation.override("en"):
        assert again(kept[0]) == "Code 141 has cash of 2,357,383.57 in the ledger and no line in the form."


def test_it_writes_kept_months_as_the_readers_language_does() -> None:
    text = "The books meet the closing balance of %(month)s; after posting they would miss it by %(amount)s."
    with translation.override("ru"):
        said = say(text) % {"month": Month(2025, 6), "amount": Decimal("0.50")}
        kept = json.loads(json.dumps(keep([said])))
    assert "июнь 2025" in said
    with translation.override("kk"):
        assert "маусым" in again(kept[0])


@pytest.mark.django_db
def test_warnings_of_what_was_posted_are_read_in_the_readers_own_language() -> None:
    """Rows twice, a row that does not count, a sheet that is not read."""
    facility()
    header = ["Дата", "Код", "Сумма", "Получатель", "Статус"]
    twice = ["10.01.2025", "111", 100, "ТОО А", "исполнен"]
    rows = [header, twice, twice, ["11.01.2025", "141", 5, "ТОО Б", "отменён"]]
    with translation.override("ru"):
        found = bring(file_factory.xlsx({"Реестр": rows, "Прочее": [["Всего", 5]]}), "реестр.xlsx")
    batch = Batch.objects.get(pk=found["batch"])
    in_russian = {one["message"] for one in found["problems"]}
    assert len(in_russian) == 3
    for language in ("kk", "en"):
        with translation.override(language):
            said, _count = problems(batch.result)
        assert len(said) == 3
        assert in_russian.isdisjoint(one.message for one in said), language
