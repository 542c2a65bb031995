-- Appends the lines of many events to the log, if nobody else has written since.
-- KEYS: 1 log 2 head
-- ARGV: 1 fence 2 position of the log's end as the writer knows it 3 position after these lines (the id of the last event)
--       4 number of the first event 5 number of the last 6 the lines, joined by line breaks
-- Returns OK, or `<fence> <position>` as they stand when either differs; then nothing was written. Contract: one entry when OK, else none.
local head = redis.call('HMGET', KEYS[2], 'fence', 'position')
if head[1] ~= ARGV[1] or head[2] ~= ARGV[2] then return (head[1] or '') .. ' ' .. (head[2] or '') end
redis.call('XADD', KEYS[1], ARGV[3], 'n', ARGV[4], 'l', ARGV[6])
redis.call('HSET', KEYS[2], 'position', ARGV[3], 'n', ARGV[5])
return 'OK'
