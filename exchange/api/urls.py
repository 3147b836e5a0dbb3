"""Addresses of the interface, below ``/api/v1/``."""

from __future__ import annotations

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from exchange.api.active_time import ArticleTimeView, ProjectTimeView
from exchange.api.agreement import AgreementView
from exchange.api.annotations import AnnotationViewSet
from exchange.api.articles import ArticleViewSet
from exchange.api.cases import CasesView, SaveGoldView, SettleView
from exchange.api.certificates import CertificatesView, CertificateView, ChecksView, NextCheckView
from exchange.api.document import SchemaView, UnknownView, docs
from exchange.api.exports import ExportConfigurationView, ExportLossView, ExportView
from exchange.api.history import HistoryView
from exchange.api.learning import TrainView, UseRulesView, UseVersionView, VersionsView, VersionView
from exchange.api.members import InvitationsView, InvitationView, MembersView, MemberView
from exchange.api.model_files import ModelFileView, ModelImportView
from exchange.api.people import PersonViewSet, RegistryChangeViewSet
from exchange.api.progress import AssignmentsView, ExercisesView, ProgressView, TakeBackView
from exchange.api.projects import ProjectViewSet
from exchange.api.queue import GiveBackView, ProjectQueueView, QueueView, SkipView
from exchange.api.releases import ReleaseFileView, ReleasesView, ReleaseView, ReleaseZipView
from exchange.api.sets import AnnotationSetViewSet
from exchange.api.threads import ThreadViewSet
from exchange.api.tokens import TokensView, TokenView

app_name = "api"

router = SimpleRouter(use_regex_path=False)
router.register("projects", ProjectViewSet, basename="project")
router.register("articles", ArticleViewSet, basename="article")
router.register("annotation-sets", AnnotationSetViewSet, basename="set")
router.register("annotations", AnnotationViewSet, basename="annotation")
router.register("people", PersonViewSet, basename="person")
router.register("registry-changes", RegistryChangeViewSet, basename="registry-change")
router.register("threads", ThreadViewSet, basename="thread")

urlpatterns = [
    path("projects/<slug:slug>/active-time/", ProjectTimeView.as_view(), name="project-time"),
    path("articles/<key:pk>/active-time/", ArticleTimeView.as_view(), name="article-time"),
    path("projects/<slug:slug>/agreement/", AgreementView.as_view(), name="agreement"),
    path("projects/<slug:slug>/exports/<slug:format_name>/", ExportView.as_view(), name="export"),
    path(
        "projects/<slug:slug>/exports/<slug:format_name>/configuration/",
        ExportConfigurationView.as_view(),
        name="export-configuration",
    ),
    path("projects/<slug:slug>/exports/<slug:format_name>/losses/", ExportLossView.as_view(), name="export-losses"),
    path("projects/<slug:slug>/certificates/", CertificatesView.as_view(), name="certificates"),
    path("projects/<slug:slug>/certificates/<uuid:key>/", CertificateView.as_view(), name="certificate"),
    path("projects/<slug:slug>/checks/", ChecksView.as_view(), name="checks"),
    path("projects/<slug:slug>/checks/next/", NextCheckView.as_view(), name="next-check"),
    path("projects/<slug:slug>/members/", MembersView.as_view(), name="members"),
    path("projects/<slug:slug>/members/<str:username>/", MemberView.as_view(), name="member"),
    path("projects/<slug:slug>/invitations/", InvitationsView.as_view(), name="invitations"),
    path("projects/<slug:slug>/invitations/<key:key>/", InvitationView.as_view(), name="invitation"),
    path("projects/<slug:slug>/releases/", ReleasesView.as_view(), name="releases"),
    path("projects/<slug:slug>/releases/<key:number>/", ReleaseView.as_view(), name="release"),
    path("projects/<slug:slug>/releases/<key:number>/release.zip", ReleaseZipView.as_view(), name="release-zip"),
    path("projects/<slug:slug>/releases/<key:number>/files/<str:name>", ReleaseFileView.as_view(), name="release-file"),
    path("projects/<slug:slug>/train/", TrainView.as_view(), name="train"),
    path("projects/<slug:slug>/models/", VersionsView.as_view(), name="models"),
    path("projects/<slug:slug>/models/rules/use/", UseRulesView.as_view(), name="models-use-rules"),
    path("projects/<slug:slug>/models/<key:number>/", VersionView.as_view(), name="model"),
    path("projects/<slug:slug>/models/import/", ModelImportView.as_view(), name="model-import"),
    path("projects/<slug:slug>/models/<key:number>/file/", ModelFileView.as_view(), name="model-file"),
    path("projects/<slug:slug>/models/<key:number>/use/", UseVersionView.as_view(), name="model-use"),
    path("projects/<slug:slug>/progress/", ProgressView.as_view(), name="progress"),
    path("projects/<slug:slug>/assignments/", AssignmentsView.as_view(), name="assignments"),
    path("projects/<slug:slug>/assignments/take-back/", TakeBackView.as_view(), name="take-back"),
    path("projects/<slug:slug>/exercises/", ExercisesView.as_view(), name="exercises"),
    path("projects/<slug:slug>/queue/next/", ProjectQueueView.as_view(), name="project-queue"),
    path("queue/next/", QueueView.as_view(), name="queue"),
    path("articles/<key:pk>/skip/", SkipView.as_view(), name="skip"),
    path("articles/<key:pk>/give-back/", GiveBackView.as_view(), name="give-back"),
    path("articles/<key:pk>/history/", HistoryView.as_view(), name="history"),
    path("articles/<key:pk>/cases/", CasesView.as_view(), name="cases"),
    path("articles/<key:pk>/cases/save/", SaveGoldView.as_view(), name="cases-save"),
    path("articles/<key:pk>/cases/<uuid:key>/decide/", SettleView.as_view(), name="case-decide"),
    path("tokens/", TokensView.as_view(), name="tokens"),
    path("tokens/<slug:key>/", TokenView.as_view(), name="token"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
    *router.urls,
    re_path(r"", UnknownView.as_view(), name="unknown"),
]
