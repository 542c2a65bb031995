from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.alert_deliveries import AlertDeliveries
from ...models.list_alert_deliveries_state import (
    ListAlertDeliveriesState,
)
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    channel: str | Unset = UNSET,
    state: ListAlertDeliveriesState | Unset = UNSET,
    alert: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    params["cursor"] = cursor

    params["channel"] = channel

    json_state: str | Unset = UNSET
    if not isinstance(state, Unset):
        json_state = state

    params["state"] = json_state

    params["alert"] = alert

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/alert-deliveries",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> AlertDeliveries | Problem | None:
    if response.status_code == 200:
        response_200 = AlertDeliveries.from_dict(response.json())

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


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[AlertDeliveries | Problem]:
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
    channel: str | Unset = UNSET,
    state: ListAlertDeliveriesState | Unset = UNSET,
    alert: str | Unset = UNSET,
) -> Response[AlertDeliveries | Problem]:
    """Messages to channels, newest first, each with its attempts

    Args:
        limit (int | Unset):
        cursor (str | Unset):
        channel (str | Unset):
        state (ListAlertDeliveriesState | Unset):
        alert (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AlertDeliveries | Problem]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        channel=channel,
        state=state,
        alert=alert,
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
    channel: str | Unset = UNSET,
    state: ListAlertDeliveriesState | Unset = UNSET,
    alert: str | Unset = UNSET,
) -> AlertDeliveries | Problem | None:
    """Messages to channels, newest first, each with its attempts

    Args:
        limit (int | Unset):
        cursor (str | Unset):
        channel (str | Unset):
        state (ListAlertDeliveriesState | Unset):
        alert (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AlertDeliveries | Problem
    """

    return sync_detailed(
        client=client,
        limit=limit,
        cursor=cursor,
        channel=channel,
        state=state,
        alert=alert,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    channel: str | Unset = UNSET,
    state: ListAlertDeliveriesState | Unset = UNSET,
    alert: str | Unset = UNSET,
) -> Response[AlertDeliveries | Problem]:
    """Messages to channels, newest first, each with its attempts

    Args:
        limit (int | Unset):
        cursor (str | Unset):
        channel (str | Unset):
        state (ListAlertDeliveriesState | Unset):
        alert (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AlertDeliveries | Problem]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        channel=channel,
        state=state,
        alert=alert,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = UNSET,
    cursor: str | Unset = UNSET,
    channel: str | Unset = UNSET,
    state: ListAlertDeliveriesState | Unset = UNSET,
    alert: str | Unset = UNSET,
) -> AlertDeliveries | Problem | None:
    """Messages to channels, newest first, each with its attempts

    Args:
        limit (int | Unset):
        cursor (str | Unset):
        channel (str | Unset):
        state (ListAlertDeliveriesState | Unset):
        alert (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AlertDeliveries | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            cursor=cursor,
            channel=channel,
            state=state,
            alert=alert,
        )
    ).parsed
