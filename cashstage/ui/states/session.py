"""Who acts. Every handler asks the database anew; nothing kept in state is believed.

Any socket may call any handler with any arguments, and a client token outlives its owner, so a
page state is written like this and no other way:

    class JobsState(PageState):
        @rx.event
        @signed_in
        async def cancel(self, actor: Principal, job_id: str) -> None:
            await work(jobs.cancel, actor, UUID(job_id))
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

import reflex as rx
from pydantic import ValidationError
from reflex.istate.proxy import StateProxy
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from starlette.requests import cookie_parser

from cashstage.access import sessions
from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError, Unauthenticated
from cashstage.models.platform import Platform, get_platform
from cashstage.organizations.organization import service as organizations

_log = logging.getLogger(__name__)
_HYDRATION = (".hydrate", ".hydrate_and_load")
UNEXPECTED = "Something went wrong on our side; nothing was changed. Try again in a moment."

P = ParamSpec("P")
ResultT = TypeVar("ResultT")
StateT = TypeVar("StateT", bound="PageState")


async def work(
    service: Callable[Concatenate[Platform, Principal, P], ResultT],
    actor: Principal,
    *args: P.args,
    **kwargs: P.kwargs,
) -> ResultT:
    """Runs a service of this process's platform in a thread, for it waits on the database."""
    return await asyncio.to_thread(service, get_platform(), actor, *args, **kwargs)


async def actor_of(state: BaseState) -> Principal:
    """The person behind the socket's cookie at this moment; raises Unauthenticated."""
    platform = get_platform()
    name = sessions.cookie_name(secure=platform.settings.secure_cookies)
    token = cookie_parser(state.router.headers.cookie).get(name)
    return await asyncio.to_thread(sessions.verify, platform, token)


def signed_in(
    handler: Callable[Concatenate[StateT, Principal, P], Any],
) -> Callable[Concatenate[StateT, P], Any]:
    """Hands the verified actor to an async handler, or sends the person to the sign-in page.

    An expected failure becomes the page's notice, an unexpected one is logged and says so.
    """
    run = _generating(handler) if inspect.isasyncgenfunction(handler) else _returning(handler)
    functools.update_wrapper(run, handler)
    del run.__dict__["__wrapped__"]
    signature = inspect.signature(handler)
    own = [item for name, item in signature.parameters.items() if name != "actor"]
    run.__dict__["__signature__"] = signature.replace(parameters=own)
    run.__dict__["asks_for_actor"] = True
    run.__annotations__ = {k: v for k, v in handler.__annotations__.items() if k != "actor"}
    return run


def _returning(handler: Callable[..., Awaitable[Any]]) -> Callable[..., Any]:
    async def run(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return await handler(self, await actor_of(self), *args, **kwargs)
        except Exception as error:  # noqa: BLE001 - the boundary: a person waits for an answer
            return await _refuse(self, error)

    return run


def _generating(handler: Callable[..., AsyncIterator[Any]]) -> Callable[..., Any]:
    async def run(self: Any, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        try:
            async for event in handler(self, await actor_of(self), *args, **kwargs):
                yield event
        except Exception as error:  # noqa: BLE001 - the boundary: a person waits for an answer
            yield await _refuse(self, error)

    return run


async def _refuse(state: Any, error: Exception) -> Any:
    if isinstance(state, StateProxy):
        async with state:
            return _explain(state, error)
    return _explain(state, error)


def _explain(state: Any, error: Exception) -> Any:
    if isinstance(error, Unauthenticated):
        state.reset()
        return rx.redirect("/?problem=unauthenticated")
    if isinstance(error, CashstageError | ValidationError):
        state.notice = sentence_of(error)
    else:
        _log.error("A handler of %s failed.", type(state).__name__, exc_info=error)
        state.notice = UNEXPECTED
    return None


def sentence_of(error: CashstageError | ValidationError) -> str:
    """What went wrong, ready to show; of a rejected form its first problem."""
    if isinstance(error, CashstageError):
        return error.sentence
    problem = error.errors(include_url=False, include_input=False)[0]
    field = str(problem["loc"][0]).replace("_", " ") if problem["loc"] else "input"
    if problem["type"] == "string_too_short":
        return f"Fill in the {field}."
    message = problem["msg"].removeprefix("Value error, ")
    return f"Check the {field}: {message[:1].lower()}{message[1:]}."


class PageState(rx.State, mixin=True):
    """Base of every page's state: one inline notice for what went wrong."""

    notice: str = ""

    @rx.event
    @signed_in
    async def dismiss_notice(self, actor: Principal) -> None:
        """Closes the notice."""
        self.notice = ""


class SessionState(PageState, rx.State):
    """What the shell shows of the person and the organization; never asked for permission."""

    name: str = ""
    email: str = ""
    organization: str = ""
    may_edit: bool = False
    may_manage: bool = False
    _session_id: str = ""

    @rx.event
    @signed_in
    async def load(self, actor: Principal) -> None:
        """Fills the shell; the first thing that every page loads."""
        place = await work(organizations.read, actor)
        self.name, self.email, self.organization = actor.name, actor.email, place.name
        self.may_edit = actor.may(Permission.EDIT_DASHBOARDS)
        self.may_manage = actor.may(Permission.MANAGE_ORGANIZATION)


class Forget(Middleware):
    """Empties a browser tab's state when it comes back with another session than the one it served.

    Reflex sends the whole state when a page connects, before any handler could look who asks.
    """

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """Runs before each event; acts on those that send the state."""
        if not event.name.endswith(_HYDRATION):
            return None
        session = await state.get_state(SessionState)
        try:
            session_id = str((await actor_of(state)).session_id)
        except Unauthenticated:
            session_id = ""
        if session._session_id != session_id:
            state.reset()
            session._session_id = session_id
        return None
