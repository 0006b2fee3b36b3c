-- table: headcount_span
-- label: 单位月参保人数（按获知时间）
-- grain: uscc, month_no, known_at
SELECT uscc, month_no, known_at,
  coalesce(lead(known_at) OVER month, DATE '9999-12-31') AS known_until,
  sum(people) OVER so_far AS people,
  sum(base_yuan) OVER so_far AS base_yuan,
  sum(base_people) OVER so_far AS base_people,
  sum(unpaid_pension) OVER so_far AS unpaid_pension,
  sum(unpaid_unemployment) OVER so_far AS unpaid_unemployment,
  sum(unpaid_injury) OVER so_far AS unpaid_injury
FROM contribution_delta
WINDOW month AS (PARTITION BY uscc, month_no ORDER BY known_at),
  so_far AS (PARTITION BY uscc, month_no ORDER BY known_at ROWS UNBOUNDED PRECEDING)
