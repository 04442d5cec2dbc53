"""The organization: its settings, its people, its invitations."""

from __future__ import annotations

from calendar import month_name

import reflex as rx

from cashstage.models.organization import RoleName
from cashstage.ui.components.browser import ago, dialog, dialog_actions
from cashstage.ui.components.button import button, icon_button
from cashstage.ui.components.field import select, select_field, text_field
from cashstage.ui.components.label import notice, save_indicator
from cashstage.ui.components.placeholder import skeleton, skeleton_rows
from cashstage.ui.components.shell import page, shell
from cashstage.ui.components.table import Column, data_table
from cashstage.ui.page import Page
from cashstage.ui.pages.organization_connections import connections_section
from cashstage.ui.pages.organization_departure import departure_dialog, departure_told
from cashstage.ui.states.connections import ConnectionsState
from cashstage.ui.states.departure import DepartureState
from cashstage.ui.states.organization import (
    TIME_ZONES,
    WEEKDAYS,
    InvitationRow,
    MemberRow,
    OrganizationState,
)

_ROLES = tuple((role.value, role.value.capitalize()) for role in RoleName)
_MONTHS = tuple((str(month), month_name[month]) for month in range(1, 13))
_DAYS = tuple((str(index), day) for index, day in enumerate(WEEKDAYS))


def _body() -> rx.Component:
    return shell(
        page(
            "Organization",
            notice(OrganizationState.notice),
            rx.cond(
                OrganizationState.loaded,
                rx.fragment(
                    _settings(),
                    _people(),
                    _invited(),
                    connections_section(),
                    _invitation(),
                    departure_dialog(),
                ),
                rx.fragment(skeleton("h-[316px]"), skeleton_rows(4)),
            ),
        ),
        current="/organization",
    )


def _settings() -> rx.Component:
    read_only = ~OrganizationState.may_manage
    return rx.el.form(
        rx.el.div(
            text_field(
                "Name",
                name="name",
                default_value=OrganizationState.name,
                max_length=120,
                required=True,
                disabled=read_only,
            ),
            select_field(
                "Time zone",
                [(zone, zone.replace("_", " ")) for zone in TIME_ZONES],
                name="time_zone",
                default_value=OrganizationState.time_zone,
                disabled=read_only,
                hint="Days, weeks and months begin here.",
            ),
            text_field(
                "Currency",
                name="currency",
                default_value=OrganizationState.currency,
                max_length=3,
                required=True,
                disabled=read_only,
                hint="Three letters, such as EUR.",
            ),
            _calendar(read_only),
            _domains(read_only),
            class_name="grid gap-4 sm:grid-cols-2",
        ),
        _save(),
        on_submit=OrganizationState.save,
        class_name="card p-4 appear",
        key=OrganizationState.version.to_string(),
    )


def _calendar(read_only: rx.Var[bool]) -> rx.Component:
    return rx.fragment(
        select_field(
            "First day of the week",
            _DAYS,
            name="week_starts_on",
            default_value=OrganizationState.week_starts_on,
            disabled=read_only,
        ),
        select_field(
            "First month of the fiscal year",
            _MONTHS,
            name="fiscal_year_starts_on",
            default_value=OrganizationState.fiscal_year_starts_on,
            disabled=read_only,
            hint="Fiscal quarters and years begin here.",
        ),
    )


def _domains(read_only: rx.Var[bool]) -> rx.Component:
    return rx.el.div(
        text_field(
            "Domains whose people may join",
            name="allowed_domains",
            default_value=OrganizationState.domains,
            placeholder="By invitation only",
            disabled=read_only,
            hint="Such as example.com, separated by commas. Whoever signs in with a Google"
            " Workspace account of one of them becomes a viewer.",
        ),
        class_name="sm:col-span-2",
    )


def _save() -> rx.Component:
    return rx.cond(
        OrganizationState.may_manage,
        rx.el.div(
            save_indicator(OrganizationState.saved),
            button("Save", kind="primary", type="submit"),
            class_name="mt-4 flex items-center justify-end gap-3",
        ),
    )


def _people() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("People", class_name="text-16 font-semibold"),
            rx.cond(
                OrganizationState.may_manage,
                button("Invite", icon_name="user-plus", on_click=OrganizationState.open_invitation),
            ),
            class_name="mb-2 flex items-center justify-between min-h-[34px]",
        ),
        departure_told(),
        data_table(
            "People of the organization",
            OrganizationState.members,
            [
                Column("Person", _person, class_name="min-w-48"),
                Column("Role", _role),
                Column("Last signed in", _seen, class_name="whitespace-nowrap text-muted"),
                Column("Actions", _remove, hidden_title=True, number=True),
            ],
        ),
    )


def _person(member: rx.Var[MemberRow]) -> rx.Component:
    return rx.el.div(
        rx.el.span(member.name, rx.cond(member.is_self, " (you)", ""), class_name="block"),
        rx.el.span(member.email, class_name="block text-12 font-normal text-muted"),
    )


def _role(member: rx.Var[MemberRow]) -> rx.Component:
    return rx.cond(
        OrganizationState.may_manage,
        select(
            _ROLES,
            value=member.role,
            on_change=lambda role: OrganizationState.change_role(member.id, role),
            class_name="control control-small",
            custom_attrs={"aria-label": "Role of " + member.name},
        ),
        rx.el.span(member.role, class_name="capitalize"),
    )


def _seen(member: rx.Var[MemberRow]) -> rx.Component:
    return rx.cond(member.seen_at, ago(member.seen_at), "Never")


def _remove(member: rx.Var[MemberRow]) -> rx.Component:
    return rx.cond(
        OrganizationState.may_manage & ~member.is_self,
        icon_button(
            "user-minus",
            "Remove from the organization",
            on_click=DepartureState.open(member.id),
        ),
    )


def _invited() -> rx.Component:
    return rx.cond(
        OrganizationState.invited.length() > 0,
        rx.el.section(
            rx.el.h2("Invited", class_name="text-16 font-semibold"),
            rx.el.p(
                "No mail is sent. Tell them to sign in with this address at ",
                rx.el.strong(OrganizationState.sign_in_at, class_name="font-medium select-all"),
                ".",
                class_name="mt-1 mb-2 text-13 text-muted",
            ),
            data_table(
                "Open invitations",
                OrganizationState.invited,
                [
                    Column("Address", lambda item: item.email, class_name="min-w-48"),
                    Column("Role", _invited_role),
                    Column("Expires", _expires, class_name="whitespace-nowrap text-muted"),
                    Column("Actions", _withdraw, hidden_title=True, number=True),
                ],
            ),
        ),
    )


def _invited_role(item: rx.Var[InvitationRow]) -> rx.Component:
    return rx.el.span(item.role, class_name="capitalize")


def _expires(item: rx.Var[InvitationRow]) -> rx.Component:
    return ago(item.expires_at)


def _withdraw(item: rx.Var[InvitationRow]) -> rx.Component:
    return icon_button("x", "Withdraw the invitation", on_click=OrganizationState.withdraw(item.id))


def _invitation() -> rx.Component:
    return dialog(
        "Invite somebody",
        rx.el.form(
            rx.el.div(
                text_field(
                    "E-mail address",
                    name="email",
                    type="email",
                    required=True,
                    auto_focus=True,
                    hint="The address of their Google account. The place is kept for 14 days.",
                    error=OrganizationState.invitation_problem,
                ),
                select_field("Role", _ROLES, name="role", default_value=RoleName.VIEWER.value),
                class_name="grid gap-4",
            ),
            dialog_actions(
                button("Cancel", kind="quiet", on_click=OrganizationState.close_invitation),
                button("Invite", kind="primary", type="submit"),
            ),
            on_submit=OrganizationState.invite,
        ),
        open=OrganizationState.inviting,
        on_close=OrganizationState.close_invitation,
    )


PAGE = Page(
    "/organization",
    "Organization",
    _body,
    on_load=(OrganizationState.load, ConnectionsState.load),
)
