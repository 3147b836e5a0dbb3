"""A release as one ZIP: all its files, in one order, with the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Project
from tests.exchange.api.conftest import caller
from tests.exchange.helpers import article, bring_in, quote
from tests.exchange.releases.helpers import files_of, released

pytestmark = pytest.mark.usefixtures("releases_dir")


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_release_is_one_zip_of_all_its_files_as_well(project: Project, reviewer: Any, annotator: Any) -> None:
    entity = {"start": 4, "end": 8, "type": "SHIP", "gold": True}
    bring_in(project, article(quotes=[quote(gold=True)], entities=[entity]))
    release = released(project, formats=("labelstudio", "brat"))
    client = Client()
    client.force_login(reviewer)
    address = reverse("release-zip", args=[project.slug, release.number])
    first = client.get(address)
    assert first["Content-Disposition"] == 'attachment; filename="harbour-1.zip"'
    data = body(first)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        found = {name.removeprefix("harbour-1/"): archive.read(name) for name in archive.namelist()}
    assert found == files_of(release)
    assert list(found)[0] == "manifest.json"
    assert b'<Label value="SHIP"/>' in found["data.labelstudio.json.config.xml"]
    assert body(client.get(address)) == data
    assert body(caller(reviewer).get(f"/api/v1{address}")) == data
    assert caller(annotator).get(f"/api/v1{address}").status_code == 403
    assert address.encode() in client.get(release.get_absolute_url()).content


def test_a_release_without_files_has_no_zip(project: Project, reviewer: Any) -> None:
    bring_in(project, article())
    release = released(project)
    type(release).objects.update(state="failed", manifest=None)
    client = Client()
    client.force_login(reviewer)
    assert client.get(reverse("release-zip", args=[project.slug, release.number])).status_code == 404
