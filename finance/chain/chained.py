"""What of finance the chain stands over: everything that states, changes or allows a figure.

Not balances, which `check_books` adds up from the entries; nor drafts, sessions and counters of attempts.
"""

from finance.guards import Chained

# Of a person only what allows something: passwords and names change by themselves.
OF_PEOPLE = ("password", "last_login", "first_name", "last_name", "email", "date_joined")
GROW = ("Entry", "CashBalance", "TreasuryFigure", "AccountTurnover", "TrialBalanceLine", "PlanLine")
ROWS_THAT_STAY = ("AuditEvent", "Issue", "IssueSignature")
ROWS = (
    "Document", "MonthState", "AskedReopening", "Membership", "Setting", "Facility", "Account", "Programme",
    "FundingSource", "Budget", "BudgetCode", "FacilityCodeName", "ContributionRate", "Signatory", "HeaderLine",
    "DoubtAnswer", "ApiToken", "SectionText",
    "Explanation",
)  # fmt: skip

CHAINED = (
    *(Chained(f"finance.{name}", "document", only_grows=True) for name in GROW),
    *(Chained(f"finance.{name}", only_grows=True) for name in ROWS_THAT_STAY),
    *(Chained(f"finance.{name}") for name in ROWS),
    Chained("auth.User", without=OF_PEOPLE),
    Chained("auth.User.groups", "user"),
    Chained("auth.User.user_permissions", "user"),
    Chained("auth.Group.permissions", "group"),
)
