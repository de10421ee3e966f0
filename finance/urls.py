"""Addresses of the ledger: reports of a budget, entries, documents."""

from django.urls import path

from finance.views import balances, documents, entries, months, registers, reports, set_up

urlpatterns = [
    path("set-up/", set_up.set_up, name="set-up"),
    path("set-up/new/", set_up.new_facility, name="new-facility"),
    path("set-up/<slug:number>/", set_up.facility, name="facility"),
    path("set-up/<slug:number>/facility/", set_up.facility_form, name="facility-form"),
    path("set-up/<slug:number>/people/", set_up.people_page, name="people"),
    path("set-up/<slug:number>/people/change/", set_up.change_person, name="change-person"),
    path("set-up/<slug:number>/start-year/", set_up.start_year, name="start-year"),
    path("set-up/<slug:number>/<slug:key>/", registers.register, name="register"),
    path("budget/<slug:key>/months/", months.months, name="months"),
    path("budget/<slug:key>/months/close/", months.close, name="close-month"),
    path("budget/<slug:key>/months/open/", months.ask, name="ask-reopening"),
    path("budget/<slug:key>/months/open/<int:pk>/approve/", months.approve, name="approve-reopening"),
    path("budget/<slug:key>/months/open/<int:pk>/give-up/", months.give_up, name="give-up-reopening"),
    path("budget/<slug:key>/<slug:name>/", reports.page, name="report"),
    path("budget/<slug:key>/<slug:name>.<slug:ending>", reports.download, name="download"),
    path("entries/", entries.entries, name="entries"),
    path("entries/<int:pk>/", entries.entry, name="entry"),
    path("stated-balances/", balances.balances, name="stated-balances"),
    path("documents/<int:pk>/", documents.document, name="document"),
]
