"""Which addresses of pictures a browser may be sent to."""

from __future__ import annotations

import pytest

from articles.pictures import is_public, short_name


@pytest.mark.parametrize(
    "address",
    [
        "https://images.example.org/2025/ferry.jpg",
        "https://example.org:443/a.png?width=640",
        "https://8.8.8.8/a.png",
        "https://[2001:4860:4860::8888]/a.png",
        "https://bücher.example/a.png",
    ],
)
def test_a_picture_on_the_public_web_may_be_shown(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("", "ferry.jpg", "/ferry.jpg", "//example.org/a.png", "http://example.org/a.png", "data:image/png;base64,AA"),
        *("https://", "https:///a.png", "https://[::1/a.png", "https://example.org:99999/a.png"),
        *("https://localhost/a.png", "https://printer/a.png", "https://router.lan/a.png", "https://wiki.corp/a.png"),
        *("https://nas.local./a.png", "https://db.internal/a.png", "https://x.home.arpa/a.png"),
        *("https://127.0.0.1/a.png", "https://10.1.2.3/a.png", "https://192.168.0.1/a.png", "https://172.16.0.9/a.png"),
        *("https://169.254.169.254/latest/meta-data", "https://100.64.0.1/a.png", "https://0.0.0.0/a.png"),
        *("https://2130706433/a.png", "https://0x7f.1/a.png", "https://0177.0.0.1/a.png", "https://127.1/a.png"),
        *(
            "https://[::1]/a.png",
            "https://[fd00::1]/a.png",
            "https://[fe80::1]/a.png",
            "https://[::ffff:10.0.0.1]/a.png",
        ),
        *("https://[2002:7f00:1::]/a.png", "https://224.0.0.1/a.png", "https://example.org.0x7f/a.png"),
        *(
            "https://example.org:8443/a.png",
            "https://user:pass@example.org/a.png",
            "https://example.org\\@10.0.0.1/a.png",
        ),
    ],
)
def test_no_reader_is_sent_into_a_private_network_or_to_an_odd_address(address: str) -> None:
    assert not is_public(address)


def test_an_address_is_told_by_its_host_and_its_file() -> None:
    assert short_name("https://images.example.org/2025/05/old%20ferry.jpg?w=3") == "images.example.org … old ferry.jpg"
    assert short_name("https://images.example.org/") == "images.example.org"
    assert short_name("https://[broken") == "https://[broken"
