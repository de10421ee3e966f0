"""A figure that a source states beside the one computed: equal at its printed digits, and by which rounding, or not.

Sources round half up, cut off or round up, often in one table; any of the three is no difference, the report names it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext as _

from finance.languages import active_language
from finance.money import WIDE, Number, display, round_half_up
from finance.reporting.report import Remark


class StatedRounding(StrEnum):
    """How a stated figure follows from the computed one at its printed digits."""

    EQUAL = "equal"
    TRUNCATED = "truncated"
    ROUNDED_UP = "rounded-up"
    DIFFERENT = "different"


def rounding_of(stated: Decimal, computed: Number) -> StatedRounding:
    """How `stated`, whose exponent tells its printed digits, follows from `computed` in the same unit.

    Half up wins where two roundings give the same; cut off is towards zero and up is away from it.
    """
    decimals = decimals_of(stated)
    if _is_a_digit_off(stated, computed, decimals):
        return StatedRounding.DIFFERENT
    if stated == round_half_up(computed, decimals):
        return StatedRounding.EQUAL
    for rounding, mode in ((StatedRounding.TRUNCATED, ROUND_DOWN), (StatedRounding.ROUNDED_UP, ROUND_UP)):
        if stated == _rounded(computed, decimals, mode):
            return rounding
    return StatedRounding.DIFFERENT


def _is_a_digit_off(stated: Decimal, computed: Number, decimals: int) -> bool:
    """Whether they lie a whole printed digit apart or more, which no rounding explains."""
    (said, of), (made, by) = stated.as_integer_ratio(), Fraction(computed).as_integer_ratio()
    return abs(said * by - made * of) * 10**decimals >= of * by


def decimals_of(stated: Decimal) -> int:
    """Printed decimals of `stated`: 2 of `0.20`, 0 of `95`."""
    return max(0, -int(stated.as_tuple().exponent))


def _rounded(value: Number, decimals: int, mode: str) -> Decimal:
    exact = Fraction(value) * 10**decimals
    whole, rest = divmod(abs(exact.numerator), exact.denominator)
    if mode == ROUND_UP and rest:
        whole += 1
    return Decimal(-whole if exact < 0 else whole).scaleb(-decimals, WIDE)


@dataclass(frozen=True, slots=True)
class Stated:
    """A stated figure, in words what it is of, and the computed one; None where nothing can be computed."""

    what: str
    stated: Decimal
    computed: Number | None
    link: str | None = None

    @property
    def rounding(self) -> StatedRounding:
        return StatedRounding.DIFFERENT if self.computed is None else rounding_of(self.stated, self.computed)


def remarks(
    figures: Iterable[Stated], most: int | None = None
) -> tuple[tuple[Remark, ...], tuple[Remark, ...]]:  # fmt: skip
    """(notes, doubts) about stated figures: one note names all that are cut off, one all that are rounded up; every
    figure that differs, or that nothing stands behind, is a doubt of its own.

    Of each sort the first `most` are named and the others counted, where `most` is given.
    """
    by_rounding: defaultdict[StatedRounding, list[Stated]] = defaultdict(list)
    for figure in figures:
        by_rounding[figure.rounding].append(figure)
    notes = []
    for rounding, text in (
        (StatedRounding.TRUNCATED, _("Equal to the computed figure when cut off at the printed digits: %(figures)s.")),
        (
            StatedRounding.ROUNDED_UP,
            _("Equal to the computed figure when rounded up at the printed digits: %(figures)s."),
        ),
    ):
        if found := by_rounding[rounding]:
            words = [*map(_in_words, found[:most]), *_more(found, most)]
            notes.append(Remark(text % {"figures": "; ".join(words)}, str(rounding)))
    differing = by_rounding[StatedRounding.DIFFERENT]
    doubts = [Remark(_doubt(figure), "stated-differs", figure.link) for figure in differing[:most]]
    doubts += [Remark(_("Stated figures that differ as well: %(more)s.") % {"more": text}, "stated-differs")
               for text in _more(differing, most)]  # fmt: skip
    return tuple(notes), tuple(doubts)


def _more(figures: Sequence[Stated], most: int | None) -> list[str]:
    more = 0 if most is None else len(figures) - most
    return [_("%(count)s more") % {"count": more}] if more > 0 else []


def _in_words(figure: Stated) -> str:
    """`Кентау ҚЕ: 121,5 (121,57)`: what is printed, and one digit more of what is computed."""
    computed = _shown(figure.computed, decimals_of(figure.stated) + 1)
    return f"{figure.what}: {_shown(figure.stated, decimals_of(figure.stated))} ({computed})"


def _doubt(figure: Stated) -> str:
    decimals = decimals_of(figure.stated)
    values = {"what": figure.what, "stated": _shown(figure.stated, decimals)}
    if figure.computed is None:
        return _("%(what)s: %(stated)s is stated where nothing can be computed.") % values
    return _("%(what)s: %(stated)s is stated, %(computed)s is computed.") % {
        **values,
        "computed": _shown(figure.computed, decimals),
    }


def _shown(value: Number | None, decimals: int) -> str:
    return display(value, active_language(), decimals)
