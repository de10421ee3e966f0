"""From a JSON file to an `AllocationInput`; every problem of the file at once."""

from collections.abc import Mapping
from decimal import Decimal

from tariffs.allocation.inputs import STEP_DOWN, AllocationInput, Number, Product, Rounding, all_departments
from tariffs.problems import AllocationError, InputProblem
from tariffs.strict_json import MONEY_LIMIT, entries, number, shown

KEYS = (
    "departments",
    "direct_costs",
    "bases",
    "order",
    "methods",
    "volumes",
    "products",
    "rounding",
    "self_service",
)
DECIMALS = ("share_decimals", "rate_decimals", "amount_decimals")


def read_inputs(document: Mapping[str, object]) -> AllocationInput:
    """The inputs that a file states; raises AllocationError naming every place that is wrong."""
    problems: list[InputProblem] = []
    names = _names(document.get("departments"), problems)
    if document.get("direct_costs") is None:
        problems.append(InputProblem("missing-key", "direct_costs"))
    costs = _quantities(document.get("direct_costs"), "direct_costs", problems, MONEY_LIMIT)
    bases = {
        giver: _quantities(base, f"bases.{giver}", problems)
        for giver, base in entries(document.get("bases"), "bases", problems).items()
    }
    orders = _orders(document.get("order"), bases, problems)
    volumes = _quantities(document.get("volumes"), "volumes", problems)
    products = _products(document.get("products"), problems)
    methods = _methods(document.get("methods"), problems)
    rounding = _rounding(document.get("rounding"), problems)
    is_self_service_included = _self_service(document.get("self_service"), problems)
    if problems:
        raise AllocationError(problems)
    services = [service for order in orders.values() for service in order]
    return AllocationInput(
        direct_costs=all_departments(names, costs, bases, services),
        bases=bases,
        orders=orders,
        methods=methods,
        names=names,
        volumes=volumes,
        products=products,
        rounding=rounding,
        is_self_service_included=is_self_service_included,
    )


def ignored_keys(document: Mapping[str, object]) -> list[str]:
    """Keys of the file that say nothing to an allocation (a title, a source), so that a misspelt one is seen."""
    return [key for key in document if key not in KEYS]


def _names(value: object, problems: list[InputProblem]) -> dict[str, str]:
    if isinstance(value, list):
        wrong = [item for item in value if not isinstance(item, str)]
        problems += [InputProblem("not-a-name", "departments", {"value": shown(item)}) for item in wrong]
        keys = [item for item in value if isinstance(item, str)]
        problems += [
            InputProblem("twice", "departments", {"value": key}) for key in dict.fromkeys(keys) if keys.count(key) > 1
        ]
        return {key: key for key in keys}
    names = {}
    for key, name in entries(value, "departments", problems).items():
        if name is not None and not isinstance(name, str):
            problems.append(InputProblem("not-a-name", f"departments.{key}", {"value": shown(name)}))
        names[key] = name if isinstance(name, str) and name else key
    return names


def _quantities(value: object, at: str, problems: list[InputProblem], limit: int | None = None) -> dict[str, Number]:
    quantities: dict[str, Number] = {}
    for key, stated in entries(value, at, problems).items():
        exact = number(stated, f"{at}.{key}", problems, **({} if limit is None else {"limit": limit}))
        if exact is not None:
            quantities[key] = exact
    return quantities


def _orders(value: object, bases: Mapping[str, object], problems: list[InputProblem]) -> dict[str, tuple[str, ...]]:
    if value is None:
        return {"": tuple(bases)}
    if isinstance(value, dict) and value:
        named = {str(name): (f"order.{name}", services) for name, services in value.items()}
    elif isinstance(value, list) and value and all(isinstance(item, list) for item in value):
        named = {str(place): (f"order.{place}", services) for place, services in enumerate(value, start=1)}
    elif isinstance(value, list):
        named = {"": ("order", value)}
    else:
        problems.append(InputProblem("wrong-type", "order", {"expected": "list"}))
        return {}
    orders = {name: _services(services, at, problems) for name, (at, services) in named.items()}
    return orders if len(orders) > 1 else {"": next(iter(orders.values()))}


def _services(value: object, at: str, problems: list[InputProblem]) -> tuple[str, ...]:
    if not isinstance(value, list):
        problems.append(InputProblem("wrong-type", at, {"expected": "list"}))
        return ()
    problems += [InputProblem("not-a-name", at, {"value": shown(item)}) for item in value if not isinstance(item, str)]
    return tuple(item for item in value if isinstance(item, str))


def _methods(value: object, problems: list[InputProblem]) -> tuple[str, ...]:
    return (STEP_DOWN,) if value is None else _services(value, "methods", problems)


def _products(value: object, problems: list[InputProblem]) -> dict[str, Product]:
    products = {}
    for name, stated in entries(value, "products", problems).items():
        at = f"products.{name}"
        content = entries(stated, at, problems)
        problems += [
            InputProblem("missing-key", f"{at}.{key}") for key in ("departments", "volume") if key not in content
        ]
        if "departments" in content and "volume" in content:
            volume = number(content["volume"], f"{at}.volume", problems)
            departments = _services(content["departments"], f"{at}.departments", problems)
            if volume is not None:
                products[name] = Product(departments, volume)
    return products


def _rounding(value: object, problems: list[InputProblem]) -> Rounding:
    stated = entries(value, "rounding", problems)
    known = ", ".join((*DECIMALS, "residual"))
    problems += [
        InputProblem("unknown-setting", f"rounding.{key}", {"known": known})
        for key in stated
        if key not in (*DECIMALS, "residual")
    ]
    decimals: dict[str, int | None] = {}
    for key in DECIMALS:
        setting = stated.get(key)
        if isinstance(setting, Decimal) and setting.is_finite() and setting == setting.to_integral_value():
            setting = int(setting) if abs(setting) < 100 else 100
        if setting is not None and type(setting) is not int:
            problems.append(InputProblem("not-a-whole-number", f"rounding.{key}", {"value": shown(setting)}))
            setting = None
        decimals[key] = setting if isinstance(setting, int) else None
    residual = stated.get("residual")
    return Rounding(**decimals, residual="largest" if residual is None else shown_setting(residual))


def _self_service(value: object, problems: list[InputProblem]) -> bool:
    if value not in (None, "exclude", "include"):
        problems.append(
            InputProblem("wrong-value", "self_service", {"value": shown(value), "known": "exclude, include"})
        )
    return value == "include"


def shown_setting(value: object) -> str:
    """A setting as text; what is no text is shown as JSON, which is none of the known settings."""
    return value if isinstance(value, str) else shown(value)
