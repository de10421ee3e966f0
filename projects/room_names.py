"""The name of the family of reports, which pages and the room share."""

FAMILY = "projects"
