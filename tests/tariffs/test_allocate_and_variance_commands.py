"""The two stand-alone commands: what they print, what they refuse, and that they open no database."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

QUESTION = {
    "departments": {"S": "Прачечная", "A": "Неврология"},
    "direct_costs": {"S": "100.00", "A": 50},
    "bases": {"S": {"A": 4}},
    "methods": ["direct", "reciprocal"],
    "volumes": {"A": 3},
    "title": "пример",
}
ITEM = {"item": "food", "budget_volume": 10, "actual_volume": 12, "standard_amount": 100, "actual_amount": 130}


@pytest.fixture
def written(tmp_path):
    def write(document) -> str:
        path = tmp_path / "input.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return str(path)

    return write


def run(command: str, path: str, form: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    with translation.override("en"):
        call_command(command, path, format=form, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def refused(command: str, path: str, form: str) -> tuple[str, str, int]:
    out = StringIO()
    with translation.override("en"), pytest.raises(CommandError) as error:
        call_command(command, path, format=form, stdout=out, stderr=StringIO())
    return out.getvalue(), str(error.value), error.value.returncode


def test_it_prints_one_json_object_with_every_key(written) -> None:
    out, err = run("allocate", written(QUESTION), "json")
    answer = json.loads(out)
    result = answer["results"]["reciprocal"]
    assert {key: result[key] for key in ("full_costs", "allocations", "rates", "service_totals", "unallocated")} == {
        "full_costs": {"A": "150.00"},
        "allocations": {"S": {"A": "100.00"}},
        "rates": {"S": "25.0000000000"},
        "service_totals": {"S": "100.00"},
        "unallocated": "0.00",
    }
    assert (result["unit_costs"], result["product_costs"]) == ({"A": "50.00"}, {})
    assert (result["total_direct"], result["total_full"]) == ("150.00", "150.00")
    assert all(set(check) == {"name", "holds", "difference", "print_difference"} for check in result["checks"])
    assert answer["ignored"] == ["title"]
    assert "title" in err


def test_it_prints_a_table_for_people(written) -> None:
    out, _err = run("allocate", written(QUESTION), "text")
    assert "Неврология" in out
    assert "150.00" in out


def test_it_exits_well_where_a_check_does_not_hold(written) -> None:
    out, _err = run("allocate", written({"direct_costs": {"S": -5, "A": 10}, "bases": {"S": {"A": 1}}}), "json")
    answer = json.loads(out)
    assert answer["results"]["step-down"]["unallocated"] == "-5.00"
    assert answer["results"]["step-down"]["checks"][0]["holds"] is False
    assert answer["doubts"][0]["problem"] == "negative-balance"


@pytest.mark.parametrize("command", ["allocate", "variance"])
def test_it_refuses_with_a_sentence_and_one_json_object(command, written) -> None:
    document = '{"direct_costs": {"A": "сто"}, "items": [{"item": "food", "budget_volume": "сто"}]}'
    out, sentence, status = refused(command, written(document), "json")
    answer = json.loads(out)
    assert (answer["status"], status) == ("refused", 1)
    assert answer["problems"][0]["problem"] == "not-a-number"
    assert "“1752.00”" in sentence
    out, sentence, status = refused(command, written(document), "text")
    assert (out, status) == ("", 1)
    assert "“1752.00”" in sentence


@pytest.mark.parametrize("command", ["allocate", "variance"])
@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": NaN}', '{"a": 1, "a": 1}'])
def test_it_refuses_what_is_no_input(command, content, written) -> None:
    _out, sentence, status = refused(command, written(content), "text")
    assert status == 1
    assert sentence


@pytest.mark.parametrize("command", ["allocate", "variance"])
def test_it_refuses_a_file_that_is_not_there(command, tmp_path) -> None:
    _out, sentence, status = refused(command, str(tmp_path / "absent.json"), "text")
    assert status == 1
    assert "absent.json" in sentence


def test_it_prints_variances_as_json_and_as_a_table(written) -> None:
    path = written({"items": [ITEM]})
    answer = json.loads(run("variance", path, "json")[0])
    assert answer["rows"][0]["price"] == "10.00"
    assert answer["total"]["activity"] == "20.00"
    assert "130.00" in run("variance", path, "text")[0]
