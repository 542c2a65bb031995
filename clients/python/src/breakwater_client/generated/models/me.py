from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.me_auth import MeAuth, check_me_auth

if TYPE_CHECKING:
    from ..models.grant import Grant


T = TypeVar("T", bound="Me")


@_attrs_define
class Me:
    """
    Attributes:
        auth (MeAuth):
        principal (str):
        user_id (None | str):
        name (str):
        roles (list[Grant]):
        needs (list[str]): What this caller may do, as the routes name it
        strength (str):
        proven_at (datetime.datetime | None): When the person last proved who they are
        alone (bool): There is one user, who may hold all roles
    """

    auth: MeAuth
    principal: str
    user_id: None | str
    name: str
    roles: list[Grant]
    needs: list[str]
    strength: str
    proven_at: datetime.datetime | None
    alone: bool

    def to_dict(self) -> dict[str, Any]:
        auth: str = self.auth

        principal = self.principal

        user_id: None | str
        user_id = self.user_id

        name = self.name

        roles = []
        for roles_item_data in self.roles:
            roles_item = roles_item_data.to_dict()
            roles.append(roles_item)

        needs = self.needs

        strength = self.strength

        proven_at: None | str
        if isinstance(self.proven_at, datetime.datetime):
            proven_at = self.proven_at.isoformat()
        else:
            proven_at = self.proven_at

        alone = self.alone

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "auth": auth,
                "principal": principal,
                "user_id": user_id,
                "name": name,
                "roles": roles,
                "needs": needs,
                "strength": strength,
                "proven_at": proven_at,
                "alone": alone,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.grant import Grant

        d = dict(src_dict)
        auth = check_me_auth(d.pop("auth"))

        principal = d.pop("principal")

        def _parse_user_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        user_id = _parse_user_id(d.pop("user_id"))

        name = d.pop("name")

        roles = []
        _roles = d.pop("roles")
        for roles_item_data in _roles:
            roles_item = Grant.from_dict(roles_item_data)

            roles.append(roles_item)

        needs = cast(list[str], d.pop("needs"))

        strength = d.pop("strength")

        def _parse_proven_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                proven_at_type_0 = datetime.datetime.fromisoformat(data)

                return proven_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        proven_at = _parse_proven_at(d.pop("proven_at"))

        alone = d.pop("alone")

        me = cls(
            auth=auth,
            principal=principal,
            user_id=user_id,
            name=name,
            roles=roles,
            needs=needs,
            strength=strength,
            proven_at=proven_at,
            alone=alone,
        )

        return me
