"""What a bank took back lessens what it took back: a reversal of a payment is no receipt, one of a receipt no payment."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finance.models import Entry, Measure
from finance.money import ZERO, total
from tests.ground.import_ground import answer, bring, facility

pytestmark = pytest.mark.django_db
ACCOUNT, SUPPLIER = "KZ000000000000000018", ("ТОО Дастархан", "991240999248")
FUND = ("НАО Фонд социального медицинского страхования", "991240999041")
# whether it was paid, whether it takes back, day, tenge, number, party
Row = tuple[bool, bool, int, str, str, tuple[str, str]]
PAID = (True, False, 3, "1000.50", "11", SUPPLIER)
PAID_BACK = (True, True, 5, "1000.50", "11", SUPPLIER)
CAME = (False, False, 3, "100000.00", "7", FUND)
CAME_BACK = (False, True, 6, "100000.00", "7", FUND)


def mt940(rows: list[Row]) -> tuple[bytes, str]:
    lines = [":20:ST", f":25:{ACCOUNT}", ":28C:1", ":60F:C250201KZT5000,00"]
    for is_paid, is_back, day, amount, number, (name, party) in rows:
        mark = ("R" if is_back else "") + ("D" if is_paid else "C")
        lines.append(f":61:2502{day:02d}02{day:02d}{mark}{amount.replace('.', ',')}NTRF{number}//R")
        lines.append(f":86:/NAME/{name}/IDN/{party}/ASSIGN/Оплата")
    return "\n".join([*lines, f":62F:C250228KZT{closing(rows).replace('.', ',')}", "-"]).encode(), "s.sta"


def camt(rows: list[Row]) -> tuple[bytes, str]:
    def balance(code: str, amount: str) -> str:
        return (f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='KZT'>{amount}</Amt>"
                "<CdtDbtInd>CRDT</CdtDbtInd></Bal>")  # fmt: skip

    entries = [
        f"<Ntry><Amt Ccy='KZT'>{amount}</Amt><CdtDbtInd>{'DBIT' if is_paid != is_back else 'CRDT'}</CdtDbtInd>"
        f"<RvslInd>{str(is_back).lower()}</RvslInd><Sts>BOOK</Sts><BookgDt><Dt>2025-02-{day:02d}</Dt></BookgDt>"
        f"<NtryDtls><TxDtls><Refs><EndToEndId>{number}</EndToEndId></Refs><RltdPties><{side}><Nm>{name}</Nm>"
        f"<Id><OrgId><Othr><Id>{party}</Id></Othr></OrgId></Id></{side}></RltdPties></TxDtls></NtryDtls></Ntry>"
        for is_paid, is_back, day, amount, number, (name, party) in rows
        for side in ("Cdtr" if is_paid else "Dbtr",)
    ]
    text = (
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'><BkToCstmrStmt><Stmt>"
        "<FrToDt><FrDtTm>2025-02-01T00:00:00</FrDtTm><ToDtTm>2025-02-28T23:59:59</ToDtTm></FrToDt>"
        f"<Acct><Id><IBAN>{ACCOUNT}</IBAN></Id></Acct>{balance('OPBD', '5000.00')}{balance('CLBD', closing(rows))}"
        f"{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    )
    return text.encode(), "s.xml"


def closing(rows: list[Row]) -> str:
    moved = [Decimal(amount) * (1 if is_paid == is_back else -1) for is_paid, is_back, _d, amount, _n, _p in rows]
    return str(Decimal("5000.00") + total(moved))


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-07-15"
    return facility()


def posted(measure: str) -> dict[str, object]:
    sums: dict[str, object] = {}
    for code, amount in Entry.objects.filter(measure=measure).values_list("code__code", "amount"):
        sums[code] = sums.get(code, ZERO) + amount
    return sums


@pytest.mark.parametrize("write", [mt940, camt])
def test_a_reversal_takes_its_payment_back_under_the_same_code(write) -> None:
    found = bring(*write([PAID, PAID_BACK]))
    assert (found["status"], found["total"], found["receipts"]) == ("posted", "0.00", []), found["problems"]
    first = next(row["row"] for row in found["unresolved"] if row["amount"] == "1000.50")
    answer(found["batch"], {"rows": {str(first): "149"}})
    assert posted(Measure.CASH) == {"149": ZERO}
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("write", [mt940, camt])
def test_a_reversal_of_a_payment_of_the_books_takes_its_code(write) -> None:
    paid = bring(*write([PAID]))
    answer(paid["batch"], {"rows": {str(paid["unresolved"][0]["row"]): "149"}})
    back = bring(*write([PAID, PAID_BACK]))
    assert (back["rows"]["posted"], back["rows"]["duplicate"], back["by_code"]) == (1, 1, {"149": "0.00"})
    assert posted(Measure.CASH) == {"149": ZERO}


@pytest.mark.parametrize("write", [mt940, camt])
def test_a_reversal_of_a_receipt_is_no_payment(write) -> None:
    found = bring(*write([CAME, CAME_BACK]))
    assert (found["status"], found["rows"]["read"], found["total"]) == ("posted", 0, "0.00"), found["problems"]
    whole = {str(one["row"]): {"as": "funding", "split": {"111": one["amount"]}} for one in found["receipts"]}
    answer(found["batch"], {"receipts": whole})
    assert posted(Measure.CASH) == {}
    assert posted(Measure.FUNDING) == {"111": ZERO}


def test_what_is_only_expected_is_no_movement() -> None:
    data, name = mt940([PAID])
    expected = data.replace(b":62F:", b":61:2502100210ED77,00NTRF9//R\n:86:/NAME/X\n:62F:")
    assert bring(expected, name)["total"] == "1000.50"


@pytest.mark.parametrize("write", [mt940, camt])
@pytest.mark.parametrize("rows", [[], [CAME]], ids=["nothing moved", "only receipts"])
def test_a_statement_without_payments_gives_its_balances(write, rows) -> None:
    found = bring(*write(rows))
    assert (found["status"], [one["side"] for one in found["balances"]]) == ("posted", ["opening", "closing"])


SECOND = (True, False, 4, "1000.50", "12", SUPPLIER)
SECOND_BACK = (True, True, 6, "1000.50", "12", SUPPLIER)


@pytest.mark.parametrize("write", [mt940, camt])
def test_a_payment_of_the_books_is_taken_back_once(write) -> None:
    paid = bring(*write([PAID, SECOND]))
    first, second = (str(row["row"]) for row in paid["unresolved"])
    answer(paid["batch"], {"rows": {first: "149", second: "159"}})
    back = bring(*write([PAID, SECOND, PAID_BACK, SECOND_BACK]))
    assert (back["rows"]["posted"], back["by_code"]) == (2, {"149": "0.00", "159": "0.00"})
    assert posted(Measure.CASH) == {"149": ZERO, "159": ZERO}


@pytest.mark.parametrize("write", [mt940, camt])
def test_a_reversal_that_could_be_of_two_codes_waits(write) -> None:
    paid = bring(*write([PAID, SECOND]))
    first, second = (str(row["row"]) for row in paid["unresolved"])
    answer(paid["batch"], {"rows": {first: "149", second: "159"}})
    unnumbered = (True, True, 6, "1000.50", "", SUPPLIER)
    back = bring(*write([PAID, SECOND, unnumbered]))
    assert [(row["amount"], row["offers"]) for row in back["unresolved"]] == [("-1000.50", ["149", "159"])]


@pytest.mark.parametrize("write", [mt940, camt])
def test_what_the_books_took_back_already_is_not_taken_back_again(write) -> None:
    paid = bring(*write([PAID]))
    answer(paid["batch"], {"rows": {str(paid["unresolved"][0]["row"]): "149"}})
    assert bring(*write([PAID, PAID_BACK]))["rows"]["posted"] == 1
    third = (True, True, 7, "1000.50", "13", SUPPLIER)
    again = bring(*write([PAID, PAID_BACK, third]))
    assert (again["rows"]["posted"], again["rows"]["unresolved"]) == (0, 1), again["by_code"]


def test_reversals_cost_no_query_each() -> None:
    """One payment taken back costs as many queries as five."""
    counts = []
    for number in (1, 5):
        data, name = mt940([(True, True, 5, f"{n}.50", str(n), SUPPLIER) for n in range(100, 100 + number)])
        with CaptureQueriesContext(connection) as asked:
            bring(data, name, preview=True)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_words_of_an_expected_movement_are_not_those_of_the_payment_before_it() -> None:
    data, name = mt940([PAID])
    bare = b"\n".join(line for line in data.split(b"\n") if not line.startswith(b":86:"))
    words = b":86:/NAME/TOO CHUZHOE/IDN/991240999156/ASSIGN/AVANS"
    expected = b":61:2502100210ED77,00NTRF9//R\n" + words + b"\n:62F:"
    found = bring(bare.replace(b":62F:", expected), name, preview=True)
    assert [(row["name"], row["number"]) for row in found["unresolved"]] == [("", "")]
    found = bring(bare + b"\n" + words, name, preview=True)
    assert [(row["name"], row["number"]) for row in found["unresolved"]] == [("", "")]
