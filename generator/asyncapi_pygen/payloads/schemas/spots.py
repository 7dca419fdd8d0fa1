"""Where the lowering of schemas stands."""

from dataclasses import dataclass, field

from asyncapi_pygen.ir.schema import Body
from asyncapi_pygen.payloads.bodies import pin
from asyncapi_pygen.payloads.making import Locate
from asyncapi_pygen.payloads.plan import Origin
from asyncapi_pygen.source.pointers import join_pointer


@dataclass(frozen=True, slots=True)
class Spot:
    """The place of a schema, its parent entry, and what to call it there.

    ``depth`` counts the steps since the parent, ``branch`` says that the schema is one branch of a
    union, together with what stands beside that union. ``lost`` collects schemas that hold here and
    that no type says, ``closing`` those that only hold for what is sent.
    """

    place: str
    parent: str | None
    hint: str
    scope: str = ""
    depth: int = 0
    branch: bool = False
    lost: list[Body] = field(default_factory=list[Body], repr=False, compare=False)
    closing: list[Body] = field(default_factory=list[Body], repr=False, compare=False)

    def step(self, *tokens: str, hint: str) -> "Spot":
        """Go to a schema inside of this one."""
        place = self.place + join_pointer(tokens)
        return Spot(place, self.parent, f"{self.hint} {hint}", depth=self.depth + 1)

    def inside(self) -> "Spot":
        """Stand in the entry of this place, whose own name now says what this hint said."""
        return Spot(self.place, self.place, "")

    def origin(self, body: Body, locate: Locate) -> Origin:
        """Return where an entry that is made here comes from."""
        return Origin(
            place=self.place,
            parent=self.parent,
            hint=self.hint.strip(),
            scope=self.scope,
            pin=pin(body),
            at=locate(self.place),
        )

    def afresh(self) -> "Spot":
        """Stand at the same place with nothing lost so far."""
        return Spot(self.place, self.parent, self.hint, self.scope, self.depth, self.branch)
