"""Questions to an allocation that cannot be read, or can be read two ways, are refused with every place named."""

import re
from pathlib import Path

import pytest

from tariffs.allocation import allocate
from tariffs.allocation.reading import ignored_keys, read_inputs
from tariffs.explanations import SENTENCES, as_objects
from tariffs.problems import InputProblem, RefusedError
from tariffs.strict_json import load, loads

SOUND = {"direct_costs": {"S": 10, "A": "20.50"}, "bases": {"S": {"A": 1}}}


def reasons(document: dict) -> list[tuple[str, str]]:
    with pytest.raises(RefusedError) as refused:
        read_inputs(document)
    assert all(as_objects(refused.value.problems))
    return [(problem.problem, problem.at) for problem in refused.value.problems]


def test_it_reads_numbers_as_numbers_and_as_plain_text() -> None:
    outcome = allocate(read_inputs(SOUND))["step-down"]
    assert str(outcome.full_costs["A"]) == "61/2"


def test_it_takes_every_name_for_a_department_and_a_missing_cost_for_zero() -> None:
    document = {"departments": {"N": "Named"}, "direct_costs": {"C": 1}, "bases": {"G": {"R": 1}}, "order": ["O"]}
    inputs = read_inputs(document)
    assert inputs.direct_costs == {"N": 0, "C": 1, "G": 0, "R": 0, "O": 0}
    assert inputs.orders == {"": ("O",)}
    assert (inputs.name("N"), inputs.name("C")) == ("Named", "C")


def test_it_takes_the_givers_for_services_where_no_order_is_given() -> None:
    assert read_inputs(SOUND).orders == {"": ("S",)}
    assert read_inputs(SOUND).methods == ("step-down",)
    assert read_inputs({**SOUND, "order": []}).orders == {"": ()}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"direct_costs": {"S": "сто"}}, ("not-a-number", "direct_costs.S")),
        ({"direct_costs": {"S": "1e3"}}, ("not-a-number", "direct_costs.S")),
        ({"direct_costs": {"S": "1 000"}}, ("not-a-number", "direct_costs.S")),
        ({"direct_costs": {"S": "１２"}}, ("not-a-number", "direct_costs.S")),
        ({"direct_costs": {"S": True}}, ("not-a-number", "direct_costs.S")),
        ({"direct_costs": {"S": None}}, ("not-a-number", "direct_costs.S")),
        ({"direct_costs": {"S": [1]}}, ("not-a-number", "direct_costs.S")),
        ({"direct_costs": {"S": 10**13}}, ("too-large", "direct_costs.S")),
        ({"direct_costs": [1, 2]}, ("wrong-type", "direct_costs")),
        ({"direct_costs": None}, ("missing-key", "direct_costs")),
        ({"direct_costs": {}, "bases": {}}, ("no-departments", "")),
        ({"bases": {"S": {"A": -1}}}, ("negative-base", "bases.S.A")),
        ({"bases": {"S": 5}}, ("wrong-type", "bases.S")),
        ({"departments": {"S": 5}}, ("not-a-name", "departments.S")),
        ({"departments": ["S", "S"]}, ("twice", "departments")),
        ({"order": "S"}, ("wrong-type", "order")),
        ({"order": {}}, ("wrong-type", "order")),
        ({"order": ["S", "S"]}, ("double-target", "order")),
        ({"order": [["S"], ["S", "S"]]}, ("double-target", "order.2")),
        ({"order": ["S", 5]}, ("not-a-name", "order")),
        ({"methods": []}, ("empty", "methods")),
        ({"methods": ["stepdown"]}, ("unknown-method", "methods")),
        ({"methods": ["direct", "direct"]}, ("twice", "methods")),
        ({"volumes": {"X": 1}}, ("unknown-department", "volumes")),
        ({"volumes": {"A": -1}}, ("negative-volume", "volumes.A")),
        ({"products": {"p": {"departments": ["X"], "volume": 1}}}, ("unknown-department", "products.p")),
        ({"products": {"p": {"departments": ["A", "A"], "volume": 1}}}, ("double-target", "products.p")),
        ({"products": {"p": {"departments": ["A"]}}}, ("missing-key", "products.p.volume")),
        ({"rounding": {"amount_decimals": 1.5}}, ("not-a-whole-number", "rounding.amount_decimals")),
        ({"rounding": {"amount_decimals": True}}, ("not-a-whole-number", "rounding.amount_decimals")),
        ({"rounding": {"rate_decimals": -1}}, ("decimals-out-of-range", "rounding.rate_decimals")),
        ({"rounding": {"amount_decimals": 10**9}}, ("decimals-out-of-range", "rounding.amount_decimals")),
        ({"rounding": {"residual": "first"}}, ("wrong-value", "rounding.residual")),
        ({"rounding": {"amounts_decimals": 2}}, ("unknown-setting", "rounding.amounts_decimals")),
        ({"self_service": "yes"}, ("wrong-value", "self_service")),
    ],
)
def test_it_names_the_place_of_what_is_wrong(change, expected) -> None:
    assert expected in reasons({**SOUND, **change})


def test_it_gives_all_problems_at_once() -> None:
    document = {**SOUND, "direct_costs": {"S": "x", "A": "y"}, "bases": {"S": {"A": "z"}}}
    assert [at for _problem, at in reasons(document)] == ["direct_costs.S", "direct_costs.A", "bases.S.A"]


def test_it_shows_keys_that_say_nothing() -> None:
    assert ignored_keys({**SOUND, "metods": ["direct"]}) == ["metods"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "not-json"),
        (b"{", "not-json"),
        (b"[1]", "wrong-type"),
        (b"\xff\xfe{", "not-utf8"),
        (b'{"a": 1, "a": 2}', "repeated-key"),
        (b'{"a": {"b": 1, "b": 1}}', "repeated-key"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "too-large"),
        (b"[" * 100_000, "too-deep"),
    ],
)
def test_it_refuses_files_that_are_no_single_reading(content, problem) -> None:
    with pytest.raises(RefusedError) as refused:
        loads(content)
    assert refused.value.problems[0].problem == problem
    assert as_objects(refused.value.problems)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400000", "1e-400000", "1e99999999999999999999"])
def test_it_refuses_numbers_no_amount_can_be(number) -> None:
    with pytest.raises(RefusedError):
        read_inputs(loads(f'{{"direct_costs": {{"A": {number}}}}}'))


def test_it_refuses_what_is_no_file(tmp_path) -> None:
    for path in (tmp_path, tmp_path / "absent.json"):
        with pytest.raises(RefusedError, match="unreadable-file"):
            load(path)


def test_it_has_a_sentence_for_every_code_of_allocation_and_variance(settings) -> None:
    room = Path(settings.BASE_DIR) / "tariffs"
    raised = set()
    for path in (*(room / "allocation").glob("*.py"), *room.glob("variance*.py"), room / "strict_json.py"):
        raised |= set(re.findall(r'Problem\(\s*"([a-z0-9-]+)"', path.read_text(encoding="utf-8")))
    assert len(raised) > 25
    assert raised - set(SENTENCES) == set()


def test_it_says_the_place_before_the_sentence() -> None:
    assert as_objects([InputProblem("missing-key", "direct_costs")])[0]["message"].startswith("direct_costs: ")
