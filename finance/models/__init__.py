from finance.models.account_turnover import AccountTurnover
from finance.models.alert import RaisedAlert
from finance.models.api_token import ApiToken
from finance.models.audit import AuditEvent
from finance.models.budget import Budget, FundingSource, Programme
from finance.models.cash import CashBalance, TreasuryFigure
from finance.models.chain import ChainLink, ChainTouch
from finance.models.classification import BudgetCode, FacilityCodeName, IncomeItem
from finance.models.document import Document, PlanLine
from finance.models.doubt import DoubtAnswer
from finance.models.explanation import Explanation
from finance.models.facility import Account, Facility, Membership, Setting
from finance.models.issue import Issue, IssueSignature
from finance.models.ledger import COUNTED_BY_DATE, Balance, Entry, Measure
from finance.models.month import AskedReopening, MonthState
from finance.models.plan_calculation import ContributionRate, PlanDraftNote
from finance.models.plan_draft import PlanDraft, PlanDraftCell
from finance.models.proof import CheckedBooks, Proof
from finance.models.saved_view import SavedView
from finance.models.session import SignedIn
from finance.models.signing import HeaderLine, SectionText, Signatory
from finance.models.tree_balance import BudgetSum, TreeBalance
from finance.models.trial_balance import TrialBalanceLine

__all__ = [
    "COUNTED_BY_DATE",
    "Account",
    "AccountTurnover",
    "ApiToken",
    "AskedReopening",
    "AuditEvent",
    "Balance",
    "Budget",
    "BudgetCode",
    "BudgetSum",
    "CashBalance",
    "ChainLink",
    "ChainTouch",
    "CheckedBooks",
    "ContributionRate",
    "Document",
    "DoubtAnswer",
    "Entry",
    "Explanation",
    "Facility",
    "FacilityCodeName",
    "FundingSource",
    "HeaderLine",
    "IncomeItem",
    "Issue",
    "IssueSignature",
    "Measure",
    "Membership",
    "MonthState",
    "PlanDraft",
    "PlanDraftCell",
    "PlanDraftNote",
    "PlanLine",
    "Programme",
    "Proof",
    "RaisedAlert",
    "SavedView",
    "SectionText",
    "Setting",
    "Signatory",
    "SignedIn",
    "TreasuryFigure",
    "TreeBalance",
    "TrialBalanceLine",
]
