"""Addresses of the region."""

from django.urls import path

from region.views import page

urlpatterns = [
    path("", page.first, name="region"),
    path("<slug:number>/", page.page, name="region-of"),
]
