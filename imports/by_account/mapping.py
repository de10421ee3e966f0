"""Which budget code and cost centre an account, article and department of 1C mean. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from imports.resolve.letters import skeleton


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a person said of an account, in all or for one article or department: a code and centre, or no cost.

    `article` and `department` are as 1C writes them and empty where they play no part; `code` is empty where the
    turnover is to be ignored, `centre` where the cost belongs to no centre. `since` is the first day it holds.
    """

    account: str
    article: str = ""
    department: str = ""
    code: str = ""
    centre: str = ""
    is_ignored: bool = False
    since: date = date.min

    @property
    def weight(self) -> tuple[int, bool, date]:
        """The longest match first; of two equally long ones that of the article, then the newer."""
        return bool(self.article) + bool(self.department), bool(self.article), self.since


class Mappings:
    """The mappings of a facility that hold on one day."""

    def __init__(self, mapped: Iterable[Mapped], day: date) -> None:
        self._found: dict[tuple[str, str, str], Mapped] = {}
        for one in sorted(mapped, key=lambda m: m.since):
            if one.since <= day:
                self._found[one.account, skeleton(one.article), skeleton(one.department)] = one

    def find(self, account: str, article: str, department: str) -> Mapped | None:
        """The longest mapping that fits; None where none does, which is to be asked. Accounts match whole."""
        names = (skeleton(article), skeleton(department))
        tried = {(account, *names), (account, names[0], ""), (account, "", names[1]), (account, "", "")}
        fits = [self._found[key] for key in tried if key in self._found]
        return max(fits, key=lambda m: m.weight, default=None)

    def offers(self, article: str) -> tuple[str, ...]:
        """Codes that the same article means under other accounts: what to offer a person, most used first."""
        codes = [m.code for m in self._found.values() if m.code and skeleton(m.article) == skeleton(article) != ""]
        return tuple(sorted(set(codes), key=lambda code: (-codes.count(code), code)))

    def centre_offers(self, department: str) -> tuple[str, ...]:
        """Cost centres that the same department means elsewhere, most used first."""
        same = skeleton(department)
        centres = [m.centre for m in self._found.values() if m.centre and skeleton(m.department) == same != ""]
        return tuple(sorted(set(centres), key=lambda centre: (-centres.count(centre), centre)))
