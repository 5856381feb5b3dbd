"""The city's single sign-on (OpenID Connect): only whom an account names may come in.

State, nonce and PKCE's verifier are kept under the state's hash and work once; a cookie binds
them to the browser that began.
"""

import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from api.identity.secrets import new_secret
from api.store.people import Purpose, Token
from api.store.values import Towns
from api.usecases.desk import Office
from api.usecases.entering import Limits, hashed
from api.usecases.signing_in import Opened, enter_as
from api.usecases.tries import DOORKEEPER

SSO_BACK = "/sign-in/sso/back"
"""Where the provider sends a browser back to."""
_ALIVE = timedelta(minutes=10)
_PATIENCE, _LEEWAY = 10.0, 60
_ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
_KNOWN_AT = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Proven:
    """Who somebody is to the provider, and whether it took a second factor of them."""

    subject: str
    has_factor: bool = False


class Provider(Protocol):
    """Who says who somebody is."""

    def address(self, state: str, nonce: str, verifier: str) -> str:
        """Return where a browser is sent."""

    def proven(self, answer: "Returned", nonce: str, verifier: str) -> Proven | None:
        """Return who came back, or None where that is not proven."""


@dataclass(frozen=True, slots=True)
class Returned:
    """What a browser brings back from the provider."""

    state: str = field(repr=False)
    code: str = field(repr=False)
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class OpenId:
    """A provider that speaks OpenID Connect; `transport` stands in for the network in tests.

    `factors` are the values of the claims amr and acr that stand for a second factor.
    """

    issuer: str
    client: str
    secret: str = field(repr=False)
    back: str
    transport: Any = None
    factors: frozenset[str] = frozenset()

    def address(self, state: str, nonce: str, verifier: str) -> str:
        """Return where a browser is sent; the verifier itself stays here (PKCE, S256)."""
        with self._client() as client:
            told = self._told(client)
            made: tuple[str, str] = client.create_authorization_url(
                told["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        return made[0]

    def proven(self, answer: Returned, nonce: str, verifier: str) -> Proven | None:
        """Return who came back: signed by the issuer, for us, and for this very request."""
        from authlib.integrations.base_client.errors import OAuthError
        from httpx2 import HTTPError
        from joserfc.errors import JoseError

        try:
            with self._client() as client:
                told = self._told(client)
                if not self._is_of_the_issuer(answer.issuer, told):
                    return None
                given = client.fetch_token(
                    told["token_endpoint"], code=answer.code, code_verifier=verifier
                )
                keys = client.request("GET", told["jwks_uri"], withhold_token=True).json()
            return self._read(given.get("id_token"), keys, nonce)
        except (HTTPError, OAuthError, JoseError, KeyError, TypeError, ValueError):
            return None

    def _client(self) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client

        return OAuth2Client(
            self.client,
            self.secret,
            scope="openid",
            redirect_uri=self.back,
            code_challenge_method="S256",
            timeout=_PATIENCE,
            transport=self.transport,
        )

    def _told(self, client: Any) -> Mapping[str, Any]:
        told: Mapping[str, Any] = client.request(
            "GET", self.issuer.rstrip("/") + _KNOWN_AT, withhold_token=True
        ).json()
        if told.get("issuer") != self.issuer:
            raise ValueError("another issuer")
        return told

    def _is_of_the_issuer(self, told: str | None, metadata: Mapping[str, Any]) -> bool:
        """Say whether an answer is the issuer's (RFC 9207): where it says so, or need not."""
        if told is None:
            return not metadata.get("authorization_response_iss_parameter_supported", False)
        return told == self.issuer

    def _read(self, token: str | None, keys: Any, nonce: str) -> Proven | None:
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.jwk import KeySet

        if not token:
            return None
        read = jwt.decode(token, KeySet.import_key_set(keys), algorithms=list(_ALGORITHMS))
        wanted = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self.client},
        }
        params = {"nonce": nonce, "client_id": self.client}
        claims = CodeIDToken(read.claims, read.header, wanted, params)
        claims.validate(now=int(time.time()), leeway=_LEEWAY)
        told = claims.get("nonce")
        if not isinstance(told, str) or not hmac.compare_digest(told.encode(), nonce.encode()):
            return None
        subject = claims["sub"]
        if not isinstance(subject, str) or not subject:
            return None
        return Proven(subject, self._took_a_factor(claims))

    def _took_a_factor(self, claims: Mapping[str, Any]) -> bool:
        ways = claims.get("amr")
        told = [claims.get("acr"), *(ways if isinstance(ways, list) else [ways])]
        return any(isinstance(each, str) and each in self.factors for each in told)


@dataclass(frozen=True, slots=True)
class Started:
    """A way to the provider: its address, and the state that binds it to the browser."""

    address: str
    state: str = field(repr=False)


def start(office: Office, provider: Provider, following: str) -> Started | None:
    """Begin a sign-on; None where the provider cannot be reached."""
    from httpx2 import HTTPError

    state, nonce, verifier = new_secret(), new_secret(), new_secret()
    try:
        address = provider.address(state, nonce, verifier)
    except (HTTPError, KeyError, TypeError, ValueError):
        return None
    at = office.now()
    details = {"nonce": nonce, "verifier": verifier, "following": following}
    with office.store.unit(DOORKEEPER, at, Towns.everywhere()) as unit:
        unit.tokens.forget(at)
        unit.tokens.add(Token(hashed(state), Purpose.OIDC, details, at, at + _ALIVE))
    return Started(address, state)


def finish(
    office: Office,
    limits: Limits,
    provider: Provider,
    answer: Returned,
    browser: str | None,
    previous: str | None,
) -> tuple[Opened, str] | None:
    """Begin the session of who came back, and say where they wanted to go; None where none may.

    `browser` is the state that this browser was given when it began.
    """
    mine = hmac.compare_digest((browser or "").encode(), answer.state.encode())
    with office.store.unit(DOORKEEPER, office.now(), Towns.everywhere()) as unit:
        token = unit.tokens.use(hashed(answer.state), Purpose.OIDC) if mine else None
    if token is None:
        return None
    proven = provider.proven(answer, token.details["nonce"], token.details["verifier"])
    if proven is None:
        return None
    opened = enter_as(office, limits, proven.subject, previous, has_given_factor=proven.has_factor)
    return None if opened is None else (opened, str(token.details["following"]))
