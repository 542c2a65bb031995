-- Ends an exchange day: each account's record of that day (or of one before it) becomes final, and the record of the next trading day begins at
-- its equity. What moves afterwards counts to the next day, whatever the calendar says until then. ARGV: 1 day 2 next trading day
-- Returns how many records were closed; a day that is closed already is passed over: twice is once. Contract: two log entries an account closed.
if redis.call('HEXISTS', CONTROL, READY) == 0 then return 'STATE_UNAVAILABLE' end
local closed = 0
for _, id in ipairs(redis.call('SMEMBERS', 'bw:accounts')) do
  local a = load_account(id)
  if a and a.day <= ARGV[1] then
    redis.call('XADD', LOG, '*', 't', 'DAY_CLOSED', 'd', day_tokens(a))
    roll_day(a, ARGV[2])
    save_account(a)
    closed = closed + 1
  end
end
return closed
