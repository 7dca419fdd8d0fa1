"""How clients prove who they are: schemes, and which of them have to be satisfied together."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.ir.values import Json


class SecurityType(StrEnum):
    """The kinds of scheme that the specification knows, as it spells them."""

    USER_PASSWORD = "userPassword"  # noqa: S105 - the name of a kind
    API_KEY = "apiKey"
    X509 = "X509"
    SYMMETRIC_ENCRYPTION = "symmetricEncryption"
    ASYMMETRIC_ENCRYPTION = "asymmetricEncryption"
    HTTP_API_KEY = "httpApiKey"
    HTTP = "http"
    OAUTH2 = "oauth2"
    OPENID_CONNECT = "openIdConnect"
    PLAIN = "plain"
    SCRAM_SHA_256 = "scramSha256"
    SCRAM_SHA_512 = "scramSha512"
    GSSAPI = "gssapi"


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthFlow:
    """One way to get a token; URLs that the flow does not have are empty.

    ``kind`` is ``implicit``, ``password``, ``clientCredentials`` or ``authorizationCode``;
    ``available_scopes`` says of each scope what it is for.
    """

    kind: str
    authorization_url: str
    token_url: str
    refresh_url: str
    available_scopes: Mapping[str, str]
    extensions: Mapping[str, Json]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityScheme:
    """One scheme; which fields are not empty depends on its ``type``.

    ``name`` is the header, query parameter or cookie of an ``httpApiKey``; ``location`` is where
    the key stands: ``header``, ``query``, ``cookie``, or ``user`` and ``password`` for an
    ``apiKey``. ``scheme`` is the scheme of an ``http`` Authorization header in lower case, and
    ``bearer_format`` a hint about its tokens. ``key`` is what the document calls the scheme.
    """

    id: str
    key: str
    type: SecurityType
    description: str
    name: str
    location: str
    scheme: str
    bearer_format: str
    openid_connect_url: str
    flows: tuple[OAuthFlow, ...]
    extensions: Mapping[str, Json]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredScheme:
    """A scheme by its id, and the scopes that are needed."""

    scheme: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityRequirement:
    """Schemes of which every one has to be satisfied; none of them means that nobody is asked.

    Where there are several requirements, one of them has to be met.
    """

    schemes: tuple[RequiredScheme, ...]
