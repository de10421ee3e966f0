"""Addresses of contracts."""

from django.urls import path

from procurement.views import carrying, closing, contract, deciding, entering, listing, matching, overdue

app_name = "procurement"
urlpatterns = [
    path("budget/<slug:key>/contracts/", listing.contracts, name="contracts"),
    path("budget/<slug:key>/contracts/new/", entering.new_contract, name="new"),
    path("budget/<slug:key>/contracts/carry-over/", carrying.carry_over, name="carry-over"),
    path("budget/<slug:key>/contracts/carry-over/approve/", carrying.approve, name="approve-carried"),
    path("budget/<slug:key>/contracts/carry-over/discard/", carrying.discard, name="discard-carried"),
    path("budget/<slug:key>/payments/", matching.matching, name="matching"),
    path("budget/<slug:key>/payments/match/", matching.accept_all, name="match"),
    path("budget/<slug:key>/payments/<int:pk>/", matching.assign, name="assign"),
    path("matches/<int:pk>/take-back/", matching.take_back, name="take-back"),
    path("contracts/<int:pk>/", contract.contract, name="contract"),
    path("contracts/<int:pk>/agreement/", entering.new_agreement, name="agreement"),
    path("contracts/<int:pk>/act/", entering.new_act, name="act"),
    path("contracts/<int:pk>/approve/", deciding.approve, name="approve"),
    path("contracts/<int:pk>/discard/", deciding.discard, name="discard"),
    path("contracts/<int:pk>/close/", closing.close, name="close"),
    path("contracts/<int:pk>/close/approve/", closing.approve, name="approve-closing"),
    path("contracts/<int:pk>/close/discard/", closing.discard, name="discard-closing"),
    path("acts/<int:pk>/approve/", deciding.approve_act, name="approve-act"),
    path("acts/<int:pk>/overdue/", overdue.overdue, name="overdue"),
    path("acts/<int:pk>/discard/", deciding.discard_act, name="discard-act"),
]
