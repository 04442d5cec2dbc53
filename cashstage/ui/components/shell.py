"""The frame of a page: skip link, rail (a bottom bar on phones), the person, margins."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx
from reflex.style import color_mode, set_color_mode

from cashstage.ui.components.bell import bell
from cashstage.ui.components.brand import NAME, mark
from cashstage.ui.components.browser import document_form
from cashstage.ui.components.button import Text, icon, link
from cashstage.ui.components.menu import menu, menu_rule
from cashstage.ui.components.placeholder import skeleton, skeleton_rows
from cashstage.ui.components.tabs import segments
from cashstage.ui.states.session import SessionState

_MAIN = "main"
_PERSON_MENU = "person-menu"
_COLOR_MODES = (("light", "Light"), ("dark", "Dark"), ("system", "System"))


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the rail."""

    title: str
    path: str
    icon_name: str


PLACES = (
    Place("Dashboards", "/", "layout-dashboard"),
    Place("Sources", "/sources", "table-2"),
    Place("Metrics", "/catalog", "sigma"),
    Place("Jobs", "/jobs", "activity"),
    Place("Organization", "/organization", "building-2"),
)


def shell(*children: rx.Component, current: str) -> rx.Component:
    """Everything around a signed-in page; `current` is the path of its place in the rail."""
    return rx.fragment(
        # Only the browser's own jump moves the keyboard along.
        link(
            "Skip to content",
            to=f"#{_MAIN}",
            reload_document=True,
            class_name="skip-link button button-primary",
        ),
        rx.el.div(
            _rail(current),
            rx.el.main(*children, id=_MAIN, tab_index=-1, class_name="min-w-0"),
            class_name="shell",
        ),
    )


def page(
    title: Text, *children: rx.Component, actions: tuple[rx.Component, ...] = ()
) -> rx.Component:
    """The usual inside of a shell: a heading with its actions, then the content."""
    return rx.el.div(
        page_head(title, *actions),
        *children,
        class_name="page",
    )


def page_head(title: Text, *actions: rx.Component) -> rx.Component:
    """The page's one heading, its actions on the right."""
    return rx.el.header(
        rx.el.h1(title),
        rx.el.div(*actions, class_name="ml-auto flex flex-wrap items-center gap-2"),
        class_name="page-head",
    )


def loading_page() -> rx.Component:
    """What a page looks like before its code is there."""
    return rx.el.div(
        rx.el.div(class_name="rail"),
        rx.el.div(skeleton("h-7 w-48"), skeleton_rows(4, "h-24"), class_name="page"),
        class_name="shell",
    )


def _rail(current: str) -> rx.Component:
    return rx.el.nav(
        link(mark(), _text(NAME.split()[-1]), href="/", class_name="rail-brand", title=NAME),
        *(_entry(place, current) for place in PLACES),
        rx.el.div(class_name="rail-space flex-1"),
        bell(current),
        rx.el.button(
            icon("panel-left-close"),
            _text("Collapse"),
            type="button",
            title="Collapse or expand this menu",
            class_name="rail-link rail-toggle",
            custom_attrs={"data-toggle-rail": "", "aria-label": "Collapse or expand this menu"},
        ),
        _person(),
        class_name="rail",
        custom_attrs={"aria-label": "Main"},
    )


def _entry(place: Place, current: str) -> rx.Component:
    here = {"aria-current": "page"} if place.path == current else {}
    return link(
        icon(place.icon_name, 18),
        _text(place.title),
        href=place.path,
        title=place.title,
        class_name="rail-link",
        custom_attrs=here,
    )


def _person() -> rx.Component:
    return menu(
        rx.fragment(
            rx.el.span(
                SessionState.name[:1], class_name="avatar", custom_attrs={"aria-hidden": "true"}
            ),
            _text(rx.cond(SessionState.name, SessionState.name, " ")),
        ),
        rx.el.div(
            rx.el.p(SessionState.name, class_name="text-14 font-medium truncate"),
            rx.el.p(SessionState.email, class_name="text-12 text-muted truncate"),
            rx.el.p(SessionState.organization, class_name="text-12 text-muted truncate"),
            class_name="px-2.5 pt-1.5 pb-2",
        ),
        menu_rule(),
        rx.el.div(
            segments("Colours", _COLOR_MODES, color_mode, set_color_mode),
            class_name="px-1 py-1",
        ),
        menu_rule(),
        document_form(
            rx.el.button(icon("log-out"), "Sign out", type="submit", class_name="menu-item"),
            action="/api/auth/signout",
        ),
        menu_id=_PERSON_MENU,
        label="You, colours, sign out",
        trigger_class="rail-link rail-person",
        class_name="popover person-menu",
    )


def _text(text: Text) -> rx.Component:
    return rx.el.span(text, class_name="rail-text")
