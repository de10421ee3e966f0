"""Addresses of contracts."""

from django.urls import path

from procurement.views import contract, listing

app_name = "procurement"
urlpatterns = [
    path("budget/<slug:key>/contracts/", listing.contracts, name="contracts"),
    path("contracts/<int:pk>/", contract.contract, name="contract"),
]
