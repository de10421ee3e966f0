"""Everything that holds a figure, or says what one means, stands in the chain or is named here with the reason why not."""

from django.apps import apps

from finance.chain.tables import tables
from tariffs.models.declared import Declared

ROOMS = ("finance", "tariffs", "procurement", "projects", "region", "imports")
NOT_CHAINED = {
    "finance.ChainLink": "the chain itself: its heads follow from each other",
    "finance.ChainTouch": "what is not linked yet, written by triggers alone",
    "finance.Balance": "added up from the entries, which check_books does again",
    "finance.TreeBalance": "added up from the balances, which check_books does again",
    "finance.BudgetSum": "added up from the balances, which check_books does again",
    "finance.CheckedBooks": "what entries added up to when the books last held; check_books adds them up again",
    "finance.Proof": "what a walk along the chain found; another walk finds it again",
    "finance.RaisedAlert": "what the head was told to look at; the figures it is of are chained",
    "finance.SavedView": "an address that a person keeps for themselves",
    "finance.SignedIn": "a session; what was done in it is in the trail",
    "finance.PlanDraft": "a draft: what is approved becomes a document with lines that are chained",
    "finance.PlanDraftCell": "a figure of a draft",
    "finance.PlanDraftNote": "a remark to a figure of a draft",
    "tariffs.StaySum": "counted from the stays, which check_books does again",
    "tariffs.ReferralSum": "counted from the stays, which check_books does again",
    "tariffs.Scenario": "a what-if, which no report shows",
    "imports.BankLayout": "how a statement is read, not what it says",
    "imports.Layout": "how a file is read, not what it says",
    "imports.FormerNumber": "where an old address leads",
    "imports.RowReason": "why a row was decided so; what was decided is chained",
    "imports.ToldPayments": "what a preview shows before anything is posted",
    "imports.LongWork": "how far a background work has come",
}


def test_every_model_is_chained_or_named_with_a_reason() -> None:
    known = tables()
    loose = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ROOMS and model._meta.db_table not in known
    }
    assert loose == set(NOT_CHAINED)


def test_what_files_declare_is_always_chained_and_only_grows() -> None:
    declared = [model for model in apps.get_models() if issubclass(model, Declared)]
    assert len(declared) > 15
    off = [m._meta.label for m in declared if not getattr(tables().get(m._meta.db_table), "only_grows", False)]
    assert off == []
