from fractions import Fraction

from tariffs.allocation.proposal import ProposedStep, propose_order


def test_it_closes_first_who_serves_most_and_receives_least() -> None:
    bases = {
        "KIT": {"NEU": 3, "SOM": 1},
        "AHO": {"ADM": 1, "KIT": 1, "NEU": 2},
        "ADM": {"AHO": 1, "KIT": 1, "NEU": 8},
    }
    assert propose_order(["KIT", "AHO", "ADM"], bases) == (
        ProposedStep("AHO", serves=2, received_from=1, received_share=Fraction(1, 10)),
        ProposedStep("ADM", serves=2, received_from=1, received_share=Fraction(1, 4)),
        ProposedStep("KIT", serves=0, received_from=2, received_share=Fraction(7, 20)),
    )


def test_it_lets_the_larger_cost_go_first_where_service_is_equal() -> None:
    bases = {"A": {"F": 1}, "B": {"F": 1}}
    assert [step.service for step in propose_order(["A", "B"], bases, {"A": 1, "B": 2})] == ["B", "A"]
    assert [step.service for step in propose_order(["B", "A"], bases)] == ["B", "A"]


def test_it_does_not_count_service_to_itself() -> None:
    (step,) = propose_order(["A"], {"A": {"A": 9, "F": 1}})
    assert (step.serves, step.received_share) == (0, 0)
