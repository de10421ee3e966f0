"""Which programme or source a row of resources is of, by the code before its name or by the name."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from finance.models import FundingSource, Programme
from imports.context import Context
from imports.resolve.letters import skeleton

# `067 «Фонд»`, `217/102 Гранты`, `226/067/100`, `006. Подготовка`
_CODE = re.compile(r"\s*(\d{3}(?:\s*[/-]\s*\d{3}){0,2})(?!\d)\s*[.:)–—-]?\s*(.*)", re.DOTALL)


class ProgrammeBook:
    """Programmes and sources as a row names them."""

    def __init__(self, context: Context) -> None:
        self.programmes = list(Programme.objects.all())
        self.sources = {
            skeleton(name): source
            for source in FundingSource.objects.all()
            for name in (source.key, source.name_ru, source.name_kk)
            if name
        }
        self.own = {
            budget.programme.administrator_code for budgets in context.budgets.values() for budget in budgets
        }  # fmt: skip

    def find(self, code: str, name: str) -> Programme | FundingSource | str:
        """What a row is of, or a sentence that says why nobody can tell."""
        match = _CODE.fullmatch(code or name)
        if match is None:
            return self._named(name or code)
        found = self._coded([part.strip() for part in re.split(r"[/-]", match[1])])
        if len(found) == 1:
            return found[0]
        values = {"code": match[1].replace(" ", ""), "names": "; ".join(map(str, found or self._known()))}
        if found:
            return _("“%(code)s” is a programme of several administrators: %(names)s. Write the administrator's code "
                     "before it.") % values  # fmt: skip
        return (
            _("“%(code)s” is no programme on the list. Known are: %(names)s. Correct it, or add the programme.")
            % values
        )

    def _coded(self, parts: list[str]) -> list[Programme]:
        """Programmes with these codes; of several administrators the facility's own go first."""

        def codes(programme: Programme) -> list[str]:
            return [programme.programme_code, programme.subprogramme_code]

        every = [
            one for one in self.programmes
            if one.programme_code and (
                parts in ([code for code in codes(one) if code], [one.administrator_code, *filter(None, codes(one))])
            )
        ]  # fmt: skip
        return [one for one in every if one.administrator_code in self.own] or every

    def _named(self, name: str) -> Programme | FundingSource | str:
        said = skeleton(name)
        found = [one for one in self.programmes if said and said in (skeleton(one.name_ru), skeleton(one.name_kk))]
        found = [one for one in found if one.administrator_code in self.own] or found
        if len(found) == 1:
            return found[0]
        if said in self.sources:
            return self.sources[said]
        values = {"name": name, "names": "; ".join(map(str, self._known()))}
        return _("“%(name)s” names no programme. Write its code before the name. Known are: %(names)s.") % values

    def _known(self) -> list[Programme]:
        return [one for one in self.programmes if one.programme_code]
