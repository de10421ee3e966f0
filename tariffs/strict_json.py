"""Reading a JSON input so that nothing in it is guessed: exact numbers, no repeated keys, no NaN."""

import errno
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from tariffs.problems import InputProblem, RefusedError

Number = int | Decimal

MAX_BYTES = 128 * 1024 * 1024
MONEY_LIMIT = 10**13
QUANTITY_LIMIT = 10**18
MAX_DECIMALS = 30
PLAIN_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?", re.ASCII)


class UnreadableInputError(RefusedError):
    """A file that is missing, no JSON, or JSON that says one thing twice."""


class _RepeatedKeyError(ValueError):
    pass


def load(path: str | Path) -> dict[str, object]:
    """The JSON object in `path`, decimal fractions as Decimal; raises UnreadableInputError."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        # a name that no system takes is a ValueError
        reason = errno.errorcode.get(getattr(error, "errno", None) or errno.EINVAL, "")
        raise UnreadableInputError(
            [InputProblem("unreadable-file", "", {"path": str(path), "reason": reason})]
        ) from error
    if len(content) > MAX_BYTES:
        raise UnreadableInputError([InputProblem("too-large-file", "", {"limit": MAX_BYTES // 1024 // 1024})])
    return loads(content)


def loads(content: bytes | str) -> dict[str, object]:
    """The JSON object in `content` (UTF-8 bytes or text); raises UnreadableInputError."""
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        document = json.loads(text, parse_float=Decimal, parse_constant=Decimal, object_pairs_hook=_without_repeats)
    except UnicodeDecodeError as error:
        raise UnreadableInputError([InputProblem("not-utf8", "", {"position": error.start})]) from error
    except _RepeatedKeyError as error:
        raise UnreadableInputError([InputProblem("repeated-key", "", {"key": str(error)})]) from error
    except json.JSONDecodeError as error:
        raise UnreadableInputError(
            [InputProblem("not-json", "", {"line": error.lineno, "column": error.colno})]
        ) from error
    except RecursionError as error:
        raise UnreadableInputError([InputProblem("too-deep")]) from error
    except (ValueError, ArithmeticError) as error:  # more digits than the interpreter reads
        raise UnreadableInputError(
            [InputProblem("too-large", "", {"value": "…", "limit": f"{MONEY_LIMIT:,}"})]
        ) from error
    if not isinstance(document, dict):
        raise UnreadableInputError([InputProblem("wrong-type", "", {"expected": "object"})])
    return document


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    entries = dict(pairs)
    if len(entries) != len(pairs):
        seen: set[str] = set()
        for key, _value in pairs:
            if key in seen:
                raise _RepeatedKeyError(key)
            seen.add(key)
    return entries


def number(value: object, at: str, problems: list[InputProblem], limit: int = QUANTITY_LIMIT) -> Number | None:
    """`value` as an exact number, or None with the reason added to `problems`.

    Taken are JSON numbers and plain text numbers (`"1752.00"`): no exponents in text, no signs of grouping, no blanks.
    """
    exact: Number
    if isinstance(value, int) and not isinstance(value, bool):
        exact = value
    elif isinstance(value, str) and PLAIN_NUMBER.fullmatch(value):
        exact = Decimal(value)
    elif isinstance(value, Decimal) and value.is_finite():
        exact = value
    else:
        problems.append(InputProblem("not-a-number", at, {"value": shown(value)}))
        return None
    if isinstance(exact, Decimal) and exact and exact.adjusted() > len(str(limit)):
        problems.append(InputProblem("too-large", at, {"value": shown(value), "limit": f"{limit:,}"}))
        return None
    if not -limit < exact < limit:
        problems.append(InputProblem("too-large", at, {"value": shown(value), "limit": f"{limit:,}"}))
        return None
    if isinstance(exact, Decimal) and -int(exact.as_tuple().exponent) > MAX_DECIMALS:
        problems.append(InputProblem("too-many-decimals", at, {"value": shown(value), "limit": MAX_DECIMALS}))
        return None
    return exact


def entries(value: object, at: str, problems: list[InputProblem]) -> Mapping[str, object]:
    """`value` as a JSON object; absent or null is an empty one, anything else a problem."""
    if value is None:
        return {}
    if isinstance(value, dict):
        return value
    problems.append(InputProblem("wrong-type", at, {"expected": "object"}))
    return {}


def shown(value: object) -> str:
    """`value` short enough for a sentence."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else text[:39] + "…"
