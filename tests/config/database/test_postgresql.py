"""What a connection to PostgreSQL is opened with."""

from __future__ import annotations

from config.database.postgresql import PLANNING, options


def test_what_the_address_of_the_database_says_is_kept() -> None:
    assert options({"sslmode": "require"}).items() >= {"sslmode": "require", "options": PLANNING}.items()


def test_a_setting_in_the_address_holds_instead_of_ours() -> None:
    found = options({"options": "-c random_page_cost=4", "prepare_threshold": None})
    assert found["options"] == f"{PLANNING} -c random_page_cost=4"
    assert found["prepare_threshold"] is None
