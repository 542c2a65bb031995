-- Asks that an order be canceled. ARGV: 1 order_id 2 actor. Returns its status, or `UNKNOWN` when it is not here (never was, or long final).
-- Contract: one log entry when the order is not final; the router takes it to the broker. Cancels count as attempts, are never blocked.
local o = redis.call('HMGET', 'bw:order:' .. ARGV[1], 'status', 'order')
if not o[1] then return 'UNKNOWN' end
if o[1] == 'NEW' or o[1] == 'PENDING_SUBMIT' or o[1] == 'WORKING' or o[1] == 'PARTIALLY_FILLED' then
  local now, account = now_us(), order_parts(o[2])
  redis.call('ZADD', 'bw:rate:' .. account, now, 'cancel:' .. ARGV[1] .. ':' .. int(now))
  redis.call('HSET', 'bw:order:' .. ARGV[1], 'cancel_requested', '1')
  redis.call('ZADD', UNSETTLED, now, ARGV[1])
  redis.call('XADD', LOG, '*', 't', 'CANCEL', 's', ARGV[1] .. ' ' .. account, 'actor', ARGV[2])
end
return o[1]
