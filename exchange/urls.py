"""Addresses of the pages on which data comes and goes."""

from __future__ import annotations

from django.urls import path

from exchange.views import pages as views
from exchange.views import releases as release_views
from exchange.views import runs as run_views

urlpatterns = [
    path("projects/<slug:slug>/import/", views.import_page, name="import"),
    path("projects/<slug:slug>/export/", views.export_page, name="export"),
    path("projects/<slug:slug>/export/prepare/", views.export_prepare, name="export-prepare"),
    path("projects/<slug:slug>/runs/<uuid:key>/", run_views.run_page, name="run"),
    path("projects/<slug:slug>/runs/<uuid:key>/start/", run_views.run_start, name="run-start"),
    path("projects/<slug:slug>/runs/<uuid:key>/mapping/", run_views.run_mapping, name="run-mapping"),
    path("projects/<slug:slug>/runs/<uuid:key>/resume/", run_views.run_resume, name="run-resume"),
    path("projects/<slug:slug>/runs/<uuid:key>/cancel/", run_views.run_cancel, name="run-cancel"),
    path("projects/<slug:slug>/runs/<uuid:key>/file/", run_views.run_file, name="run-file"),
    path("projects/<slug:slug>/runs/<uuid:key>/report.json", run_views.run_report, {"kind": "json"}, name="run-report"),
    path("projects/<slug:slug>/runs/<uuid:key>/report.txt", run_views.run_report, {"kind": "txt"}, name="run-text"),
    path("projects/<slug:slug>/export/download/", views.export_download, name="export-download"),
    path("projects/<slug:slug>/export/loss/", views.export_loss, name="export-loss"),
    path("projects/<slug:slug>/releases/", release_views.releases, name="releases"),
    path("projects/<slug:slug>/releases/<int:number>/", release_views.release, name="release"),
    path("projects/<slug:slug>/releases/<int:number>/again/", release_views.make_again, name="release-again"),
    path(
        "projects/<slug:slug>/releases/<int:number>/files/<str:name>", release_views.release_file, name="release-file"
    ),
]
