"""The site below a path of a real nginx with TLS, as compose.yaml sets it up: links, files, cookies, sign-in."""

from __future__ import annotations

import http.cookiejar
import os
import re
import shutil
import ssl
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database import put_migrated
from tests.starts import ROOT, environment, free_port, started

PROXY = """
daemon off; pid {place}/pid; error_log {place}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {place}/body; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;
    {server}
}}
"""
LINKS = re.compile(r"""(?:href|src|action|hx-get|hx-post|data-[a-z]+)="(/[^"]*)\"""")


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """nginx with the configuration of compose.yaml. Gives its port, and the one where it looks for the web server."""
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None:
        assert not os.environ.get("CI"), "in CI nginx must be there: apt-get install nginx"
        pytest.skip("nginx is not installed (on Debian: apt-get install nginx)")
    port, web = free_port(), free_port()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-keyout", "key.pem", "-out", "certificate.pem"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    server = (ROOT / "containers" / "nginx.conf").read_text()
    for what, here in (("8443", f"127.0.0.1:{port}"), ("web:8000", f"127.0.0.1:{web}"), ("/etc/nginx/tls", tmp_path)):
        assert what in server
        server = server.replace(what, str(here))
    (tmp_path / "nginx.conf").write_text(PROXY.format(place=tmp_path, server=server))
    process = subprocess.Popen([nginx, "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "error.log")])
    yield port, web
    process.terminate()
    process.wait(timeout=120)


@pytest.mark.left_to_ci
def test_pages_files_cookies_and_sign_in_stay_below_the_path(proxy: tuple[int, int], tmp_path: Path) -> None:
    port, web = proxy
    env = environment(
        QUOTEMARK_VAR=str(tmp_path / "data"), SUB_PATH="/quotemark", HTTPS="1", TRUSTED_PROXIES="127.0.0.1",
        CSRF_TRUSTED_ORIGINS=f"https://localhost:{port}",
    )  # fmt: skip
    trusting = ssl.create_default_context(cafile=str(tmp_path / "certificate.pem"))
    trusting.check_hostname = False
    cookies = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=trusting), urllib.request.HTTPCookieProcessor(cookies)
    )
    base = f"https://localhost:{port}"

    def read(path: str, data: bytes | None = None) -> str:
        asked = urllib.request.Request(base + path, data, {"Referer": base + path})
        with opener.open(asked) as answer:
            assert answer.url.startswith(f"{base}/quotemark/")
            return str(answer.read().decode())

    put_migrated(tmp_path / "data")
    command = [sys.executable, "-m", "quotemark", "--port", str(web)]
    with started(command, data=tmp_path / "data", port=web, env=env, ready="/healthz") as site:
        login = read("/")
        token = next(cookie.value for cookie in cookies if cookie.name == "csrftoken")
        values = {"username": "editor", "password": site.password, "csrfmiddlewaretoken": token}
        home = read("/quotemark/login/", urllib.parse.urlencode(values).encode())
        pages = [login, home, read("/quotemark/articles/1/"), read("/quotemark/projects/sample/")]
        assert "Sample project" in home
        for page in pages:
            assert [link for link in LINKS.findall(page) if not link.startswith("/quotemark/")] == []
        for file in re.findall(r'(?:href|src)="(/quotemark/static/[^"]+)"', pages[2]):
            assert read(file)
        assert "openapi" in read("/quotemark/api/v1/schema/")
        assert {(cookie.path, cookie.secure) for cookie in cookies} == {("/quotemark/", True)}
