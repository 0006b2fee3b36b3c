-- table: utility_week
-- label: 水电用量与前三个月均值
-- grain: week, uscc
-- The newest month of a week is the last one that half as many employers have as have the month before.
WITH meter AS (
  SELECT uscc, TRY_CAST(month[1:4] AS INTEGER) * 12 + TRY_CAST(month[6:7] AS INTEGER) - 1 AS month_no, known_at, known_until,
    sum(power_kwh) AS power_kwh, sum(water_m3) AS water_m3
  FROM seen_utility__month WHERE uscc IS NOT NULL GROUP BY ALL
),
arrived AS (
  SELECT month_no, known_at, count(*) AS employers FROM meter GROUP BY ALL
),
counted AS (
  SELECT w.week, a.month_no, sum(a.employers) AS employers
  FROM weeks AS w JOIN arrived AS a ON a.known_at <= w.end_date GROUP BY ALL
),
grown AS (
  SELECT *, lag(employers) OVER (PARTITION BY week ORDER BY month_no) AS before FROM counted
),
front AS (
  SELECT g.week, any_value(w.end_date) AS end_date, max(g.month_no) AS month_no
  FROM grown AS g JOIN weeks AS w ON w.week = g.week
  WHERE g.employers >= 0.5 * coalesce(g.before, 0) GROUP BY g.week
)
SELECT f.week, m.uscc,
  CAST(last_day(make_date(CAST(f.month_no // 12 AS BIGINT), CAST(f.month_no % 12 + 1 AS BIGINT), 1)) AS DATE) AS data_date,
  count(*) FILTER (m.month_no >= f.month_no - 3) AS months,
  sum(m.power_kwh) FILTER (m.month_no = f.month_no) AS power_0,
  avg(m.power_kwh) FILTER (m.month_no BETWEEN f.month_no - 3 AND f.month_no - 1) AS power_mean,
  sum(m.power_kwh) FILTER (m.month_no = f.month_no - 12) AS power_year_ago,
  avg(m.power_kwh) FILTER (m.month_no BETWEEN f.month_no - 15 AND f.month_no - 13) AS power_mean_year_ago,
  sum(m.water_m3) FILTER (m.month_no = f.month_no) AS water_0,
  avg(m.water_m3) FILTER (m.month_no BETWEEN f.month_no - 3 AND f.month_no - 1) AS water_mean
FROM front AS f JOIN meter AS m
  ON f.end_date >= m.known_at AND f.end_date < m.known_until
  AND (m.month_no BETWEEN f.month_no - 3 AND f.month_no OR m.month_no BETWEEN f.month_no - 15 AND f.month_no - 12)
GROUP BY f.week, f.month_no, m.uscc
