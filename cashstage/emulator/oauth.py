"""OAuth 2 and OpenID Connect as Google offers them to a web client."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from cashstage.emulator.consent_page import (
    DATA_SCOPES,
    IDENTITY_SCOPES,
    ask_consent,
    blocked,
    choose_account,
)
from cashstage.emulator.google_error import invalid_credentials
from cashstage.emulator.grants import ACCESS_SECONDS, AuthorizationCode
from cashstage.emulator.people import Person, person_of
from cashstage.emulator.service_accounts import RefusedAssertionError
from cashstage.emulator.state import API_SCOPE, EmulatorState

ISSUER = "https://accounts.google.com"
TOKEN_ADDRESS = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
_SIGNED = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class _Refused(Exception):
    """A token or revocation request that is answered with an OAuth error body."""

    def __init__(self, status: int, code: str, description: str) -> None:
        super().__init__(code)
        self.status = status
        self.body = {"error": code, "error_description": description}


class OAuth:
    """Consent, tokens, revocation, keys and userinfo."""

    def __init__(self, state: EmulatorState) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Where the endpoints live, below the emulator's base URL."""
        return [
            Route("/o/oauth2/v2/auth", self.show_consent, methods=["GET"]),
            Route("/o/oauth2/v2/auth", self.take_decision, methods=["POST"]),
            Route("/token", self.token, methods=["POST"]),
            Route("/revoke", self.revoke, methods=["POST"]),
            Route("/oauth2/v3/certs", self.certs),
            Route("/oauth2/v2/userinfo", self.userinfo),
        ]

    def show_consent(self, request: Request) -> Response:
        """Asks for the account, then for consent; skips what Google would skip."""
        query = request.query_params
        problem = self._problem_of(query)
        if problem is not None:
            return problem
        redirect_uri, scopes = query["redirect_uri"], query["scope"].split()
        prompts = query.get("prompt", "").split()
        address = query.get("authuser")
        if address is None and "select_account" not in prompts:
            address = query.get("login_hint")
        person = person_of(address) if address else None
        if person is None:
            return choose_account(query.multi_items(), redirect_uri)
        known = self._state.grants.consented_scopes(person.email)
        if "consent" not in prompts and known.issuperset(scopes):
            return self._redirect_with_code(query, person, tuple(scopes))
        return ask_consent(person, scopes, redirect_uri)

    async def take_decision(self, request: Request) -> Response:
        """Answers the consent form with a redirect back to the client."""
        query = request.query_params
        problem = self._problem_of(query)
        if problem is not None:
            return problem
        form = await request.form()
        person = person_of(str(form.get("email", "")))
        if person is None:
            return choose_account(query.multi_items(), query["redirect_uri"])
        if form.get("decision") != "allow":
            return _redirect(query, {"error": "access_denied"})
        ticked = {str(value) for value in form.getlist("scope")}
        asked = query["scope"].split()
        granted = tuple(scope for scope in asked if scope in IDENTITY_SCOPES or scope in ticked)
        return self._redirect_with_code(query, person, granted)

    async def token(self, request: Request) -> Response:
        """Exchanges a code, a refresh token, or what a service account has signed."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        try:
            if form.get("grant_type") == _SIGNED:
                return JSONResponse(self._signed(form), headers=_NO_STORE)
            self._check_client(request, form)
            if form.get("grant_type") == "authorization_code":
                answer = self._exchange(form)
            elif form.get("grant_type") == "refresh_token":
                answer = self._refresh(form)
            else:
                kind = form.get("grant_type", "")
                raise _Refused(400, "unsupported_grant_type", f"Invalid grant_type: {kind}")
        except _Refused as refused:
            return JSONResponse(refused.body, status_code=refused.status, headers=_NO_STORE)
        return JSONResponse(answer, headers=_NO_STORE)

    async def revoke(self, request: Request) -> Response:
        """Ends everything that the person of a token has allowed."""
        form = await request.form()
        token = str(form.get("token") or request.query_params.get("token", ""))
        if self._state.grants.revoke(token):
            return JSONResponse({})
        body = {"error": "invalid_token", "error_description": "Token expired or revoked"}
        return JSONResponse(body, status_code=400)

    def certs(self, request: Request) -> Response:
        """The keys that verify id_tokens."""
        return JSONResponse(self._state.key.jwks(), headers={"Cache-Control": "max-age=20000"})

    def userinfo(self, request: Request) -> Response:
        """The person behind an access token (oauth2.v2)."""
        token = request.headers.get("Authorization", "").partition(" ")[2]
        grant = self._state.grants.grant_of(token)
        person = person_of(grant.email) if grant is not None else None
        if grant is None or person is None:
            raise invalid_credentials(drive=False)
        info: dict[str, Any] = {"id": person.subject}
        if {"email", f"{API_SCOPE}userinfo.email"} & set(grant.scopes):
            info |= {"email": person.email, "verified_email": True}
        if {"profile", f"{API_SCOPE}userinfo.profile"} & set(grant.scopes):
            info |= _profile(person)
        if person.hosted_domain:
            info["hd"] = person.hosted_domain
        return JSONResponse(info)

    def _problem_of(self, query: Mapping[str, str]) -> Response | None:
        """The error page of a request whose client can't be trusted, or can't get a code."""
        redirect_uri = query.get("redirect_uri", "")
        if query.get("client_id") != self._state.client.client_id:
            return blocked(401, "invalid_client", "The OAuth client was not found.")
        if not self._state.client.redirects_to(redirect_uri):
            why = f"The redirect address {redirect_uri} is not registered for this client."
            return blocked(400, "redirect_uri_mismatch", why)
        if query.get("response_type") != "code":
            return blocked(400, "unsupported_response_type", "Invalid response_type.")
        if query.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(
            query.get("code_challenge", "")
        ):
            why = "A code_challenge made with code_challenge_method S256 is required."
            return blocked(400, "invalid_request", why)
        scopes = query.get("scope", "").split()
        unknown = [s for s in scopes if s not in IDENTITY_SCOPES and s not in DATA_SCOPES]
        if unknown or not scopes:
            why = f"Some requested scopes were invalid. {{invalid={unknown}}}"
            return blocked(400, "invalid_scope", why)
        return None

    def _redirect_with_code(
        self, query: Mapping[str, str], person: Person, scopes: tuple[str, ...]
    ) -> Response:
        code = self._state.grants.new_code(
            AuthorizationCode(
                email=person.email,
                scopes=scopes,
                redirect_uri=query["redirect_uri"],
                code_challenge=query["code_challenge"],
                nonce=query.get("nonce"),
                offline=query.get("access_type") == "offline",
            )
        )
        answer = {"code": code, "scope": " ".join(scopes), "authuser": "0"}
        if person.hosted_domain:
            answer["hd"] = person.hosted_domain
        return _redirect(query, answer | {"prompt": "consent"})

    def _check_client(self, request: Request, form: Mapping[str, str]) -> None:
        client_id, secret = _basic_credentials(request) or (
            form.get("client_id", ""),
            form.get("client_secret", ""),
        )
        client = self._state.client
        if client_id != client.client_id:
            raise _Refused(401, "invalid_client", "The OAuth client was not found.")
        if not hmac.compare_digest(secret.encode(), client.client_secret.encode()):
            raise _Refused(401, "invalid_client", "Unauthorized")

    def _exchange(self, form: Mapping[str, str]) -> dict[str, Any]:
        text = form.get("code", "")
        code = self._state.grants.peek_code(text)
        if code is None:
            raise _Refused(400, "invalid_grant", "Malformed auth code.")
        if form.get("redirect_uri") != code.redirect_uri:
            raise _Refused(400, "redirect_uri_mismatch", "Bad Request")
        if "code_verifier" not in form:
            raise _Refused(400, "invalid_grant", "Missing code verifier.")
        if not code.answered_by(form["code_verifier"]):
            raise _Refused(400, "invalid_grant", "Invalid code verifier.")
        access_token, refresh_token = self._state.grants.spend_code(text)
        answer = _token_answer(access_token, code.scopes)
        if refresh_token is not None:
            answer["refresh_token"] = refresh_token
        person = person_of(code.email)
        if "openid" in code.scopes and person is not None:
            answer["id_token"] = self._id_token(person, code)
        return answer

    def _refresh(self, form: Mapping[str, str]) -> dict[str, Any]:
        refreshed = self._state.grants.refresh(form.get("refresh_token", ""))
        if refreshed is None:
            raise _Refused(400, "invalid_grant", "Token has been expired or revoked.")
        grant, access_token = refreshed
        return _token_answer(access_token, grant.scopes)

    def _signed(self, form: Mapping[str, str]) -> dict[str, Any]:
        # Assertions name the address that Google publishes, whatever leads here.
        try:
            email, scopes = self._state.service_accounts.verified(
                form.get("assertion", ""), TOKEN_ADDRESS
            )
        except RefusedAssertionError as error:
            raise _Refused(400, "invalid_grant", str(error)) from error
        if not scopes or any(scope not in DATA_SCOPES for scope in scopes):
            raise _Refused(400, "invalid_scope", "Invalid OAuth scope or ID token audience.")
        return _token_answer(self._state.grants.issue(email, scopes), scopes)

    def _id_token(self, person: Person, code: AuthorizationCode) -> str:
        now = int(self._state.clock().timestamp())
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "azp": self._state.client.client_id,
            "aud": self._state.client.client_id,
            "sub": person.subject,
            "iat": now,
            "exp": now + 3600,
        }
        if person.hosted_domain:
            claims["hd"] = person.hosted_domain
        if {"email", f"{API_SCOPE}userinfo.email"} & set(code.scopes):
            claims |= {"email": person.email, "email_verified": True}
        if {"profile", f"{API_SCOPE}userinfo.profile"} & set(code.scopes):
            claims |= _profile(person)
        if code.nonce is not None:
            claims["nonce"] = code.nonce
        return self._state.key.sign(claims)


def _profile(person: Person) -> dict[str, str]:
    return {
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
    }


def _token_answer(access_token: str, scopes: tuple[str, ...]) -> dict[str, Any]:
    return {
        "access_token": access_token,
        "expires_in": ACCESS_SECONDS,
        "scope": " ".join(scopes),
        "token_type": "Bearer",
    }


def _redirect(query: Mapping[str, str], answer: dict[str, str]) -> Response:
    if "state" in query:
        answer = {"state": query["state"], **answer}
    separator = "&" if "?" in query["redirect_uri"] else "?"
    # 303: the browser comes from a form and must arrive with GET.
    return RedirectResponse(
        query["redirect_uri"] + separator + urlencode(answer), status_code=303, headers=_NO_STORE
    )


def _basic_credentials(request: Request) -> tuple[str, str] | None:
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return unquote(name), unquote(secret)
