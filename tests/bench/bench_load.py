"""Requests a second over loopback: a package's ASGI application beside one written by hand.

Run by hand, where wrk is installed::

    python tests/bench/bench_load.py [--seconds 3] [--rounds 9]

The package of the run time's own tests and the application of ``bench_asgi.py`` are served by uvicorn, one
process each, and asked in turn, with verification and without: by hand, that is the same HMAC of the body,
compared in constant time. What is printed is the median of the rounds; a ratio is that of the two in one
round, which had the same machine at the same time.
"""

import argparse
import hashlib
import hmac
import importlib
import os
import re
import runpy
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SECRET = "It's a Secret to Everybody"
HEADER = "x-hub-signature-256"
ON_THE_HEAP = {"MALLOC_MMAP_THRESHOLD_": "4194304", "MALLOC_TRIM_THRESHOLD_": "16777216"}
"""Where asyncio reads 256 KiB at a time, glibc may map and unmap memory for each read, or take it from its
heap: by chance of what lies there, the same for every request of a process, and a sixth of all the time."""
WAYS = ("hand", "package", "hand verified", "package verified")


def main() -> None:
    """Print a line for each way to answer."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--serve", nargs=3, metavar=("WAY", "PORT", "FOLDER"))
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=9)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(*arguments.serve)
        return
    if shutil.which("wrk") is None:
        sys.exit("wrk is not installed")
    bench = runpy.run_path(str(HERE / "bench_asgi.py"))
    with tempfile.TemporaryDirectory() as scratch:
        bench["_assembled"](Path(scratch))
        script = Path(scratch, "post.lua")
        script.write_text(lua(bench["BODY"]), "utf-8")
        rounds = [
            {way: measured(way, scratch, script, arguments.seconds) for way in WAYS}
            for _ in range(arguments.rounds)
        ]
    for way in WAYS:
        by_hand = "hand verified" if "verified" in way else "hand"
        found = statistics.median(one[way] for one in rounds)
        beside = statistics.median(one[way] / one[by_hand] for one in rounds)
        print(f"{way:18} {found:8.0f} requests/s  x {beside:.2f}")


def lua(body: bytes) -> str:
    """Return what tells wrk to post the body, signed."""
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return (
        'wrk.method = "POST"\n'
        f"wrk.body = [[{body.decode()}]]\n"
        'wrk.headers["content-type"] = "application/json"\n'
        f'wrk.headers["{HEADER}"] = "sha256={signature}"\n'
    )


def measured(way: str, folder: str, script: Path, seconds: int) -> float:
    """Serve one way, ask it for some seconds, and return the requests a second."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    words = [sys.executable, __file__, "--serve", way, port, folder]
    server = subprocess.Popen(words, env={**os.environ, **ON_THE_HEAP})
    try:
        while not _is_open(int(port)):
            time.sleep(0.05)
        url = f"http://127.0.0.1:{port}/voice/ice"
        command = ["wrk", "-t1", "-c16", f"-d{seconds}s", "-s", str(script), url]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    finally:
        server.terminate()
        server.wait(timeout=20)
    if "Non-2xx" in said:
        sys.exit(f"{way} answered with failures:\n{said}")
    found = re.search(r"Requests/sec:\s+([0-9.]+)", said)
    return float(found[1]) if found else 0.0


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def serve(way: str, port: str, folder: str) -> None:
    """Serve one way until this process is stopped."""
    import uvicorn

    sys.path.insert(0, folder)
    bench = runpy.run_path(str(HERE / "bench_asgi.py"))
    models, operations = (
        importlib.import_module(f"voice.{name}") for name in ("models", "operations")
    )
    if way.startswith("package"):
        app = _package(bench["_handlers"](operations), verified="verified" in way)
    else:
        app = bench["_by_hand"](models, operations)
        app = _verified(app) if "verified" in way else app
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="warning", access_log=False)


def _package(handlers: Any, *, verified: bool) -> Any:
    asgi, runtime, presets = (
        importlib.import_module(f"voice.{name}") for name in ("asgi", "runtime", "presets")
    )
    verify = presets.github(SECRET) if verified else None
    return asgi.application(handlers, runtime.Settings(verify=verify))


def _verified(app: Any) -> Any:
    """Put what verifies a request by hand before an application."""
    key, name = SECRET.encode(), HEADER.encode()

    async def verifying(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        sent = next((value for field, value in scope["headers"] if field == name), b"")
        expected = b"sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest().encode()
        if not hmac.compare_digest(sent, expected):
            await send({"type": "http.response.start", "status": 401, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return

        async def again() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        await app(scope, again, send)

    return verifying


if __name__ == "__main__":
    main()
