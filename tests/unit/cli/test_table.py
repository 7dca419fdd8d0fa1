"""The table of what became of a document's parts."""

from asyncapi_pygen.cli.table import render_table
from asyncapi_pygen.summary import Counts, Summary


def counts(in_document: int, **omitted: int) -> Counts:
    codes = {code.replace("_", "-"): number for code, number in omitted.items()}
    generated = in_document - sum(omitted.values())
    return Counts(in_document=in_document, generated=generated, omitted=codes)


def test_the_table_says_how_many_there_are_and_why_some_are_left_out() -> None:
    summary = Summary(
        operations=counts(12, send_unsupported=3, protocol_unsupported=1),
        messages=counts(120, send_unsupported=30),
        schemas=counts(7),
    )
    assert render_table(summary) == (
        "            in document  generated  left out\n"
        "operations           12          8  1 protocol-unsupported, 3 send-unsupported\n"
        "messages            120         90  30 send-unsupported\n"
        "schemas               7          7"
    )


def test_where_nothing_is_left_out_the_column_is_not_there() -> None:
    summary = Summary(operations=counts(1), messages=counts(2), schemas=counts(0))
    assert render_table(summary) == (
        "            in document  generated\n"
        "operations            1          1\n"
        "messages              2          2\n"
        "schemas               0          0"
    )
