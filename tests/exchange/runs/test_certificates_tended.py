"""A worker with nothing else to do notes what lapses, and accepts what certificates let through."""

from __future__ import annotations

from typing import Any

from annotator.models import Annotation
from annotator.services.certified import let_through
from articles.models import Project
from exchange.runs.worker import Worker
from tests.annotator.certifying import earned, make_quoted


def test_a_worker_accepts_what_new_articles_bring_until_the_version_changes(
    project: Project, manager: Any, annotator: Any
) -> None:
    certificate = earned(project, manager, annotator)
    let_through(certificate, user=manager)
    make_quoted(project, 2)
    worker = Worker()
    worker.tend_certificates()
    assert Annotation.objects.filter(certificate=certificate).count() == 26
    make_quoted(project, 2, version="2")
    worker.tend_certificates()
    certificate.refresh_from_db()
    assert (certificate.lapse, certificate.accepts) == ("version", False)
    assert Annotation.objects.filter(certificate=certificate).count() == 26
