"""Errors as RFC 9457 problem documents: what happened, what to do, and a trace id."""

from __future__ import annotations

import logging
import math
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from sqlalchemy.exc import DataError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cashstage.api.openapi import PROBLEM_TYPE
from cashstage.api.tracing import trace_id
from cashstage.core.errors import CashstageError, PayloadTooLarge, RateLimited, UpstreamBusy

_log = logging.getLogger(__name__)


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    next_step: str | None = None,
    headers: dict[str, str] | None = None,
    **extra: Any,
) -> JSONResponse:
    """A problem document; `extra` are members that help a program."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "next_step": next_step,
        "trace_id": trace_id(),
        **extra,
    }
    return JSONResponse(body, status_code=status, media_type=PROBLEM_TYPE, headers=headers)


def install(app: FastAPI) -> None:
    """Answers every error of the API as a problem document."""
    app.add_exception_handler(CashstageError, _expected)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(ValidationError, _invalid_value)
    app.add_exception_handler(DataError, _unstorable)
    app.add_exception_handler(HTTPException, _http)
    app.add_middleware(TooLargeMiddleware)
    app.add_middleware(UnexpectedMiddleware)


def _expected(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, CashstageError)  # noqa: S101 - narrows the handler's type
    return error_response(error)


def error_response(error: CashstageError) -> JSONResponse:
    """An expected error as its problem document."""
    headers: dict[str, str] = {}
    if isinstance(error, RateLimited | UpstreamBusy) and error.retry_after is not None:
        headers["Retry-After"] = str(math.ceil(error.retry_after))
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.warning("%s: %s", error.code, error.detail)
    extra = {
        name: value
        for name, value in error.context.items()
        if isinstance(value, str | int | float | bool | list)
    }
    return problem(
        error.status,
        error.code,
        error.detail,
        next_step=error.next_step,
        headers=headers,
        **extra,
    )


def _invalid_request(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - narrows the handler's type
    problems = error.errors()
    if any(item["type"] == "json_invalid" for item in problems):
        return problem(400, "malformed_body", "The body is not valid JSON.")
    return _invalid_fields([(item["loc"][1:], item["msg"]) for item in problems])


def _invalid_value(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ValidationError)  # noqa: S101 - narrows the handler's type
    return _invalid_fields([(item["loc"], item["msg"]) for item in error.errors()])


def _invalid_fields(items: list[tuple[tuple[int | str, ...], str]]) -> JSONResponse:
    errors = [
        {"field": ".".join(str(part) for part in place), "message": _sentence(message)}
        for place, message in items
    ]
    first = errors[0]
    where = f"{first['field']}: " if first["field"] else ""
    return problem(422, "invalid_input", f"{where}{first['message']}", errors=errors)


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ")


def _unstorable(_request: Request, _error: Exception) -> JSONResponse:
    # PostgreSQL refuses NUL characters and numbers out of range that the schemas let through.
    return problem(422, "invalid_input", "A value contains characters that can't be stored.")


def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - narrows the handler's type
    status = HTTPStatus(error.status_code)
    sentences = {
        HTTPStatus.NOT_FOUND: "There is nothing at this address.",
        HTTPStatus.METHOD_NOT_ALLOWED: "This address does not accept this method.",
        HTTPStatus.BAD_REQUEST: "The request could not be read.",
    }
    code = status.phrase.lower().replace(" ", "_")
    detail = sentences.get(status, str(error.detail))
    return problem(status, code, detail, headers=dict(error.headers or {}))


class UnexpectedMiddleware:
    """Answers what nobody foresaw; inside the tracing, so that the answer can be found in a log."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the request; an error after the first byte ends the connection."""
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:
            if started or scope["type"] != "http":
                raise
            _log.exception("Unexpected error", exc_info=error)
            answer = problem(
                500,
                "internal",
                "Something went wrong on our side.",
                next_step="Try again; if it persists, send the trace id to an operator.",
            )
            await answer(scope, receive, send)


class TooLargeMiddleware:
    """Puts a problem document in place of Starlette's plain answer to a body over its limit."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the request."""
        replaced = False

        async def answering(message: Message) -> None:
            nonlocal replaced
            if replaced:
                return
            if message.get("status") == PayloadTooLarge.status:
                kind = Headers(raw=message["headers"]).get("content-type", "")
                replaced = not kind.startswith(PROBLEM_TYPE)
            if not replaced:
                await send(message)
                return
            sentence = "The request is larger than this address accepts."
            answer = problem(PayloadTooLarge.status, PayloadTooLarge.code, sentence)
            await answer(scope, receive, send)

        await self._app(scope, receive, answering)
