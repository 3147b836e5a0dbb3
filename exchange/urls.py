"""Addresses of the pages on which data comes and goes."""

from __future__ import annotations

from django.urls import path

from exchange.views import (
    closing,
    exporting,
    importing,
    learning,
    new_project,
    releases,
    runs,
    settings,
    settings_sections,
)

urlpatterns = [
    path("projects/new/", new_project.new_project, name="new-project"),
    path("projects/new/slug/", new_project.slug_of_name, name="slug-of-name"),
    path("guidelines/preview/", settings_sections.guidelines_preview, name="guidelines-preview"),
    path("projects/<slug:slug>/bring-back/", closing.bring_back_project, name="bring-back-project"),
    path("projects/<slug:slug>/settings/", settings.settings_page, name="settings"),
    path("projects/<slug:slug>/settings/profile/", settings.profile_upload, name="profile-upload"),
    path("projects/<slug:slug>/settings/offer/", settings.profile_offer, name="profile-offer"),
    path("projects/<slug:slug>/settings/archive/", closing.archive_project, name="archive-project"),
    path("projects/<slug:slug>/settings/restore/", closing.restore_project, name="restore-project"),
    path("projects/<slug:slug>/settings/delete/", closing.delete_project, name="delete-project"),
    path("projects/<slug:slug>/settings/<slug:name>/", settings_sections.section, name="settings-section"),
    path("projects/<slug:slug>/profile.json", settings.profile_file, name="profile-file"),
    path("projects/<slug:slug>/import/", importing.import_page, name="import"),
    path("projects/<slug:slug>/export/", exporting.export_page, name="export"),
    path("projects/<slug:slug>/export/prepare/", exporting.export_prepare, name="export-prepare"),
    path("projects/<slug:slug>/runs/<uuid:key>/", runs.run_page, name="run"),
    path("projects/<slug:slug>/runs/<uuid:key>/start/", runs.run_start, name="run-start"),
    path("projects/<slug:slug>/runs/<uuid:key>/mapping/", runs.run_mapping, name="run-mapping"),
    path("projects/<slug:slug>/runs/<uuid:key>/resume/", runs.run_resume, name="run-resume"),
    path("projects/<slug:slug>/runs/<uuid:key>/cancel/", runs.run_cancel, name="run-cancel"),
    path("projects/<slug:slug>/runs/<uuid:key>/file/", runs.run_file, name="run-file"),
    path("projects/<slug:slug>/runs/<uuid:key>/report.json", runs.run_report, {"kind": "json"}, name="run-report"),
    path("projects/<slug:slug>/runs/<uuid:key>/report.txt", runs.run_report, {"kind": "txt"}, name="run-text"),
    path("projects/<slug:slug>/export/download/", exporting.export_download, name="export-download"),
    path("projects/<slug:slug>/export/report/", exporting.export_report, name="export-report"),
    path("projects/<slug:slug>/export/loss/", exporting.export_loss, name="export-loss"),
    path("projects/<slug:slug>/train/", learning.train, name="train"),
    path("projects/<slug:slug>/train/later/", learning.train_later, name="train-later"),
    path("projects/<slug:slug>/models/", learning.models, name="models"),
    path("projects/<slug:slug>/models/rules/use/", learning.use_rules, name="use-rules"),
    path("projects/<slug:slug>/models/<key:number>/", learning.model, name="model"),
    path("projects/<slug:slug>/models/<key:number>/use/", learning.use_model, name="use-model"),
    path("projects/<slug:slug>/releases/", releases.releases, name="releases"),
    path("projects/<slug:slug>/releases/<key:number>/", releases.release, name="release"),
    path("projects/<slug:slug>/releases/<key:number>/again/", releases.make_again, name="release-again"),
    path("projects/<slug:slug>/releases/<key:number>/release.zip", releases.release_zip, name="release-zip"),
    path("projects/<slug:slug>/releases/<key:number>/files/<str:name>", releases.release_file, name="release-file"),
]
