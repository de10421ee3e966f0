"""Somebody who owns the database drops the triggers, alters the books and puts the triggers back: the chain names it."""

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from finance import books, chain, triggers
from finance.chain.telling import place_of
from finance.models import ChainLink, Entry, Facility
from tests.ground import chained_books

pytestmark = pytest.mark.django_db

ENTRY = "budget_id, code_id, centre, measure, month, date, amount, document_id, cell, number, counterparty_number, counterparty_name, contract_number, purpose, posted_at"
BALANCE = "measure = 'cash' AND month = 202501"
# what was done → statements, and the table and document that are named; {name} are ids of `chained_books`
ALTERATIONS = {
    "an amount": (["UPDATE finance_entry SET amount = 999.99 WHERE id = {first}"], "finance_entry", "cash"),
    "two payments swapped": (
        ["UPDATE finance_entry SET amount = 300.30 - amount WHERE document_id = {cash}"], "finance_entry", "cash",
    ),
    "ids swapped": (
        ["UPDATE finance_entry SET id = -1 WHERE id = {first}", "UPDATE finance_entry SET id = {first} WHERE id = {second}",
         "UPDATE finance_entry SET id = {second} WHERE id = -1"], "finance_entry", "cash",
    ),
    "a tiyn": (["UPDATE finance_entry SET amount = amount + 0.01 WHERE id = {second}"], "finance_entry", "cash"),
    "the supplier": (["UPDATE finance_entry SET counterparty_number = '991240999644' WHERE id = {first}"], "finance_entry", "cash"),
    "the purpose": (["UPDATE finance_entry SET purpose = '' WHERE id = {second}"], "finance_entry", "cash"),
    "the date": (["UPDATE finance_entry SET date = '2025-01-10' WHERE id = {first}"], "finance_entry", "cash"),
    "the code": (["UPDATE finance_entry SET code_id = (SELECT MIN(id) FROM finance_budgetcode WHERE code = '141') WHERE id = {first}"], "finance_entry", "cash"),
    "the centre": (["UPDATE finance_entry SET centre = 'NEU' WHERE id = {first}"], "finance_entry", "cash"),
    "the month": (["UPDATE finance_entry SET month = 202502 WHERE id = {first}"], "finance_entry", "cash"),
    "the measure": (["UPDATE finance_entry SET measure = 'actual' WHERE id = {first}"], "finance_entry", "cash"),
    "when it was posted": (["UPDATE finance_entry SET posted_at = '2025-01-09 00:00:00+00:00' WHERE id = {first}"], "finance_entry", "cash"),
    "the entry with its balance": (
        ["UPDATE finance_entry SET amount = amount + 5 WHERE id = {first}",
         f"UPDATE finance_balance SET amount = amount + 5 WHERE {BALANCE} AND code_id = (SELECT code_id FROM finance_entry WHERE id = {{first}})"],
        "finance_entry", "cash",
    ),
    "an entry and its balance taken away": (
        ["DELETE FROM finance_entry WHERE id = {second}", f"UPDATE finance_balance SET amount = amount - 200.20 WHERE {BALANCE}"],
        "finance_entry", "cash",
    ),
    "an entry put in": (
        [f"INSERT INTO finance_entry ({ENTRY}) SELECT {ENTRY} FROM finance_entry WHERE id = {{first}}"], "finance_entry", "cash",
    ),
    "an entry put under an empty document": (
        [f"INSERT INTO finance_entry ({ENTRY}) SELECT {ENTRY.replace('document_id', '{stray}')} FROM finance_entry WHERE id = {{first}}"],
        "finance_entry", "stray",
    ),
    "what it reverses": (["UPDATE finance_entry SET reverses_id = {second} WHERE id = {moved}"], "finance_entry", None),
    "the document's date": (["UPDATE finance_document SET date = '2025-01-30' WHERE id = {cash}"], "finance_document", "cash"),
    "its number": (["UPDATE finance_document SET number = '999' WHERE id = {cash}"], "finance_document", "cash"),
    "who approved it": (["UPDATE finance_document SET approved_by_id = NULL WHERE id = {cash}"], "finance_document", "cash"),
    "its status": (["UPDATE finance_document SET status = 'draft' WHERE id = {stray}"], "finance_document", "stray"),
    "an event changed": (["UPDATE finance_auditevent SET reason = 'иначе' WHERE id = (SELECT MIN(id) FROM finance_auditevent)"], "finance_auditevent", None),
    "an event's figures": (["UPDATE finance_auditevent SET data = '{{}}' WHERE id = (SELECT MIN(id) FROM finance_auditevent)"], "finance_auditevent", None),
    "an event taken away": (["DELETE FROM finance_auditevent WHERE id = (SELECT MAX(id) FROM finance_auditevent)"], "finance_auditevent", None),
    "an event dated back": (
        ["INSERT INTO finance_auditevent (at, user_id, action, reason, address, data) SELECT '2025-01-01 00:00:00+00:00', user_id, action, reason, address, data FROM finance_auditevent WHERE id = (SELECT MIN(id) FROM finance_auditevent)"],
        "finance_auditevent", None,
    ),
    "a closing taken back": (["UPDATE finance_monthstate SET is_closed = {false}"], "finance_monthstate", None),
    "a reopening forged": (["UPDATE finance_monthstate SET reopened_until = '2099-12-31'"], "finance_monthstate", None),
    "a wish to open forged": (["UPDATE finance_askedreopening SET until = '2099-12-31'"], "finance_askedreopening", None),
    "a role given": (
        ["INSERT INTO finance_membership (user_id, facility_id, role) SELECT user_id, facility_id, 'accountant' FROM finance_membership WHERE role = 'manager'"],
        "finance_membership", None,
    ),
    "a role changed": (["UPDATE finance_membership SET role = 'manager' WHERE role = 'economist'"], "finance_membership", None),
    "a role taken": (["DELETE FROM finance_membership WHERE role = 'manager'"], "finance_membership", None),
    "a superuser made": (["UPDATE auth_user SET is_superuser = {true} WHERE username = 'anna'"], "auth_user", None),
    "a stated balance": (["UPDATE finance_cashbalance SET amount = 6"], "finance_cashbalance", "stray"),
    "the treasury's figure": (["UPDATE finance_treasuryfigure SET paid_amount = 2"], "finance_treasuryfigure", "stray"),
    "the plan": (["UPDATE finance_planline SET amount = amount + 1"], "finance_planline", None),
    "a tariff": (["UPDATE tariffs_tariff SET amount = 29999.99"], "tariffs_tariff", "stray"),
    "volumes": (["UPDATE tariffs_volume SET bed_days_done = 901"], "tariffs_volume", "stray"),
    "a choice of the facility": (["""UPDATE finance_setting SET value = '{{"count": "both"}}'"""], "finance_setting", None),
    "the budget's facility": (
        ["UPDATE finance_budget SET facility_id = (SELECT MAX(id) FROM finance_facility)"], "finance_budget", None,
    ),
    "a code's name": (["UPDATE finance_budgetcode SET name_ru = 'Иное' WHERE code = '159'"], "finance_budgetcode", None),
    "a code's life": (["UPDATE finance_budgetcode SET valid_to = '2025-06-01' WHERE code = '159'"], "finance_budgetcode", None),
    "an import's status": (["UPDATE imports_batch SET status = 'undone'"], "imports_batch", None),
    "what a file states": (["UPDATE imports_batch SET claims = '[]'"], "imports_batch", None),
    "a rule of payments": (["UPDATE imports_rule SET code = '141'"], "imports_rule", None),
    "the frozen bytes of an issue": (["UPDATE finance_issue SET content = '{{ }}'"], "finance_issue", None),
    "a contract's supplier": (["UPDATE procurement_contract SET supplier_id = (SELECT MAX(id) FROM procurement_supplier)"], "procurement_contract", None),
    "a line of an act": (["UPDATE procurement_actline SET amount = amount + 1"], "procurement_actline", None),
    "a rule of control": (["UPDATE procurement_controlrule SET mode = 'warn'"], "procurement_controlrule", None),
    "a link of the chain": (["UPDATE finance_chainlink SET digest = head WHERE id = 5"], None, None),
    "its moment": (["UPDATE finance_chainlink SET at = '2025-01-01 00:00:00+00:00' WHERE id = 5"], None, None),
    "a link taken away": (["DELETE FROM finance_chainlink WHERE id = 5"], None, None),
    "its end cut off": (["DELETE FROM finance_chainlink WHERE id > 20"], None, None),
}  # fmt: skip


@pytest.fixture
def ground() -> chained_books.Books:
    made = chained_books.build()
    Facility.objects.create(number="991240999644", name_ru="Филиал")
    chained_books.without_triggers()
    return made


def alter(ground: chained_books.Books, statements: list[str]) -> None:
    is_postgresql = connection.vendor == "postgresql"
    words = {"true": "true" if is_postgresql else "1", "false": "false" if is_postgresql else "0"}
    ids = {name: getattr(ground, name) for name in ground.__dataclass_fields__}
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(**ids, **words))


def test_it_names_the_first_place_of_every_alteration(ground) -> None:
    assert chain.faults() == []
    wrong = {}
    for name, (statements, table, document) in ALTERATIONS.items():
        with transaction.atomic():
            alter(ground, statements)
            found = chain.faults()
            told = place_of(found[0]) if found else {"table": "nothing", "document": None}
            if (table and told["table"] != table) or (document and told["document"] != getattr(ground, document)):
                wrong[name] = told
            if not found:
                wrong[name] = "nothing"
            transaction.set_rollback(True)
    assert wrong == {}
    assert len(ALTERATIONS) > 40
    triggers.install(connection)
    assert books.check().broken == []


def test_it_names_the_entry_and_what_was_done_to_it(ground) -> None:
    alter(ground, ["UPDATE finance_entry SET amount = 1 WHERE id = {second}"])
    [proof] = [check for check in books.check().checks if check.name == "chain"]
    assert (proof.holds, proof.difference) == (False, None)
    assert proof.where is not None
    assert (proof.where["document"], proof.where["entry"]) == (ground.cash, ground.second)
    assert str(ground.second) in proof.broken[0]
    assert str(ground.cash) in proof.broken[0]


def test_a_later_posting_under_the_document_makes_nothing_good(ground) -> None:
    alter(ground, ["UPDATE finance_entry SET amount = 1 WHERE id = {first}"])
    triggers.install(connection)
    document = Entry.objects.get(pk=ground.first).document
    Entry.objects.create(budget=document.budget, code=Entry.objects.get(pk=ground.first).code, measure="cash",
                         month=202503, date="2025-03-01", amount="1.00", document=document)  # fmt: skip
    chain.link_now()
    assert [(fault.source, fault.row) for fault in chain.faults()] == [("finance_entry", ground.first)]


def test_only_a_seal_tells_of_a_chain_that_was_computed_anew(ground) -> None:
    seal = chain.seal_now()
    alter(ground, ["UPDATE finance_entry SET amount = 999.99 WHERE id = {first}"])
    ChainLink.objects.all().delete()
    chain.begin(connection)
    triggers.install(connection)
    assert chain.faults() == []
    assert not books.sealed(seal).holds


def test_books_that_go_on_continue_a_seal_and_shorter_ones_do_not(ground) -> None:
    seal = chain.seal_now()
    triggers.install(connection)
    User.objects.create(username="vera")
    later = chain.seal_now()
    assert later.number > seal.number
    assert books.sealed(seal).holds
    alter(ground, ["DELETE FROM auth_user WHERE username = 'vera'"])
    triggers.drop(connection)
    ChainLink.objects.filter(pk__gt=seal.number).delete()
    assert chain.faults() == []
    assert books.sealed(seal).holds
    assert not books.sealed(later).holds
