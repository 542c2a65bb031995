-- Takes or renews a lease. ARGV: 1 holder 2 milliseconds 3 which: `floor` (the one process that marks, books fills and sends orders to the broker)
-- or `relay` (the one that copies the log). Returns a token, or '' when another holds it. The floor's token is its fence and grows whenever the
-- holder changes; what the relay writes is fenced by its position in PostgreSQL.
local key = ARGV[3] == 'floor' and 'bw:lease' or 'bw:lease:' .. ARGV[3]
local holder = redis.call('GET', key)
if holder and holder ~= ARGV[1] then return '' end
redis.call('SET', key, ARGV[1], 'PX', ARGV[2])
if ARGV[3] ~= 'floor' then return ARGV[1] end
if not holder then return tostring(redis.call('HINCRBY', CONTROL, 'fence', 1)) end
return redis.call('HGET', CONTROL, 'fence')
