from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_override import NewOverride
from ...models.override_request import OverrideRequest
from ...models.overrides import Overrides
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    name: str,
    *,
    body: NewOverride,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/api/overrides/{name}".format(
            name=quote(str(name), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> OverrideRequest | Overrides | Problem | None:
    if response.status_code == 200:
        response_200 = Overrides.from_dict(response.json())

        return response_200

    if response.status_code == 202:
        response_202 = OverrideRequest.from_dict(response.json())

        return response_202

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
) -> Response[OverrideRequest | Overrides | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    name: str,
    *,
    client: AuthenticatedClient | Client,
    body: NewOverride,
) -> Response[OverrideRequest | Overrides | Problem]:
    """Let orders of one scope pass what listed reasons would refuse

     Up to a size, so many times, for at most 24 hours. Orders of the person who makes it never pass by
    it. An order passes when one override covers all its reasons; each use is an alert. The name of one
    that was used counts its uses on. One of the `firm` takes two: it is asked for (202), and holds when
    another person has agreed within an hour (`agreeToOverride`); its name must be new, and needs that
    people sign in.

    Args:
        name (str):
        body (NewOverride):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OverrideRequest | Overrides | Problem]
    """

    kwargs = _get_kwargs(
        name=name,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    name: str,
    *,
    client: AuthenticatedClient | Client,
    body: NewOverride,
) -> OverrideRequest | Overrides | Problem | None:
    """Let orders of one scope pass what listed reasons would refuse

     Up to a size, so many times, for at most 24 hours. Orders of the person who makes it never pass by
    it. An order passes when one override covers all its reasons; each use is an alert. The name of one
    that was used counts its uses on. One of the `firm` takes two: it is asked for (202), and holds when
    another person has agreed within an hour (`agreeToOverride`); its name must be new, and needs that
    people sign in.

    Args:
        name (str):
        body (NewOverride):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OverrideRequest | Overrides | Problem
    """

    return sync_detailed(
        name=name,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    name: str,
    *,
    client: AuthenticatedClient | Client,
    body: NewOverride,
) -> Response[OverrideRequest | Overrides | Problem]:
    """Let orders of one scope pass what listed reasons would refuse

     Up to a size, so many times, for at most 24 hours. Orders of the person who makes it never pass by
    it. An order passes when one override covers all its reasons; each use is an alert. The name of one
    that was used counts its uses on. One of the `firm` takes two: it is asked for (202), and holds when
    another person has agreed within an hour (`agreeToOverride`); its name must be new, and needs that
    people sign in.

    Args:
        name (str):
        body (NewOverride):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OverrideRequest | Overrides | Problem]
    """

    kwargs = _get_kwargs(
        name=name,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    name: str,
    *,
    client: AuthenticatedClient | Client,
    body: NewOverride,
) -> OverrideRequest | Overrides | Problem | None:
    """Let orders of one scope pass what listed reasons would refuse

     Up to a size, so many times, for at most 24 hours. Orders of the person who makes it never pass by
    it. An order passes when one override covers all its reasons; each use is an alert. The name of one
    that was used counts its uses on. One of the `firm` takes two: it is asked for (202), and holds when
    another person has agreed within an hour (`agreeToOverride`); its name must be new, and needs that
    people sign in.

    Args:
        name (str):
        body (NewOverride):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OverrideRequest | Overrides | Problem
    """

    return (
        await asyncio_detailed(
            name=name,
            client=client,
            body=body,
        )
    ).parsed
