-- table: recruitment_week
-- label: 招聘岗位与前三个月均值
-- grain: week, uscc
WITH vacancy AS (
  SELECT w.week, w.end_date, t.uscc, CAST(t.month[1:4] AS INTEGER) * 12 + CAST(t.month[6:7] AS INTEGER) - 1 AS month_no,
    sum(t.vacancy_count) AS vacancies
  FROM weeks AS w JOIN seen_recruitment__month AS t
    ON w.end_date >= t.known_at AND w.end_date < t.known_until
    AND t.month BETWEEN strftime(w.end_date - 220, '%Y-%m') AND strftime(w.end_date, '%Y-%m')
  WHERE t.uscc IS NOT NULL
  GROUP BY ALL
),
ranked AS (
  SELECT *, max(month_no) OVER (PARTITION BY week, uscc) AS last_no FROM vacancy
)
SELECT week, uscc,
  CAST(last_day(make_date(CAST(any_value(last_no) // 12 AS BIGINT), CAST(any_value(last_no) % 12 + 1 AS BIGINT), 1)) AS DATE) AS data_date,
  count(*) AS months,
  sum(vacancies) FILTER (month_no = last_no) AS value_0,
  avg(vacancies) FILTER (month_no BETWEEN last_no - 3 AND last_no - 1) AS mean_3
FROM ranked
WHERE last_no >= year(end_date) * 12 + month(end_date) - 1 - 3
GROUP BY week, uscc
