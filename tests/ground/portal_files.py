"""Exports of the public procurement portal, made of rows told in a few words."""

from collections.abc import Mapping, Sequence

from tests.ground.file_factory import delimited, xlsx

FACILITY_BIN = "991240999016"
# Field names of the portal; what a test does not say is what most items have.
ITEM: dict[str, object] = {
    "id": "", "rootrecord_id": "", "plan_act_number": "1", "date_approved": "2025-01-05 10:32:11", "plan_fin_year": 2025,
    "subject_biin": FACILITY_BIN, "name_ru": "Стирка белья", "name_kz": "Кір жуу", "ref_trade_methods_id": 3,
    "ref_subject_types_id": 3, "ref_enstru_code": "96011900100000", "ref_months_id": 2, "count": 1, "price": "1000,00",
    "amount": "1000,00", "sum_1": "", "sum_2": "", "sum_3": "", "is_deleted": 0,
}  # fmt: skip
LOT: dict[str, object] = {
    "id": "", "lot_number": "", "ref_lot_status_id": 210, "count": 1, "amount": "1000,00", "name": "Стирка белья",
    "customer_bin": FACILITY_BIN, "trd_buy_id": 7001, "trd_buy_number_anno": "7001-1", "ref_trade_methods_id": 3,
    "point_list": "", "last_update_date": "2025-02-10 12:00:00", "is_deleted": 0,
}  # fmt: skip
ACT: dict[str, object] = {
    "id": "", "act_number": "", "accepted_on": "2025-02-28", "contract_id": "", "contract_number_sys": "",
    "contract_number": "", "supplier_biin": "", "sum_wnds": "0,00", "month": "",
}  # fmt: skip


def rows_of(kind: Mapping[str, object], said: Sequence[Mapping[str, object]], columns: Sequence[str] = ()) -> list:
    """A header and a row for each of `said`; `columns` beside those of the kind."""
    names = [*kind, *columns]
    return [names, *([(dict(kind) | dict(one)).get(name, "") for name in names] for one in said)]


def plan(*said: Mapping[str, object], columns: Sequence[str] = ("code",)) -> bytes:
    return delimited(rows_of(ITEM, said, columns))


def plan_workbook(*said: Mapping[str, object], columns: Sequence[str] = ("code",)) -> bytes:
    return xlsx({"Пункты плана": rows_of(ITEM, said, columns)})


def lots(*said: Mapping[str, object], columns: Sequence[str] = ()) -> bytes:
    return delimited(rows_of(LOT, said, columns))


def acts(*said: Mapping[str, object], columns: Sequence[str] = ()) -> bytes:
    return delimited(rows_of(ACT, said, columns))
