"""Addresses of the pages on which data comes and goes."""

from __future__ import annotations

from django.urls import path

from datasets import views

urlpatterns = [
    path("projects/<slug:slug>/import/", views.import_page, name="import"),
    path("projects/<slug:slug>/export/", views.export_page, name="export"),
    path("projects/<slug:slug>/export/download/", views.export_download, name="export-download"),
    path("projects/<slug:slug>/export/loss/", views.export_loss, name="export-loss"),
]
