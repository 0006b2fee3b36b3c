-- table: next_employer
-- label: 停保人员的去向
-- grain: stop_id
-- The first other employer at which the same person is registered or insured within 45 days, and when that was learned.
WITH leaving AS (
  SELECT stop_id, person_id, uscc, stop_date, year(stop_date) * 12 + month(stop_date) - 1 AS month_no
  FROM ended_stop WHERE kind <> 'natural' AND person_id IS NOT NULL
),
hired AS (
  SELECT s.stop_id, h.uscc AS next_uscc, h.hire_date AS next_date, h.known_at
  FROM leaving AS s JOIN seen_employment__hire AS h ON h.person_id = s.person_id
  WHERE h.uscc <> s.uscc AND h.hire_date BETWEEN s.stop_date - 15 AND s.stop_date + 45
),
paid AS MATERIALIZED ( -- persons first: else the planner may begin with every employer times every stop
  SELECT s.stop_id, s.uscc, s.stop_date, c.employer_key, c.known_at
  FROM leaving AS s JOIN contribution AS c
    ON c.person_id = s.person_id AND c.month_no BETWEEN s.month_no AND s.month_no + 1
),
insured AS (
  SELECT p.stop_id, l.uscc AS next_uscc, p.stop_date AS next_date, p.known_at
  FROM paid AS p JOIN linked_employer AS l ON l.employer_key = p.employer_key
  WHERE l.uscc <> p.uscc
)
SELECT stop_id, arg_min(next_uscc, known_at) AS next_uscc, arg_min(next_date, known_at) AS next_date,
  min(known_at) AS known_at
FROM (FROM hired UNION ALL FROM insured)
GROUP BY stop_id
