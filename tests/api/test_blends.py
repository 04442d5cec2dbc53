"""Blends and exchange rates over HTTP, and blends asked like any source."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from cashstage.models.platform import Platform
from tests.api.problems import sentence_of
from tests.factories import records, workspaces
from tests.factories.workspaces import Workspace

pytestmark = pytest.mark.integration

BLENDS, RATES, QUERY = "/api/v1/blends", "/api/v1/exchange-rates", "/api/v1/query"
DOLLARS = """\
Date,Campaign name,Amount spent (USD),Link clicks,Leads
2026-03-01,Spring,100,7,50
2026-04-01,Spring,200,3,60
"""
EUROS = """\
Day,Campaign,Cost (EUR),Clicks,CTR
2026-03-01,Brand,10,5,5%
2026-03-02,Brand,20,6,6%
"""


@pytest.fixture
def google(platform: Platform, acme: Workspace, tmp_path: Path) -> UUID:
    return workspaces.landed(platform, acme.admin, tmp_path, EUROS, "Google").id


@pytest.fixture
def meta(platform: Platform, acme: Workspace, tmp_path: Path) -> UUID:
    return workspaces.landed(platform, acme.admin, tmp_path, DOLLARS, "Meta").id


def union_of(google: UUID, meta: UUID, **parts: Any) -> dict[str, Any]:
    one, other = str(google), str(meta)
    return {
        "kind": "union",
        "members": [{"source": one, "label": "Search"}, {"source": other, "label": "Social"}],
        "columns": [
            {"name": "Day", "from": {one: "c1", other: "c1"}},
            {"name": "Cost", "from": {one: "c3", other: "c3"}},
            {"name": "Clicks", "from": {one: "c4", other: "c4"}},
            {"name": "Leads", "from": {other: "c5"}},
        ],
        **parts,
    }


def made(client: httpx.Client, name: str = "All ads", **definition: Any) -> dict[str, Any]:
    answer = client.post(BLENDS, json={"name": name, **definition})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def asked(client: httpx.Client, source: str, *fields: str, **parts: Any) -> dict[str, Any]:
    question = {"source": source, "metrics": [{"field": field} for field in fields], **parts}
    answer = client.post(QUERY, json=question)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_columns_of_one_meaning_are_proposed_as_one(
    editor: httpx.Client, google: UUID, meta: UUID
) -> None:
    body = editor.post(f"{BLENDS}/suggest", json={"sources": [str(google), str(meta)]}).json()
    by_name = {column["name"]: column for column in body["columns"]}
    found = by_name["Cost"]["from"][str(meta)]

    assert (body["kind"], body["currency"]) == ("union", "USD")
    assert body["reason"] == "All of them measure Cost."
    assert (found["name"], found["reason"]) == ("Amount spent (USD)", "Both mean cost.")
    assert 0.9 <= found["confidence"] < 1
    assert by_name["Leads"]["lacking"] == [str(google)]
    assert by_name["Date"]["from"][str(meta)]["name"] == "Date"
    assert [member["name"] for member in body["members"]] == ["Google", "Meta"]


def test_sources_that_measure_other_things_are_proposed_to_be_joined(
    editor: httpx.Client, acme: Workspace
) -> None:
    sources = [str(acme.data_source_id), str(acme.plan_id)]
    body = editor.post(f"{BLENDS}/suggest", json={"sources": sources}).json()
    keys = [column for column in body["columns"] if column["match"] is not None]

    assert body["kind"] == "join"
    assert [(key["name"], key["match"]["grain"]) for key in keys] == [
        ("Day", "day"), ("Channel", None),
    ]  # fmt: skip


def test_a_text_without_a_value_in_common_is_no_key(
    platform: Platform, editor: httpx.Client, acme: Workspace, tmp_path: Path
) -> None:
    text = "Day,Channel,Revenue\n2026-03-01,Shop,20\n"
    shop = workspaces.landed(platform, acme.admin, tmp_path, text, "Shop").id
    sources = [str(acme.data_source_id), str(shop)]
    body = editor.post(f"{BLENDS}/suggest", json={"sources": sources, "kind": "join"}).json()

    assert [column["name"] for column in body["columns"] if column["match"]] == ["Day"]
    assert [column["name"] for column in body["columns"] if str(shop) in column["from"]] == [
        "Day", "Channel (Shop)", "Revenue",
    ]  # fmt: skip


def test_a_union_converts_what_it_adds_up(editor: httpx.Client, google: UUID, meta: UUID) -> None:
    definition = union_of(google, meta, currency="GBP", label_name="Kind")
    blend = made(editor, **definition)
    refused = editor.post(QUERY, json={"source": blend["id"], "metrics": [{"field": "Cost"}]})
    by_kind = {"dimensions": [{"field": "Kind"}], "sort": [{"by": "Kind"}]}

    said = sentence_of(refused, 422, "invalid_input")
    assert "“Cost” of Google is in EUR, and there is no exchange rate from EUR to GBP" in said
    assert [column["problem"] for column in blend["columns"] if column["problem"]] == [said]

    for rate in (
        {"from": "EUR", "to": "GBP", "rate": 0.8},
        {"from": "GBP", "to": "USD", "month": "2026-03", "rate": 1.25},
        {"from": "GBP", "to": "USD", "month": "2026-04", "rate": 2},
    ):
        assert editor.post(RATES, json=rate).status_code == 201
    body = asked(editor, blend["id"], "Cost", "Leads", **by_kind)

    assert body["data"] == [["Search", "Social"], [24.0, 180.0], [None, 110]]
    assert body["columns"][1]["format"] == "currency:GBP"
    assert body["notes"] == ["Google has no Leads."]
    assert [each["data_source_id"] for each in body["snapshots"]] == [str(google), str(meta)]


def test_a_changed_rate_is_another_answer(editor: httpx.Client, google: UUID, meta: UUID) -> None:
    blend = made(editor, **union_of(google, meta, currency="EUR"))
    rate = next(one for one in editor.get(RATES).json()["items"] if one["from"] == "USD")
    question = {"source": blend["id"], "metrics": [{"field": "Cost"}]}
    first = editor.post(QUERY, json=question)
    path = f"{RATES}/{rate['id']}"
    stale = editor.patch(path, json={"rate": 2}, headers={"If-Match": "7"})
    editor.patch(path, json={"rate": 0.5}, headers={"If-Match": "1"})
    second = editor.post(QUERY, json=question, headers={"If-None-Match": first.headers["ETag"]})

    assert first.json()["data"] == [[300.0]]
    assert sentence_of(stale, 412, "stale_version")
    assert second.json()["data"] == [[180.0]]


def test_a_join_counts_nothing_twice_and_tells_what_does_not_match(
    viewer: httpx.Client, acme: Workspace
) -> None:
    body = asked(viewer, str(acme.blend_id), "Cost", "Budget", totals=True)
    path = f"{BLENDS}/{acme.blend_id}"
    unmatched = viewer.get(f"{path}/unmatched").json()

    assert body["totals"] == {"Cost": workspaces.SUM_OF_COST, "Budget": 20}
    what = "combinations of Day and Channel"
    assert body["notes"] == [
        f"Acme ads: 3 of 4 {what} have no match in Acme plan and count alone.",
        f"Acme plan: 1 of 2 {what} has no match in Acme ads and is left out.",
    ]
    assert unmatched["keys"] == ["Day", "Channel"]
    assert unmatched["sides"][1]["values"] == [["2026-03-03", "Acme Social"]]
    assert unmatched["sides"][0]["unmatched_count"] == 3
    assert viewer.get(f"{path}/rows").json()["rows"][0] == ["2026-03-01", "Acme Search", 10.5, 20]


def test_a_union_has_no_keys(editor: httpx.Client, google: UUID, meta: UUID) -> None:
    blend = made(editor, **union_of(google, meta))
    answer = editor.get(f"{BLENDS}/{blend['id']}/unmatched")

    assert "it has no keys to match" in sentence_of(answer, 422, "invalid_input")


def test_columns_keep_their_ids_and_an_older_version_is_refused(
    platform: Platform, acme: Workspace, editor: httpx.Client, google: UUID, meta: UUID
) -> None:
    blend = made(editor, **union_of(google, meta, currency="EUR"))
    path = f"{BLENDS}/{blend['id']}"
    kept = [
        {"id": column["id"], "name": f"Our {column['name']}", "from": column["from"]}
        for column in blend["columns"][2:]
    ]
    definition = union_of(google, meta, columns=[*kept, {"name": "New", "from": {str(meta): "c2"}}])
    changed = editor.patch(path, json={"definition": definition}, headers={"If-Match": "1"})
    stale = editor.patch(path, json={"name": "Late"}, headers={"If-Match": "1"})
    unknown = [{"id": "b99", "name": "X", "from": {str(meta): "c2"}}]
    wrong = editor.patch(path, json={"definition": union_of(google, meta, columns=unknown)})

    assert [(one["id"], one["name"]) for one in changed.json()["columns"]] == [
        ("source", "Source"), ("b2", "Our Cost"), ("b3", "Our Clicks"), ("b4", "Our Leads"),
        ("b5", "New"),
    ]  # fmt: skip
    assert sentence_of(stale, 412, "stale_version")
    assert "no column b99" in sentence_of(wrong, 422, "invalid_input")
    assert [deed for deed in records.deeds(platform, acme.place.id) if "blend" in deed][-2:] == [
        "blend.created", "blend.changed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"members": [{"source": str(uuid4())} for _ in range(11)]}, "this one has 11"),
        ({"members": [{"source": str(uuid4())}]}, "this one has 1"),
        ({"kind": "join"}, "a join has one to 3 keys"),
        ({"currency": "euro"}, "currency"),
        ({"columns": []}, "columns"),
        ({"columns": [{"name": "A", "from": {str(uuid4()): "c1"}}]}, "not part of the blend"),
        ({"label_name": "cost"}, "two columns of the blend are named"),
        ({"columns": 7}, "columns"),
    ],
)
def test_a_definition_that_makes_no_sense_is_told_why(
    editor: httpx.Client, google: UUID, meta: UUID, parts: dict[str, Any], words: str
) -> None:
    answer = editor.post(BLENDS, json={"name": "X", **union_of(google, meta, **parts)})

    assert words in sentence_of(answer, 422, "invalid_input")


def test_what_does_not_fit_together_is_refused_with_its_place(
    editor: httpx.Client, google: UUID, meta: UUID
) -> None:
    one, other = str(google), str(meta)
    texts = [{"name": "Day", "from": {one: "c1", other: "c2"}, "match": {}}]
    gone = [{"name": "Day", "from": {one: "c1", other: "c77"}}]
    keys = editor.post(
        BLENDS, json={"name": "X", **union_of(google, meta, kind="join", columns=texts)}
    )
    missing = editor.post(BLENDS, json={"name": "X", **union_of(google, meta, columns=gone)})

    said = sentence_of(keys, 422, "invalid_input")
    assert "“Day” is date in Google and text in Meta. Keys must be of the same type" in said
    assert keys.json()["field"] == "columns.0"
    assert "Meta has no column c77" in sentence_of(missing, 422, "invalid_input")


def test_a_blend_is_no_part_of_another_one(
    editor: httpx.Client, acme: Workspace, google: UUID
) -> None:
    body = {"name": "X", **union_of(google, acme.blend_id)}

    assert "can't be part of another one" in sentence_of(
        editor.post(BLENDS, json=body), 404, "not_found"
    )


def test_a_source_that_is_gone_is_named(
    editor: httpx.Client, admin: httpx.Client, google: UUID, meta: UUID
) -> None:
    blend = made(editor, **union_of(google, meta))
    admin.delete(f"/api/v1/data-sources/{meta}")
    read = editor.get(f"{BLENDS}/{blend['id']}").json()
    answer = editor.post(QUERY, json={"source": blend["id"], "metrics": [{"field": "Clicks"}]})

    assert [member["deleted"] for member in read["members"]] == [False, True]
    assert sentence_of(answer, 409, "conflict").startswith(
        "Meta, which All ads reads, was deleted. Open the blend and take it out"
    )


def test_a_source_that_was_never_read_is_named(
    platform: Platform, acme: Workspace, editor: httpx.Client, tmp_path: Path, google: UUID
) -> None:
    waiting = workspaces.uploaded(platform, acme.admin, tmp_path, DOLLARS, "Slow")
    answer = editor.post(f"{BLENDS}/suggest", json={"sources": [str(google), str(waiting.id)]})

    assert "Slow has not been read yet" in sentence_of(answer, 409, "conflict")


def test_the_past_is_that_of_every_source(
    platform: Platform, acme: Workspace, editor: httpx.Client, tmp_path: Path, google: UUID,
    meta: UUID,
) -> None:  # fmt: skip
    blend = made(editor, **union_of(google, meta))
    before = asked(editor, blend["id"], "Clicks")
    moment = before["snapshots"][1]["taken_at"]
    workspaces.landed_again(
        platform, acme.admin, tmp_path, google, EUROS + "2026-03-03,B,1,90,7%\n"
    )

    assert asked(editor, blend["id"], "Clicks")["data"] == [[111]]
    assert asked(editor, blend["id"], "Clicks", as_of=moment)["data"] == before["data"] == [[21]]


def test_a_widget_asks_a_blend_and_says_when_it_is_gone(
    editor: httpx.Client, acme: Workspace
) -> None:
    widget = editor.post(
        "/api/v1/widgets",
        json={
            "tab_id": str(acme.tab_id),
            "type": "bar",
            "query": workspaces.question(acme.blend_id),
        },
    ).json()
    path = f"/api/v1/widgets/{widget['id']}/data"
    chosen = '[{"field": "channel", "values": ["Acme Search"]}]'

    assert (widget["blend_id"], widget["data_source_id"]) == (str(acme.blend_id), None)
    assert editor.get(path, params={"filters": chosen}).json()["data"] == [["Acme Search"], [21.5]]
    editor.delete(f"{BLENDS}/{acme.blend_id}")
    assert "was deleted" in sentence_of(editor.get(path), 422, "invalid_input")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"from": "USD", "to": "EUR", "rate": 1}, "There is a rate from USD to EUR for all days"),
        ({"from": "USD", "to": "USD", "rate": 1}, "between two currencies"),
        ({"from": "USD", "to": "Dollar", "rate": 1}, "Dollar is not a currency"),
        ({"from": "USD", "to": "GBP", "rate": 0}, "above 0"),
        ({"from": "USD", "to": "GBP", "rate": 1, "month": "March"}, "2026-03"),
    ],
)
def test_a_rate_that_makes_no_sense_is_told_why(
    editor: httpx.Client, body: dict[str, Any], words: str
) -> None:
    answer = editor.post(RATES, json=body)

    assert words in sentence_of(answer, answer.status_code, answer.json()["code"])
    assert answer.status_code in {409, 422}
