"""Addresses of the pages on which data comes and goes."""

from __future__ import annotations

from django.urls import path

from datasets import views
from datasets.releases import views as release_views

urlpatterns = [
    path("projects/<slug:slug>/import/", views.import_page, name="import"),
    path("projects/<slug:slug>/export/", views.export_page, name="export"),
    path("projects/<slug:slug>/export/download/", views.export_download, name="export-download"),
    path("projects/<slug:slug>/export/loss/", views.export_loss, name="export-loss"),
    path("projects/<slug:slug>/releases/", release_views.releases, name="releases"),
    path("projects/<slug:slug>/releases/<int:number>/", release_views.release, name="release"),
    path("projects/<slug:slug>/releases/<int:number>/again/", release_views.make_again, name="release-again"),
    path(
        "projects/<slug:slug>/releases/<int:number>/files/<str:name>", release_views.release_file, name="release-file"
    ),
]
