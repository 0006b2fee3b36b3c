-- table: recruitment_week
-- label: 招聘岗位与前三个月均值
-- grain: week, uscc
-- The newest month of a week is the last one that half as many employers have as have the month before.
WITH vacancy AS (
  SELECT uscc, TRY_CAST(month[1:4] AS INTEGER) * 12 + TRY_CAST(month[6:7] AS INTEGER) - 1 AS month_no, known_at, known_until,
    sum(vacancy_count) AS vacancies
  FROM seen_recruitment__month WHERE uscc IS NOT NULL GROUP BY ALL
),
arrived AS (
  SELECT month_no, known_at, count(*) AS employers FROM vacancy GROUP BY ALL
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
SELECT f.week, v.uscc,
  CAST(last_day(make_date(CAST(f.month_no // 12 AS BIGINT), CAST(f.month_no % 12 + 1 AS BIGINT), 1)) AS DATE) AS data_date,
  count(*) AS months,
  sum(v.vacancies) FILTER (v.month_no = f.month_no) AS value_0,
  avg(v.vacancies) FILTER (v.month_no < f.month_no) AS mean_3
FROM front AS f JOIN vacancy AS v
  ON f.end_date >= v.known_at AND f.end_date < v.known_until AND v.month_no BETWEEN f.month_no - 3 AND f.month_no
GROUP BY f.week, f.month_no, v.uscc
