"""Addresses of the pages on which data comes and goes."""

from __future__ import annotations

from django.urls import include, path

from exchange.views import (
    closing,
    exporting,
    importing,
    learning,
    model_files,
    new_project,
    releases,
    runs,
    settings,
    settings_sections,
)

of_a_project = [
    path("bring-back/", closing.bring_back_project, name="bring-back-project"),
    path("settings/", settings.settings_page, name="settings"),
    path("settings/profile/", settings.profile_upload, name="profile-upload"),
    path("settings/offer/", settings.profile_offer, name="profile-offer"),
    path("settings/archive/", closing.archive_project, name="archive-project"),
    path("settings/restore/", closing.restore_project, name="restore-project"),
    path("settings/delete/", closing.delete_project, name="delete-project"),
    path("settings/<slug:name>/", settings_sections.section, name="settings-section"),
    path("profile.json", settings.profile_file, name="profile-file"),
    path("import/", importing.import_page, name="import"),
    path("export/", exporting.export_page, name="export"),
    path("export/prepare/", exporting.export_prepare, name="export-prepare"),
    path("runs/<uuid:key>/", runs.run_page, name="run"),
    path("runs/<uuid:key>/start/", runs.run_start, name="run-start"),
    path("runs/<uuid:key>/mapping/", runs.run_mapping, name="run-mapping"),
    path("runs/<uuid:key>/resume/", runs.run_resume, name="run-resume"),
    path("runs/<uuid:key>/cancel/", runs.run_cancel, name="run-cancel"),
    path("runs/<uuid:key>/file/", runs.run_file, name="run-file"),
    path("runs/<uuid:key>/report.json", runs.run_report, {"kind": "json"}, name="run-report"),
    path("runs/<uuid:key>/report.txt", runs.run_report, {"kind": "txt"}, name="run-text"),
    path("export/download/", exporting.export_download, name="export-download"),
    path("export/report/", exporting.export_report, name="export-report"),
    path("export/loss/", exporting.export_loss, name="export-loss"),
    path("train/", learning.train, name="train"),
    path("train/later/", learning.train_later, name="train-later"),
    path("models/", learning.models, name="models"),
    path("models/rules/use/", learning.use_rules, name="use-rules"),
    path("models/<key:number>/", learning.model, name="model"),
    path("models/import/", model_files.model_import, name="model-import"),
    path("models/<key:number>/file", model_files.model_file, name="model-file"),
    path("models/<key:number>/card.md", model_files.model_card, name="model-card"),
    path("models/<key:number>/measure/", model_files.measure_model, name="measure-model"),
    path("models/<key:number>/use/", learning.use_model, name="use-model"),
    path("releases/", releases.releases, name="releases"),
    path("releases/<key:number>/", releases.release, name="release"),
    path("releases/<key:number>/again/", releases.make_again, name="release-again"),
    path("releases/<key:number>/release.zip", releases.release_zip, name="release-zip"),
    path("releases/<key:number>/files/<str:name>", releases.release_file, name="release-file"),
]
urlpatterns = [
    path("projects/new/", new_project.new_project, name="new-project"),
    path("projects/new/slug/", new_project.slug_of_name, name="slug-of-name"),
    path("guidelines/preview/", settings_sections.guidelines_preview, name="guidelines-preview"),
    path("projects/<slug:slug>/", include(of_a_project)),
]
