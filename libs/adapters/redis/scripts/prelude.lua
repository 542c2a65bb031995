-- Shared by every script: exact arithmetic and the account's day. Put before each script by scripts.ts, with READY (live-format.ts) before it.
-- Amounts are whole numbers of 1e-6 dollars, quantities of 1e-8 units, held in doubles and below 2^53, where doubles count exactly.
-- One Redis primary, not a cluster: scripts build their keys from `bw:` and the ids they are given.

local ONE = 1e8                 -- 1 unit of quantity
local MONEY_MAX = 8e15          -- 8 billion dollars, see libs/core/model/money.ts
local BREAKERS, CONTROL, LOG = 'bw:breakers', 'bw:control', 'bw:log'
-- An open order is in one of these, or in both while its cancel is asked for.
local UNSETTLED = 'bw:unsettled' -- waits for a verdict, for the broker's word or for a cancel
local WORKING = 'bw:working'     -- rests at the broker
local CAUSES = 'bw:causes'       -- by scope: further causes of the open breaker
local CAUSES_MAX = 20
local KEEP_FINAL_SECONDS = 60   -- a final order stays readable here until the relay has surely copied it
local KEEP_CLIENT_ID_SECONDS = 86400

-- Digits of a whole number for a text. As an argument of redis.call a number goes as it is: Redis writes all its digits.
local function int(n) return string.format('%.0f', n) end
-- A field that was never written is zero: a position or an open amount that does not exist yet.
local function num(v) return v and tonumber(v) or 0 end

local function now_us()
  local t = redis.call('TIME')
  return tonumber(t[1]) * 1e6 + tonumber(t[2])
end

-- floor(a * b / d) and its rest, exact, for whole a, b >= 0 and 0 < d <= 2^51: binary long multiplication, never above 2^53.
-- (Lua's % is a - floor(a/b)*b and goes wrong near 2^53; math.fmod is exact.)
local function muldiv(a, b, d)
  local ra = math.fmod(a, d)
  local qa = (a - ra) / d
  local bit = 1
  while bit * 2 <= b do bit = bit * 2 end
  local quotient, rest = 0, 0
  while bit >= 1 do
    quotient, rest = quotient * 2, rest * 2
    if b >= bit then
      b = b - bit
      quotient, rest = quotient + qa, rest + ra
    end
    while rest >= d do
      rest = rest - d
      quotient = quotient + 1
    end
    bit = bit / 2
  end
  return quotient, rest
end

-- quantity x price, both >= 0. `up` for what is held or checked, nearest (half away from zero) for values and payments.
-- nil when above MONEY_MAX.
local function amount(quantity, price, up)
  local fraction = math.fmod(quantity, ONE)
  local total = (quantity - fraction) / ONE * price
  if total > MONEY_MAX then return nil end
  if fraction > 0 then
    local quotient, rest = muldiv(price, fraction, ONE)
    total = total + quotient
    if (up and rest > 0) or (not up and rest * 2 >= ONE) then total = total + 1 end
  end
  return total
end

-- Signed value of a position at a mark.
local function value_at(quantity, mark)
  if quantity < 0 then return -amount(-quantity, mark, false) end
  return amount(quantity, mark, false)
end

local function mark_of(bid, ask) return math.floor((bid + ask) / 2) end

-- Worst case of one symbol: all open buys fill, or all open sells do (design 3.3).
local function exposure(value, open_buy, open_sell)
  return math.max(value + open_buy, open_sell - value, 0)
end

local function account_key(account) return 'bw:account:' .. account end
local function position_key(account, symbol) return 'bw:position:' .. account .. ':' .. symbol end

local function load_account(account)
  local f = redis.call('HMGET', account_key(account), 'cash', 'value', 'gross', 'day', 'day_start', 'moved', 'realized', 'fees', 'peak')
  if not f[1] then return nil end
  return { id = account, cash = num(f[1]), value = num(f[2]), gross = num(f[3]), day = f[4], day_start = num(f[5]), moved = num(f[6]),
    realized = num(f[7]), fees = num(f[8]), peak = num(f[9]) }
end

local function save_account(a)
  a.peak = math.max(a.peak, a.cash + a.value)
  redis.call('HSET', account_key(a.id), 'cash', int(a.cash), 'value', int(a.value), 'gross', int(a.gross), 'day', a.day,
    'day_start', int(a.day_start), 'moved', int(a.moved), 'realized', int(a.realized), 'fees', int(a.fees), 'peak', int(a.peak))
end

local function load_position(account, symbol)
  local f = redis.call('HMGET', position_key(account, symbol), 'quantity', 'value', 'cost', 'realized', 'open_buy', 'open_sell',
    'open_buy_qty', 'open_sell_qty', 'exposure')
  return { account = account, symbol = symbol, quantity = num(f[1]), value = num(f[2]), cost = num(f[3]), realized = num(f[4]),
    open_buy = num(f[5]), open_sell = num(f[6]), open_buy_qty = num(f[7]), open_sell_qty = num(f[8]), exposure = num(f[9]) }
end

local function save_position(p)
  redis.call('HSET', position_key(p.account, p.symbol), 'quantity', int(p.quantity), 'value', int(p.value), 'cost', int(p.cost),
    'realized', int(p.realized), 'open_buy', int(p.open_buy), 'open_sell', int(p.open_sell), 'open_buy_qty', int(p.open_buy_qty),
    'open_sell_qty', int(p.open_sell_qty), 'exposure', int(p.exposure))
end

-- Takes what an order still holds off its side. Amounts and quantities are what was held, so a released order leaves exactly nothing.
local function release(p, side, dollars, quantity)
  if side == 'B' then
    p.open_buy, p.open_buy_qty = p.open_buy - dollars, p.open_buy_qty - quantity
  else
    p.open_sell, p.open_sell_qty = p.open_sell - dollars, p.open_sell_qty - quantity
  end
end

-- Brings the symbol's exposure, and with it the account's gross exposure, up to date.
local function settle_exposure(a, p)
  local after = exposure(p.value, p.open_buy, p.open_sell)
  a.gross = a.gross + after - p.exposure
  p.exposure = after
end

-- What bw:order:ID keeps of the order itself is one line, orderText() of log-codec.ts:
-- order_id client_order_id account symbol side quantity price type time_in_force decision_id
local function order_parts(line)
  local client, account, symbol, side = string.match(line, '^%S+ (%S+) (%S+) (%S+) (%S)')
  return account, symbol, side, client
end

local function breaker_of(scope)
  local entry = redis.call('HGET', BREAKERS, scope)
  if not entry then return nil end
  local id, mode = string.match(entry, '^(%d+) (%S+)')
  return { id = id, mode = mode }
end

-- Another cause for a breaker that is open: noted in the log, once for a loss, else at most CAUSES_MAX times an episode. A stricter mode
-- becomes the episode's, and a cause that does not expire takes the episode's expiry away.
local function note_cause(scope, entry, mode, trigger, value, threshold, actor, reason, expires_ms)
  local id, had, first, v, th, at, expires = string.match(entry, '^(%d+) (%S+) (%S+) (%S+) (%S+) ?(%S*) ?(%S*)$')
  local noted = redis.call('HGET', CAUSES, scope) or ''
  local known = trigger == 'DAILY_LOSS' and (first == trigger or string.find(noted, trigger, 1, true))
  local _, count = string.gsub(noted, '%S+', '')
  if known or count >= CAUSES_MAX then return id end
  redis.call('HSET', CAUSES, scope, noted .. ' ' .. trigger)
  if had == 'halt' then mode = had end
  if expires ~= '0' then expires = expires_ms > 0 and int(math.max(expires_ms, num(expires))) or '0' end
  redis.call('HSET', BREAKERS, scope, table.concat({ id, mode, first, v, th, at, expires }, ' '))
  redis.call('XADD', LOG, '*', 't', 'CAUSE', 's', table.concat({ id, scope, mode, trigger, int(value), int(threshold), expires }, ' '), 'actor', actor,
    'reason', reason)
  return id
end

-- Opens a breaker and numbers the episode; in a scope that has one open, notes the cause. `expires_ms` 0: until a person resets it.
-- Returns the episode's number, and whether it opened now. Texts are fields of their own, for they may hold spaces.
local function trip(scope, mode, trigger, value, threshold, actor, reason, source, expires_ms)
  local entry = redis.call('HGET', BREAKERS, scope)
  if entry then return note_cause(scope, entry, mode, trigger, value, threshold, actor, reason, expires_ms), false end
  local id = redis.call('HINCRBY', CONTROL, 'breaker_id', 1)
  local rest = table.concat({ mode, trigger, int(value), int(threshold) }, ' ')
  redis.call('HSET', BREAKERS, scope, id .. ' ' .. rest .. ' ' .. int(math.floor(now_us() / 1000)) .. ' ' .. int(expires_ms))
  redis.call('HDEL', CAUSES, scope)
  redis.call('XADD', LOG, '*', 't', 'TRIP', 's', id .. ' ' .. scope .. ' ' .. rest .. ' ' .. int(expires_ms), 'actor', actor, 'reason', reason,
    'source', source)
  return id, true
end

local function loss_of(a) return a.day_start + a.moved - a.cash - a.value end

-- Loss of the day against its limit, at the limit included. Every script that moves cash or a mark calls it before it returns,
-- so that no order can come between the breach and the trip.
local function watch_loss(a)
  local limit = tonumber(redis.call('HGET', CONTROL, 'loss_limit'))
  local loss = loss_of(a)
  if limit and loss >= limit then
    trip('account:' .. a.id, 'halt', 'DAILY_LOSS', loss, limit, 'breakwater', 'daily loss limit reached', 'live state', 0)
  end
end

-- The day's record, in the order of log-codec.ts. Realised is net of fees.
local function day_tokens(a)
  local total = a.cash + a.value - a.day_start - a.moved
  local tripped = redis.call('HEXISTS', BREAKERS, 'account:' .. a.id)
  return table.concat({ a.id, a.day, int(a.cash), int(a.value), int(a.gross), int(a.day_start), int(a.moved), int(a.realized), int(total),
    int(a.fees), int(a.peak), tripped }, ' ')
end

-- A new exchange day begins at the equity of its first moment. Days only go forwards.
local function roll_day(a, day)
  if day <= a.day then return end
  local equity = a.cash + a.value
  a.day, a.day_start, a.moved, a.realized, a.fees, a.peak = day, equity, 0, 0, 0, equity
  redis.call('XADD', LOG, '*', 't', 'DAY', 'd', day_tokens(a))
end

-- Only the holder of the lease may move marks and book fills; a process that was frozen and lost it is turned away.
local function fenced_out(fence)
  return redis.call('HGET', CONTROL, 'fence') ~= fence
end
