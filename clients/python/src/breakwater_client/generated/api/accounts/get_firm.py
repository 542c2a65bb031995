from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.firm import Firm
from ...models.get_firm_direction import GetFirmDirection
from ...models.get_firm_sort import GetFirmSort
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    sort: GetFirmSort | Unset = UNSET,
    direction: GetFirmDirection | Unset = UNSET,
    search: str | Unset = UNSET,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_sort: str | Unset = UNSET
    if not isinstance(sort, Unset):
        json_sort = sort

    params["sort"] = json_sort

    json_direction: str | Unset = UNSET
    if not isinstance(direction, Unset):
        json_direction = direction

    params["direction"] = json_direction

    params["search"] = search

    params["offset"] = offset

    params["limit"] = limit

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/firm",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Firm | Problem | None:
    if response.status_code == 200:
        response_200 = Firm.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Firm | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    sort: GetFirmSort | Unset = UNSET,
    direction: GetFirmDirection | Unset = UNSET,
    search: str | Unset = UNSET,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Response[Firm | Problem]:
    """All accounts side by side, sorted and paged here, and the firm as a whole

    Args:
        sort (GetFirmSort | Unset):
        direction (GetFirmDirection | Unset):
        search (str | Unset): Accounts whose names have this in them
        offset (int | Unset):
        limit (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Firm | Problem]
    """

    kwargs = _get_kwargs(
        sort=sort,
        direction=direction,
        search=search,
        offset=offset,
        limit=limit,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    sort: GetFirmSort | Unset = UNSET,
    direction: GetFirmDirection | Unset = UNSET,
    search: str | Unset = UNSET,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Firm | Problem | None:
    """All accounts side by side, sorted and paged here, and the firm as a whole

    Args:
        sort (GetFirmSort | Unset):
        direction (GetFirmDirection | Unset):
        search (str | Unset): Accounts whose names have this in them
        offset (int | Unset):
        limit (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Firm | Problem
    """

    return sync_detailed(
        client=client,
        sort=sort,
        direction=direction,
        search=search,
        offset=offset,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    sort: GetFirmSort | Unset = UNSET,
    direction: GetFirmDirection | Unset = UNSET,
    search: str | Unset = UNSET,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Response[Firm | Problem]:
    """All accounts side by side, sorted and paged here, and the firm as a whole

    Args:
        sort (GetFirmSort | Unset):
        direction (GetFirmDirection | Unset):
        search (str | Unset): Accounts whose names have this in them
        offset (int | Unset):
        limit (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Firm | Problem]
    """

    kwargs = _get_kwargs(
        sort=sort,
        direction=direction,
        search=search,
        offset=offset,
        limit=limit,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    sort: GetFirmSort | Unset = UNSET,
    direction: GetFirmDirection | Unset = UNSET,
    search: str | Unset = UNSET,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Firm | Problem | None:
    """All accounts side by side, sorted and paged here, and the firm as a whole

    Args:
        sort (GetFirmSort | Unset):
        direction (GetFirmDirection | Unset):
        search (str | Unset): Accounts whose names have this in them
        offset (int | Unset):
        limit (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Firm | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            sort=sort,
            direction=direction,
            search=search,
            offset=offset,
            limit=limit,
        )
    ).parsed
