-- Sends as many requests at a time as the first argument says, and reports in one line for a program to read.
local pipelined

init = function(args)
  local requests = {}
  for i = 1, tonumber(args[1]) or 1 do
    requests[i] = wrk.format()
  end
  pipelined = table.concat(requests)
end

request = function()
  return pipelined
end

done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT requests=%d us=%d errors=%d p50=%.1f p99=%.1f\n",
    summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
