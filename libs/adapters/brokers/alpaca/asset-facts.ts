import { instrumentTexts, readInstrument } from '#core/config/instrument-fields.js';
import { formatQuantity, type Quantity, QUANTITY_DECIMALS } from '#core/model/money.js';
import type { BrokerInstrument } from '#core/ports/broker.js';
import type { AlpacaAsset } from './schemas.js';

/** Rule 612, and what Alpaca takes: cents, below one dollar hundredths of a cent. */
const EQUITY_TICKS = '0:0.0001 1:0.01';

/** A symbol as Alpaca lists it; one that it does not list can only be closed. Throws AmountError or FieldFault for a figure that cannot be read. */
export function instrumentOf(symbol: string, asset: AlpacaAsset | undefined): BrokerInstrument {
  if (!asset) return { symbol, closing_only: 'Alpaca does not list it as active', facts: {} };
  const crypto = asset.class === 'crypto';
  const texts: Record<string, string | null> = crypto
    ? {
        asset_class: 'crypto',
        step: isFiner(asset.min_trade_increment) ? null : asset.min_trade_increment,
        min_quantity: asset.min_order_size === null ? null : roundedUp(asset.min_order_size),
        ticks: asset.price_increment === null ? null : `0:${asset.price_increment}`,
        shortable: 'false',
        // Alpaca takes GTC and IOC; GTD goes there as GTC (order-form.ts).
        times_in_force: 'GTC IOC GTD',
      }
    : {
        asset_class: 'equity',
        step: asset.fractionable ? null : '1',
        ticks: EQUITY_TICKS,
        shortable: String(asset.shortable),
        borrow: borrowOf(asset),
      };
  const known = Object.fromEntries(Object.entries(texts).flatMap(([name, text]) => (text === null ? [] : [[name, text]])));
  const instrument = readInstrument(known, (field, fault) => new Error(`${symbol}: ${field} ${fault}`));
  return {
    symbol,
    closing_only: asset.tradable ? null : 'Alpaca says that it is not tradable',
    facts: instrumentTexts(instrument),
  };
}

/** A step with more decimals than our quantities have: every quantity of ours is a multiple, or none can be told to be one. */
const isFiner = (text: string | null): boolean => /\.\d{8}\d*[1-9]/.test(text ?? '');

/** The least quantity of ours that is not below it. */
function roundedUp(text: string): string {
  const [whole = '0', fraction = ''] = text.split('.');
  const units = BigInt(whole + fraction.slice(0, QUANTITY_DECIMALS).padEnd(QUANTITY_DECIMALS, '0'));
  const up = /[1-9]/.test(fraction.slice(QUANTITY_DECIMALS)) ? units + 1n : units;
  return formatQuantity(Number(up) as Quantity);
}

/** `easy_to_borrow` is the older name of the same. */
function borrowOf({ shortable, borrow_status, easy_to_borrow }: AlpacaAsset): string {
  if (!shortable) return 'none';
  const easy =
    borrow_status === undefined || borrow_status === null ? easy_to_borrow === true : borrow_status === 'easy_to_borrow';
  return easy ? 'easy' : 'hard';
}
