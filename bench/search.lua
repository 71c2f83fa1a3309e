-- search.lua -- for wrk: the questions that bench/store.c asks of its made-up articles, over HTTP.
--
--   wrk -t 2 -c 32 -d 10s --latency -s bench/search.lua http://127.0.0.1:8080
--
-- Words of the same vocabulary by the same law, in the same eight kinds in turn; each thread
-- of wrk begins elsewhere. Answers that are not 200 are counted at the end.
local parts = { "ba", "do", "fe", "gi", "lu", "ka", "mo", "ne",
                "pi", "ru", "sa", "to", "ve", "wi", "za", "ho" }
local WORDS, PEOPLE = 60000, 3000
local total, turn, thread_count = {}, 0, 0

function setup(thread)
  thread:set("seed", 1000 + thread_count * 77)
  thread_count = thread_count + 1
end

function init()
  local sum = 0
  math.randomseed(seed)
  turn = seed
  for i = 0, WORDS - 1 do
    sum = sum + 1 / (i + 2)
    total[i] = sum
  end
end

local function spell(number)
  local out = {}
  number = number + 16
  while number > 0 do
    out[#out + 1] = parts[number % 16 + 1]
    number = math.floor(number / 16)
  end
  return table.concat(out)
end

local function word()
  local at = math.random() * total[WORDS - 1]
  local low, high = 0, WORDS - 1
  while low < high do
    local middle = math.floor((low + high) / 2)
    if total[middle] < at then low = middle + 1 else high = middle end
  end
  return spell(low)
end

local kinds = {
  [0] = word,
  function() return word() .. "+" .. word() end,
  function() return spell(math.random(0, 29)) end,
  function() return "%22" .. word() .. "+" .. word() .. "%22" end,
  function() return word() .. "+OR+" .. word() .. "+lang:en+from:2024-06" end,
  function() return word() .. "+NOT+" .. word() end,
  function()
    local number = math.random(0, PEOPLE - 1)
    return "person:%22" .. spell(number % 97 + 300) .. "+" .. spell(number + 2000) .. "%22"
  end,
  function() return word():sub(1, 4) .. "*" end,
}

function request()
  turn = turn + 1
  return wrk.format("GET", "/v1/search?limit=20&q=" .. kinds[turn % 8]())
end
