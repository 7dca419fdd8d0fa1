"""The handlers as a function of AWS Lambda.

It takes the events of API Gateway (REST APIs, and HTTP APIs with payloads of both
versions), of function URLs, and of Application Load Balancers.
"""

import base64
from collections.abc import Callable, Iterator, Mapping
from http.client import responses
from typing import Any, TypeAlias
from urllib.parse import quote, urlencode

from . import background
from .handlers import Handlers
from .operations import dispatcher
from .runtime import DEFAULTS, Request, Response, Settings

Event: TypeAlias = Mapping[str, Any]
Result: TypeAlias = dict[str, Any]
LambdaHandler: TypeAlias = Callable[[Event, object], Result]

_UNESCAPED = "%/-._~!$&'()*+,;=:@"
_OWN_DOMAIN = ".execute-api."  # of API Gateway, where the stage is a part of the path


def create_handler(
    handlers: Handlers,
    settings: Settings = DEFAULTS,
    *,
    prefix: str = "",
) -> LambdaHandler:
    """Make a function that answers events with these handlers.

    Handlers run in the loop of ``background``, one for all events of a process. Bodies
    that are not UTF-8 are sent in base64, which a REST API only reads where its binary
    media types say so.

    Args:
        handlers: The handlers.
        settings: What can be chosen.
        prefix: What callers see above the package's paths, such as ``/hooks`` where a
            domain maps that to the API. A stage is found without.

    """
    dispatch = dispatcher(handlers, settings)

    def answer(event: Event, _context: object) -> Result:
        if not isinstance(event.get("requestContext"), Mapping):
            message = "not the event of an HTTP request"
            raise TypeError(message)
        response = background.answer(dispatch(_request(event, prefix)))
        background.run(dispatch.settle())  # the process stands still afterwards
        return _result(event, response)

    return answer


def _request(event: Event, prefix: str) -> Request:
    body: str = event.get("body") or ""
    encoded = event.get("isBase64Encoded", False)
    path, root = _path(event, prefix)
    return Request(
        _method(event).upper(),
        path,
        _query(event),
        tuple(_fields(event)),
        base64.b64decode(body) if encoded else body.encode(),
        root,
    )


def _is_second(event: Event) -> bool:
    """Say whether the event is of the second version, as those of function URLs are."""
    return event.get("version") == "2.0"


def _method(event: Event) -> str:
    if _is_second(event):
        method: str = event["requestContext"]["http"]["method"]
    else:
        method = event["httpMethod"]
    return method


def _path(event: Event, prefix: str) -> tuple[str, str]:
    """Return the path as callers see it, and what of it is above the package's own."""
    context = event["requestContext"]
    path: str = event["rawPath"] if _is_second(event) else event["path"]
    seen: str = context.get("path", path)
    path = quote(seen if seen.endswith(path) else path, safe=_UNESCAPED)
    own_domain = _OWN_DOMAIN in context.get("domainName", _OWN_DOMAIN)
    stage = f"/{context.get('stage', '$default')}"
    above = stage if _is_below(path, stage) and own_domain else ""
    if _is_second(event) and not own_domain and _is_below(path, stage):
        path = path.removeprefix(stage)  # it stands in the event, and not in the URL
    if _is_below(path.removeprefix(above), prefix):
        return path, above + prefix
    return (path, above) if above else (prefix + path, prefix)


def _is_below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(f"{prefix}/")


def _query(event: Event) -> str:
    if _is_second(event):
        raw: str = event.get("rawQueryString", "")
        return raw
    several = event.get("multiValueQueryStringParameters")
    one = event.get("queryStringParameters")
    found: Mapping[str, str | list[str]] = several or one or {}
    # A load balancer leaves them as they were sent, API Gateway decodes them.
    as_sent = "elb" in event["requestContext"]
    return urlencode(found, doseq=True, quote_via=_as_it_is if as_sent else quote)


def _as_it_is(text: str | bytes, _safe: str | bytes, *_how: str | None) -> str:
    return text if isinstance(text, str) else text.decode()


def _fields(event: Event) -> Iterator[tuple[bytes, bytes]]:
    """Yield the header fields."""
    several: Mapping[str, list[str]] = event.get("multiValueHeaders") or {}
    one: Mapping[str, str] = {} if several else event.get("headers") or {}
    cookies: list[str] = event.get("cookies") or []
    fields = [(name, value) for name, values in several.items() for value in values]
    fields += one.items()
    fields += [("cookie", "; ".join(cookies))] if cookies else []
    for name, value in fields:
        yield name.encode("latin-1", "replace"), value.encode("latin-1", "replace")


def _result(event: Event, response: Response) -> Result:
    try:
        body, encoded = response.body.decode(), False
    except UnicodeDecodeError:
        body, encoded = base64.b64encode(response.body).decode(), True
    status = response.status
    result = {"statusCode": status, "body": body, "isBase64Encoded": encoded}
    if "elb" in event["requestContext"]:
        result["statusDescription"] = f"{status} {responses.get(status, '')}".strip()
    return result | _headers(event, response)


def _headers(event: Event, response: Response) -> Result:
    """Write the header fields as the event's kind repeats them."""
    several: dict[str, list[str]] = {}
    for name, value in response.headers:
        several.setdefault(name.lower(), []).append(value)
    if _is_second(event):
        cookies = several.pop("set-cookie", [])
        return {"headers": _joined(several), "cookies": cookies}
    if "elb" in event["requestContext"] and "multiValueHeaders" not in event:
        return {"headers": _joined(several)}
    return {"multiValueHeaders": several}


def _joined(several: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: ", ".join(values) for name, values in several.items()}
