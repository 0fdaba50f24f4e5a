"""What the conditions of an activation are asked of: a connection, and whether its test has passed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from webapp.errors import Problem
from webapp.models import Connection, TestRun
from webapp.services.configuration import Configuration, of_connection
from webapp.services.setup import Setup


@dataclass(frozen=True)
class Case:
    """A connection that is to become active, and whether its test has passed now."""

    connection: Connection
    tested: bool
    run: TestRun | None = None

    @cached_property
    def setup(self) -> Setup:
        """How it is set up."""
        return Setup(self.connection)

    @cached_property
    def configuration(self) -> Configuration:
        """Its configuration as stored."""
        return of_connection(self.connection)


Check = Callable[[Case], Sequence[Problem]]
"""Why a connection can't become active, as far as one condition goes.

A problem says where it is mended in its facts: `mend` is mappings, list_mapping or defaults (the connection dialog where it
is missing), `actor` the actor type, `keys` the ERP fields by key, `fields` by name and `rows` by their `FieldMapping`'s id.
"""


@dataclass(frozen=True)
class Condition:
    """One thing that has to be in order. `of_mapping`: it has a meaning only where an actor type is switched on."""

    key: str
    check: Check
    of_mapping: bool = False
