"""Addresses of imports."""

from django.urls import path

from imports.views import acting, batch, listing, mappings, remembered, rules, templates, together, undoing, work

app_name = "imports"
urlpatterns = [
    path("", listing.batches, name="list"),
    path("mappings/", mappings.mappings, name="mappings"),
    path("forms/", remembered.remembered, name="forms"),
    path("rules/", rules.rules, name="rules"),
    path("templates/", templates.templates, name="templates"),
    path("templates/<slug:kind>.xlsx", templates.template_workbook, name="template"),
    path("upload/", acting.upload, name="upload"),
    path("together/", together.together, name="together"),
    path("work/<int:number>/", work.page, name="work"),
    path("work/<int:number>/state/", work.state, name="work-state"),
    path("work/<int:number>/cancel/", work.cancel, name="work-cancel"),
    path("work/<int:number>/again/", work.try_again, name="work-again"),
    path("<int:number>/", batch.batch, name="batch"),
    path("<int:number>/cell/", batch.cell, name="cell"),
    path("<int:number>/file/", batch.source_file, name="source"),
    path("<int:number>/rejected.xlsx", batch.rejected_workbook, name="rejected"),
    path("<int:number>/correct/", acting.correct, name="correct"),
    path("<int:number>/answer/", acting.answer, name="answer"),
    path("<int:number>/post/", acting.post, name="post"),
    path("<int:number>/discard/", acting.discard, name="discard"),
    path("<int:number>/undo/", undoing.undo, name="undo"),
    path("<int:number>/undo/decide/", undoing.decide, name="decide-undo"),
]
