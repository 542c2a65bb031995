-- The relay says how far PostgreSQL is. ARGV: 1 id copied to 2 caught up (1, 0) 3 milliseconds of copied entries to keep for late readers.
-- What is copied and older than that is trimmed, by whole blocks of the stream (one by one took 70 us a call under load). Returns the log's length.
local ms = tonumber(string.match(ARGV[1], '^(%d+)')) or 0
redis.call('HSET', CONTROL, 'relayed_id', ARGV[1], 'relayed_us', ARGV[2] == '1' and int(now_us()) or int(ms * 1000))
redis.call('XTRIM', LOG, 'MINID', '~', int(math.max(ms - tonumber(ARGV[3]), 0)))
return redis.call('XLEN', LOG)
