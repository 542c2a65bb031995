"""Buys one SPY at its ask, waits for the fill, and says why if risk refuses. python trade.py [http://127.0.0.1:8082]"""

import sys

from breakwater_client import Breakwater, RefusedError
from breakwater_client.generated.api.accounts import list_quotes

with Breakwater(*sys.argv[1:2]) as breakwater:
    quotes = breakwater.call(list_quotes.sync_detailed).quotes
    spy = next(quote for quote in quotes if quote.symbol == "SPY")
    try:
        live = breakwater.live(types=["ORDER_UPDATE"])
        next(live)  # The snapshot: what follows is told.
        accepted = breakwater.submit("SPY", "BUY", 1, spy.ask, time_in_force="IOC")
        for message in live:
            if message.ref == accepted.order_id:
                order = message.data
                print(order.status, order.filled_quantity, "of", order.quantity, order.symbol)
                if order.leaves_quantity == 0:
                    break
    except RefusedError as refused:
        for violation in refused.violations:
            print("refused:", violation["code"], violation["message"])
