from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.effective_limits import EffectiveLimits
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    account: str | Unset = UNSET,
    symbol: str | Unset = UNSET,
    strategy: str | Unset = UNSET,
    user: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["account"] = account

    params["symbol"] = symbol

    params["strategy"] = strategy

    params["user"] = user

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/risk/limits/effective",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> EffectiveLimits | Problem | None:
    if response.status_code == 200:
        response_200 = EffectiveLimits.from_dict(response.json())

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
) -> Response[EffectiveLimits | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    account: str | Unset = UNSET,
    symbol: str | Unset = UNSET,
    strategy: str | Unset = UNSET,
    user: str | Unset = UNSET,
) -> Response[EffectiveLimits | Problem]:
    """Every limit that would hold for an order: where it is set, its value, what is used and left

    Args:
        account (str | Unset):
        symbol (str | Unset):
        strategy (str | Unset):
        user (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EffectiveLimits | Problem]
    """

    kwargs = _get_kwargs(
        account=account,
        symbol=symbol,
        strategy=strategy,
        user=user,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    account: str | Unset = UNSET,
    symbol: str | Unset = UNSET,
    strategy: str | Unset = UNSET,
    user: str | Unset = UNSET,
) -> EffectiveLimits | Problem | None:
    """Every limit that would hold for an order: where it is set, its value, what is used and left

    Args:
        account (str | Unset):
        symbol (str | Unset):
        strategy (str | Unset):
        user (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EffectiveLimits | Problem
    """

    return sync_detailed(
        client=client,
        account=account,
        symbol=symbol,
        strategy=strategy,
        user=user,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    account: str | Unset = UNSET,
    symbol: str | Unset = UNSET,
    strategy: str | Unset = UNSET,
    user: str | Unset = UNSET,
) -> Response[EffectiveLimits | Problem]:
    """Every limit that would hold for an order: where it is set, its value, what is used and left

    Args:
        account (str | Unset):
        symbol (str | Unset):
        strategy (str | Unset):
        user (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EffectiveLimits | Problem]
    """

    kwargs = _get_kwargs(
        account=account,
        symbol=symbol,
        strategy=strategy,
        user=user,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    account: str | Unset = UNSET,
    symbol: str | Unset = UNSET,
    strategy: str | Unset = UNSET,
    user: str | Unset = UNSET,
) -> EffectiveLimits | Problem | None:
    """Every limit that would hold for an order: where it is set, its value, what is used and left

    Args:
        account (str | Unset):
        symbol (str | Unset):
        strategy (str | Unset):
        user (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EffectiveLimits | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            account=account,
            symbol=symbol,
            strategy=strategy,
            user=user,
        )
    ).parsed
