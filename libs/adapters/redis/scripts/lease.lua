-- Takes or renews the lease of the one process that marks, books fills and sends orders to the broker.
-- ARGV: 1 holder 2 milliseconds. Returns the fencing token, or '' when another holds it. The token grows whenever the holder changes.
local holder = redis.call('GET', 'bw:lease')
if holder and holder ~= ARGV[1] then return '' end
redis.call('SET', 'bw:lease', ARGV[1], 'PX', ARGV[2])
if not holder then return tostring(redis.call('HINCRBY', CONTROL, 'fence', 1)) end
return redis.call('HGET', CONTROL, 'fence')
