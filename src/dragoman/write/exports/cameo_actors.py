"""Actors as CAMEO codes them, for GDELT and Phoenix: country, known group, type, in this order (``FRAGOV``,
``IGOUNO``)."""

from __future__ import annotations

from typing import NamedTuple

from dragoman.knowledge.codes import cameo_country_of, cameo_group_of, cameo_type_of
from dragoman.record import Actor
from dragoman.write.exports.facts import sector_of


class CameoActor(NamedTuple):
    """The parts of an actor's code; what is not known is empty."""

    name: str = ""
    country: str = ""
    group: str = ""
    type: str = ""

    @property
    def code(self) -> str:
        """The whole code. An international body has its type first, as in CAMEO (``IGOUNO``)."""
        if self.country:
            return self.country + self.group + self.type
        return self.type + self.group


def cameo_actor(actor: Actor | None) -> CameoActor:
    """The parts of an actor's code. A state itself has its country only: CAMEO's ``FRA`` is France, ``FRAGOV`` its
    government."""
    if actor is None:
        return CameoActor()
    kind = None if actor.kind == "state" else cameo_type_of(sector_of(actor))
    group = cameo_group_of(actor.name) if actor.kind in ("organisation", "group") else None
    return CameoActor(actor.name, cameo_country_of(actor.country) or "", group or "", kind or "")
