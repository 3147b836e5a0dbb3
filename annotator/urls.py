"""Addresses of the pages on which people read and decide."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from annotator.forms.account import SignInForm
from annotator.views import (
    account,
    actions,
    agreement,
    home,
    people,
    person,
    projects,
    quality,
    registry,
    status,
    withdrawal,
    workbench,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("login/", LoginView.as_view(authentication_form=SignInForm), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("account/", account.account, name="account"),
    path("account/tokens/<slug:key>/revoke/", account.revoke_token, name="revoke-token"),
    path("projects/<slug:slug>/", projects.project, name="project"),
    path("projects/<slug:slug>/guidelines/", projects.guidelines, name="guidelines"),
    path("projects/<slug:slug>/people/", people.people, name="people"),
    path("projects/<slug:slug>/people/new/", registry.enter, name="enter-person"),
    path("projects/<slug:slug>/people/find/", people.find, name="find-people"),
    path("projects/<slug:slug>/people/changes/", registry.changes, name="registry-changes"),
    path("projects/<slug:slug>/people/changes/<uuid:change>/undo/", registry.undo, name="undo-registry-change"),
    path("projects/<slug:slug>/people/<key:pk>/", person.person, name="person"),
    path("projects/<slug:slug>/people/<key:pk>/merge/", registry.merge, name="merge-people"),
    path("projects/<slug:slug>/people/<key:pk>/apart/", registry.apart, name="keep-apart"),
    path("projects/<slug:slug>/people/<key:pk>/move/", registry.move, name="move-quotes"),
    path("projects/<slug:slug>/quality/", quality.quality, name="quality"),
    path("projects/<slug:slug>/agreement/", agreement.agreement, name="agreement"),
    path("projects/<slug:slug>/agreement/agreement.csv", agreement.figures, {"kind": "csv"}, name="agreement-csv"),
    path("projects/<slug:slug>/agreement/agreement.json", agreement.figures, {"kind": "json"}, name="agreement-json"),
    path("articles/<key:pk>/", workbench.workbench, name="workbench"),
    path("articles/<key:pk>/actions/", actions.act, name="act"),
    path("articles/<key:pk>/changes/", actions.changes, name="changes"),
    path("articles/<key:pk>/history/", actions.history, name="history"),
    path("articles/<key:pk>/finish/", workbench.finish_article, name="finish"),
    path("articles/<key:pk>/withdrawal/", withdrawal.withdrawal, name="withdrawal"),
    path("articles/<key:pk>/people/", people.choices, name="person-choices"),
    path("healthz", status.healthz, name="healthz"),
    path("metrics", status.metrics, name="metrics"),
]
