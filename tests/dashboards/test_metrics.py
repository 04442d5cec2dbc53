"""Where metrics are used, and why a widget's number has changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cashstage.core.errors import InvalidInput
from cashstage.dashboards.dashboard.schemas import DateRange
from cashstage.dashboards.metric_use import read_uses
from cashstage.dashboards.widget import service as widgets
from cashstage.dashboards.widget.data import PageChoice, PageFilter
from cashstage.dashboards.widget.explaining import explain_widget
from cashstage.dashboards.widget.schemas import WidgetCreate, WidgetRead, WidgetType
from cashstage.emulator.server import EmulatorServer
from cashstage.models.platform import Platform
from tests.factories import workspaces
from tests.factories.workspaces import Workspace

pytestmark = pytest.mark.integration

SECOND_DAY = PageChoice(date_range=DateRange(start=date(2026, 3, 2), end=date(2026, 3, 2)))


@pytest.fixture
def acme(google_platform: Platform, emulator: EmulatorServer, tmp_path: Path) -> Workspace:
    """An organization with one of everything."""
    return workspaces.workspace(google_platform, emulator, tmp_path)


def card(platform: Platform, acme: Workspace) -> WidgetRead:
    question = {"source": str(acme.data_source_id), "metrics": [{"metric": "CPC"}]}
    body = WidgetCreate(
        tab_id=acme.tab_id, type=WidgetType.METRIC_CARD, title="Price", query=question
    )
    return widgets.create(platform, acme.admin, body)


def test_a_metric_knows_its_sources_and_widgets(google_platform: Platform, acme: Workspace) -> None:
    card(google_platform, acme)
    uses = read_uses(google_platform, acme.admin)

    assert [each.name for each in uses["cpc"].sources] == ["Acme ads"]
    assert [each.name for each in uses["cpc"].widgets] == ["Price on Acme weekly"]
    assert uses["acme_cost_per_click"].sources == uses["cpc"].sources
    assert uses["roas"].sources == uses["roas"].widgets == []


def test_a_card_is_explained_against_the_day_before(
    google_platform: Platform, acme: Workspace
) -> None:
    found = explain_widget(google_platform, acme.admin, card(google_platform, acme).id, SECOND_DAY)
    told = found.explanation

    assert found.dimension == "Channel"
    assert found.dimensions == ["Channel", "Campaign", "Acme label"]
    assert found.period_a.start == found.period_a.end == date(2026, 3, 1)
    assert told.before == pytest.approx(30.75 / 150)
    assert told.after == pytest.approx(11 / 150)
    assert sum(each.effect for each in told.effects) == pytest.approx(told.change)


def test_the_page_s_filters_hold_for_the_explanation(
    google_platform: Platform, acme: Workspace
) -> None:
    narrowed = SECOND_DAY.model_copy(
        update={"filters": [PageFilter(field="Channel", values=["Acme Search"])]}
    )
    widget_id = card(google_platform, acme).id
    found = explain_widget(
        google_platform, acme.admin, widget_id, narrowed, metric=7, dimension="Campaign"
    )

    assert (found.metric, found.dimension) == (0, "Campaign")
    assert [each.value for each in found.explanation.effects] == ["Brand"]


def test_all_of_time_has_nothing_before_it(google_platform: Platform, acme: Workspace) -> None:
    widget_id = card(google_platform, acme).id

    with pytest.raises(InvalidInput, match="nothing before it"):
        explain_widget(google_platform, acme.admin, widget_id, PageChoice())
