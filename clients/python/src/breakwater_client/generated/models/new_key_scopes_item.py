from typing import Literal

NewKeyScopesItem = Literal[
    "audit:read", "changes:propose", "metrics", "orders:cancel", "orders:write", "read", "stream", "trip"
]

NEW_KEY_SCOPES_ITEM_VALUES: set[NewKeyScopesItem] = {
    "audit:read",
    "changes:propose",
    "metrics",
    "orders:cancel",
    "orders:write",
    "read",
    "stream",
    "trip",
}


def check_new_key_scopes_item(value: str) -> NewKeyScopesItem:
    if value in NEW_KEY_SCOPES_ITEM_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NEW_KEY_SCOPES_ITEM_VALUES!r}")
