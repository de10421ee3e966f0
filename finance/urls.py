"""Addresses of the ledger: reports of a budget, entries, documents."""

from django.urls import path

from finance.views import balances, documents, doubts, entries, issues, months, plan, plan_deciding, plan_grid, reports

urlpatterns = [
    path("budget/<slug:key>/months/", months.months, name="months"),
    path("budget/<slug:key>/months/close/", months.close, name="close-month"),
    path("budget/<slug:key>/months/open/", months.ask, name="ask-reopening"),
    path("budget/<slug:key>/months/open/<int:pk>/approve/", months.approve, name="approve-reopening"),
    path("budget/<slug:key>/months/open/<int:pk>/give-up/", months.give_up, name="give-up-reopening"),
    path("budget/<slug:key>/plan/", plan.plan, name="plan"),
    path("budget/<slug:key>/plan/begin/", plan.begin, name="begin-plan"),
    path("budget/<slug:key>/plan/versions/", plan.compare, name="plan-versions"),
    path("budget/<slug:key>/plan/approvers/", plan.approvers, name="plan-approvers"),
    path("plan-drafts/<int:pk>/", plan_deciding.draft, name="plan-draft"),
    path("plan-drafts/<int:pk>/grid/", plan_grid.page, name="plan-grid"),
    path("plan-drafts/<int:pk>/save/", plan_grid.save, name="save-plan"),
    path("plan-drafts/<int:pk>/fill/", plan_grid.fill, name="fill-plan"),
    path("plan-drafts/<int:pk>/codes/", plan_grid.add_code, name="add-plan-code"),
    path("plan-drafts/<int:pk>/paper/", plan_grid.name, name="name-plan"),
    path("plan-drafts/<int:pk>/approve/", plan_deciding.approve, name="approve-plan"),
    path("plan-drafts/<int:pk>/return/", plan_deciding.send_back, name="return-plan"),
    path("plan-drafts/<int:pk>/take-back/", plan_deciding.take_back, name="take-back-plan"),
    path("plan-drafts/<int:pk>/discard/", plan_deciding.discard, name="discard-plan"),
    path("plan-drafts/<int:pk>/certificate.<slug:ending>", plan_deciding.paper, name="plan-paper"),
    path("budget/<slug:key>/issues/", issues.listing, name="issues"),
    path("budget/<slug:key>/issues/<slug:name>/", issues.prepare, name="prepare-issue"),
    path("budget/<slug:key>/<slug:name>/doubts/", doubts.doubts, name="doubts"),
    path("budget/<slug:key>/<slug:name>/doubts/<int:pk>/", doubts.take_back, name="take-back-answer"),
    path("budget/<slug:key>/<slug:name>/", reports.page, name="report"),
    path("budget/<slug:key>/<slug:name>.<slug:ending>", reports.download, name="download"),
    path("issues/<int:pk>/", issues.issue, name="issue"),
    path("issues/<int:pk>/approve/", issues.approve, name="approve-issue"),
    path("issues/<int:pk>/withdraw/", issues.withdraw, name="withdraw-issue"),
    path("issues/<int:pk>.<slug:ending>", issues.download, name="download-issue"),
    path("entries/", entries.entries, name="entries"),
    path("entries/<int:pk>/", entries.entry, name="entry"),
    path("stated-balances/", balances.balances, name="stated-balances"),
    path("documents/<int:pk>/", documents.document, name="document"),
    path("documents/<int:pk>/certificate.<slug:ending>", plan_deciding.posted_paper, name="certificate"),
]
