-- Puts a config version in force for the very next order, if it is newer than the one in force.
-- ARGV: 1 version 2 config as JSON 3 burst window in microseconds 4 daily loss limit 5 rules hash 6 rule set as JSON, or empty when known
--       7 checks (1: on, 0: `enabled: false`, only breakers refuse)
-- Returns the version in force afterwards. A lower loss limit that is already reached trips at once. Contract: one log entry when it changed.
local current = num(redis.call('HGET', CONTROL, 'config_version'))
local version = tonumber(ARGV[1])
if version <= current then return int(current) end
if ARGV[6] ~= '' then redis.call('SET', 'bw:rules:' .. ARGV[5], ARGV[6]) end
redis.call('HSET', 'bw:configs', ARGV[1], ARGV[2])
redis.call('HDEL', 'bw:configs', int(version - 100))
redis.call('HSET', CONTROL, 'config_version', ARGV[1], 'burst_us', ARGV[3], 'loss_limit', ARGV[4])
local checks = redis.call('HGET', CONTROL, 'checks') or '1'
redis.call('HSET', CONTROL, 'checks', ARGV[7])
redis.call('XADD', LOG, '*', 't', 'CONFIG', 's', ARGV[1] .. ' ' .. (checks == ARGV[7] and '-' or ARGV[7]))
for _, id in ipairs(redis.call('SMEMBERS', 'bw:accounts')) do
  local a = load_account(id)
  if a then watch_loss(a) end
end
return ARGV[1]
