-- table: front_month
-- label: 各周已到齐的最近缴费月
-- grain: week
-- A month counts as arrived once nine tenths of the people of the month before are in it.
WITH daily AS (
  SELECT month_no, known_at, sum(people) AS people FROM contribution_delta GROUP BY ALL
),
known AS (
  SELECT w.week, w.end_date, d.month_no, sum(d.people) AS people
  FROM weeks AS w JOIN daily AS d ON d.known_at <= w.end_date
  GROUP BY ALL
),
growth AS (
  SELECT *, lag(people) OVER (PARTITION BY week ORDER BY month_no) AS before FROM known
)
SELECT week, max(month_no) AS month_no,
  CAST(last_day(make_date(CAST(max(month_no) // 12 AS BIGINT), CAST(max(month_no) % 12 + 1 AS BIGINT), 1)) AS DATE) AS data_date
FROM growth
WHERE people >= 0.9 * coalesce(before, 0) AND month_no <= year(end_date) * 12 + month(end_date) - 1
GROUP BY week
