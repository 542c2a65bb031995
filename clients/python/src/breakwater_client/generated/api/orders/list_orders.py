from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.list_orders_direction import (
    ListOrdersDirection,
)
from ...models.list_orders_sort import ListOrdersSort
from ...models.order_status import OrderStatus
from ...models.orders import Orders
from ...models.problem import Problem
from ...models.side import Side
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    account: str | Unset = UNSET,
    symbol: str | Unset = UNSET,
    status: OrderStatus | Unset = UNSET,
    side: Side | Unset = UNSET,
    client_order_id: str | Unset = UNSET,
    text: str | Unset = UNSET,
    sort: ListOrdersSort | Unset = UNSET,
    direction: ListOrdersDirection | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    params["cursor"] = cursor

    params["account"] = account

    params["symbol"] = symbol

    json_status: str | Unset = UNSET
    if not isinstance(status, Unset):
        json_status = status

    params["status"] = json_status

    json_side: str | Unset = UNSET
    if not isinstance(side, Unset):
        json_side = side

    params["side"] = json_side

    params["client_order_id"] = client_order_id

    params["text"] = text

    json_sort: str | Unset = UNSET
    if not isinstance(sort, Unset):
        json_sort = sort

    params["sort"] = json_sort

    json_direction: str | Unset = UNSET
    if not isinstance(direction, Unset):
        json_direction = direction

    params["direction"] = json_direction

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/orders",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Orders | Problem | None:
    if response.status_code == 200:
        response_200 = Orders.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Orders | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    account: str | Unset = UNSET,
    symbol: str | Unset = UNSET,
    status: OrderStatus | Unset = UNSET,
    side: Side | Unset = UNSET,
    client_order_id: str | Unset = UNSET,
    text: str | Unset = UNSET,
    sort: ListOrdersSort | Unset = UNSET,
    direction: ListOrdersDirection | Unset = UNSET,
) -> Response[Orders | Problem]:
    """Orders, newest first or sorted; `text` searches ids and symbols

    Args:
        limit (int | Unset):
        cursor (str | Unset):
        account (str | Unset):
        symbol (str | Unset):
        status (OrderStatus | Unset):
        side (Side | Unset):
        client_order_id (str | Unset):
        text (str | Unset):
        sort (ListOrdersSort | Unset):
        direction (ListOrdersDirection | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Orders | Problem]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        account=account,
        symbol=symbol,
        status=status,
        side=side,
        client_order_id=client_order_id,
        text=text,
        sort=sort,
        direction=direction,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    account: str | Unset = UNSET,
    symbol: str | Unset = UNSET,
    status: OrderStatus | Unset = UNSET,
    side: Side | Unset = UNSET,
    client_order_id: str | Unset = UNSET,
    text: str | Unset = UNSET,
    sort: ListOrdersSort | Unset = UNSET,
    direction: ListOrdersDirection | Unset = UNSET,
) -> Orders | Problem | None:
    """Orders, newest first or sorted; `text` searches ids and symbols

    Args:
        limit (int | Unset):
        cursor (str | Unset):
        account (str | Unset):
        symbol (str | Unset):
        status (OrderStatus | Unset):
        side (Side | Unset):
        client_order_id (str | Unset):
        text (str | Unset):
        sort (ListOrdersSort | Unset):
        direction (ListOrdersDirection | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Orders | Problem
    """

    return sync_detailed(
        client=client,
        limit=limit,
        cursor=cursor,
        account=account,
        symbol=symbol,
        status=status,
        side=side,
        client_order_id=client_order_id,
        text=text,
        sort=sort,
        direction=direction,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    account: str | Unset = UNSET,
    symbol: str | Unset = UNSET,
    status: OrderStatus | Unset = UNSET,
    side: Side | Unset = UNSET,
    client_order_id: str | Unset = UNSET,
    text: str | Unset = UNSET,
    sort: ListOrdersSort | Unset = UNSET,
    direction: ListOrdersDirection | Unset = UNSET,
) -> Response[Orders | Problem]:
    """Orders, newest first or sorted; `text` searches ids and symbols

    Args:
        limit (int | Unset):
        cursor (str | Unset):
        account (str | Unset):
        symbol (str | Unset):
        status (OrderStatus | Unset):
        side (Side | Unset):
        client_order_id (str | Unset):
        text (str | Unset):
        sort (ListOrdersSort | Unset):
        direction (ListOrdersDirection | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Orders | Problem]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        account=account,
        symbol=symbol,
        status=status,
        side=side,
        client_order_id=client_order_id,
        text=text,
        sort=sort,
        direction=direction,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    account: str | Unset = UNSET,
    symbol: str | Unset = UNSET,
    status: OrderStatus | Unset = UNSET,
    side: Side | Unset = UNSET,
    client_order_id: str | Unset = UNSET,
    text: str | Unset = UNSET,
    sort: ListOrdersSort | Unset = UNSET,
    direction: ListOrdersDirection | Unset = UNSET,
) -> Orders | Problem | None:
    """Orders, newest first or sorted; `text` searches ids and symbols

    Args:
        limit (int | Unset):
        cursor (str | Unset):
        account (str | Unset):
        symbol (str | Unset):
        status (OrderStatus | Unset):
        side (Side | Unset):
        client_order_id (str | Unset):
        text (str | Unset):
        sort (ListOrdersSort | Unset):
        direction (ListOrdersDirection | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Orders | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            cursor=cursor,
            account=account,
            symbol=symbol,
            status=status,
            side=side,
            client_order_id=client_order_id,
            text=text,
            sort=sort,
            direction=direction,
        )
    ).parsed
