-- Records verdicts on reserved orders. Accepted: on its way to the broker. Refused: its hold is void and it is gone from live state.
-- ARGV: for each verdict: order_id, accepted (1), refused (0) or abandoned (2), the verdict's text (verdictText() of log-codec.ts)
-- Abandoned: the caller was told 503 and may come again with the same client_order_id, so that id is free again.
-- Returns how many applied. An order that is no longer NEW has its verdict already and is passed over: twice is once.
-- Contract: one log entry with all verdicts that applied. Each position and account is read and written once, however many verdicts.
local plain, json, gone, accounts, positions = {}, {}, {}, {}, {}

local function applied(text)
  local list = string.byte(text) == 123 and json or plain -- 123: an opening brace
  list[#list + 1] = text
end

local function gross_of(account)
  local a = accounts[account]
  if not a then
    a = { gross = num(redis.call('HGET', account_key(account), 'gross')) }
    accounts[account] = a
  end
  return a
end

local function open_of(account, symbol)
  local key = position_key(account, symbol)
  local p = positions[key]
  if not p then
    local f = redis.call('HMGET', key, 'value', 'open_buy', 'open_sell', 'open_buy_qty', 'open_sell_qty', 'exposure')
    p = { value = num(f[1]), open_buy = num(f[2]), open_sell = num(f[3]), open_buy_qty = num(f[4]), open_sell_qty = num(f[5]), exposure = num(f[6]) }
    positions[key] = p
  end
  return p
end

for i = 1, #ARGV, 3 do
  local key = 'bw:order:' .. ARGV[i]
  if ARGV[i + 1] == '1' then
    if redis.call('HGET', key, 'status') == 'NEW' then
      redis.call('HSET', key, 'status', 'PENDING_SUBMIT')
      applied(ARGV[i + 2])
    end
  else
    local o = redis.call('HMGET', key, 'status', 'order', 'hold', 'leaves')
    if o[1] == 'NEW' then
      local account, symbol, side, client = order_parts(o[2])
      local p = open_of(account, symbol)
      release(p, side, tonumber(o[3]), tonumber(o[4]))
      settle_exposure(gross_of(account), p)
      redis.call('DEL', key)
      if ARGV[i + 1] == '2' then redis.call('DEL', 'bw:client:' .. account .. ':' .. client) end
      gone[#gone + 1] = ARGV[i]
      applied(ARGV[i + 2])
    end
  end
end
for key, p in pairs(positions) do
  redis.call('HSET', key, 'open_buy', p.open_buy, 'open_sell', p.open_sell, 'open_buy_qty', p.open_buy_qty, 'open_sell_qty', p.open_sell_qty,
    'exposure', p.exposure)
end
for account, a in pairs(accounts) do redis.call('HSET', account_key(account), 'gross', a.gross) end
for i = 1, #gone, 1000 do redis.call('ZREM', UNSETTLED, unpack(gone, i, math.min(i + 999, #gone))) end
if #plain + #json > 0 then
  redis.call('XADD', LOG, '*', 't', 'DECIDE', 'a', table.concat(plain, ';'), 'j', #json > 0 and '[' .. table.concat(json, ',') .. ']' or '')
end
return #plain + #json
