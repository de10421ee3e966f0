"""Addresses of the ledger: reports of a budget, entries, documents."""

from django.urls import path

from finance.views import balances, documents, entries, reports

urlpatterns = [
    path("budget/<slug:key>/<slug:name>/", reports.page, name="report"),
    path("budget/<slug:key>/<slug:name>.<slug:ending>", reports.download, name="download"),
    path("entries/", entries.entries, name="entries"),
    path("entries/<int:pk>/", entries.entry, name="entry"),
    path("stated-balances/", balances.balances, name="stated-balances"),
    path("documents/<int:pk>/", documents.document, name="document"),
]
