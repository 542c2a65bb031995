from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_strategy import NewStrategy
from ...models.problem import Problem
from ...models.strategies import Strategies
from ...types import Response


def _get_kwargs(
    strategy: str,
    *,
    body: NewStrategy,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/api/strategies/{strategy}".format(
            strategy=quote(str(strategy), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | Strategies | None:
    if response.status_code == 200:
        response_200 = Strategies.from_dict(response.json())

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

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())

        return response_413

    if response.status_code == 415:
        response_415 = Problem.from_dict(response.json())

        return response_415

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
) -> Response[Problem | Strategies]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    strategy: str,
    *,
    client: AuthenticatedClient | Client,
    body: NewStrategy,
) -> Response[Problem | Strategies]:
    """Declare a strategy, in which accounts and symbols it may trade, and its capital

    Args:
        strategy (str):
        body (NewStrategy):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | Strategies]
    """

    kwargs = _get_kwargs(
        strategy=strategy,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    strategy: str,
    *,
    client: AuthenticatedClient | Client,
    body: NewStrategy,
) -> Problem | Strategies | None:
    """Declare a strategy, in which accounts and symbols it may trade, and its capital

    Args:
        strategy (str):
        body (NewStrategy):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | Strategies
    """

    return sync_detailed(
        strategy=strategy,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    strategy: str,
    *,
    client: AuthenticatedClient | Client,
    body: NewStrategy,
) -> Response[Problem | Strategies]:
    """Declare a strategy, in which accounts and symbols it may trade, and its capital

    Args:
        strategy (str):
        body (NewStrategy):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | Strategies]
    """

    kwargs = _get_kwargs(
        strategy=strategy,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    strategy: str,
    *,
    client: AuthenticatedClient | Client,
    body: NewStrategy,
) -> Problem | Strategies | None:
    """Declare a strategy, in which accounts and symbols it may trade, and its capital

    Args:
        strategy (str):
        body (NewStrategy):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | Strategies
    """

    return (
        await asyncio_detailed(
            strategy=strategy,
            client=client,
            body=body,
        )
    ).parsed
