"""The package in a process where no framework can be imported."""

import subprocess
import sys
from pathlib import Path
from typing import Any

FRAMEWORKS = [
    "aiohttp",
    "asgiref",
    "django",
    "fastapi",
    "flask",
    "litestar",
    "multidict",
    "starlette",
    "werkzeug",
]
SCRIPT = """
import asyncio, importlib, json, sys

frameworks, package = sys.argv[1].split(","), sys.argv[2]
for name in frameworks:
    sys.modules[name] = None  # so that importing it fails

sys.path.insert(0, sys.argv[3])
asgi, functions, models, runtime = (
    importlib.import_module(f"{package}.{name}")
    for name in ("asgi", "lambda_handler", "models", "runtime")
)


class App:
    async def receive_incoming_call_event(self, event):
        return models.Svaml(action=models.Hangup())


BODY = b'{"event": "ice"}'
SCOPE = {
    "type": "http",
    "method": "POST",
    "path": "/voice/ice",
    "raw_path": b"/voice/ice",
    "query_string": b"",
    "headers": [],
}
sent = []


async def receive():
    return {"type": "http.request", "body": BODY}


async def send(message):
    sent.append(message)


asyncio.run(asgi.application(App())(SCOPE, receive, send))
context = {"http": {"method": "POST"}}
event = {"version": "2.0", "rawPath": "/voice/ice", "requestContext": context, "body": BODY.decode()}
result = functions.create_handler(App())(event, None)
print(sent[0]["status"], result["statusCode"])

for name in ("router", "starlette_routes", "litestar_mount", "flask_blueprint", "aiohttp_routes"):
    try:
        importlib.import_module(f"{package}.{name}")
    except ImportError:
        continue
    raise SystemExit(f"{name} was imported")
"""


def test_a_package_is_imported_and_served_where_no_framework_is(voice: Any) -> None:
    folder = Path(voice.models.__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, ",".join(FRAMEWORKS), voice.name, str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("200 200\n", "")
