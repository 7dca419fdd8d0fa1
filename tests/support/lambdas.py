"""One request to an AWS Lambda function, as each of AWS's services would write the event."""

import base64
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, unquote

from support.asgi import Answer, Fields

Function = Callable[[Mapping[str, Any], object], Mapping[str, Any]]
Event = dict[str, Any]

_DOMAIN = "x1y2z3.execute-api.eu-north-1.amazonaws.com"


def _several(headers: Fields) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name.lower(), []).append(value)
    return found


def _body(body: bytes) -> Event:
    """Write a body as text where it is text."""
    try:
        return {"body": body.decode() or None, "isBase64Encoded": False}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def rest_api(method: str, path: str, body: bytes, headers: Fields) -> Event:
    """Write the event of a REST API: paths as sent, queries decoded, all repeats."""
    raw_path, _, query = path.partition("?")
    several = _several(headers)
    queries = parse_qs(query, keep_blank_values=True)
    return {
        "resource": "/{proxy+}",
        "path": raw_path,
        "httpMethod": method,
        "headers": {name: values[-1] for name, values in several.items()},
        "multiValueHeaders": several,
        "queryStringParameters": {name: values[-1] for name, values in queries.items()} or None,
        "multiValueQueryStringParameters": queries or None,
        "requestContext": {"path": f"/live{raw_path}", "stage": "live", "domainName": _DOMAIN},
        **_body(body),
    }


def http_api(method: str, path: str, body: bytes, headers: Fields) -> Event:
    """Write the event of an HTTP API in version 2.0, whose paths are decoded."""
    raw_path, _, query = path.partition("?")
    several = _several(headers)
    cookies = several.pop("cookie", [])
    return {
        "version": "2.0",
        "rawPath": raw_path,
        "rawQueryString": query,
        "cookies": [one for line in cookies for one in line.split("; ")],
        "headers": {name: ",".join(values) for name, values in several.items()},
        "requestContext": {
            "domainName": _DOMAIN,
            "stage": "$default",
            "http": {"method": method, "path": unquote(raw_path)},
        },
        **_body(body),
    }


def load_balancer(method: str, path: str, body: bytes, headers: Fields) -> Event:
    """Write the event of a load balancer, which keeps the last of repeats, and decodes nothing."""
    raw_path, _, query = path.partition("?")
    pairs = (one.partition("=") for one in query.split("&") if one)
    return {
        "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:…"}},
        "httpMethod": method,
        "path": raw_path,
        "queryStringParameters": {name: value for name, _, value in pairs},
        "headers": {name: values[-1] for name, values in _several(headers).items()},
        **_body(body),
    }


def load_balancer_with_repeats(method: str, path: str, body: bytes, headers: Fields) -> Event:
    """Write the event of a load balancer whose target group has multi-value headers."""
    _, _, query = path.partition("?")
    event = load_balancer(method, path, body, headers)
    queries: dict[str, list[str]] = {}
    for one in filter(None, query.split("&")):
        name, _, value = one.partition("=")
        queries.setdefault(name, []).append(value)
    event["multiValueQueryStringParameters"] = queries
    event["multiValueHeaders"] = _several(headers)
    del event["headers"], event["queryStringParameters"]
    return event


EVENTS = {
    "rest api": rest_api,
    "http api": http_api,
    "load balancer": load_balancer,
    "load balancer with repeats": load_balancer_with_repeats,
}


def answer_of(result: Mapping[str, Any]) -> Answer:
    """Read what a function returned, as the service would send it."""
    body: str = result["body"]
    sent = base64.b64decode(body) if result["isBase64Encoded"] else body.encode()
    several = result.get("multiValueHeaders", {})
    fields = [(name, value) for name, values in several.items() for value in values]
    fields += result.get("headers", {}).items()
    fields += [("set-cookie", cookie) for cookie in result.get("cookies", [])]
    if result["statusCode"] != 204:
        fields.append(("content-length", str(len(sent))))
    return Answer(result["statusCode"], fields, sent)
