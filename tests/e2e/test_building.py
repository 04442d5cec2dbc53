"""Building a dashboard by hand: widgets, fields, places on the grid, and what is kept of it."""

from __future__ import annotations

import re

from playwright.sync_api import FloatRect, Locator, Page, WebSocketRoute, expect

from tests.e2e.browser import picture
from tests.e2e.steps import (
    add_widget,
    expect_charts,
    new_dashboard,
    painted_pixels,
    panel,
    saving,
    until,
)


def widget(page: Page, title: str) -> Locator:
    return page.get_by_role("article", name=title, exact=True)


def name_widget(page: Page, title: str) -> None:
    field = panel(page).get_by_label("Title")
    field.fill(title)
    field.blur()
    expect(widget(page, title)).to_be_visible()


def box(found: Locator) -> FloatRect:
    found.element_handle().wait_for_element_state("stable")
    place = found.bounding_box()
    assert place is not None
    return place


def drag(page: Page, start: tuple[float, float], by: tuple[float, float]) -> None:
    """Moves like a hand does: through points between, and rests before letting go."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + by[0], start[1] + by[1], steps=12)
    page.mouse.up()


def test_a_dashboard_is_built_moved_and_kept(editor: Page) -> None:
    new_dashboard(editor, "Built by hand")
    add_widget(editor, "Bar chart")
    panel(editor).get_by_label("Data source").select_option(label="All channels")
    panel(editor).get_by_label("Field to group by").select_option(label="Channel")
    panel(editor).get_by_label("Field to measure").select_option(label="Cost")
    expect(widget(editor, "Cost by Channel")).to_be_visible()
    name_widget(editor, "Cost of channels")
    expect_charts(editor, ["Cost of channels"])

    add_widget(editor, "Metric card")
    panel(editor).get_by_label("Field to measure").select_option(label="Clicks")
    expect(widget(editor, "Clicks")).to_be_visible()
    name_widget(editor, "All clicks")
    expect(widget(editor, "All clicks").get_by_test_id("metric-value")).to_have_text(
        re.compile(r"\d")
    )
    picture(editor, "editing-desktop-light")
    editor.get_by_role("button", name="Close the panel").click()
    expect(panel(editor)).to_have_count(0)

    chart = widget(editor, "Cost of channels")
    before = box(chart)
    with saving(editor):
        drag(editor, (before["x"] + before["width"] / 2, before["y"] + 16), (420, 0))
    moved = box(chart)
    assert moved["x"] > before["x"] + 100
    corner = (moved["x"] + moved["width"] - 6, moved["y"] + moved["height"] - 6)
    with saving(editor):
        drag(editor, corner, (-210, 156))
    resized = box(chart)
    assert resized["width"] < moved["width"] - 50
    assert resized["height"] > moved["height"] + 50

    editor.reload()
    expect_charts(editor, ["Cost of channels", "All clicks"])
    kept = box(widget(editor, "Cost of channels"))
    assert kept["width"] == resized["width"]
    assert kept["height"] == resized["height"]


def test_a_formula_with_a_typo_is_explained(editor: Page) -> None:
    new_dashboard(editor, "With a formula")
    add_widget(editor, "Table")
    panel(editor).get_by_label("Data source").select_option(label="All channels")
    panel(editor).get_by_role("button", name="Add formula").click()
    panel(editor).get_by_label("Name of the formula").fill("Return")
    formula = panel(editor).get_by_label("Formula", exact=True)
    formula.fill("SUM(Revenu) / SUM(Cost)")
    formula.blur()
    expect(panel(editor).get_by_role("alert")).to_contain_text("Revenu")

    formula.fill("SUM(Revenue) / SUM(Cost)")
    formula.blur()
    expect(panel(editor).get_by_role("alert")).to_have_count(0)
    expect(editor.get_by_role("columnheader", name="Return")).to_be_visible()


def test_conditions_order_and_limit_are_seen_at_once_and_kept(editor: Page) -> None:
    new_dashboard(editor, "The small ones")
    add_widget(editor, "Table")
    panel(editor).get_by_label("Data source").select_option(label="All channels")
    panel(editor).get_by_label("Field to group by").select_option(label="Channel")
    panel(editor).get_by_label("Field to measure").select_option(label="Clicks")
    name_widget(editor, "Clicks of channels")
    table = widget(editor, "Clicks of channels")
    expect(table.get_by_role("row")).to_have_count(6)

    panel(editor).get_by_role("button", name="Add condition").click()
    panel(editor).get_by_label("Field of the condition").select_option(label="Channel")
    panel(editor).get_by_label("Comparison").select_option(label="is none of")
    panel(editor).get_by_label("Values").get_by_label("Google Ads").click()
    expect(table.get_by_role("row")).to_have_count(5)
    expect(table.get_by_role("cell", name="Google Ads")).to_have_count(0)

    panel(editor).get_by_label("Order by").select_option(label="Channel")
    panel(editor).get_by_label("Direction of the order").select_option(label="Ascending")
    limit = panel(editor).get_by_label("Show at most")
    limit.fill("2")
    limit.blur()
    expect(table.get_by_role("row")).to_have_count(4)
    expect(table.get_by_role("row").nth(1)).to_contain_text("LinkedIn Ads")

    limit.fill("many")
    limit.blur()
    expect(panel(editor).get_by_role("alert")).to_contain_text("whole number")

    editor.reload()
    expect(table.get_by_role("row")).to_have_count(4)
    expect(table.get_by_role("row").nth(1)).to_contain_text("LinkedIn Ads")


def test_an_answer_that_comes_while_somebody_types_takes_nothing_away(editor: Page) -> None:
    held: list[str | bytes] = []
    holding = False

    def relay(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda message: held.append(message) if holding else socket.send(message))
        sockets.append(socket)

    sockets: list[WebSocketRoute] = []
    editor.route_web_socket(re.compile("/_event"), relay)
    editor.reload()
    new_dashboard(editor, "Typed quickly")
    add_widget(editor, "Bar chart")
    panel(editor).get_by_label("Data source").select_option(label="All channels")
    panel(editor).get_by_label("Field to measure").select_option(label="Cost")
    title = panel(editor).get_by_label("Title")
    expect(title).to_have_value(re.compile("^Cost"))

    holding = True
    panel(editor).get_by_label("Field to measure").select_option(label="Clicks")
    title.click()
    title.fill("My own words")
    until(editor, lambda: any("Clicks by" in str(message) for message in held))
    holding = False
    for message in held:
        sockets[-1].send(message)
    expect(editor.get_by_role("article", name=re.compile("^Clicks by"))).to_be_visible()
    expect(title).to_have_value("My own words")
    title.press("Enter")
    expect(widget(editor, "My own words")).to_be_visible()

    title.fill("On second thought")
    title.press("Escape")
    expect(title).to_have_value("My own words")


def test_what_stays_of_two_formulas_is_the_one_that_stayed(editor: Page) -> None:
    new_dashboard(editor, "One formula of two")
    add_widget(editor, "Table")
    panel(editor).get_by_label("Data source").select_option(label="All channels")
    for name, text in (("First", "SUM(Cost)"), ("Second", "SUM(Clicks)")):
        names = panel(editor).get_by_label("Name of the formula")
        texts = panel(editor).get_by_label("Formula", exact=True)
        before = names.count()
        panel(editor).get_by_role("button", name="Add formula").click()
        expect(names).to_have_count(before + 1)
        names.last.fill(name)
        texts.last.fill(text)
        texts.last.blur()
        expect(editor.get_by_role("columnheader", name=name)).to_be_visible()
    panel(editor).get_by_role("button", name="Remove this metric").nth(-2).click()
    expect(editor.get_by_role("columnheader", name="First")).to_have_count(0)
    expect(panel(editor).get_by_label("Name of the formula")).to_have_value("Second")
    expect(panel(editor).get_by_label("Formula", exact=True)).to_have_value("SUM(Clicks)")


def test_a_removed_widget_can_be_put_back(editor: Page) -> None:
    new_dashboard(editor, "With a second thought")
    add_widget(editor, "Line chart")
    name_widget(editor, "Over time")
    panel(editor).get_by_role("button", name="Remove widget").click()
    expect(widget(editor, "Over time")).to_have_count(0)

    editor.get_by_role("button", name="Put it back").click()
    expect_charts(editor, ["Over time"])
    assert painted_pixels(editor, "Over time") > 0


def test_a_removed_tab_comes_back_with_its_widgets(editor: Page) -> None:
    new_dashboard(editor, "With two tabs")
    add_widget(editor, "Line chart")
    name_widget(editor, "Over time")
    editor.get_by_role("button", name="Close the panel").click()
    editor.get_by_role("button", name="Add a tab").click()
    editor.get_by_role("button", name="Overview").click()
    editor.get_by_role("button", name="Delete this tab").click()
    expect(editor.get_by_text("The tab “Overview” was removed with its widget.")).to_be_visible()
    expect(widget(editor, "Over time")).to_have_count(0)

    editor.get_by_role("button", name="Put it back").click()
    expect_charts(editor, ["Over time"])
    expect(editor.get_by_label("Title of the tab")).to_have_value("Overview")


def test_a_deleted_dashboard_can_be_put_back(editor: Page) -> None:
    new_dashboard(editor, "Soon gone")
    address = editor.url
    editor.goto("/")
    editor.get_by_role("button", name="Menu of Soon gone").click()
    editor.get_by_role("button", name="Delete", exact=True).click()
    expect(editor.get_by_text("“Soon gone” was deleted.")).to_be_visible()
    expect(editor.get_by_role("link", name="Soon gone")).to_have_count(0)

    editor.get_by_role("button", name="Put it back").click()
    editor.get_by_role("link", name="Soon gone").click()
    expect(editor).to_have_url(address.partition("?")[0])


def test_keys_move_and_resize_a_widget(editor: Page) -> None:
    new_dashboard(editor, "By keyboard")
    add_widget(editor, "Table")
    name_widget(editor, "Rows")
    editor.get_by_role("button", name="Close the panel").click()
    expect(panel(editor)).to_have_count(0)
    before = box(widget(editor, "Rows"))

    with saving(editor):
        editor.get_by_role("button", name="Move Rows").focus()
        editor.keyboard.press("Shift+ArrowLeft")
        editor.keyboard.press("ArrowRight")

    editor.reload()
    expect(widget(editor, "Rows")).to_be_visible()
    after = box(widget(editor, "Rows"))
    assert after["x"] > before["x"]
    assert after["width"] < before["width"]
