"""What an allocation is asked with: costs, bases, order, methods, rounding. Values only, checked as they are made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from tariffs.problems import AllocationError, InputProblem

Number = int | Decimal | Fraction

DIRECT = "direct"
STEP_DOWN = "step-down"
DOUBLE_DISTRIBUTION = "double-distribution"
RECIPROCAL = "reciprocal"
METHODS = (DIRECT, STEP_DOWN, DOUBLE_DISTRIBUTION, RECIPROCAL)
ORDERED_METHODS = (STEP_DOWN, DOUBLE_DISTRIBUTION)
RESIDUALS = ("largest", "none")
SHARE_DECIMALS, AMOUNT_DECIMALS = (0, 20), (-12, 12)  # at least and at most


@dataclass(frozen=True)
class Rounding:
    """How allocated amounts are rounded, always half up; None leaves the value exact.

    `rate_decimals` rounds the unit cost multiplier (balance ÷ base total); `share_decimals` rounds the share
    (base ÷ base total) in its stead; `amount_decimals` rounds each amount, −4 to ten thousands.
    `residual`: what rounding leaves goes to the `largest` amount, the first on a tie, or is lost (`none`).
    """

    share_decimals: int | None = None
    rate_decimals: int | None = None
    amount_decimals: int | None = None
    residual: str = "largest"

    @property
    def is_exact(self) -> bool:
        return self.share_decimals is None and self.rate_decimals is None and self.amount_decimals is None


@dataclass(frozen=True)
class Product:
    """A thing paid for: the departments whose full cost it carries, and how many of it (bed-days, cases)."""

    departments: tuple[str, ...]
    volume: Number


@dataclass(frozen=True)
class AllocationInput:
    """A complete, checked inputs. Departments are those of `direct_costs`, in its order.

    `bases` holds giver → receiver → quantity; `orders` holds name → services in closing order, one run each (the name
    of the only order is ""). Departments of no order are final. `is_self_service_included` puts a service's use of
    itself on the diagonal of the reciprocal method; the other methods never look at it.
    Raises AllocationError with every problem found.
    """

    direct_costs: Mapping[str, Number]
    bases: Mapping[str, Mapping[str, Number]]
    orders: Mapping[str, tuple[str, ...]]
    methods: tuple[str, ...] = (STEP_DOWN,)
    names: Mapping[str, str] = field(default_factory=dict)
    volumes: Mapping[str, Number] = field(default_factory=dict)
    products: Mapping[str, Product] = field(default_factory=dict)
    rounding: Rounding = field(default_factory=Rounding)
    is_self_service_included: bool = False

    def __post_init__(self) -> None:
        problems = [
            *_departments_missing(self),
            *_wrong_methods(self.methods),
            *_wrong_orders(self.orders),
            *_negative(self),
            *_wrong_products(self),
            *_wrong_rounding(self.rounding),
        ]
        if problems:
            raise AllocationError(problems)

    @classmethod
    def of(
        cls,
        direct_costs: Mapping[str, Number],
        bases: Mapping[str, Mapping[str, Number]],
        order: Sequence[str] | None = None,
        *,
        methods: Iterable[str] = (STEP_DOWN,),
        names: Mapping[str, str] | None = None,
        volumes: Mapping[str, Number] | None = None,
        products: Mapping[str, Product] | None = None,
        rounding: Rounding | None = None,
        is_self_service_included: bool = False,
    ) -> "AllocationInput":
        """Inputs of one order (the givers of `bases` in their order when none is given).

        Departments named only in `names`, `bases` or `order` cost nothing directly and are added.
        """
        services = tuple(bases) if order is None else tuple(order)
        return cls(
            direct_costs=all_departments(names or {}, direct_costs, bases, services),
            bases=bases,
            orders={"": services},
            methods=tuple(methods),
            names=names or {},
            volumes=volumes or {},
            products=products or {},
            rounding=rounding or Rounding(),
            is_self_service_included=is_self_service_included,
        )

    def name(self, department: str) -> str:
        """What people call it; the key where no name is given."""
        return self.names.get(department, department)

    def finals(self, order: Sequence[str]) -> tuple[str, ...]:
        """The departments that keep their cost: all that are not services of `order`."""
        services = set(order)
        return tuple(department for department in self.direct_costs if department not in services)


def all_departments(
    names: Iterable[str],
    direct_costs: Mapping[str, Number],
    bases: Mapping[str, Mapping[str, Number]],
    services: Iterable[str],
) -> dict[str, Number]:
    """Direct costs of every department named anywhere, in order of first mention; a missing cost is 0."""
    costs: dict[str, Number] = dict.fromkeys(names, 0)
    costs.update(direct_costs)
    for giver, base in bases.items():
        costs.setdefault(giver, 0)
        for receiver in base:
            costs.setdefault(receiver, 0)
    for service in services:
        costs.setdefault(service, 0)
    return costs


def _departments_missing(inputs: AllocationInput) -> list[InputProblem]:
    known = inputs.direct_costs
    if not known:
        return [InputProblem("no-departments")]
    unknown = [("volumes", department) for department in inputs.volumes if department not in known]
    for giver, base in inputs.bases.items():
        unknown += [("bases", department) for department in (giver, *base) if department not in known]
    for services in inputs.orders.values():
        unknown += [("order", department) for department in services if department not in known]
    for product, content in inputs.products.items():
        unknown += [
            (f"products.{product}", department) for department in content.departments if department not in known
        ]
    return [InputProblem("unknown-department", at, {"department": department}) for at, department in unknown]


def _wrong_methods(methods: Sequence[str]) -> list[InputProblem]:
    if not methods:
        return [InputProblem("empty", "methods")]
    problems = [
        InputProblem("unknown-method", "methods", {"value": method, "known": ", ".join(METHODS)})
        for method in methods
        if method not in METHODS
    ]
    return problems + [InputProblem("twice", "methods", {"value": method}) for method in _repeated(methods)]


def _wrong_orders(orders: Mapping[str, tuple[str, ...]]) -> list[InputProblem]:
    if not orders:
        return [InputProblem("empty", "order")]
    return [
        InputProblem("double-target", f"order.{name}" if name else "order", {"department": department})
        for name, services in orders.items()
        for department in _repeated(services)
    ]


def _negative(inputs: AllocationInput) -> list[InputProblem]:
    problems = []
    for giver, base in inputs.bases.items():
        if min(base.values(), default=0) < 0:
            problems += [
                InputProblem(
                    "negative-base", f"bases.{giver}.{receiver}", {"department": giver, "value": str(quantity)}
                )
                for receiver, quantity in base.items()
                if quantity < 0
            ]
    for department, volume in inputs.volumes.items():
        if volume < 0:
            problems.append(InputProblem("negative-volume", f"volumes.{department}", {"value": str(volume)}))
    return problems


def _wrong_products(inputs: AllocationInput) -> list[InputProblem]:
    problems = []
    for name, product in inputs.products.items():
        if product.volume < 0:
            problems.append(InputProblem("negative-volume", f"products.{name}.volume", {"value": str(product.volume)}))
        problems += [
            InputProblem("double-target", f"products.{name}", {"department": department})
            for department in _repeated(product.departments)
        ]
    return problems


def _wrong_rounding(rounding: Rounding) -> list[InputProblem]:
    problems = []
    limits = {"share_decimals": SHARE_DECIMALS, "rate_decimals": SHARE_DECIMALS, "amount_decimals": AMOUNT_DECIMALS}
    for setting, (least, most) in limits.items():
        decimals = getattr(rounding, setting)
        if decimals is not None and not least <= decimals <= most:
            values = {"value": decimals, "least": least, "most": most}
            problems.append(InputProblem("decimals-out-of-range", f"rounding.{setting}", values))
    if rounding.residual not in RESIDUALS:
        values = {"value": rounding.residual, "known": ", ".join(RESIDUALS)}
        problems.append(InputProblem("wrong-value", "rounding.residual", values))
    return problems


def _repeated(items: Sequence[str]) -> list[str]:
    seen: set[str] = set()
    twice = []
    for item in items:
        if item in seen and item not in twice:
            twice.append(item)
        seen.add(item)
    return twice
