"""What the tests of runs share."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles.models import Project
from exchange.models import Run


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(client: Client, project: Project, *files: tuple[str, bytes], **values: Any) -> Any:
    """Post files to the import page; without ``now`` they become a draft."""
    sent = {
        "file": [SimpleUploadedFile(name, data) for name, data in files],
        "format": "auto",
        "client_id": str(uuid.uuid4()),
        **values,
    }
    return client.post(reverse("import", args=[project.slug]), sent, follow=True)


def address(name: str, run: Run) -> str:
    return reverse(name, args=[run.project.slug, run.pk])
