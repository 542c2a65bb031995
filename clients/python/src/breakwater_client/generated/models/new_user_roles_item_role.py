from typing import Literal

NewUserRolesItemRole = Literal["admin", "approver", "auditor", "operator", "risk_officer", "trader", "viewer"]

NEW_USER_ROLES_ITEM_ROLE_VALUES: set[NewUserRolesItemRole] = {
    "admin",
    "approver",
    "auditor",
    "operator",
    "risk_officer",
    "trader",
    "viewer",
}


def check_new_user_roles_item_role(value: str) -> NewUserRolesItemRole:
    if value in NEW_USER_ROLES_ITEM_ROLE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NEW_USER_ROLES_ITEM_ROLE_VALUES!r}")
