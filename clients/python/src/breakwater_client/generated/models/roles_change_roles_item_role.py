from typing import Literal

RolesChangeRolesItemRole = Literal["admin", "approver", "auditor", "operator", "risk_officer", "trader", "viewer"]

ROLES_CHANGE_ROLES_ITEM_ROLE_VALUES: set[RolesChangeRolesItemRole] = {
    "admin",
    "approver",
    "auditor",
    "operator",
    "risk_officer",
    "trader",
    "viewer",
}


def check_roles_change_roles_item_role(value: str) -> RolesChangeRolesItemRole:
    if value in ROLES_CHANGE_ROLES_ITEM_ROLE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ROLES_CHANGE_ROLES_ITEM_ROLE_VALUES!r}")
