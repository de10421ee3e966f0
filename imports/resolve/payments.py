"""Which budget code a bank payment belongs to: signs in a fixed order, each with its reason and confidence. Pure.

A statement carries no code. Nothing is coded before a person has confirmed something about its like: rules of
reference (КНП, the wording of a code's name) only support what a person chose or order what is offered. No sign
reads a code out of a contract number: a number is compared as a whole with contracts already known.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from imports.resolve.history import Chosen, Past, PastPayments
from imports.resolve.letters import words
from imports.resolve.names import NamedCode, OfferedCode, nearest
from imports.resolve.purposes import codes_in, contract_in, contract_key, has_words, named_in, wording

ORDER = ("rule", "contract", "history", "supplier", "wording", "digits", "knp", "words")
THRESHOLD = 80
OFFERS = 3
# Payment-purpose codes with one meaning whatever the supplier; order of the classification of КНП.
CONVENTIONS: Mapping[str, str] = {"012": "122", "089": "116", "121": "124"}
# Words of nearly every code's name; they tell none from another.
_COMMON = frozenset({"приобретение", "оплата", "прочее", "прочих"})


@dataclass(frozen=True, slots=True)
class Payment:
    """What a statement says of a payment. `number` is the counterparty's БИН or ИИН, `knp` keeps its zeros."""

    number: str
    name: str
    knp: str
    purpose: str
    contract: str = ""


@dataclass(frozen=True, slots=True)
class PaymentRule:
    """What a person decided for payments like this: all keys given must hold. `words` must all occur."""

    code: str
    number: str = ""
    knp: str = ""
    words: str = ""
    key: str = ""

    def holds(self, payment: Payment) -> bool:
        return bool(
            (self.number or self.knp or self.words)
            and (not self.number or self.number == payment.number)
            and (not self.knp or self.knp == payment.knp)
            and (not self.words or has_words(payment.purpose, self.words))
        )


@dataclass(frozen=True, slots=True)
class KnownContract:
    """A contract that procurement knows, and the codes it is planned under."""

    supplier_number: str
    number: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """What one rule says. `confidence` is 0 to 100; `details` are the values its sentence quotes."""

    rule: str
    code: str
    confidence: int
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Derivation:
    """The code where it is beyond doubt, else None; all signs, the deciding one first; codes to offer, best first."""

    code: str | None
    confidence: int
    signs: tuple[Sign, ...] = ()
    offers: tuple[OfferedCode, ...] = ()


class Deriver:
    """Rules, contracts and history of one facility, ready for many payments."""

    def __init__(
        self,
        *,
        names: Sequence[NamedCode],
        rules: Iterable[PaymentRule] = (),
        contracts: Iterable[KnownContract] = (),
        history: Iterable[Past] = (),
        own_numbers: Iterable[str] = (),
        depth: int = 20,
    ) -> None:
        """`history` comes newest first; of the like the newest `depth` are asked. Only codes of `names` are used.

        Under the facility's `own_numbers` many are paid (advances to staff), so there the name tells whom.
        """
        self._names = list(names)
        self._codes = {item.code for item in self._names}
        self._titles = {item.code: item.name for item in reversed(self._names)}
        self._stems = [(item.code, [w for w in words(item.name) if w not in _COMMON]) for item in self._names]
        self._rules = list(rules)
        self._contracts: dict[tuple[str, str], set[str]] = defaultdict(set)
        for known in contracts:
            self._contracts[known.supplier_number, contract_key(known.number)] |= set(known.codes) & self._codes
        known_codes = (past for past in history if past.code in self._codes)
        self._history = PastPayments(known_codes, frozenset(own_numbers), depth)
        self._named: dict[tuple[str, ...], str | None] = {}
        self._offered: dict[tuple[str, ...], tuple[OfferedCode, ...]] = {}

    def derive(self, payment: Payment) -> Derivation:
        """The code of a payment with its reason, or what to offer a person."""
        for rule in self._rules:
            if rule.holds(payment):
                sign = Sign("rule", rule.code, 100, {"key": rule.key, "text": rule_text(rule)})
                return Derivation(rule.code, 100, (sign,))
        confirmed = [*self._contract(payment), *self._chosen_before(payment)]
        reference = [*self._digits(payment), *self._convention(payment), *self._name_of_code(payment)]
        signs = [self._supported(sign, confirmed, reference) for sign in confirmed]
        best = max(signs, key=lambda sign: sign.confidence, default=None)
        if best is not None and best.confidence >= THRESHOLD:
            rest = [sign for sign in signs if sign is not best] + reference
            return Derivation(best.code, best.confidence, (best, *rest), ())
        signs += reference
        signs.sort(key=lambda sign: (-sign.confidence, ORDER.index(sign.rule)))
        return Derivation(None, signs[0].confidence if signs else 0, tuple(signs), self._offers(payment, signs))

    def _supported(self, sign: Sign, confirmed: list[Sign], reference: list[Sign]) -> Sign:
        """A strong sign against another strong one is no longer sure; a weak one is lifted where reference agrees."""
        against = [s for s in confirmed if s.code != sign.code and s.confidence >= THRESHOLD]
        spoken = {s.code for s in reference if s.rule == "digits"}
        if spoken and sign.code not in spoken:
            against += [s for s in reference if s.rule == "digits"]
        if sign.confidence >= THRESHOLD:
            return Sign(sign.rule, sign.code, THRESHOLD - 10, sign.details) if against else sign
        codes = {s.code for s in reference}
        if sign.rule in ("supplier", "wording") and sign.confidence >= 60 and codes == {sign.code} and not against:
            others = {s.code for s in confirmed}
            if others == {sign.code}:
                return Sign(
                    sign.rule, sign.code, sign.confidence + 20, {**sign.details, "supported": reference[0].rule}
                )
        return sign

    def _contract(self, payment: Payment) -> list[Sign]:
        number = contract_key(payment.contract) if payment.contract else contract_in(payment.purpose)
        if not number:
            return []
        details = {"contract": number}
        codes = self._contracts.get((payment.number, number), set())
        if codes:
            confidence = 95 if len(codes) == 1 else 60
            return [Sign("contract", code, confidence, details) for code in sorted(codes)]
        who = self._history.party(payment.number, payment.name)
        return _votes("contract", self._history.of_contract(who, number), 95, details)

    def _chosen_before(self, payment: Payment) -> list[Sign]:
        who = self._history.party(payment.number, payment.name)
        said = wording(payment.purpose)
        alike = self._history.alike(who, said)
        if alike:
            return _votes("history", alike, 92, {})
        recent = self._history.of_party(who)
        if recent:
            has_many = len({chosen.wording for chosen in recent if chosen.wording}) >= 3
            return _votes("supplier", recent, 85 if has_many else 60, {})
        same = self._history.of_wording(said)
        return _votes("wording", same, 65, {}) if len(same) > 1 else []

    def _digits(self, payment: Payment) -> list[Sign]:
        """Each code that the purpose calls by its digits; of two a person chooses."""
        named = [code for code in codes_in(payment.purpose) if code in self._codes]
        return [Sign("digits", code, 75 if len(named) == 1 else 50) for code in named]

    def _convention(self, payment: Payment) -> list[Sign]:
        code = CONVENTIONS.get(payment.knp)
        return [Sign("knp", code, 70, {"knp": payment.knp})] if code in self._codes else []

    def _name_of_code(self, payment: Payment) -> list[Sign]:
        said = wording(payment.purpose)
        if said not in self._named:
            self._named[said] = self._code_named(payment.purpose)
        code = self._named[said]
        return [Sign("words", code, 70, {"name": self._titles[code]})] if code else []

    def _code_named(self, purpose: str) -> str | None:
        """The one code whose whole name stands in the purpose; the longest name where one contains another."""
        present = words(purpose)
        found = [(len(stems), code) for code, stems in self._stems if stems and named_in(present, stems)]
        longest = max((length for length, _code in found), default=0)
        codes = {code for length, code in found if length == longest}
        return codes.pop() if len(codes) == 1 else None

    def _offers(self, payment: Payment, signs: Sequence[Sign]) -> tuple[OfferedCode, ...]:
        offered: dict[str, OfferedCode] = {}
        for sign in signs:
            if sign.code in self._titles:
                offered.setdefault(sign.code, OfferedCode(sign.code, self._titles[sign.code], sign.confidence))
        said = wording(payment.purpose)
        if said not in self._offered:
            self._offered[said] = nearest(" ".join(said), self._names)
        for offer in self._offered[said]:
            offered.setdefault(offer.code, OfferedCode(offer.code, offer.name, min(offer.score, 60)))
        return tuple(list(offered.values())[:OFFERS])


def _votes(rule: str, past: Sequence[Chosen], confidence: int, details: Mapping[str, Any]) -> list[Sign]:
    """One sign a code: full confidence where all agree, else its share of 70, so that a person decides."""
    counts = Counter(p.code for p in past)
    if len(counts) == 1:
        code = next(iter(counts))
        return [Sign(rule, code, confidence, {**details, "times": counts[code]})]
    return [
        Sign(rule, code, 70 * times // len(past), {**details, "times": times, "of": len(past)})
        for code, times in counts.most_common()
    ]


def rule_text(rule: PaymentRule) -> str:
    """The keys of a rule as people see it."""
    return " · ".join(part for part in (rule.number, rule.knp, rule.words) if part)
