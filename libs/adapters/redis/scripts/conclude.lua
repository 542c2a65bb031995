-- Records verdicts on reserved orders. Accepted: on its way to the broker. Refused: its hold is void and it is final.
-- ARGV: for each verdict: order_id, accepted (1), refused (0) or abandoned (2), the verdict as JSON
-- Abandoned: the caller was told 503 and may come again with the same client_order_id, so that id is free again.
-- Returns how many applied. An order that is no longer NEW has its verdict already and is passed over: twice is once.
-- Contract: one log entry with all verdicts that applied.
local applied = {}
for i = 1, #ARGV, 3 do
  local key = 'bw:order:' .. ARGV[i]
  local o = redis.call('HMGET', key, 'status', 'account', 'symbol', 'side', 'hold', 'leaves', 'client_order_id')
  if o[1] == 'NEW' then
    if ARGV[i + 1] == '1' then
      redis.call('HSET', key, 'status', 'PENDING_SUBMIT')
    else
      local side, hold, leaves = o[4], tonumber(o[5]), tonumber(o[6])
      local pkey, akey = position_key(o[2], o[3]), account_key(o[2])
      local p = redis.call('HMGET', pkey, 'value', 'open_buy', 'open_sell', 'open_buy_qty', 'open_sell_qty', 'exposure')
      local pos = { value = num(p[1]), open_buy = num(p[2]), open_sell = num(p[3]), open_buy_qty = num(p[4]), open_sell_qty = num(p[5]), exposure = num(p[6]) }
      local acc = { gross = num(redis.call('HGET', akey, 'gross')) }
      release(pos, side, hold, leaves)
      settle_exposure(acc, pos)
      redis.call('HSET', pkey, 'open_buy', int(pos.open_buy), 'open_sell', int(pos.open_sell), 'open_buy_qty', int(pos.open_buy_qty),
        'open_sell_qty', int(pos.open_sell_qty), 'exposure', int(pos.exposure))
      redis.call('HSET', akey, 'gross', int(acc.gross))
      redis.call('HSET', key, 'status', 'REJECTED', 'hold', '0')
      redis.call('ZREM', OPEN, ARGV[i])
      redis.call('ZREM', UNSETTLED, ARGV[i])
      redis.call('EXPIRE', key, KEEP_FINAL_SECONDS)
      if ARGV[i + 1] == '2' then redis.call('DEL', 'bw:client:' .. o[2] .. ':' .. o[7]) end
    end
    applied[#applied + 1] = ARGV[i + 2]
  end
end
if #applied > 0 then redis.call('XADD', LOG, '*', 't', 'DECIDE', 'j', '[' .. table.concat(applied, ',') .. ']') end
return #applied
