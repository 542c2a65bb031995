-- Holds one order's exposure, counts the attempt and appends order and facts to the log; with dry = 1 it only reads.
-- ARGV: 1 account 2 symbol 3 side (B, S) 4 quantity 5 price (0 for none) 6 type (L, M) 7 time in force 8 order_id 9 decision_id
--       10 client_order_id 11 body_hash 12 dry (0, 1)
-- Returns one string:
--   `OK <state>`                the state of ReservedState, in the order of log-codec.ts; the same string is in the log
--   `KNOWN <order_id> <hash>`   this client_order_id came before; nothing changed
--   `<CODE> <why>`              STATE_UNAVAILABLE, PNL_STALE, JOURNAL_BEHIND, REFERENCE_PRICE_UNAVAILABLE, AMOUNT_OUT_OF_RANGE;
--                               nothing changed
-- Contract: exactly one log entry when OK and not dry, none otherwise. O(log n) in the attempts of the burst window.
local BACKLOG_MAX = 100000      -- log entries, already copied ones of the last five seconds included
local BACKLOG_AGE_MAX = 60e6    -- microseconds
local BACKLOG_AGE_SURE = 1e6    -- PostgreSQL this close behind: fewer entries than BACKLOG_MAX, no need to count them
local TICK_AGE_MAX = 15e6       -- marks older than this mean that nobody watches the loss
local QUOTE_AGE_MAX = 15e6

local account, symbol, side, quantity, price = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local market, order_id, client_key, dry = ARGV[6] == 'M', ARGV[8], 'bw:client:' .. ARGV[1] .. ':' .. ARGV[10], ARGV[12] == '1'

local now = now_us()
local c = redis.call('HMGET', CONTROL, READY, 'config_version', 'burst_us', 'tick_us', 'relayed_us', 'slippage_bps')
if not c[1] then return 'STATE_UNAVAILABLE live state is being rebuilt' end
if not dry then
  local known = redis.call('GET', client_key)
  if known then return 'KNOWN ' .. known end
end
if now - num(c[4]) > TICK_AGE_MAX then return 'PNL_STALE the last mark is ' .. int((now - num(c[4])) / 1e6) .. ' s old' end
local behind = now - num(c[5])
if behind > BACKLOG_AGE_MAX or (behind > BACKLOG_AGE_SURE and redis.call('XLEN', LOG) > BACKLOG_MAX) then
  return 'JOURNAL_BEHIND PostgreSQL has not taken the log for ' .. int(behind / 1e6) .. ' s'
end
local a = redis.call('HMGET', account_key(account), 'cash', 'value', 'gross', 'day_start', 'moved')
if not a[1] then return 'STATE_UNAVAILABLE account ' .. account .. ' has no live state' end
local p = redis.call('HMGET', position_key(account, symbol), 'quantity', 'value', 'open_buy', 'open_sell', 'open_buy_qty', 'open_sell_qty', 'exposure')
local held, value, open_buy, open_sell = num(p[1]), num(p[2]), num(p[3]), num(p[4])
local open_buy_qty, open_sell_qty, before = num(p[5]), num(p[6]), num(p[7])

local reducing = (held > 0 and side == 'S' and quantity + open_sell_qty <= held) or (held < 0 and side == 'B' and quantity + open_buy_qty <= -held)
local opens_short = side == 'S' and not reducing

-- Check price (design 3.4): a limit order's own; a market order's quote with slippage, or its price where that is worse; a short's
-- at least the ask with slippage, for that is what buying it back would cost.
local check = price
if market or opens_short then
  local q = redis.call('HMGET', 'bw:quote:' .. symbol, 'bid', 'ask', 'at_us')
  if not q[1] or now - num(q[3]) > QUOTE_AGE_MAX then return 'REFERENCE_PRICE_UNAVAILABLE no fresh quote for ' .. symbol end
  local reference = (side == 'B' or opens_short) and num(q[2]) or num(q[1])
  check = math.max(price, math.ceil(reference * (10000 + num(c[6])) / 10000))
end
local cost = amount(quantity, check, true)
if not cost or cost <= 0 then return 'AMOUNT_OUT_OF_RANGE quantity x price is outside what can be reckoned' end

if side == 'B' then
  open_buy, open_buy_qty = open_buy + cost, open_buy_qty + quantity
else
  open_sell, open_sell_qty = open_sell + cost, open_sell_qty + quantity
end
local after = exposure(value, open_buy, open_sell)
local gross = num(a[3]) + after - before
if gross > MONEY_MAX then return 'AMOUNT_OUT_OF_RANGE the gross exposure would be outside what can be reckoned' end

-- Strictest breaker of the three scopes.
local scopes = { 'firm', 'account:' .. account, 'symbol:' .. symbol }
local open = redis.call('HMGET', BREAKERS, scopes[1], scopes[2], scopes[3])
local mode, scope = 'none', '-'
for i = 1, 3 do
  local m = open[i] and string.match(open[i], '^%d+ (%S+)')
  if m == 'halt' or (m and mode == 'none') then
    if mode ~= 'halt' then mode, scope = m, scopes[i] end
  end
end

-- True sliding windows: every attempt is a member scored by its microsecond. What is older than both is swept out now and then.
local rate, burst_us = 'bw:rate:' .. account, num(c[3])
if not dry then
  if math.fmod(now, 16) == 0 then redis.call('ZREMRANGEBYSCORE', rate, '-inf', now - math.max(burst_us, 1e6)) end
  redis.call('ZADD', rate, now, order_id)
end
local itself = dry and 1 or 0
local in_second = redis.call('ZCOUNT', rate, '(' .. int(now - 1e6), '+inf') + itself
local in_burst = redis.call('ZCOUNT', rate, '(' .. int(now - burst_us), '+inf') + itself

local state = table.concat({ c[2], int(now), int(check), int(cost), a[1], a[2], int(gross), a[4], a[5], p[1] or '0', p[2] or '0',
  p[3] or '0', p[4] or '0', p[7] or '0', int(after), reducing and '1' or '0', in_second, in_burst, mode, scope }, ' ')
if dry then return 'OK ' .. state end

if side == 'B' then
  redis.call('HSET', position_key(account, symbol), 'open_buy', open_buy, 'open_buy_qty', open_buy_qty, 'exposure', after)
else
  redis.call('HSET', position_key(account, symbol), 'open_sell', open_sell, 'open_sell_qty', open_sell_qty, 'exposure', after)
end
redis.call('HSET', account_key(account), 'gross', gross)
local order = table.concat({ order_id, ARGV[10], account, symbol, side, ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[9] }, ' ')
redis.call('HSET', 'bw:order:' .. order_id, 'status', 'NEW', 'leaves', ARGV[4], 'hold', cost, 'check', check, 'order', order, 'state', state)
redis.call('ZADD', UNSETTLED, now, order_id)
redis.call('SET', client_key, order_id .. ' ' .. ARGV[11], 'EX', KEEP_CLIENT_ID_SECONDS)
redis.call('XADD', LOG, '*', 't', 'RESERVE', 'o', order, 'h', ARGV[11], 's', state)
return 'OK ' .. state
