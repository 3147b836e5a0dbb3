"""Downloads in whole and in part, as curl, wget and browsers ask for them."""

from __future__ import annotations

import hashlib
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from exchange.models import Release
from exchange.outgoing.downloads import PIECE, asked_range, pieces, sent_file
from exchange.releases import storage
from tests.exchange.helpers import article, bring_in
from tests.exchange.releases.helpers import files_of, released
from tests.stories import story

DATA = bytes(range(256)) * 1000
ETAG = f'"{hashlib.sha256(DATA).hexdigest()}"'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "data.jsonl"
    found.write_bytes(DATA)
    return found


def asked(path: Path, method: str = "get", **headers: str) -> Any:
    request: HttpRequest = getattr(RequestFactory(), method)("/", headers=headers)
    return sent_file(request, path, name="a.jsonl", digest=hashlib.sha256(DATA).hexdigest())


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_without_a_range_the_whole_file_is_sent_in_pieces(path: Path) -> None:
    response = asked(path)
    assert (response.status_code, response["Content-Length"]) == (200, str(len(DATA)))
    assert (response["ETag"], response["Accept-Ranges"]) == (ETAG, "bytes")
    assert response["Content-Disposition"] == 'attachment; filename="a.jsonl"'
    parts = list(response.streaming_content)
    assert b"".join(parts) == DATA
    assert max(map(len, parts)) <= PIECE


@pytest.mark.parametrize(
    ("asking", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=255990-", 255990, 256000),
        ("bytes=-5", 255995, 256000),
        ("bytes=-999999999", 0, 256000),
        ("bytes=255999-999999999", 255999, 256000),
        ("BYTES= 1 - 2", 1, 3),
    ],
)
def test_a_range_is_answered_with_its_bytes(path: Path, asking: str, start: int, end: int) -> None:
    response = asked(path, range=asking)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {start}-{end - 1}/256000"
    assert response["Content-Length"] == str(end - start)
    assert body(response) == DATA[start:end]


@pytest.mark.parametrize("asking", ["bytes=256000-", "bytes=999999999-", "bytes=-0"])
def test_bytes_beyond_the_end_are_told_to_be_none(path: Path, asking: str) -> None:
    response = asked(path, range=asking)
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */256000")
    assert body(response) == b""


@pytest.mark.parametrize(
    "asking", ["bytes=0-1,5-6", "bytes=5-2", "bytes=-", "lines=1-2", "bytes", "bytes=a-b", "x" * 99]
)
def test_what_is_no_single_range_gets_the_whole_file(path: Path, asking: str) -> None:
    assert (asked(path, range=asking).status_code, body(asked(path, range=asking))) == (200, DATA)


def test_a_file_that_is_another_now_is_sent_whole(path: Path) -> None:
    assert asked(path, **{"range": "bytes=5-", "if-range": ETAG}).status_code == 206
    for told in ('"another"', f"W/{ETAG}", "Wed, 25 Nov 2026 01:00:00 GMT"):
        assert asked(path, **{"range": "bytes=5-", "if-range": told}).status_code == 200


def test_a_file_that_is_known_is_not_sent_again(path: Path) -> None:
    assert asked(path, **{"if-none-match": f'"x", {ETAG}'}).status_code == 304
    assert asked(path, **{"if-none-match": '"x"'}).status_code == 200


def test_its_head_alone_has_the_length_and_no_bytes(path: Path) -> None:
    response = asked(path, "head")
    assert (response["Content-Length"], body(response)) == ("256000", b"")
    part = asked(path, "head", range="bytes=0-9")
    assert (part.status_code, part["Content-Length"], body(part)) == (206, "10", b"")


@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 200))
def test_a_range_is_never_more_than_the_file_has(first: int, last: int, size: int) -> None:
    request = RequestFactory().get("/", headers={"range": f"bytes={first}-{last}"})
    found = asked_range(request, size, ETAG)
    if last < first:
        assert found is None
    else:
        assert found == (first, min(last + 1, size))


def test_a_file_that_is_cut_meanwhile_ends(path: Path) -> None:
    parts = pieces(path, 0, 10 * len(DATA))
    assert b"".join(parts) == DATA


@pytest.mark.usefixtures("releases_dir")
@pytest.mark.django_db(transaction=True)
def test_a_download_that_broke_off_goes_on_over_the_wire(project: Any, reviewer: Any, live_server: Any) -> None:
    """A real server and a client that asks for gzip, as browsers do: ranges are of the file’s own bytes."""
    bring_in(project, *[article(str(seed), text=story(seed)) for seed in range(60)])
    release = released(project)
    whole = files_of(release)["data.jsonl"]
    client = Client()
    client.force_login(reviewer)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    address = f"{live_server.url}/projects/{project.slug}/releases/1/files/data.jsonl"

    def ask(**headers: str) -> Any:
        wanted = {"Cookie": cookie, "Accept-Encoding": "gzip", **headers}
        return urllib.request.urlopen(urllib.request.Request(address, headers=wanted))

    with ask() as response:
        begun, etag = response.read(20_000), response.headers["ETag"]
        assert response.headers.get("Content-Encoding") is None
    with ask(**{"Range": f"bytes={len(begun)}-", "If-Range": etag}) as response:
        assert response.status == 206
        assert begun + response.read() == whole
    with pytest.raises(urllib.error.HTTPError) as caught:
        ask(Range=f"bytes={len(whole)}-")
    assert caught.value.code == 416
    caught.value.close()
    assert etag == f'"{hashlib.sha256(whole).hexdigest()}"'


@pytest.mark.usefixtures("releases_dir")
def test_only_files_of_the_manifest_are_served(project: Any, reviewer: Any, client: Client) -> None:
    bring_in(project, article())
    release = released(project)
    (storage.folder_of(release) / "stray.txt").write_text("x")
    client.force_login(reviewer)
    base = f"/projects/{project.slug}/releases/1/files/"
    assert client.get(base + "manifest.json").status_code == 200
    for name in ("stray.txt", "nothing", "..%2F..%2Fother", ".", "%2Fetc%2Fpasswd"):
        assert client.get(base + name).status_code == 404, name
    (storage.folder_of(release) / "data.jsonl").unlink()
    assert client.get(base + "data.jsonl").status_code == 404
    assert Release.objects.get().files[0]["name"] == "data.jsonl"
