-- The request that wrk repeats: the credential in LOAD_CREDENTIAL is to be verified. Prints how many answers came, and how
-- many of them do not say that it is.
local file = assert(io.open(os.getenv("LOAD_CREDENTIAL"), "rb"))
wrk.method = "POST"
wrk.body = '{"verifiableCredential":' .. file:read("*a") .. "}"
wrk.headers["content-type"] = "application/json"
wrk.headers["accept"] = "application/json"
wrong = 0

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function response(status, _, body)
  if status ~= 200 or not body:find('{"verified":true', 1, true) then
    wrong = wrong + 1
  end
end

function done(summary)
  local wrong = 0
  for _, thread in ipairs(threads) do
    wrong = wrong + thread:get("wrong")
  end
  local errors = summary.errors
  io.write(("answers %d wrong %d\n"):format(summary.requests, wrong + errors.connect + errors.read + errors.write + errors.timeout))
end
