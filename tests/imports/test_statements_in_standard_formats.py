"""Statements in MT940 and camt.053 are read as those of any bank are."""

import pytest

from tests.ground.import_ground import bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MT940 = """{1:F01HSBKKZKXAXXX0000000000}{2:I940X}{4:
:20:ST250228
:25:KZ000000000000000018
:28C:1/1
:60F:C250201KZT5000,00
:61:2502030203C100000,00NTRF5001//REF1
:86:/NAME/НАО Фонд социального медицинского страхования/IDN/991240999041/KNP/859/ASSIGN/Оплата услуг
:61:2501310204D1000,50NTRF11//REF2
:86:/NAME/ТОО Дастархан/IDN/991240999248/IIK/KZ009912409992480000/KNP/710
/ASSIGN/Оплата по дог. 17
:62F:C250228KZT103999,50
-}"""

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Acct><Id><Othr><Id>KZ000000000000000018</Id></Othr></Id><Ccy>KZT</Ccy></Acct>
<FrToDt><FrDtTm>2025-02-01T00:00:00+05:00</FrDtTm><ToDtTm>2025-02-28T23:59:59+05:00</ToDtTm></FrToDt>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="KZT">5000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="KZT">103999.50</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Ntry><Amt Ccy="KZT">100000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2025-02-03</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>5001</EndToEndId></Refs>
<RltdPties><Dbtr><Nm>НАО Фонд социального медицинского страхования</Nm></Dbtr></RltdPties></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="KZT">1000.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><DtTm>2025-02-03T19:30:00Z</DtTm></BookgDt><NtryDtls>
<TxDtls><Refs><EndToEndId>11</EndToEndId></Refs><Amt Ccy="KZT">600.50</Amt>
<RltdPties><Cdtr><Nm>ТОО Дастархан</Nm><Id><OrgId><Othr><Id>991240999248</Id></Othr></OrgId></Id></Cdtr></RltdPties>
<RmtInf><Ustrd>Оплата по дог. 17</Ustrd></RmtInf></TxDtls>
<TxDtls><Refs><EndToEndId>12</EndToEndId></Refs><Amt Ccy="KZT">400.00</Amt>
<RltdPties><Cdtr><Nm>ТОО Алма</Nm></Cdtr></RltdPties><RmtInf><Ustrd>Оплата</Ustrd></RmtInf></TxDtls>
</NtryDtls></Ntry>
<Ntry><Amt Ccy="KZT">777.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-07-15"
    return facility()


def errors(found):
    return [(p["cell"], p["problem"]) for p in found["problems"] if p["severity"] == "error"]


def test_mt940_counts_by_the_day_of_booking_and_checks_its_balances():
    found = bring(MT940.encode(), "statement.sta")
    assert (found["kind"], found["status"], errors(found)) == ("bank", "posted", [])
    assert (found["total"], found["by_month"]) == ("1000.50", {"2025-02": "1000.50"})
    (waiting,) = found["unresolved"]
    assert (waiting["name"], waiting["number"], waiting["knp"]) == ("ТОО Дастархан", "991240999248", "710")
    assert waiting["purpose"] == "Оплата по дог. 17"


@pytest.mark.parametrize(
    "account", ["KZ000000000000000018KZT", "HSBKKZKX/KZ000000000000000018KZT", "KZ00 0000 0000 0000 0018"]
)
def test_an_account_of_mt940_may_have_its_bank_and_currency_beside_it(account):
    data = MT940.replace(":25:KZ000000000000000018", f":25:{account}").encode()
    assert bring(data, "statement.sta")["status"] == "posted"


def test_sums_of_mt940_without_tiyn_end_in_a_comma():
    whole = MT940.replace("1000,50", "1000,").replace("103999,50", "104000,").replace("100000,00", "100000,")
    found = bring(whole.encode(), "statement.sta")
    assert (found["status"], found["total"], errors(found)) == ("posted", "1000.00", [])


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ((":62F:C250228KZT103999,50", ":62F:C250228KZT103999,51"), "balance-does-not-tie"),
        ((":62F:C250228KZT103999,50", ""), "unreadable-file"),
        (("D1000,50NTRF", "D10x0,50NTRF"), "unreadable-file"),
        (("C250201KZT5000,00", "C250201USD5000,00"), "ambiguous-amount"),
    ],
)
def test_mt940_that_does_not_hold_together_is_refused(wrong, problem):
    found = bring(MT940.replace(*wrong).encode(), "statement.sta")
    assert found["status"] == "refused"
    assert problem in [p["problem"] for p in found["problems"]]


def test_camt_gives_each_payment_of_an_entry_and_leaves_out_what_is_not_booked():
    found = bring(CAMT.encode(), "statement.xml")
    assert (found["kind"], found["status"], errors(found)) == ("bank", "posted", [])
    assert (found["total"], found["rows"]["read"]) == ("1000.50", 2)
    assert [w["amount"] for w in found["unresolved"]] == ["600.50", "400.00"]
    assert [w["date"] for w in found["unresolved"]] == ["2025-02-04", "2025-02-04"]


@pytest.mark.parametrize(
    "wrong", [("103999.50", "103999.51"), ("</BkToCstmrStmt>", ""), ("<Stmt>", "<!DOCTYPE a><Stmt>")]
)
def test_camt_that_does_not_hold_together_is_refused(wrong):
    assert bring(CAMT.replace(*wrong).encode(), "statement.xml")["status"] == "refused"
