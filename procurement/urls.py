"""Addresses of contracts."""

from django.urls import path

from procurement.views import contract, entering, listing, matching

app_name = "procurement"
urlpatterns = [
    path("budget/<slug:key>/contracts/", listing.contracts, name="contracts"),
    path("budget/<slug:key>/contracts/new/", entering.new_contract, name="new"),
    path("budget/<slug:key>/payments/", matching.matching, name="matching"),
    path("budget/<slug:key>/payments/match/", matching.accept_all, name="match"),
    path("budget/<slug:key>/payments/<int:pk>/", matching.assign, name="assign"),
    path("matches/<int:pk>/take-back/", matching.take_back, name="take-back"),
    path("contracts/<int:pk>/", contract.contract, name="contract"),
    path("contracts/<int:pk>/agreement/", entering.new_agreement, name="agreement"),
    path("contracts/<int:pk>/act/", entering.new_act, name="act"),
    path("contracts/<int:pk>/approve/", entering.approve, name="approve"),
    path("contracts/<int:pk>/discard/", entering.discard, name="discard"),
    path("acts/<int:pk>/approve/", entering.approve_act, name="approve-act"),
]
