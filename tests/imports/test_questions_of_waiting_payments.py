"""Payments that wait are asked about together only where one answer is right for all, and a rule of one is of no other."""

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from imports.models import Rule
from imports.resolve.payments import Payment, PaymentRule
from imports.views.answers import answers_in
from imports.views.questions import WaitingQuestion, questions
from tests.ground import web_ground
from tests.ground.samples import sample
from tests.imports.test_codes_on_previews_of_statements import newest, upload

BANK, STAFF = "991240999169", "991240999016"
PURPOSES = (
    "Заработная плата работников за июнь 2025 г.", "Пособие на оздоровление за июнь", "Комиссия банка, акт 7",
    "Қызметкерлерге жалақы төлеу", "Іссапар шығындары, есеп 12", "Оплата по дог. 17 за продукты питания, с-ф 540",
    "Оплата по дог. 17 за продукты питания, с-ф 541", "", "859",
)  # fmt: skip


def waiting(row: int, purpose: str, number: str = BANK, knp: str = "332", reason: str = "") -> dict[str, Any]:
    return {"row": row, "name": "АО Банк", "number": number, "knp": knp, "purpose": purpose, "offers": [],
            "amount": f"{row}.50", "cell": f"A{row}", "reason": reason}  # fmt: skip


def asked(*rows: dict[str, Any], own: str = STAFF) -> list[WaitingQuestion]:
    return questions({"unresolved": list(rows)}, is_payment=True, own_number=own)


def rule_of(question: WaitingQuestion) -> PaymentRule:
    """The rule that the page offers, as it is saved when nothing is changed in it."""
    return PaymentRule("111", question.number, question.knp, question.words)


def paid(row: dict[str, Any]) -> Payment:
    return Payment(row["number"], row["name"], row["knp"], row["purpose"])


def test_wages_and_benefits_of_one_payer_are_two_questions() -> None:
    wages, benefit = asked(waiting(1, PURPOSES[0]), waiting(2, PURPOSES[1]), waiting(3, PURPOSES[0]))
    assert [row["row"] for row in wages.rows] == [1, 3]
    assert (wages.words, benefit.words) == ("Заработная", "оздоровление")


def test_rows_with_another_reason_are_another_question() -> None:
    assert len(asked(waiting(1, "Услуги"), waiting(2, "Услуги связи", reason="“услуги связи” is the name of 152"))) == 2


def test_every_wording_of_a_question_is_shown_with_its_sum() -> None:
    (question,) = asked(waiting(1, "Услуги стирки, акт 5"), waiting(2, "Услуги охраны"), waiting(3, "Услуги охраны"))
    assert [(one.rows, one.amount) for one in question.purposes] == [(1, Decimal("1.50")), (2, Decimal("6.00"))]


def test_a_rule_for_staff_never_goes_by_the_facilitys_own_number_alone() -> None:
    (question,) = asked(waiting(1, "Командировочные расходы, аванс. отчет 746", number=STAFF))
    assert question.words == "Командировочные"


def test_where_no_word_tells_them_apart_nothing_is_remembered_unasked() -> None:
    first, second = asked(waiting(1, "859"), waiting(2, "Услуги", reason="alike"), waiting(3, "859", reason="alike"))[
        :2
    ]
    assert not first.is_one_kind
    assert second.number == BANK


@given(st.lists(st.tuples(st.sampled_from(PURPOSES), st.sampled_from(("332", "859")), st.sampled_from(("", "alike"))),
                min_size=1, max_size=12))  # fmt: skip
def test_each_row_is_asked_once_and_no_offered_rule_reaches_a_row_of_another_question(said) -> None:
    rows = [waiting(at, purpose, knp=knp, reason=reason) for at, (purpose, knp, reason) in enumerate(said, start=1)]
    found = asked(*rows)
    assert sorted(row["row"] for question in found for row in question.rows) == list(range(1, len(rows) + 1))
    for question in found:
        mine = {row["row"] for row in question.rows}
        if question.is_one_kind:
            assert {row["row"] for row in rows if rule_of(question).holds(paid(row))} == mine


@pytest.mark.django_db
def test_the_page_offers_a_rule_with_the_word_and_saves_it(settings) -> None:
    settings.SMETA_TODAY = "2025-12-15"
    ground = web_ground.empty()
    client = ground.client("economist")
    page = upload(client, sample("bank-2025-06.txt").read_bytes())
    wages, benefit = [one for one in page.context["waiting"] if one.number == BANK and one.knp == "332"]
    sent = {"group": [wages.key], f"code-{wages.key}": "111", f"remember-{wages.key}": "1", f"payment-{wages.key}": "1",
            f"number-{wages.key}": wages.number, f"knp-{wages.key}": wages.knp, f"words-{wages.key}": wages.words}  # fmt: skip
    assert f'value="{wages.words}"' in page.content.decode()
    page = client.post(f"/imports/{newest().pk}/answer/", sent, follow=True)
    assert Rule.objects.get().words == wages.words
    assert benefit.rows[0]["row"] in {row["row"] for one in page.context["waiting"] for row in one.rows}


def test_an_answer_without_remembering_is_of_its_rows_only() -> None:
    told = QueryDict("group=0&code-0=111&rows-0=3,5&payment-0=1&number-0=991240999169")
    assert answers_in(told)["rows"] == {"3": "111", "5": "111"}
