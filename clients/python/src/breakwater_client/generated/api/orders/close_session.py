from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.close_session_cancel import (
    CloseSessionCancel,
)
from ...models.problem import Problem
from ...models.session_closed import SessionClosed
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    cancel: CloseSessionCancel | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_cancel: str | Unset = UNSET
    if not isinstance(cancel, Unset):
        json_cancel = cancel

    params["cancel"] = json_cancel

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/api/sessions/{id}".format(
            id=quote(str(id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | SessionClosed | None:
    if response.status_code == 200:
        response_200 = SessionClosed.from_dict(response.json())

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

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())

        return response_409

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
) -> Response[Problem | SessionClosed]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    id: str,
    *,
    client: AuthenticatedClient | Client,
    cancel: CloseSessionCancel | Unset = UNSET,
) -> Response[Problem | SessionClosed]:
    """End an order session; its open orders stay, unless `cancel=true`

    Args:
        id (str):
        cancel (CloseSessionCancel | Unset): Its open orders are canceled, all of them

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | SessionClosed]
    """

    kwargs = _get_kwargs(
        id=id,
        cancel=cancel,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient | Client,
    cancel: CloseSessionCancel | Unset = UNSET,
) -> Problem | SessionClosed | None:
    """End an order session; its open orders stay, unless `cancel=true`

    Args:
        id (str):
        cancel (CloseSessionCancel | Unset): Its open orders are canceled, all of them

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | SessionClosed
    """

    return sync_detailed(
        id=id,
        client=client,
        cancel=cancel,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient | Client,
    cancel: CloseSessionCancel | Unset = UNSET,
) -> Response[Problem | SessionClosed]:
    """End an order session; its open orders stay, unless `cancel=true`

    Args:
        id (str):
        cancel (CloseSessionCancel | Unset): Its open orders are canceled, all of them

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | SessionClosed]
    """

    kwargs = _get_kwargs(
        id=id,
        cancel=cancel,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient | Client,
    cancel: CloseSessionCancel | Unset = UNSET,
) -> Problem | SessionClosed | None:
    """End an order session; its open orders stay, unless `cancel=true`

    Args:
        id (str):
        cancel (CloseSessionCancel | Unset): Its open orders are canceled, all of them

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | SessionClosed
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            cancel=cancel,
        )
    ).parsed
