"""What the tables of an environment file are made of: texts, lists and numbers with their limits, names."""

# No `annotations` of the future: see model.py.

from typing import Annotated

from msgspec import Meta, Struct

Text = Annotated[str, Meta(min_length=1)]
"""Some text: neither empty nor only spaces."""
Texts = Annotated[tuple[Text, ...], Meta(min_length=1)]
Strings = Annotated[tuple[str, ...], Meta(min_length=1)]
"""Where such a list is written, it has an entry."""
Allowed = Annotated[tuple[str | bool | int | float, ...], Meta(min_length=1)]
"""The values that an attribute may have."""
Count = Annotated[int, Meta(ge=0)]


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Any table of the file: unknown keys are errors, nothing changes after loading.

    What a field is for stands beside its type, for the JSON Schema.
    """


class Named(Table, frozen=True, kw_only=True):
    """A table that others refer to by `name`; `id` and `href` are shown in audit events."""

    name: Annotated[Text, "what other tables and the results call it"]
    id: Annotated[Text | None, "its id in the system it stands for; shown in audit events"] = None
    href: Annotated[Text | None, "a link to it; shown in audit events"] = None
