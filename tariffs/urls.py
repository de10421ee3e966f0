"""Addresses of costing: where a cost comes from, runs, what-if, volumes."""

from django.urls import path

from tariffs.views import case, entering, indicators, lever, runs, sources, trace, what_if

app_name = "tariffs"
urlpatterns = [
    path("", runs.runs, name="runs"),
    path("<slug:key>/trace/", trace.page, name="trace"),
    path("<slug:key>/case/", case.page, name="case"),
    path("<slug:key>/sources/", sources.page, name="sources"),
    path("<slug:key>/lever/", lever.page, name="lever"),
    path("<slug:key>/run/", runs.make, name="make"),
    path("runs/<int:pk>/", runs.page, name="run"),
    path("runs/<int:pk>/lock/", runs.lock, name="lock"),
    path("runs/<int:pk>/again/", runs.again, name="again"),
    path("runs/<int:pk>/what-if/", what_if.page, name="what-if"),
    path("runs/<int:pk>/what-if/save/", what_if.save, name="save-scenario"),
    path("<slug:key>/volumes/", entering.volumes, name="volumes"),
    path("<slug:key>/indicators/<int:pk>/", indicators.page, name="indicator"),
]
