"""Addresses of the ledger: reports of a budget, entries, documents."""

from django.urls import path

from finance.views import balances, documents, doubts, entries, issues, months, reports

urlpatterns = [
    path("budget/<slug:key>/months/", months.months, name="months"),
    path("budget/<slug:key>/months/close/", months.close, name="close-month"),
    path("budget/<slug:key>/months/open/", months.ask, name="ask-reopening"),
    path("budget/<slug:key>/months/open/<int:pk>/approve/", months.approve, name="approve-reopening"),
    path("budget/<slug:key>/months/open/<int:pk>/give-up/", months.give_up, name="give-up-reopening"),
    path("budget/<slug:key>/<slug:name>/doubts/", doubts.doubts, name="doubts"),
    path("budget/<slug:key>/<slug:name>/doubts/<int:pk>/", doubts.take_back, name="take-back-answer"),
    path("budget/<slug:key>/issues/", issues.listing, name="issues"),
    path("budget/<slug:key>/issues/<slug:name>/", issues.prepare, name="prepare-issue"),
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
]
