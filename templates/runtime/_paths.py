"""How a path that is still percent-encoded spells the prefix of a mount."""

from urllib.parse import unquote


def root_of(path: str, prefix: str) -> str:
    """Find the part of a path as received that spells a prefix.

    Args:
        path: As received: percent-encoded.
        prefix: Decoded, without a slash at its end.

    Returns:
        The beginning of ``path``; nothing if the path does not begin like that.

    """
    root = "/".join(path.split("/")[: prefix.count("/") + 1])
    return root if unquote(root) == prefix else ""
