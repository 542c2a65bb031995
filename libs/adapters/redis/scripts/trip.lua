-- Opens a breaker by hand. ARGV: 1 scope 2 mode 3 actor 4 reason 5 source 6 milliseconds until it ends by itself, 0 for never.
-- Returns `<episode> <1 opened now, 0 open already: noted as a further cause>`, or `STATE_UNAVAILABLE`.
-- Contract: one log entry; none when 20 further causes are noted already.
if redis.call('HEXISTS', CONTROL, READY) == 0 then return 'STATE_UNAVAILABLE' end
local for_ms = tonumber(ARGV[6])
local expires = for_ms > 0 and math.floor(now_us() / 1000) + for_ms or 0
local id, opened = trip(ARGV[1], ARGV[2], for_ms > 0 and 'COOLDOWN' or 'MANUAL', 0, 0, ARGV[3], ARGV[4], ARGV[5], expires)
return id .. (opened and ' 1' or ' 0')
