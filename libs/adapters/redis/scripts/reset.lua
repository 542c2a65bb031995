-- Closes a breaker. ARGV: 1 breaker_id 2 actor 3 reason.
-- Returns `NOT_OPEN` (no open breaker has that number), or `<scope> <mode> <trigger> <value> <threshold> <again>`: again is the number of
-- the episode that opened at once because its cause persists, else 0. Contract: one log entry for the reset, one for a new trip.
if redis.call('HEXISTS', CONTROL, 'ready') == 0 then return 'STATE_UNAVAILABLE' end
local all = redis.call('HGETALL', BREAKERS)
for i = 1, #all, 2 do
  local id, rest = string.match(all[i + 1], '^(%d+) (.*)$')
  if id == ARGV[1] then
    local scope = all[i]
    redis.call('HDEL', BREAKERS, scope)
    redis.call('XADD', LOG, '*', 't', 'RESET', 's', id .. ' ' .. scope, 'actor', ARGV[2], 'reason', ARGV[3])
    local account = string.match(scope, '^account:(.+)$')
    local a = account and load_account(account)
    if a then watch_loss(a) end
    local again = breaker_of(scope)
    return scope .. ' ' .. rest .. ' ' .. (again and again.id or '0')
  end
end
return 'NOT_OPEN'
