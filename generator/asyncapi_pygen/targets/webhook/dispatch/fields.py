"""The header fields that a sample needs in order to be known."""

from collections.abc import Mapping

from asyncapi_pygen.targets.webhook.dispatch.told import Means
from asyncapi_pygen.targets.webhook.handled import Handled


def sample_fields(one: Handled, names: Mapping[str, str]) -> Mapping[str, Mapping[str, str]]:
    """Return the fields by the name of the sample; ``names`` has that by the message's id."""
    found: dict[str, Mapping[str, str]] = {}
    for row in one.rows:
        if row.told is None or row.told.place.means is not Means.HEADER:
            continue
        value = str(row.told.values[0]).removesuffix("*")
        fields = {row.told.place.path[0]: value}
        of_row = [
            each for each in one.messages if not one.split or each.payload in row.event.payloads
        ]
        found |= {names[each.id]: fields for each in of_row}
    return found
