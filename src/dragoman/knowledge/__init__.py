"""What Dragoman knows beforehand: states, seats of government, organisations, offices, places, ontology.

Data files lie beside this module (``SOURCES.md`` names where they come from); nothing is read at import, each
file on first use. Every lookup answers ``None`` (or nothing) where it does not know: it never guesses.
"""

from __future__ import annotations

from dragoman.knowledge._names import (
    Entry,
    State,
    all_states,
    find_capital,
    find_metonym,
    find_organisation,
    find_state,
    gender_of,
    head_on,
    heads_named,
    opens_name,
    state_by_code,
    state_by_cow,
    states_in,
)
from dragoman.knowledge._ontology import (
    contexts_of,
    event_types,
    mode_of,
    modes_of,
    ontology,
    quad_of,
    sectors,
)
from dragoman.knowledge._places import (
    Listed,
    find_place,
    find_places,
    is_postal_code,
    places_named,
    places_shortened,
)
from dragoman.knowledge._roles import Role, find_role, is_head_role, sector_of_role
from dragoman.knowledge._text import fold

__all__ = [
    "Entry",
    "Listed",
    "Role",
    "State",
    "all_states",
    "contexts_of",
    "event_types",
    "find_capital",
    "find_metonym",
    "find_organisation",
    "find_place",
    "find_places",
    "find_role",
    "find_state",
    "fold",
    "gender_of",
    "head_on",
    "heads_named",
    "is_head_role",
    "is_postal_code",
    "mode_of",
    "modes_of",
    "ontology",
    "opens_name",
    "places_named",
    "places_shortened",
    "quad_of",
    "sector_of_role",
    "sectors",
    "state_by_code",
    "state_by_cow",
    "states_in",
]
