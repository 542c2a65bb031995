-- Books reports of the broker: acknowledgements, fills, ends. Moves position, cash and hold and watches the loss, in one step.
-- ARGV: 1 fence 2 day; then for each report: execution_id, broker_order_id, reason, milliseconds of execution,
--       sequence, order_id, account, symbol, side (B, S), kind, quantity, price, fee
-- Sequence 0 is a finding of our own reconciliation, outside the broker's stream.
-- Returns `FENCED`, or how many applied. A report whose sequence or execution id was booked before is passed over: twice is once.
-- Contract: one log entry a report that applied. A fill of an order that is not known any more is still booked: the broker did it.
if fenced_out(ARGV[1]) then return 'FENCED' end
local day = ARGV[2]
local booked_to = num(redis.call('HGET', CONTROL, 'broker_sequence'))
local applied, now = 0, now_us()

-- Average cost through flips: what closes takes its share of the cost along, what opens adds at its price.
local function book_fill(a, p, side, quantity, price, fee)
  local paid = amount(quantity, price, false)
  local signed = side == 'B' and quantity or -quantity
  local closing = p.quantity * signed < 0 and math.min(math.abs(p.quantity), quantity) or 0
  local realized = 0
  if closing > 0 then
    local share, rest = muldiv(math.abs(p.cost), closing, math.abs(p.quantity))
    if rest * 2 >= math.abs(p.quantity) then share = share + 1 end
    local closed_value = closing == quantity and paid or amount(closing, price, false)
    realized = p.quantity > 0 and closed_value - share or share - closed_value
    p.cost = p.quantity > 0 and p.cost - share or p.cost + share
    paid = paid - closed_value
    a.cash = a.cash + (side == 'B' and -closed_value or closed_value)
  end
  a.cash = a.cash + (side == 'B' and -paid or paid) - fee
  p.cost = p.cost + (side == 'B' and paid or -paid)
  p.quantity = p.quantity + signed
  p.realized = p.realized + realized
  a.realized = a.realized + realized - fee
  a.fees = a.fees + fee
  return realized
end

for i = 3, #ARGV, 13 do
  local execution_id, broker_order_id, reason, at_ms, sequence = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], tonumber(ARGV[i + 4])
  local order_id, account, symbol, side, kind = ARGV[i + 5], ARGV[i + 6], ARGV[i + 7], ARGV[i + 8], ARGV[i + 9]
  local quantity, price, fee = tonumber(ARGV[i + 10]), tonumber(ARGV[i + 11]), tonumber(ARGV[i + 12])
  local key = 'bw:order:' .. order_id
  local o = redis.call('HMGET', key, 'status', 'leaves', 'hold', 'check', 'filled', 'cancel_requested')
  local fresh = (sequence == 0 or sequence > booked_to) and (not o[1] or redis.call('HSETNX', key, 'x:' .. execution_id, '1') == 1)
  local a = fresh and load_account(account)
  if a then
    local rolled = a.day < day
    roll_day(a, day)
    local p = load_position(account, symbol)
    local status, leaves, hold, filled = o[1] or 'FILLED', num(o[2]), num(o[3]), num(o[5])
    local final = status == 'FILLED' or status == 'CANCELED' or status == 'REJECTED' or status == 'EXPIRED'
    local realized = 0
    if kind == 'WORKING' then
      if status == 'NEW' or status == 'PENDING_SUBMIT' then status = 'WORKING' end
    elseif kind == 'FILL' then
      realized = book_fill(a, p, side, quantity, price, fee)
      filled = filled + quantity
      if not final then
        local left = math.max(leaves - quantity, 0)
        local still = left > 0 and amount(left, num(o[4]), true) or 0
        release(p, side, hold - still, leaves - left)
        leaves, hold = left, still
        status = left == 0 and 'FILLED' or 'PARTIALLY_FILLED'
      end
      local q = redis.call('HMGET', 'bw:quote:' .. symbol, 'bid', 'ask')
      local value = value_at(p.quantity, q[1] and mark_of(num(q[1]), num(q[2])) or price)
      a.value = a.value + value - p.value
      p.value = value
      redis.call('SADD', 'bw:positions:' .. account, symbol)
      redis.call('SADD', 'bw:holders:' .. symbol, account)
    elseif not final then
      release(p, side, hold, leaves)
      hold, status = 0, kind
    end
    if kind ~= 'WORKING' or rolled then -- an acknowledgement moves neither
      settle_exposure(a, p)
      save_position(p)
      save_account(a)
    end
    if o[1] then
      redis.call('HSET', key, 'status', status, 'leaves', int(leaves), 'hold', int(hold), 'filled', int(filled), 'broker_order_id', broker_order_id)
      local working = status == 'WORKING' or status == 'PARTIALLY_FILLED'
      if not working or not o[6] then redis.call('ZREM', UNSETTLED, order_id) end
      if working then
        redis.call('ZADD', WORKING, now, order_id)
      else
        redis.call('ZREM', WORKING, order_id)
        redis.call('EXPIRE', key, KEEP_FINAL_SECONDS)
      end
    end
    redis.call('XADD', LOG, '*', 't', 'EXECUTE', 'x', table.concat(ARGV, ' ', i + 4, i + 12), 'e', execution_id, 'b', broker_order_id,
      'reason', reason, 'at', at_ms, 's', table.concat({ int(realized), status, int(filled), int(leaves), int(hold),
      int(p.quantity), int(p.cost), int(p.realized) }, ' '), 'd', day_tokens(a))
    watch_loss(a)
    applied = applied + 1
  end
  if sequence > booked_to then booked_to = sequence end
end
redis.call('HSET', CONTROL, 'broker_sequence', int(booked_to))
return applied
