"""``security.py``: what verifies requests, as the document's security and signatures say."""

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Api, Channel, Operation, Server
from asyncapi_pygen.ir.security import SecurityRequirement, SecurityScheme, SecurityType
from asyncapi_pygen.naming.table import Wish, assign
from asyncapi_pygen.naming.words import snake
from asyncapi_pygen.rendering.code import Code
from asyncapi_pygen.rendering.layout import annotated_assignment, expression, import_from
from asyncapi_pygen.rendering.syntax import call, const, dictionary, ref, subscript
from asyncapi_pygen.targets.webhook.handled import Handled
from asyncapi_pygen.targets.webhook.signature import EXTENSION, Declared, read_signature
from asyncapi_pygen.transports import http

_NOT_OF_A_VARIABLE: Final = re.compile(r"[^A-Z0-9_]")
_PLACES: Final = frozenset({"header", "query", "cookie"})
_PROOFS: Final = frozenset(
    {"ApiKey", "Basic", "Bearer", "Refuse", "Signature", "all_of", "any_of", "environment"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """An environment variable that holds a secret; ``of`` is what the document calls that for.

    ``is_pair`` tells that it holds a user and a password.
    """

    name: str
    of: str
    is_pair: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """What verifies the requests of each secured operation, by its id.

    ``everywhere`` tells that all operations that arrive by HTTP have the same verifier.
    """

    verifiers: Mapping[str, ast.expr]
    variables: tuple[Variable, ...]
    everywhere: bool

    @property
    def allows_one_url(self) -> bool:
        """Whether nothing but the body would have to tell which verifier is meant."""
        return self.everywhere or not self.verifiers

    def of(self, handled: Iterable[Handled]) -> "Security":
        """Return what verifies the requests of these operations, and what that reads."""
        ids = {one.operation.id for one in handled}
        verifiers = {id_: one for id_, one in self.verifiers.items() if id_ in ids}
        read = {
            node.value
            for one in verifiers.values()
            for node in ast.walk(one)
            if isinstance(node, ast.Constant)
        }
        variables = tuple(one for one in self.variables if one.name in read)
        return replace(self, verifiers=verifiers, variables=variables)

    def __bool__(self) -> bool:
        """Tell whether the document asks anything of anybody."""
        return bool(self.verifiers)


@dataclass(frozen=True, slots=True)
class SecurityView:
    """What the template places: the imports, and the verifier or the table of them."""

    imports: tuple[Code, ...]
    verify: Code


def secure(api: Api, folder: str, handled: Sequence[Handled], diagnostics: Diagnostics) -> Security:
    """Return what verifies requests, and report what nothing verifies."""
    maker = _Verifiers(api, folder, diagnostics)
    routed = [one for one in handled if one.route is not None]
    own = {one.operation.id: maker.of_operation(one.operation) for one in routed}
    verifiers: dict[str, ast.expr] = {}
    for sharing in _by_address(routed):
        verifier = _shared(own, sharing, diagnostics)
        if verifier is not None:
            verifiers |= {one.operation.id: verifier for one in sharing}
    different = {expression(one) for one in verifiers.values()}
    return Security(
        verifiers=verifiers,
        variables=maker.variables,
        everywhere=len(verifiers) == len(routed) and len(different) == 1,
    )


def with_security(handled: Iterable[Handled], security: Security) -> list[Handled]:
    """Mark the operations of which the document asks who sends the messages."""
    return [replace(one, secured=one.operation.id in security.verifiers) for one in handled]


def security_view(security: Security, name: str = "VERIFY") -> SecurityView:
    """Return the view of ``security.py``, in which the verifier has this name."""
    if security.everywhere:
        annotation, value = ref("Verifier"), next(iter(security.verifiers.values()))
    else:
        annotation = subscript(ref("dict"), ref("str"), ref("Verifier"))
        value = dictionary(security.verifiers)
    names = {one.id for one in ast.walk(value) if isinstance(one, ast.Name)}
    presets = sorted(names - _PROOFS)
    return SecurityView(
        imports=(
            *([import_from(".presets", presets)] if presets else []),
            import_from(".verify", sorted((names & _PROOFS) | {"Verifier"})),
        ),
        verify=annotated_assignment(name, subscript(ref("Final"), annotation), value),
    )


def _by_address(routed: Sequence[Handled]) -> Iterable[list[Handled]]:
    groups: dict[tuple[str, str], list[Handled]] = {}
    for one in routed:
        if one.route is not None:
            groups.setdefault((one.route.method, one.route.path), []).append(one)
    return groups.values()


def _shared(
    own: Mapping[str, ast.expr | None], sharing: Sequence[Handled], diagnostics: Diagnostics
) -> ast.expr | None:
    """Return what verifies the operations of one address, which only the body tells apart."""
    verifiers = [own[one.operation.id] for one in sharing]
    asked = _different(one for one in verifiers if one is not None)
    if asked and (len(asked) > 1 or None in verifiers):
        first, *others = [one.operation for one in sharing]
        diagnostics.report(
            "security-shared",
            f"{', '.join(f'`{one.id}`' for one in others)} and `{first.id}` arrive at one address "
            "and ask for different proofs: each request has to bring all of them",
            first.at,
            hint="which operation a request is for, only the body says, which nobody has verified",
        )
    return _joined("all_of", asked)


class _Verifiers:
    """Makes verifiers, and remembers the variables that their secrets are read from."""

    def __init__(self, api: Api, folder: str, diagnostics: Diagnostics) -> None:
        self._api = api
        self._diagnostics = diagnostics
        self._signatures = _signatures(api, diagnostics)
        self._names = _variables(api, folder, self._signatures.values())
        self._variables: dict[str, Variable] = {}

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables that the verifiers made so far read."""
        return tuple(self._variables.values())

    def of_operation(self, operation: Operation) -> ast.expr | None:
        """Return what verifies the requests of an operation, ``None`` if nobody is asked.

        A signature is declared in place of what else is asked for.
        """
        signature = self._nearest_signature(operation)
        if signature is not None:
            return signature
        groups = [self._group(one, operation) for one in http.asked(self._api, operation)]
        return _joined("all_of", _different(groups))

    def _nearest_signature(self, operation: Operation) -> ast.expr | None:
        """Return what verifies the signature that is declared nearest to the operation."""
        servers = [f"server {one.id}" for one in http.servers(self._api, operation)]
        near = ([f"operation {operation.id}"], [f"channel {operation.channel}"], servers, [""])
        for holders in near:
            declared = [self._signatures[one] for one in holders if one in self._signatures]
            if declared:
                made = [self._signed(one, f"signature {one.name}") for one in declared]
                return _joined("any_of", _different(made))
        return None

    def _group(self, requirements: Sequence[SecurityRequirement], operation: Operation) -> ast.expr:
        """Return what verifies that one of them is met, and report what nothing verifies."""
        met = [self._requirement(one) for one in requirements]
        made = _different(one for one in met if isinstance(one, ast.expr))
        lacking = dict.fromkeys(one for one in met if isinstance(one, str))
        for name in lacking:
            rest = "only what else is allowed is taken" if made else "every request is refused"
            self._diagnostics.report(
                "security-unverified",
                f"nothing verifies `{name}`, which `{operation.id}` asks for: {rest}",
                operation.at,
                hint="give `Settings(verify=...)` what does, or `verify.unverified` if something "
                "else has verified it",
            )
        reason = f"nothing verifies {', '.join(lacking)}: Settings(verify=...) can say what does"
        return _joined("any_of", made) or call(ref("Refuse"), reason=const(reason))

    def _requirement(self, requirement: SecurityRequirement) -> ast.expr | str:
        """Return what verifies all of the schemes, or the name of one that nothing verifies."""
        made: list[ast.expr] = []
        for required in requirement.schemes:
            scheme = self._api.security_schemes.get(required.scheme)
            verifier = self._scheme(scheme) if scheme is not None else None
            if verifier is None:
                return scheme.key if scheme is not None else required.scheme
            made.append(verifier)
        return _joined("all_of", _different(made)) or ref("unverified")

    def _scheme(self, scheme: SecurityScheme) -> ast.expr | None:
        declared = self._signatures.get(f"scheme {scheme.id}")
        if declared is not None:
            return self._signed(declared, f"scheme {scheme.id}")
        match scheme.type:
            case SecurityType.HTTP_API_KEY if scheme.location in _PLACES:
                place = {} if scheme.location == "header" else {"place": const(scheme.location)}
                return call(
                    ref("ApiKey"),
                    name=const(scheme.name),
                    **place,
                    secrets=self._secret(f"scheme {scheme.id}", scheme.key),
                )
            case SecurityType.HTTP if scheme.scheme == "bearer":
                return call(ref("Bearer"), secrets=self._secret(f"scheme {scheme.id}", scheme.key))
            case SecurityType.HTTP | SecurityType.USER_PASSWORD if scheme.scheme in ("", "basic"):
                secret = self._secret(f"scheme {scheme.id}", scheme.key, is_pair=True)
                return call(ref("Basic"), secrets=secret)
            case _:
                return None

    def _signed(self, declared: Declared, key: str) -> ast.expr:
        settings = {name: const(value) for name, value in declared.settings.items()}
        secret = self._secret(key, declared.name)
        if declared.callable == "Signature":
            return call(ref("Signature"), **settings, secrets=secret)
        return call(ref(declared.callable), secret, **settings)

    def _secret(self, key: str, of: str, *, is_pair: bool = False) -> ast.expr:
        name = self._names[key]
        self._variables[name] = Variable(name=name, of=of, is_pair=is_pair)
        return call(ref("environment"), const(name))


def _signatures(api: Api, diagnostics: Diagnostics) -> Mapping[str, Declared]:
    """Return the signatures that are declared, by where; that of the document by an empty text."""
    found: dict[str, Declared] = {}
    for key, holder in _holders(api).items():
        if EXTENSION in holder.extensions:
            declared = read_signature(holder.extensions[EXTENSION], holder.at, diagnostics)
            if declared is not None:
                found[key] = declared
    # The document as a whole has no place of its own: its first channel stands for it.
    for channel in [*api.channels.values()][:1]:
        if EXTENSION in api.extensions:
            declared = read_signature(api.extensions[EXTENSION], channel.at, diagnostics)
            found |= {"": declared} if declared is not None else {}
    return found


def _holders(api: Api) -> Mapping[str, Server | Channel | Operation | SecurityScheme]:
    """Return the parts of the document that may declare a signature, by a key."""
    return {
        **{f"server {id_}": one for id_, one in api.servers.items()},
        **{f"channel {id_}": one for id_, one in api.channels.items()},
        **{f"operation {id_}": one for id_, one in api.operations.items()},
        **{f"scheme {id_}": one for id_, one in api.security_schemes.items()},
    }


def _variables(api: Api, folder: str, signatures: Iterable[Declared]) -> Mapping[str, str]:
    """Return the names of the variables, by what their secrets are for."""
    schemes = {f"scheme {one.id}": one.key for one in api.security_schemes.values()}
    signed = {f"signature {one.name}": f"{one.name} secret" for one in signatures}
    wishes = [_wish(folder, key, wanted) for key, wanted in {**schemes, **signed}.items()]
    return assign(wishes).names


def _wish(folder: str, key: str, wanted: str) -> Wish:
    name = snake(wanted, empty="secret")
    variable = _NOT_OF_A_VARIABLE.sub("_", f"{folder}_{name}".upper())
    return Wish(key, (variable,), exact=name == wanted)


def _different(nodes: Iterable[ast.expr]) -> list[ast.expr]:
    """Return the expressions, each once."""
    return list({expression(one): one for one in nodes}.values())


def _joined(word: str, verifiers: Sequence[ast.expr]) -> ast.expr | None:
    """Return the only one, or a call that joins several; ``None`` if there is none."""
    if len(verifiers) > 1:
        return call(ref(word), *verifiers)
    return verifiers[0] if verifiers else None
