-- table: utility_week
-- label: 水电用量与前三个月均值
-- grain: week, uscc
WITH usage AS (
  SELECT w.week, w.end_date, t.uscc, CAST(t.month[1:4] AS INTEGER) * 12 + CAST(t.month[6:7] AS INTEGER) - 1 AS month_no,
    sum(t.power_kwh) AS power_kwh, sum(t.water_m3) AS water_m3
  FROM weeks AS w JOIN seen_utility__month AS t
    ON w.end_date >= t.known_at AND w.end_date < t.known_until
    AND t.month BETWEEN strftime(w.end_date - 520, '%Y-%m') AND strftime(w.end_date, '%Y-%m')
  WHERE t.uscc IS NOT NULL
  GROUP BY ALL
),
ranked AS (
  SELECT *, max(month_no) OVER (PARTITION BY week, uscc) AS last_no FROM usage
)
SELECT week, uscc,
  CAST(last_day(make_date(CAST(any_value(last_no) // 12 AS BIGINT), CAST(any_value(last_no) % 12 + 1 AS BIGINT), 1)) AS DATE) AS data_date,
  count(*) FILTER (month_no >= last_no - 3) AS months,
  sum(power_kwh) FILTER (month_no = last_no) AS power_0,
  avg(power_kwh) FILTER (month_no BETWEEN last_no - 3 AND last_no - 1) AS power_mean,
  sum(power_kwh) FILTER (month_no = last_no - 12) AS power_year_ago,
  avg(power_kwh) FILTER (month_no BETWEEN last_no - 15 AND last_no - 13) AS power_mean_year_ago,
  sum(water_m3) FILTER (month_no = last_no) AS water_0,
  avg(water_m3) FILTER (month_no BETWEEN last_no - 3 AND last_no - 1) AS water_mean
FROM ranked
WHERE last_no >= year(end_date) * 12 + month(end_date) - 1 - 3
GROUP BY week, uscc
