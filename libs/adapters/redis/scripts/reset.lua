-- Closes one episode of a breaker. ARGV: 1 breaker_id 2 actor 3 reason 4 source 5 how: `ask` (refused while the cause persists), `force`, or
-- `expire` (only when its time is over).
-- Returns `NOT_OPEN` (no open breaker has that number: twice is once), `NOT_EXPIRED`, `CAUSE_PERSISTS <loss> <limit>`, or
-- `<scope> <mode> <trigger> <value> <threshold> <tripped at ms> <expires ms> <again>`: again is the number of the episode that opened at once because
-- its cause persists, else 0. Contract: one log entry for the reset, one for a new trip.
if redis.call('HEXISTS', CONTROL, READY) == 0 then return 'STATE_UNAVAILABLE' end
local all = redis.call('HGETALL', BREAKERS)
for i = 1, #all, 2 do
  local id, rest = string.match(all[i + 1], '^(%d+) (.*)$')
  if id == ARGV[1] then
    local scope, how = all[i], ARGV[5]
    local expires = num(string.match(rest, '^%S+ %S+ %S+ %S+ %S+ (%S+)$'))
    if how == 'expire' and (expires == 0 or expires * 1000 > now_us()) then return 'NOT_EXPIRED' end
    local account = string.match(scope, '^account:(.+)$')
    local a = account and load_account(account)
    local limit = tonumber(redis.call('HGET', CONTROL, 'loss_limit'))
    if how == 'ask' and a and limit and loss_of(a) >= limit then return 'CAUSE_PERSISTS ' .. int(loss_of(a)) .. ' ' .. int(limit) end
    redis.call('HDEL', BREAKERS, scope)
    redis.call('HDEL', CAUSES, scope)
    redis.call('XADD', LOG, '*', 't', 'RESET', 's', id .. ' ' .. scope, 'actor', ARGV[2], 'reason', ARGV[3], 'source', ARGV[4])
    if a then watch_loss(a) end
    local again = breaker_of(scope)
    return scope .. ' ' .. rest .. ' ' .. (again and again.id or '0')
  end
end
return 'NOT_OPEN'
