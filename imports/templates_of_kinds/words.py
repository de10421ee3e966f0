"""What the header and the title of a template say, in Russian and in Kazakh, where the label of a column would not do.

A column not named here is headed by its label, or by the first of its words that means it and nothing else.
"""

from collections.abc import Mapping

# Russian and Kazakh
Words = tuple[str, str]

# Columns that stand in the template; of a kind not named here, all.
CHOSEN: Mapping[str, tuple[str, ...]] = {
    "cash": ("date", "number", "code", "amount", "counterparty_name", "counterparty_number", "contract_number",
             "purpose"),
    "bank": ("date", "number", "spent", "received", "party_name", "party_number", "party_account", "knp", "purpose",
             "code"),
    "funding": ("date", "number", "code", "amount"),
    "amendment": ("number", "date", "code", "month", "amount", "reason"),
    "cash-by-month": ("code", "month", "amount"),
    "drugs": ("case", "day", "medicine", "unit", "quantity", "price", "amount"),
    "plan": ("code", "name", *(f"{number:02d}" for number in range(1, 13)), "year_total"),
    "actual": ("code", "name", "opening_debit", "opening_credit", "debit", "credit", "closing_debit",
               "closing_credit"),
    "procurement-plan": ("number", "act_number", "date_approved", "name", "name_kk", "subject", "method", "code",
                         "year", "month", "quantity", "price", "amount", "amount_with_vat"),
    "lots": ("number", "announcement_number", "announced_on", "name", "method", "status", "points", "year",
             "quantity", "amount"),
    "contracts": ("number", "signed_on", "ends_on", "supplier_number", "supplier", "code", "month", "year",
                  "amount_with_vat", "points", "method", "subject"),
    "acts": ("number", "accepted_on", "due_on", "kind", "contract_number", "supplier_number", "code", "month",
             "amount"),
    "quotas": ("referred_by", "group", "profile", "from", "through", "quota", "admitted", "disabled", "low_income"),
    "positions": ("category", "approved", "filled", "people", "with_category", "highest", "first", "second"),
    "project": ("site", "stage", "funder", "code", "month", "amount"),
    "indicators": ("no", "name", "unit", "year", "plan", "fact", "source", "responsible", "reason"),
    "fund-contract": ("source", "kind_of_care", *(f"{number:02d}" for number in range(1, 13)), "year_total"),
    "resources": ("programme", "name", "year", "stage", "value"),
    "absorption": ("name", "number", "district", "plan_year", "plan_period", "cash", "reason", "from", "through"),
    "objects": ("object", "district", "kind", "source", "allotted", "revised", "contracted", "accepted", "absorbed",
                "readiness"),
    "income": ("month", "number", "source", "kind_of_care", "accrued", "withheld", "reason", "payable",
               "advance_received", "advance_set_off"),
}  # fmt: skip

_OPENING: Words = ("Сальдо на начало", "Бастапқы сальдо")
_TURNOVER: Words = ("Обороты за период", "Айналым")
_CLOSING: Words = ("Сальдо на конец", "Соңғы сальдо")
_WITH_CATEGORY: Words = ("Имеют категорию", "Санаты бар")


def _below(group: Words, ru: str, kk: str) -> Words:
    """Headers under a header of the group."""
    return f"{group[0]} / {ru}", f"{group[1]} / {kk}"


# By the column, or by the kind and the column.
HEADERS: Mapping[str, Words] = {
    "code": ("код специфики", "ерекшелік коды"),
    "setting": ("вид стационара", "стационар түрі"),
    "referred_by": ("направившая организация", "жіберген ұйым"),
    "from": ("с месяца", "кезең басы"),
    "through": ("по месяц", "кезең соңы"),
    "supplier_number": ("БИН поставщика", "жеткізуші БСН"),
    "points": ("пункты плана", "жоспар тармақтары"),
    "method": ("способ закупки", "сатып алу тәсілі"),
    "amendment.reason": ("основание", "негіздеме"),
    "absorption.name": ("наименование организации", "ұйымның атауы"),
    "absorption.cash": ("кассовое исполнение", "игерілгені"),
    "objects.absorbed": ("освоено", "игерілгені"),
    "objects.contracted": ("договор", "шарт сомасы"),
    "objects.accepted": ("принято по актам", "қабылданды"),
    "plan.year_total": ("итого за год", "жылға барлығы"),
    "bank.code": ("специфика", "ерекшелік"),
    "volumes.bed_days_planned": ("койко-дни план", "жоспарланған төсек-күндер"),
    "volumes.bed_days_done": ("койко-дни факт", "орындалған төсек-күндер"),
    "volumes.discharged": ("пролечено случаев", "емделген жағдайлар"),
    "volumes.accompanying_days": ("дни сопровождающих", "бірге жүрушілердің күндері"),
    "tariffs.amount": ("тариф", "тариф сомасы"),
    "tariffs.applies_from": ("действует с", "қолданыла бастайды"),
    "centres.name_ru": ("наименование на русском", "орысша атауы"),
    "centres.name_kk": ("наименование на казахском", "қазақша атауы"),
    "centres.kind": ("вид центра", "орталық түрі"),
    "drivers.driver": ("база распределения", "бөлу базасы"),
    "drivers.measure": ("вид показателя", "көрсеткіш түрі"),
    "attribution.target": ("куда относится", "қайда жатқызылады"),
    "contracts.subject": ("предмет договора", "шарт мәні"),
    "procurement-plan.number": ("номер пункта", "тармақ нөмірі"),
    "procurement-plan.act_number": ("номер акта", "акт нөмірі"),
    "procurement-plan.date_approved": ("дата утверждения", "бекітілген күні"),
    "procurement-plan.name": ("наименование на русском", "атауы орысша"),
    "procurement-plan.name_kk": ("наименование на казахском", "атауы қазақша"),
    "procurement-plan.subject": ("вид предмета", "сатып алу нысанасының түрі"),
    "lots.number": ("номер лота", "лот нөмірі"),
    "lots.announced_on": ("дата объявления", "жарияланған күні"),
    "lots.name": ("наименование лота", "лот атауы"),
    "lots.status": ("статус лота", "лот мәртебесі"),
    "acts.number": ("номер акта", "акт нөмірі"),
    "bank.number": ("номер документа", "құжат нөмірі"),
    "bank.spent": ("дебет", "дебет"),
    "bank.received": ("кредит", "кредит"),
    "bank.party_number": ("БИН/ИИН контрагента", "контрагент БСН/ЖСН"),
    "bank.party_account": ("счет контрагента", "контрагент шоты"),
    "actual.opening_debit": _below(_OPENING, "дебет", "дебет"),
    "actual.opening_credit": _below(_OPENING, "кредит", "кредит"),
    "actual.debit": _below(_TURNOVER, "дебет", "дебет"),
    "actual.credit": _below(_TURNOVER, "кредит", "кредит"),
    "actual.closing_debit": _below(_CLOSING, "дебет", "дебет"),
    "actual.closing_credit": _below(_CLOSING, "кредит", "кредит"),
    "balances.amount": ("остаток", "қалдық"),
    "fund-contract.source": ("источник", "қаржыландыру көзі"),
    "fund-contract.kind_of_care": ("вид услуг", "көмек түрі"),
    "fund-contract.year_total": ("всего за год", "жылға барлығы"),
    "resources.programme": ("код программы", "бағдарлама коды"),
    "resources.name": ("наименование", "атауы"),
    "resources.stage": ("этап", "кезең"),
    "resources.value": ("сумма", "сома"),
    "income.number": ("№ акта", "акт нөмірі"),
    "income.source": ("источник", "қаржыландыру көзі"),
    "income.kind_of_care": ("вид услуг", "көмек түрі"),
    "income.accrued": ("начислено по акту", "акт бойынша есептелді"),
    "income.withheld": ("снято", "ұсталды"),
    "income.payable": ("к оплате", "төлеуге"),
    "income.advance_received": ("получен аванс", "алынған аванс"),
    "income.advance_set_off": ("удержан аванс", "есепке жатқызылған аванс"),
    "income.reason": ("причина снятия", "себебі"),
    "project.site": ("площадка", "алаң"),
    "project.stage": ("этап", "кезең"),
    "project.funder": ("источник", "қаржыландыру көзі"),
    "project.code": ("статья", "бап"),
    "positions.with_category": _below(_WITH_CATEGORY, "всего", "барлығы"),
    "positions.highest": _below(_WITH_CATEGORY, "высшая", "жоғары"),
    "positions.first": _below(_WITH_CATEGORY, "первая", "бірінші"),
    "medical-tables.no": ("№ п/п", "р/с"),
    "medical-tables.name": ("наименование", "атауы"),
    "medical-tables.figure": ("количество", "саны"),
    "quotas.admitted": ("принято детей", "қабылданған бала саны"),
    "indicators.no": ("№ п/п", "р/с"),
    "indicators.year": ("период", "кезең"),
    "positions.second": _below(_WITH_CATEGORY, "вторая", "екінші"),
    "stays.weight": ("коэффициент затратоёмкости", "шығын коэффициенті"),
}

# Where the name of the kind alone does not tell its files from others.
TITLES: Mapping[str, Words] = {
    "amendment": ("Справки об изменении плана", "Жоспарға өзгеріс туралы анықтамалар"),
    "cash-by-month": ("Кассовые расходы по месяцам", "Айлар бойынша кассалық шығыстар"),
    "plan": ("План финансирования по договору", "Шарт бойынша қаржыландыру жоспары"),
    "actual": ("Оборотно-сальдовая ведомость", "Айналым-сальдо ведомосі"),
    "balances": ("Остатки денег на счёте", "Шоттағы ақша қалдығы"),
    "reported": ("Отчетные показатели", "Есептік көрсеткіштер"),
    "positions": ("Штатные единицы, укомплектованность", "Штат бірліктері, жасақталуы"),
    "medical-tables": ("Медицинские таблицы", "Медициналық кестелер"),
    "indicators": ("Целевые индикаторы", "Нысаналы индикаторлар"),
    "fund-contract": ("План по договору с Фондом", "Қормен жасалған шарт бойынша жоспар"),
    "resources": ("Ресурсы", "Ресурстар"),
    "income": ("Акты оказанных услуг", "Көрсетілген қызметтер актілері"),
    "attribution": ("Правила отнесения затрат", "Шығындарды жатқызу қағидалары"),
    "stays": ("Реестр случаев пребывания", "Болу жағдайларының тізілімі (емделгендер тізілімі)"),
}
