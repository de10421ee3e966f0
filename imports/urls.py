"""Addresses of imports."""

from django.urls import path

from imports.views import batches

app_name = "imports"
urlpatterns = [
    path("", batches.batches, name="list"),
    path("<int:number>/", batches.batch, name="batch"),
    path("<int:number>/cell/", batches.cell, name="cell"),
    path("<int:number>/file/", batches.source_file, name="source"),
    path("upload/", batches.upload, name="upload"),
]
