"""What a room says of the tables that must not be changed unseen: their triggers, and which of them the chain tells."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trigger:
    """What follows `CREATE TRIGGER name` in each database, nothing where it has no such event."""

    name: str
    table: str
    sqlite: str
    postgresql: str
    function: str = ""  # of PostgreSQL, which several triggers may share

    def exists_on(self, vendor: str) -> bool:
        return bool(self.statement(vendor))

    def statement(self, vendor: str) -> str:
        return self.postgresql if vendor == "postgresql" else self.sqlite


@dataclass(frozen=True, slots=True)
class Chained:
    """A table that the chain stands over, by its model or, of a relation of many to many, by `Model.field`.

    One link speaks for a row, or for all rows of one `by` (`document`, `contract`). Rows of one that `only_grows` are
    never changed. `without` are columns that come and go by themselves.
    """

    model: str
    by: str = "id"
    only_grows: bool = False
    without: tuple[str, ...] = ()
