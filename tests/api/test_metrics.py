"""Metric definitions, explained changes and paced budgets over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from cashstage.models.platform import Platform
from tests.api.conftest import Standing
from tests.api.problems import sentence_of
from tests.factories import workspaces
from tests.factories.workspaces import Workspace

pytestmark = pytest.mark.integration

METRICS = "/api/v1/metric-definitions"
QUERY = "/api/v1/query"
EXPLAIN = "/api/v1/explain-change"
PACING = "/api/v1/pacing"
ADS = """\
Day,Channel,Cost,Clicks,Revenue,Impressions,CTR,Reach
2026-03-01,Meta,100,10,400,1000,0.01,800
2026-03-01,TikTok,100,40,100,1000,0.04,900
2026-03-02,Meta,50,10,150,500,0.02,450
2026-03-02,TikTok,150,60,150,3000,0.02,
"""
BUDGETS = """\
Month,Channel,Budget
2026-03-01,Meta,3100
2026-03-01,TikTok,1550
2026-03-01,Radio,310
2026-04-01,Meta,1
"""


def source(platform: Platform, acme: Workspace, folder: Path, text: str, name: str) -> str:
    return str(workspaces.landed(platform, acme.admin, folder, text, name).id)


@pytest.fixture
def ads(standing: Standing, tmp_path: Path) -> str:
    return source(standing.platform, standing.acme, tmp_path, ADS, "Ads")


def explained(ads: str, **parts: Any) -> dict[str, Any]:
    return {
        "source": ads,
        "metric": {"metric": "roas"},
        "dimension": "Channel",
        "period_a": {"start": "2026-03-01", "end": "2026-03-01"},
        "period_b": {"start": "2026-03-02", "end": "2026-03-02"},
    } | parts


def test_a_metric_is_asked_for_as_soon_as_it_is_defined(
    editor: httpx.Client, acme: Workspace
) -> None:
    made = editor.post(METRICS, json={"label": "Cost per 10 clicks", "formula": "cpc * 10"})
    question = {"source": str(acme.data_source_id), "metrics": [{"metric": "cost_per_10_clicks"}]}
    first = editor.post(QUERY, json=question)
    path = f"{METRICS}/{made.json()['id']}"
    editor.patch(path, json={"formula": "cpc * 100"}, headers={"If-Match": '"1"'})
    second = editor.post(QUERY, json=question)

    assert (made.status_code, made.json()["built_in"]) == (201, False)
    expected = workspaces.SUM_OF_COST / workspaces.SUM_OF_CLICKS
    assert first.json()["data"] == [[pytest.approx(expected * 10)]]
    assert second.json()["data"] == [[pytest.approx(expected * 100)]]
    assert first.headers["ETag"] != second.headers["ETag"]
    assert first.json()["columns"][0]["additive"] is False
    late = editor.patch(path, json={"label": "Late"}, headers={"If-Match": '"1"'})
    assert sentence_of(late, 412, "stale_version")
    assert editor.delete(path).status_code == 204
    gone = editor.post(QUERY, json=question)
    assert "There is no metric “cost_per_10_clicks”" in sentence_of(gone, 422, "invalid_input")


def test_the_catalog_is_listed_after_one_s_own(standing: Standing) -> None:
    items = standing.viewer.get(METRICS).json()["items"]
    roas = next(item for item in items if item["name"] == "roas")

    assert items[0]["label"] == "Acme cost per click"
    assert (roas["built_in"], roas["unit"], roas["components"]) == (
        True,
        "multiple",
        ["revenue", "cost"],
    )


@pytest.mark.parametrize(
    ("metric", "sentence"),
    [
        (
            {"field": "CTR", "aggregation": "avg"},
            "Use the metric CTR, or SUM(Clicks) / SUM(Impressions).",
        ),
        ({"field": "Reach", "aggregation": "sum"}, "counts people once in each row"),
        ({"formula": "SUM(CTR)", "name": "x"}, "a sum of ratios means nothing"),
        ({"formula": "SUM(Reach) / SUM(Cost)", "name": "x"}, "counts people once"),
    ],
)
def test_a_total_that_would_lie_is_refused(
    standing: Standing, ads: str, metric: dict[str, Any], sentence: str
) -> None:
    answer = standing.viewer.post(QUERY, json={"source": ads, "metrics": [metric]})

    assert sentence in sentence_of(answer, 422, answer.json()["code"])


def test_what_has_no_total_has_none_and_says_why(standing: Standing, ads: str) -> None:
    question = {
        "source": ads,
        "dimensions": [{"field": "Channel"}, {"field": "Day"}],
        "metrics": [{"field": "Reach"}, {"field": "CTR"}],
        "totals": True,
    }
    body = standing.viewer.post(QUERY, json=question).json()
    reach = body["columns"][2]

    assert body["data"][2] == [800, 900, 450, None]
    assert body["totals"] == {"Reach": None, "CTR": pytest.approx(120 / 5500)}
    assert reach["additive"] is False
    assert "counts people once in each row" in reach["note"]


def test_a_change_of_a_ratio_is_split_exactly(standing: Standing, ads: str) -> None:
    body = standing.viewer.post(EXPLAIN, json=explained(ads)).json()
    by_value = {each["value"]: each for each in body["effects"]}

    assert (body["before"], body["after"], body["change"]) == (2.5, 1.5, -1.0)
    assert (body["kind"], body["weight"]) == ("ratio", "Cost")
    assert sum(each["effect"] for each in body["effects"]) == body["change"]
    assert by_value["Meta"]["rate_effect"] == -0.375
    assert by_value["Meta"]["mix_effect"] == -0.375
    assert by_value["TikTok"]["effect"] == -0.25
    assert by_value["TikTok"]["share_after"] == 0.75
    assert body["sentences"] == [
        "ROAS fell by 1.00\u00d7.",
        "0.38\u00d7 because ROAS of Meta itself fell.",
        "0.38\u00d7 because Meta took a smaller share of Cost.",
        "0.25\u00d7 because TikTok took a larger share of Cost.",
    ]


def test_a_change_of_a_sum_is_what_each_value_adds(standing: Standing, ads: str) -> None:
    asked = explained(ads, metric={"field": "Cost"}, limit=1)
    body = standing.viewer.post(EXPLAIN, json=asked).json()

    assert (body["kind"], body["change"], body["others_count"]) == ("sum", 0.0, 1)
    assert body["effects"][0]["effect"] + body["others"]["effect"] == 0
    assert body["sentences"] == ["Cost did not change."]


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"dimension": "Chanel"}, "Did you mean “Channel”?"),
        ({"metric": {"formula": "MAX(Cost)", "name": "top"}}, "neither a sum nor a ratio"),
        ({"period_a": {"start": "2020-01-01", "end": "2020-01-02"}}, "nothing to divide by"),
        ({"period_a": {"start": "2026-03-02", "end": "2026-03-01"}}, "start lies after the end"),
        ({"source": "x"}, "must be the id of a data source"),
        ({"metric": {}}, "is missing"),
        ({"filters": {"field": "Channel"}}, "missing"),
    ],
)
def test_what_can_t_be_explained_is_told(
    standing: Standing, ads: str, parts: dict[str, Any], sentence: str
) -> None:
    answer = standing.viewer.post(EXPLAIN, json=explained(ads, **parts))

    assert sentence in sentence_of(answer, 422, "invalid_input")


def test_budgets_are_paced(standing: Standing, ads: str, tmp_path: Path) -> None:
    budgets = source(standing.platform, standing.acme, tmp_path, BUDGETS, "Budgets")
    asked = {"budget_source": budgets, "spend_source": ads, "month": "2026-03-15"}
    body = standing.viewer.post(PACING, json={**asked, "through": "2026-03-02"}).json()
    table = dict(zip([each["name"] for each in body["columns"]], body["data"], strict=True))

    assert table["Channel"] == ["Meta", "TikTok", "Radio"]
    assert table["budget"] == [3100, 1550, 310]
    assert table["spend"] == [150, 250, 0]
    assert table["expected"] == pytest.approx([200, 100, 20])
    assert table["pacing"] == pytest.approx([0.75, 2.5, 0])
    assert table["projected"] == pytest.approx([2325, 3875, 0])
    assert table["needed_per_day"] == pytest.approx([2950 / 29, 1300 / 29, 310 / 29])
    assert body["totals"]["pacing"] == pytest.approx(400 / 320)
    assert (body["days_left"], body["notes"]) == (29, [])


def test_spend_without_a_budget_is_named(standing: Standing, ads: str, tmp_path: Path) -> None:
    text = BUDGETS.replace("2026-03-01,TikTok,1550\n", "")
    budgets = source(standing.platform, standing.acme, tmp_path, text, "Fewer budgets")
    asked = {"budget_source": budgets, "spend_source": ads, "month": "2026-03-01"}
    body = standing.viewer.post(PACING, json={**asked, "weights": "weekdays"}).json()

    assert body["notes"] == ["TikTok has no budget this month."]
    assert body["weekday_weights"] == [1.0] * 7
    assert body["totals"]["spend"] == 150


def test_a_table_without_budgets_is_told(standing: Standing, ads: str) -> None:
    answer = standing.viewer.post(PACING, json={"budget_source": ads, "spend_source": ads})

    assert "no column of numbers that means budget" in sentence_of(answer, 422, "invalid_input")
