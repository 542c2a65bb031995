-- Shuts the gate of builds of another format, before live state is written anew. ARGV: 1 id up to which PostgreSQL has the log
-- Returns '' when there is none or its gate is shut now, else `<their fields, by commas> <newest id of the log>`: PostgreSQL has not all of it.
-- One step, so that no order is taken in between. Contract: no log entry.
local others = {}
for _, field in ipairs(redis.call('HKEYS', CONTROL)) do
  if string.sub(field, 1, 5) == 'ready' and field ~= READY then others[#others + 1] = field end
end
if #others == 0 then return '' end
if redis.call('EXISTS', LOG) == 1 then
  local info = redis.call('XINFO', 'STREAM', LOG)
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then
      local ms, seq = string.match(info[i + 1], '(%d+)-(%d+)')
      local has_ms, has_seq = string.match(ARGV[1], '(%d+)-(%d+)')
      ms, seq, has_ms, has_seq = num(ms), num(seq), num(has_ms), num(has_seq)
      if ms > has_ms or (ms == has_ms and seq > has_seq) then return table.concat(others, ',') .. ' ' .. info[i + 1] end
    end
  end
end
redis.call('HDEL', CONTROL, unpack(others))
return ''
