-- Takes, renews or gives back a lease, and lets its holder set the log's fence.
-- KEYS: 1 lease 2 head
-- ARGV: 1 holder 2 milliseconds, 0 to give it back 3 what others are told of the holder (its address)
--       4 fence to set, or '' 5 position and 6 number to begin the log anew at, or ''
-- Returns 1 when the holder has the lease (or gave it back), 0 when another has it, `FENCED` when a fence as high was set before.
-- Contract: fence and position change only for the holder of the lease, and the fence only grows.
local value = redis.call('GET', KEYS[1])
local held = value and string.match(value, '^(%S+)')
if held and held ~= ARGV[1] then return '0' end
if ARGV[2] == '0' then
  if held then redis.call('DEL', KEYS[1]) end
  return '1'
end
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[3], 'PX', ARGV[2])
if ARGV[4] ~= '' then
  local fence = redis.call('HGET', KEYS[2], 'fence')
  if fence and tonumber(fence) >= tonumber(ARGV[4]) then return 'FENCED' end
  redis.call('HSET', KEYS[2], 'fence', ARGV[4])
end
if ARGV[5] ~= '' then redis.call('HSET', KEYS[2], 'position', ARGV[5], 'n', ARGV[6]) end
return '1'
