"""A bank payment gets a code only from what a person confirmed before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.resolve.history import Past
from imports.resolve.names import NamedCode
from imports.resolve.payments import THRESHOLD, Deriver, KnownContract, Payment, PaymentRule
from imports.resolve.purposes import codes_in, contract_in, has_words, is_alike, wording

NAMES = [
    NamedCode("111", "Заработная плата"),
    NamedCode("112", "Дополнительные денежные выплаты"),
    NamedCode("113", "Компенсационные выплаты"),
    NamedCode("116", "Обязательные пенсионные взносы работодателя"),
    NamedCode("121", "Социальный налог"),
    NamedCode("122", "Социальное отчисление"),
    NamedCode("124", "Отчисления на обязательное социальное медицинское страхование"),
    NamedCode("141", "Приобретение продуктов питания"),
    NamedCode("144", "Приобретение топлива, горюче-смазочных материалов"),
    NamedCode("149", "Приобретение материалов"),
    NamedCode("151", "Оплата коммунальных услуг"),
    NamedCode("152", "Оплата за услуги связи"),
    NamedCode("159", "Прочие услуги и работы"),
    NamedCode("169", "Прочие расходы"),
]
OWN_NUMBER = "991240999016"
FOOD = Payment("991240999248", "ТОО Дастархан-Сервис", "710", "Оплата по дог. 17 за продукты питания, с-ф 540")
WAGES = Payment("991240999169", "АО Банк, зарплатный проект", "332", "Заработная плата работников за июнь 2025 г.")
OTHER = Payment("991240999169", "АО Банк, комиссия", "859", "Прочие расходы, июнь 2025")


def deriver(**known) -> Deriver:
    return Deriver(names=NAMES, own_numbers=[OWN_NUMBER], **known)


def past(payment: Payment, code: str, *, purpose: str = "", times: int = 1) -> list[Past]:
    return [Past(code, payment.number, payment.name, purpose or payment.purpose)] * times


@pytest.mark.parametrize(
    "payment",
    [
        FOOD,
        WAGES,
        Payment("991240999089", "НАО Государственная корпорация", "012", "Социальные отчисления за июнь 2025 г."),
        Payment("991240999129", "УГД", "911", "Социальный налог за июнь 2025 г."),
    ],
)
def test_it_codes_nothing_before_a_person_confirmed_anything(payment):
    derived = deriver().derive(payment)
    assert derived.code is None
    assert derived.confidence < THRESHOLD


def test_it_offers_what_the_payment_purpose_code_and_the_name_suggest():
    derived = deriver().derive(Payment("991240999089", "НАО", "012", "Социальные отчисления за июнь 2025 г."))
    assert derived.offers[0].code == "122"
    assert {sign.rule for sign in derived.signs} == {"knp", "words"}


def test_it_obeys_the_first_rule_that_holds():
    rules = [PaymentRule("169", number="991240999169", words="комиссия"), PaymentRule("111", number="991240999169")]
    derived = deriver(rules=rules).derive(WAGES)
    assert (derived.code, derived.confidence, derived.signs[0].rule) == ("111", 100, "rule")


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        (PaymentRule("1", number="991240999169"), True),
        (PaymentRule("1", number="991240999169", knp="332"), True),
        (PaymentRule("1", number="991240999169", knp="859"), False),
        (PaymentRule("1", words="ПЛАТА заработная"), True),
        (PaymentRule("1", words="заработная комиссия"), False),
        (PaymentRule("1", knp="32"), False),
        (PaymentRule("1"), False),
    ],
)
def test_all_keys_of_a_rule_must_hold(rule, holds):
    assert rule.holds(WAGES) is holds


def test_it_takes_the_code_of_a_contract_that_procurement_knows():
    derived = deriver(contracts=[KnownContract("991240999248", "17", ("141",))]).derive(FOOD)
    assert (derived.code, derived.signs[0].rule) == ("141", "contract")


def test_it_asks_where_the_contract_is_planned_under_two_codes():
    derived = deriver(contracts=[KnownContract("991240999248", "17", ("141", "149"))]).derive(FOOD)
    assert derived.code is None
    assert {offer.code for offer in derived.offers[:2]} == {"141", "149"}


def test_it_does_not_take_another_suppliers_contract_of_the_same_number():
    assert deriver(contracts=[KnownContract("990000000000", "17", ("149",))]).derive(FOOD).code is None


@pytest.mark.parametrize("number", ["141", "141/2025", "П-141", "2025/141"])
def test_no_rule_reads_a_code_out_of_a_contract_number(number):
    payment = Payment("990000000001", "ТОО Новое", "710", f"Оплата по дог. {number} за ремонт, акт 142")
    derived = deriver(history=past(FOOD, "149", times=5)).derive(payment)
    assert derived.code is None
    assert "141" not in {sign.code for sign in derived.signs}


def test_it_learns_a_supplier_whose_purpose_is_worded_alike():
    next_month = Payment(FOOD.number, FOOD.name, "", "Оплата по дог. 99 за продукты питания, с-ф 12")
    derived = deriver(history=past(FOOD, "141")).derive(next_month)
    assert (derived.code, derived.signs[0].rule) == ("141", "history")


def test_a_supplier_paid_for_several_codes_is_not_enough():
    derived = deriver(history=past(WAGES, "111", times=9)).derive(OTHER)
    assert derived.code is None
    assert {offer.code for offer in derived.offers} >= {"169", "111"}


def test_the_purpose_tells_the_codes_of_one_supplier_apart():
    known = deriver(history=past(WAGES, "111") + past(OTHER, "169"))
    assert known.derive(WAGES).code == "111"
    assert known.derive(OTHER).code == "169"


def test_history_that_disagrees_waits_and_offers_the_more_frequent_first():
    derived = deriver(history=past(FOOD, "141", times=9) + past(FOOD, "149")).derive(
        Payment(FOOD.number, FOOD.name, "710", "Оплата за продукты питания")
    )
    assert derived.code is None
    assert derived.offers[0].code == "141"


def test_a_contract_against_the_history_of_the_purpose_waits():
    known = deriver(contracts=[KnownContract(FOOD.number, "17", ("149",))], history=past(FOOD, "141", times=5))
    derived = known.derive(FOOD)
    assert derived.code is None
    assert {"141", "149"} <= {offer.code for offer in derived.offers}


def test_a_new_supplier_of_the_like_is_known_by_wording_and_the_name_of_the_code_together():
    before = [
        Past("149", "991240999446", "ТОО ХозТорг", f"Оплата по дог. 44 за хоз. материалы, накл. {n}") for n in "123"
    ]
    new = Payment("991250999084", "ИП Жібек", "710", "Оплата по дог. 45/2025 за хоз. материалы, накл. 413")
    derived = deriver(history=before).derive(new)
    assert (derived.code, derived.signs[0].rule) == ("149", "wording")


def test_wording_alone_is_not_enough_for_a_new_supplier():
    before = [Past("159", "991240999723", "ТОО Прачечная", f"Оплата по дог. 73/2025 за услуги, акт {n}") for n in "123"]
    new = Payment("990000000002", "ТОО Перевозчик", "859", "Оплата по дог. 5 за услуги, акт 7")
    derived = deriver(history=before).derive(new)
    assert derived.code is None
    assert derived.offers[0].code == "159"


def test_a_supplier_of_one_code_under_many_purposes_is_enough():
    before = [Past("159", FOOD.number, FOOD.name, text) for text in ("стирка белья", "ремонт лифта", "вывоз мусора")]
    assert deriver(history=before).derive(Payment(FOOD.number, FOOD.name, "859", "дератизация")).code == "159"
    assert deriver(history=before[:2]).derive(Payment(FOOD.number, FOOD.name, "859", "дератизация")).code is None


def test_payments_under_the_facilitys_own_number_are_told_by_name():
    trips = Payment(OWN_NUMBER, "Подотчетные лица, ведомость", "859", "Командировочные расходы, аванс. отчет 746")
    before = [Past("169", OWN_NUMBER, "Другой получатель", text) for text in ("один раз", "два раза", "три раза")]
    assert deriver(history=before).derive(trips).code is None
    assert deriver(history=past(trips, "169")).derive(trips).code == "169"


def test_it_ignores_history_of_codes_that_are_no_more():
    assert deriver(history=past(FOOD, "131", times=5)).derive(FOOD).code is None


@pytest.mark.parametrize(
    ("purpose", "number"),
    [
        ("Оплата по дог. 23/2025 за продукты питания, с-ф 342", "23/2025"),
        ("Оплата по дог. 32/Л за лекарственные средства", "32/Л"),
        ("оплата по договору №П-12 = май", "П-12"),
        ("Оплата по договору от 05.01.2025 г. № 44-Т за ткань", "44-Т"),
        ("№17 шарт бойынша төлем", "17"),
        ("Келісімшарт № 9 бойынша", "9"),
        ("Оплата согласно договора", ""),
        ("Договор от 05.01.2025", ""),
        ("Заработная плата за июнь 2025 г.", ""),
    ],
)
def test_it_finds_the_contract_in_a_purpose(purpose, number):
    assert contract_in(purpose) == number


def test_wording_leaves_numbers_months_and_papers_out():
    assert wording("Оплата по дог. 17 за продукты питания, с-ф 540 за июнь 2025 г.") == ("питания", "продукты")
    assert wording("Оплата по дог. 17, акт 5") == ()


def test_alike_wordings_differ_by_endings_only():
    assert is_alike(wording("услуга связи"), wording("услуги связи"))
    assert not is_alike(wording("Социальные отчисления"), wording("Отчисления ОСМС"))
    assert not is_alike((), ())


@pytest.mark.parametrize(
    ("words", "occur"),
    [
        ("коммунальн", True),
        ("УСЛУГИ коммунальные", True),
        ("52", True),
        ("5", False),
        ("унальные", False),
        ("за", True),
        ("связи", False),
    ],
)
def test_words_of_a_rule_occur_as_words_or_beginnings(words, occur):
    assert has_words("Коммунальные услуги по дог. 52 за июнь 2025", words) is occur


SUPPLIER_NUMBERS = st.sampled_from(["", "991240999248", "991240999169", OWN_NUMBER])
PURPOSES = st.sampled_from([
    "Оплата по дог. 141 за продукты питания", "Заработная плата", "Социальные отчисления", "Прочие расходы",
    "дог. 111/2025", "Услуги связи по дог. 60", "142", "",
])  # fmt: skip
PAST = st.builds(Past, st.sampled_from(["111", "141", "149", "159"]), SUPPLIER_NUMBERS, st.just("ТОО"), PURPOSES)


@given(
    history=st.lists(PAST, max_size=12),
    number=SUPPLIER_NUMBERS,
    purpose=PURPOSES,
    knp=st.sampled_from(["", "012", "089", "121", "710"]),
)
def test_a_code_is_only_ever_one_that_was_confirmed_before(history, number, purpose, knp):
    derived = deriver(history=history).derive(Payment(number, "ТОО", knp, purpose))
    assert derived.code is None or derived.code in {p.code for p in history}
    assert (derived.code is not None) == (derived.confidence >= THRESHOLD)
    assert 0 <= derived.confidence <= 100


@pytest.mark.parametrize(
    ("purpose", "codes"),
    [("Оплата за хлеб, специфика 141", ["141"]), ("по спец. №149 за март", ["149"]), ("ерекшелік 141 бойынша", ["141"]),
     ("КЭК 152, НДС 120", ["152"]), ("специфика 067/100/141", ["141"]), ("спец.141 и спец.149", ["141", "149"]),
     ("договор 141 от 2025", []), ("спецодежда 141 шт", []), ("спецификация 123", []), ("специфика 1412", [])],
)  # fmt: skip
def test_a_purpose_names_its_code_by_the_word_for_it(purpose: str, codes: list[str]) -> None:
    assert codes_in(purpose) == codes


def test_a_code_that_the_purpose_names_is_offered_first_and_never_taken_by_itself() -> None:
    derived = deriver().derive(Payment("991240999089", "НАО", "012", "Социальные отчисления, специфика 121"))
    assert (derived.code, derived.offers[0].code, derived.signs[0].rule) == (None, "121", "digits")


def test_what_a_person_chose_before_is_asked_again_where_the_purpose_names_another_code() -> None:
    known = deriver(history=past(FOOD, "141", times=3))
    assert known.derive(FOOD).code == "141"
    said = Payment(FOOD.number, FOOD.name, FOOD.knp, f"{FOOD.purpose}, специфика 149")
    assert known.derive(said).code is None
    same = Payment(FOOD.number, FOOD.name, FOOD.knp, f"{FOOD.purpose}, специфика 141")
    assert known.derive(same).code == "141"
