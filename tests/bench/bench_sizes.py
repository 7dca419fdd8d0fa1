"""Whole processes: ``validate`` on documents of 0.1, 1 and 5 MB, and whether its cost is linear.

Run by hand::

    python tests/bench/bench_sizes.py

The documents are made here: channels, operations, messages and schemas that refer to one another,
with parameters, examples and servers. What a process costs without a document is subtracted. PyYAML's
fastest loader (``CSafeLoader``, without positions, references or rules) reads the same text beside
it. The least of several runs counts.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench_commands import measure

MEGABYTE = 1_000_000
HEAD = """asyncapi: 3.0.0
info: {title: Orders, version: 1.0.0}
servers:
  production:
    host: '{region}.example.com'
    protocol: http
    variables:
      region: {enum: [eu, us], default: eu}
"""
CHANNEL = """  order{n}:
    address: /orders/{n}/{{id}}
    servers:
      - $ref: '#/servers/production'
    parameters:
      id:
        description: The order, as the shop counts them.
        location: $message.payload#/id
    messages:
      changed:
        $ref: '#/components/messages/Changed{n}'
"""
OPERATION = """  receiveOrder{n}:
    action: receive
    channel:
      $ref: '#/channels/order{n}'
    summary: An order of shop {n} changed.
    messages:
      - $ref: '#/channels/order{n}/messages/changed'
"""
MESSAGE = """    Changed{n}:
      contentType: application/json
      payload:
        $ref: '#/components/schemas/Order{n}'
      examples:
        - name: small
          payload:
            id: '{n}'
            state: open
            lines: [{{sku: pen, count: 3}}]
"""
SCHEMA = """    Order{n}:
      type: object
      description: An order of shop {n}.
      required: [id, state]
      properties:
        id:
          type: string
          maxLength: 40
        state:
          type: string
          enum: [open, paid, sent]
        lines:
          type: array
          items:
            $ref: '#/components/schemas/Line'
        before:
          $ref: '#/components/schemas/Order{before}'
"""
LINE = """    Line:
      type: object
      properties:
        sku: {type: string}
        count: {type: integer, minimum: 1}
"""


def main() -> None:
    """Print a line for each size, and how the cost grew from the one before."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sizes", type=float, nargs="+", default=[0.1, 1.0, 5.0], metavar="MB")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "asyncapi.yaml"
        floor = cost(["-m", "asyncapi_pygen", "--help"], arguments.runs)
        before = None
        print(f"{'size':>9} {'CPU':>9} {'a MB':>9} {'growth':>7} {'peak':>9} {'CSafeLoader':>12}")
        for size in arguments.sizes:
            path.write_text(document(int(size * MEGABYTE)), encoding="utf-8")
            megabytes = path.stat().st_size / MEGABYTE
            seconds, peak = cost(["-m", "asyncapi_pygen", "validate", str(path)], arguments.runs)
            plain, _ = cost(["-c", LOADER, str(path)], arguments.runs)
            each = (seconds - floor[0]) / megabytes
            growth = f"x {each / before:.2f}" if before is not None else ""
            print(
                f"{megabytes:6.2f} MB {seconds:7.3f} s {each:7.3f} s {growth:>7}"
                f" {peak:6.1f} MB {plain:10.3f} s"
            )
            before = each


LOADER = "import sys, yaml; yaml.load(open(sys.argv[1], encoding='utf-8'), yaml.CSafeLoader)"


def cost(words: list[str], runs: int) -> tuple[float, float]:
    """Return the least CPU seconds and peak megabytes of a Python process."""
    found = [measure([sys.executable, *words]) for _ in range(runs)]
    return min(cpu for _, cpu, _ in found), min(peak for _, _, peak in found)


def document(size: int) -> str:
    """Return a valid document of about ``size`` bytes."""
    each = sum(
        len(part.format(n=1000, before=999)) for part in (CHANNEL, OPERATION, MESSAGE, SCHEMA)
    )
    return "".join(parts(max(2, size // each)))


def parts(count: int) -> Iterator[str]:
    """Yield the text of a document with ``count`` channels."""
    yield HEAD
    for title, part in (("channels:\n", CHANNEL), ("operations:\n", OPERATION)):
        yield title
        yield from (part.format(n=n) for n in range(count))
    yield "components:\n  messages:\n"
    yield from (MESSAGE.format(n=n) for n in range(count))
    yield "  schemas:\n"
    yield from (SCHEMA.format(n=n, before=max(0, n - 1)) for n in range(count))
    yield LINE


if __name__ == "__main__":
    main()
