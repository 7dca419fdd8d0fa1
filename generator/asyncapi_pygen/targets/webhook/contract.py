"""What a package proves of itself: an event of each message, and the trials of each operation."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

from asyncapi_pygen.config import Config, Formats
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics
from asyncapi_pygen.emit.manifest import digest as digest_of
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.memory import Memories, Standing
from asyncapi_pygen.payloads.original import Originals
from asyncapi_pygen.payloads.samples import Sampler
from asyncapi_pygen.payloads.trials.making import Maker, Tried, Use
from asyncapi_pygen.targets.webhook.grounds import Grounds
from asyncapi_pygen.targets.webhook.handled import Handled
from asyncapi_pygen.targets.webhook.planning import Plan
from asyncapi_pygen.targets.webhook.samples import (
    has_samples,
    report_missing,
    sample_names,
    samples_of,
)
from asyncapi_pygen.targets.webhook.trials import FOLDER, trials_of


@dataclass(frozen=True, slots=True)
class Contract:
    """The texts of trials and of samples by their paths, and what was found on the way."""

    texts: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]


def contract_of(
    plan: Plan, config: Config, diagnostics: Diagnostics, memories: Memories
) -> Contract:
    """Make the contract of a plan; ``diagnostics`` holds nothing yet.

    It is the greater part of the work, and nothing else is made of it: it can be done aside.
    """
    # Of what is left out, too: what no sample can be made of is told whatever is asked for.
    pieces = _Making(plan, config, diagnostics).pieces(memories)
    rows = zip(plan.whole, pieces, strict=True)
    kept = [piece for one, piece in rows if one.operation.id not in plan.left_out]
    return Contract(
        {path: text for one in kept for path, text in one.texts.items()}, tuple(diagnostics)
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """The contract of one operation: its texts by their paths in the package.

    ``missing`` are the ids of the messages that have no sample. ``asked`` says of classes whether
    an operation before this one tries them, on which its trials depend; ``tried`` are those that
    it tries itself.
    """

    texts: Mapping[str, str]
    missing: Sequence[str]
    asked: Sequence[tuple[Use, bool]]
    tried: Sequence[Use]

    def written(self) -> Json:
        """Return it as JSON: digests instead of the texts."""
        digests: Json = {path: digest_of(text) for path, text in self.texts.items()}
        asked: list[Json] = [[*use, found] for use, found in self.asked]
        tried: list[Json] = [[*use] for use in self.tried]
        return [digests, [*self.missing], asked, tried]

    @classmethod
    def read(cls, told: Json, one: Handled, standing: Standing) -> "_Piece | None":
        """Read what ``written`` gave of an operation, with the texts that stand.

        ``None`` is where there is nothing, something else, or another text.
        """
        try:
            digests, missing, asked, tried = cast("Any", told)
            paths = _paths(one)
            texts = {
                path: standing(path, digest) if path in paths else None
                for path, digest in digests.items()
            }
            return cls(
                texts={path: _there(text) for path, text in texts.items()},
                missing=[*map(str, missing)],
                asked=[((str(place), bool(sent)), bool(found)) for place, sent, found in asked],
                tried=[(str(place), bool(sent)) for place, sent in tried],
            )
        except (TypeError, ValueError, AttributeError):
            return None

    def fits(self, tried: Tried) -> bool:
        """Return whether the classes are tried before that were so when this was made."""
        return all(tried.has(use) is found for use, found in self.asked)


def _there(text: str | None) -> str:
    if text is None:
        raise ValueError("another text stands there")
    return text


@dataclass(frozen=True, slots=True)
class _Tools:
    """What makes the events and the trials of some operations."""

    sampler: Sampler
    maker: Maker


class _Making:
    """Makes the contracts of operations, one after the other."""

    def __init__(self, plan: Plan, config: Config, diagnostics: Diagnostics) -> None:
        self._plan = plan
        self._models = plan.whole_models
        self._config = config
        self._diagnostics = diagnostics
        self._tried = Tried()

    def pieces(self, memories: Memories) -> list[_Piece]:
        """Make those that are not remembered, and return all."""
        memory = memories.contracts
        grounds = Grounds(self._plan, self._config)
        keys = [grounds.of(one) for one in self._plan.whole]
        known = [
            _Piece.read(memory.recall(key), one, memories.standing)
            for one, key in zip(self._plan.whole, keys, strict=True)
        ]
        rows = [*zip(self._plan.whole, keys, known, strict=True)]
        tools = self._tools_for(*grounds.reached([one for one, _, piece in rows if piece is None]))
        pieces: list[_Piece] = []
        for one, key, piece in rows:
            if piece is not None and piece.fits(self._tried):
                pieces.append(self._recalled(one, piece))
                continue
            pieces.append(self._made(one, tools if piece is None else self._for_all))
            if key:
                memory.keep(key, pieces[-1].written())
        return pieces

    @cached_property
    def _for_all(self) -> _Tools:
        return self._tools_for(self._models.plan.entries, self._plan.api.schemas)

    def _tools_for(self, places: Iterable[str], schemas: Iterable[str]) -> _Tools:
        """Return what makes the contracts of operations that lead to no others than these."""
        plan, known = self._models.plan, self._plan.api.schemas
        sampler = Sampler(Originals({id_: known[id_] for id_ in schemas}))
        maker = Maker(
            replace(plan, entries={place: plan.entries[place] for place in places}),
            sampler,
            self._tried,
            exact=self._config.models.strict_schemas,
            keeps_unknown=self._models.backend.keeps_unknown,
        )
        return _Tools(sampler, maker)

    def _recalled(self, one: Handled, piece: _Piece) -> _Piece:
        """Do what comes of making a piece, but for the piece itself."""
        for use in piece.tried:
            self._tried.add(use)
        for message in one.messages:
            if message.id in piece.missing:
                report_missing(message, self._diagnostics)
        return piece

    def _made(self, one: Handled, tools: _Tools) -> _Piece:
        self._tried.begin()
        formats = self._config.models.formats is Formats.STRICT
        samples = samples_of([one], tools.sampler, self._diagnostics, formats=formats)
        trials = trials_of(self._plan, one, samples, tools.sampler, tools.maker)
        sampled = {sample.message.id for sample in samples}
        texts = {_trials_path(one): trials} if trials else {}
        return _Piece(
            texts={**texts, **{_path(sample.name): _text(sample.event) for sample in samples}},
            missing=[
                message.id
                for message in one.messages
                if message.id not in sampled and has_samples(one)
            ],
            asked=[*self._tried.asked.items()],
            tried=self._tried.added,
        )


def _paths(one: Handled) -> frozenset[str]:
    """Return where the texts of an operation may stand."""
    return frozenset({_trials_path(one), *map(_path, sample_names(one).values())})


def _trials_path(one: Handled) -> str:
    return f"{FOLDER}/{one.method}.json"


def _path(sample: str) -> str:
    return f"samples/{sample}.json"


def _text(event: Json) -> str:
    return f"{json.dumps(event, indent=2, ensure_ascii=False)}\n"
