from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.remove_scoped_limits_limit import (
    RemoveScopedLimitsLimit,
)
from ...models.scoped_limits import ScopedLimits
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    scope: str,
    limit: RemoveScopedLimitsLimit | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["scope"] = scope

    json_limit: str | Unset = UNSET
    if not isinstance(limit, Unset):
        json_limit = limit

    params["limit"] = json_limit

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/api/risk/limits/scoped",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | ScopedLimits | None:
    if response.status_code == 200:
        response_200 = ScopedLimits.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())

        return response_404

    if response.status_code == 421:
        response_421 = Problem.from_dict(response.json())

        return response_421

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = Problem.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Problem | ScopedLimits]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    scope: str,
    limit: RemoveScopedLimitsLimit | Unset = UNSET,
) -> Response[Problem | ScopedLimits]:
    """Take one limit away from a scope, or all

    Args:
        scope (str):
        limit (RemoveScopedLimitsLimit | Unset): One limit; all of the scope when it is left out

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | ScopedLimits]
    """

    kwargs = _get_kwargs(
        scope=scope,
        limit=limit,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    scope: str,
    limit: RemoveScopedLimitsLimit | Unset = UNSET,
) -> Problem | ScopedLimits | None:
    """Take one limit away from a scope, or all

    Args:
        scope (str):
        limit (RemoveScopedLimitsLimit | Unset): One limit; all of the scope when it is left out

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | ScopedLimits
    """

    return sync_detailed(
        client=client,
        scope=scope,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    scope: str,
    limit: RemoveScopedLimitsLimit | Unset = UNSET,
) -> Response[Problem | ScopedLimits]:
    """Take one limit away from a scope, or all

    Args:
        scope (str):
        limit (RemoveScopedLimitsLimit | Unset): One limit; all of the scope when it is left out

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | ScopedLimits]
    """

    kwargs = _get_kwargs(
        scope=scope,
        limit=limit,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    scope: str,
    limit: RemoveScopedLimitsLimit | Unset = UNSET,
) -> Problem | ScopedLimits | None:
    """Take one limit away from a scope, or all

    Args:
        scope (str):
        limit (RemoveScopedLimitsLimit | Unset): One limit; all of the scope when it is left out

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | ScopedLimits
    """

    return (
        await asyncio_detailed(
            client=client,
            scope=scope,
            limit=limit,
        )
    ).parsed
