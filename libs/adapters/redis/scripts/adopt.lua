-- Takes back an order that the broker has and live state lost (Redis's disk was lost before the relay had copied it).
-- ARGV: 1 fence 2 order_id 3 account 4 symbol 5 side (B, S) 6 leaves 7 filled 8 check price 9 broker_order_id 10 order as a line (orderText() of log-codec.ts)
-- Returns `FENCED`, 0 when it is here already, 1 when it was taken back with its hold. Contract: one log entry when taken back.
if fenced_out(ARGV[1]) then return 'FENCED' end
local key = 'bw:order:' .. ARGV[2]
if redis.call('EXISTS', key) == 1 then return 0 end
local a, p = load_account(ARGV[3]), load_position(ARGV[3], ARGV[4])
local leaves, filled = tonumber(ARGV[6]), tonumber(ARGV[7])
local hold = amount(leaves, tonumber(ARGV[8]), true)
release(p, ARGV[5], -hold, -leaves)
settle_exposure(a, p)
save_position(p)
save_account(a)
local status = filled > 0 and 'PARTIALLY_FILLED' or 'WORKING'
redis.call('HSET', key, 'status', status, 'leaves', ARGV[6], 'filled', ARGV[7], 'hold', hold, 'check', ARGV[8], 'order', ARGV[10], 'state', '',
  'broker_order_id', ARGV[9])
redis.call('ZADD', WORKING, now_us(), ARGV[2])
redis.call('XADD', LOG, '*', 't', 'ADOPT', 'o', ARGV[10], 's', table.concat({ status, ARGV[7], ARGV[6], int(hold), ARGV[8], ARGV[9] }, ' '))
return 1
