-- Opens a breaker by hand. ARGV: 1 scope 2 mode 3 actor 4 reason. Returns the episode's number, or -1 when that scope has one open,
-- or `STATE_UNAVAILABLE`. Contract: one log entry when it opened.
if redis.call('HEXISTS', CONTROL, 'ready') == 0 then return 'STATE_UNAVAILABLE' end
return trip(ARGV[1], ARGV[2], 'MANUAL', 0, 0, ARGV[3], ARGV[4]) or -1
