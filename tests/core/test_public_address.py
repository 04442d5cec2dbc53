"""Which origins Google could reach, told from their names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.core.public_address import why_not_public


@pytest.mark.parametrize(
    "origin",
    [
        "https://dash.example.com",
        "https://dash.example.com:8443",
        "https://xn--mnchen-3ya.de",
        "https://8.8.8.8",
        "https://[2606:4700::1111]",
    ],
)
def test_a_public_https_origin_has_nothing_against_it(origin: str) -> None:
    assert why_not_public(origin) is None


@pytest.mark.parametrize(
    ("origin", "why"),
    [
        ("http://dash.example.com", "not https"),
        ("http://localhost:3000", "not https"),
        ("https://localhost:3000", "name that only this network knows"),
        ("https://dash", "name that only this network knows"),
        ("https://nas.local", "name that only this network knows"),
        ("https://nas.local.", "name that only this network knows"),
        ("https://dash.corp.internal", "name that only this network knows"),
        ("https://x.localhost", "name that only this network knows"),
        ("https://router.home.arpa", "name that only this network knows"),
        ("https://127.0.0.1", "address that only this network reaches"),
        ("https://10.1.2.3", "address that only this network reaches"),
        ("https://192.168.0.10:3000", "address that only this network reaches"),
        ("https://172.16.0.1", "address that only this network reaches"),
        ("https://100.64.0.1", "address that only this network reaches"),
        ("https://169.254.169.254", "address that only this network reaches"),
        ("https://0.0.0.0", "address that only this network reaches"),
        ("https://224.0.0.1", "address that only this network reaches"),
        ("https://[::1]", "address that only this network reaches"),
        ("https://[fd00::1]", "address that only this network reaches"),
        ("https://[fe80::1]", "address that only this network reaches"),
    ],
)
def test_what_google_can_not_reach_is_told_apart(origin: str, why: str) -> None:
    assert why in (why_not_public(origin) or "")


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="127.0.0.0/8"))
def test_no_private_address_is_public(address: object) -> None:
    assert why_not_public(f"https://{address}") is not None
