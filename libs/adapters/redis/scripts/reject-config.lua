-- Says that a configuration was not put in force. ARGV: 1 source (rules, tables) 2 fingerprint of the fault, '' when that source is good again
-- 3 place 4 fault. Returns 1 when it was told, 0 when this very fault was told already. Contract: one log entry when told.
if ARGV[2] == '' then
  redis.call('HDEL', 'bw:faults', ARGV[1])
  return 0
end
if redis.call('HGET', 'bw:faults', ARGV[1]) == ARGV[2] then return 0 end
redis.call('HSET', 'bw:faults', ARGV[1], ARGV[2])
redis.call('XADD', LOG, '*', 't', 'CONFIG_REJECTED', 's', ARGV[1], 'place', ARGV[3], 'fault', ARGV[4])
return 1
