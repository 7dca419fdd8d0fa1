"""The verifiers of a plan at work in this process: they sign what is posted.

They are those of the vendored run time, so that a signature is made by what verifies it.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlsplit

from asyncapi_pygen.errors import InternalError
from asyncapi_pygen.rendering.environment import serving_module
from asyncapi_pygen.targets.webhook.posts import Post

_LATIN: Final = "latin-1"


def signed(post: Post, *, below: str, key_id: str) -> Post:
    """Return a request with what its operation asks for, as it is if that is nothing.

    ``below`` is the path of the server that the request goes to, which may be the one that the
    document says senders know; ``key_id`` is what a signature says of its key, where it does.

    Raises:
        ValueError: a variable with a secret is not set, or nothing verifies what is asked for.
    """
    if post.verifier is None:
        return post
    fields = [(name.encode(), value.encode(_LATIN)) for name, value in post.fields.items()]
    http, verify = serving_module("_http"), serving_module("verify")
    request = http.Request(post.method, post.path, post.query, fields, post.body)
    verifier = _Maker(below=below, key_id=key_id).make(post.verifier)
    made = verify.signed(verifier, request)
    return replace(
        post,
        query=made.query,
        fields={name.decode(): value.decode(_LATIN) for name, value in made.fields},
        body=made.body,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Maker:
    """Makes verifiers of the expressions that ``security.py`` of the package holds."""

    below: str
    key_id: str

    def make(self, node: ast.expr) -> Any:  # noqa: ANN401 - a verifier, or what it is made of
        """Return what the expression stands for."""
        match node:
            case ast.Constant():
                return node.value
            case ast.Name():
                return _named(node.id)
            case ast.Call(func=ast.Name(id=name)):
                given = {one.arg: self.make(one.value) for one in node.keywords if one.arg}
                if "public" in given:
                    given["public"] = self._public(given["public"])
                return self._keyed(_named(name)(*map(self.make, node.args), **given))
            case _:
                raise InternalError(f"`{ast.unparse(node)}` makes no verifier")

    def _public(self, public: str) -> str:
        """Return what stands before the path, without what the URL of the server has of it."""
        path = urlsplit(public).path.rstrip("/")
        if f"{self.below}/".startswith(f"{path}/"):
            return public.rstrip("/").removesuffix(path)
        return public

    def _keyed(self, made: Any) -> Any:  # noqa: ANN401 - of a module that is not known here
        """Give the secrets of a signature that says which key it is by that key."""
        is_keyed = isinstance(made, serving_module("verify").Signature) and "{key}" in made.value
        if not is_keyed or not any(made.secrets()):
            return made
        if not self.key_id:
            raise ValueError("the signature says which key it is by: name that with `--key-id`")
        return replace(made, secrets={self.key_id: made.secrets()})


def _named(name: str) -> Callable[..., Any]:
    """Return what ``security.py`` imports by this name."""
    found: Callable[..., Any] | None = getattr(serving_module("verify"), name, None)
    return found or getattr(serving_module("presets"), name)
