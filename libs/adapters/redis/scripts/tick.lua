-- The P&L monitor's tick: values every position from its quote anew, holds that against the sums that fills and marks keep, journals the day's
-- records and watches the loss. ARGV: 1 fence 2 day 3 holder, then every symbol that may be traded
-- Returns `FENCED`, or `<accounts> <differing sums> <age in ms of the oldest quote that counts> <symbols without a fresh quote, by commas>`.
-- Sums that differ are set right. `tick_us` (PNL_STALE hangs on it) becomes the time as of which profit and loss is known: now, or that of the
-- oldest quote of a held symbol; with nothing held, of the last mark. So a dead monitor and a dead feed each refuse orders within 15 s.
-- Contract: one log entry. O(accounts x symbols).
if fenced_out(ARGV[1]) then return 'FENCED' end
local FRESH_US = 15e6
local now = now_us()
local known_us = now
local drift, days, stale, holds = 0, {}, {}, false
for _, id in ipairs(redis.call('SMEMBERS', 'bw:accounts')) do
  local a = load_account(id)
  if a then
    local value, gross = 0, 0
    for i = 4, #ARGV do
      local symbol = ARGV[i]
      local p = load_position(id, symbol)
      local q = p.quantity ~= 0 and redis.call('HMGET', 'bw:quote:' .. symbol, 'bid', 'ask', 'at_us') or {}
      local fresh = q[1] and value_at(p.quantity, mark_of(num(q[1]), num(q[2]))) or p.value
      local exposed = exposure(fresh, p.open_buy, p.open_sell)
      if fresh ~= p.value or exposed ~= p.exposure then
        drift = drift + 1
        p.value, p.exposure = fresh, exposed
        save_position(p)
      end
      value, gross = value + fresh, gross + exposed
      if p.quantity ~= 0 then
        holds = true
        known_us = math.min(known_us, num(q[3]))
        if now - num(q[3]) > FRESH_US then stale[#stale + 1] = symbol end
      end
    end
    if value ~= a.value or gross ~= a.gross then drift = drift + 1 end
    a.value, a.gross = value, gross
    roll_day(a, ARGV[2])
    save_account(a)
    watch_loss(a)
    days[#days + 1] = day_tokens(a)
  end
end
if not holds then known_us = math.min(now, num(redis.call('HGET', CONTROL, 'marked_us'))) end
local age = int(math.floor((now - known_us) / 1000))
redis.call('HSET', CONTROL, 'tick_us', int(known_us), 'ticked_us', int(now), 'tick_holder', ARGV[3], 'tick_stale', table.concat(stale, ','))
redis.call('HINCRBY', CONTROL, 'ticks', 1)
if drift > 0 then redis.call('HINCRBY', CONTROL, 'tick_drift', drift) end
redis.call('XADD', LOG, '*', 't', 'MARK', 'q', '', 'd', table.concat(days, ';'))
return #days .. ' ' .. drift .. ' ' .. age .. ' ' .. table.concat(stale, ',')
