-- Gives a lease back on a clean stop, so that the next holder need not wait for its end. ARGV: 1 holder 2 which (see lease.lua). Returns 1 or 0.
local key = ARGV[2] == 'floor' and 'bw:lease' or 'bw:lease:' .. ARGV[2]
if redis.call('GET', key) ~= ARGV[1] then return 0 end
return redis.call('DEL', key)
