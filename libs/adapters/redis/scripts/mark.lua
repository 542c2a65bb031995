-- Moves quotes and with them values, exposures and the day's profit and loss of every account; starts a new day; watches the loss.
-- ARGV: 1 fence 2 day 3 journal (1: append to the log; the caller says so at least each second and whenever a person set a quote)
--       then for each quote: symbol, bid, ask, frozen (0, 1), revision
-- Returns `FENCED`, or how many accounts were marked. A quote older than the one known (by revision) is passed over.
if fenced_out(ARGV[1]) then return 'FENCED' end
local day, now, quotes, touched = ARGV[2], now_us(), {}, {}
local accounts = {}
for _, id in ipairs(redis.call('SMEMBERS', 'bw:accounts')) do
  local a = load_account(id)
  if a then accounts[id] = a end
end
for i = 4, #ARGV, 5 do
  local symbol, bid, ask, revision = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2]), tonumber(ARGV[i + 4])
  local key = 'bw:quote:' .. symbol
  if revision >= num(redis.call('HGET', key, 'revision')) then
    redis.call('HSET', key, 'bid', ARGV[i + 1], 'ask', ARGV[i + 2], 'frozen', ARGV[i + 3], 'revision', ARGV[i + 4], 'at_us', int(now))
    quotes[#quotes + 1] = table.concat({ symbol, ARGV[i + 1], ARGV[i + 2], ARGV[i + 3] }, ' ')
    for _, id in ipairs(redis.call('SMEMBERS', 'bw:holders:' .. symbol)) do
      local a = accounts[id]
      if a then
        local p = load_position(id, symbol)
        local value = value_at(p.quantity, mark_of(bid, ask))
        a.value = a.value + value - p.value
        p.value = value
        settle_exposure(a, p)
        save_position(p)
      end
    end
  end
end
local days = {}
for _, a in pairs(accounts) do
  roll_day(a, day)
  save_account(a)
  watch_loss(a)
  days[#days + 1] = day_tokens(a)
end
redis.call('HSET', CONTROL, 'marked_us', int(now)) -- not tick_us: that is the monitor's word (tick.lua)
if ARGV[3] == '1' then redis.call('XADD', LOG, '*', 't', 'MARK', 'q', table.concat(quotes, ';'), 'd', table.concat(days, ';')) end
return #days
