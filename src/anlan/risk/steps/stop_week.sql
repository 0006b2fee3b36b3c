-- table: stop_week
-- label: 近45天停保与去向
-- grain: week, uscc
-- net_stops are stops that may be layoffs: natural ones, moves, and what is usual for the employer or the season are off.
WITH stop AS (
  SELECT w.week, w.end_date, s.stop_id, s.uscc, s.kind, s.stop_date,
    s.stop_date > w.end_date - 45 AS is_now, s.stop_date > w.end_date - 120 AS is_lately,
    CASE WHEN s.kind <> 'natural' AND n.known_at <= w.end_date THEN n.next_uscc END AS next_uscc
  FROM weeks AS w
  JOIN ended_stop AS s ON w.end_date >= s.known_at AND w.end_date < s.known_until
    AND s.stop_date BETWEEN w.end_date - 425 AND w.end_date
  LEFT JOIN next_employer AS n ON n.stop_id = s.stop_id
),
together AS (
  SELECT week, uscc, next_uscc, count(*) AS people FROM stop
  WHERE is_lately AND next_uscc IS NOT NULL GROUP BY ALL
),
counted AS (
  SELECT s.*, p.relation, t.people AS together,
    count(*) FILTER (s.is_lately AND s.kind <> 'natural') OVER (PARTITION BY s.week, s.uscc) AS leavers
  FROM stop AS s
  LEFT JOIN move_pair AS p ON p.uscc = s.uscc AND p.next_uscc = s.next_uscc
  LEFT JOIN together AS t ON t.week = s.week AND t.uscc = s.uscc AND t.next_uscc = s.next_uscc
),
judged AS (
  SELECT *, CASE
      WHEN kind = 'natural' THEN 'natural'
      WHEN relation IS NOT NULL THEN relation
      WHEN together >= 8 AND together >= 0.5 * leavers THEN 'together'
      ELSE kind
    END AS fate
  FROM counted
),
summed AS (
  SELECT week, uscc,
    count(*) FILTER (is_now) AS stops,
    count(*) FILTER (is_now AND kind = 'ended') AS ended_stops,
    count(*) FILTER (is_now AND fate = 'ended') AS unexplained_stops,
    count(*) FILTER (is_now AND fate = 'natural') AS natural_stops,
    count(*) FILTER (is_now AND fate = 'moved') AS moved_stops,
    count(*) FILTER (is_now AND fate = 'affiliate') AS affiliate_stops,
    count(*) FILTER (is_now AND fate = 'dispatch') AS dispatch_stops,
    count(*) FILTER (is_now AND fate = 'reregistered') AS reregistered_stops,
    count(*) FILTER (is_now AND fate = 'together') AS together_stops,
    count(*) FILTER (is_lately) AS stops_120d,
    count(*) FILTER (is_lately AND fate IN ('affiliate', 'dispatch', 'reregistered', 'together')) AS transfers_120d,
    count(*) FILTER (is_lately AND fate <> 'ended') AS explained_120d,
    count(*) FILTER (stop_date > end_date - 75 AND fate <> 'ended') AS explained_75d,
    count(*) FILTER (stop_date <= end_date - 350 AND kind = 'ended') AS year_ago_stops,
    count(*) FILTER (NOT is_lately AND kind = 'ended') * 45.0 / 305 AS usual_stops,
    max(stop_date) FILTER (is_lately) AS data_date
  FROM judged GROUP BY ALL
)
SELECT *,
  CASE WHEN year_ago_stops >= 5 AND year_ago_stops >= 0.5 * unexplained_stops
    THEN least(unexplained_stops, year_ago_stops) ELSE 0 END AS seasonal_stops,
  greatest(0, unexplained_stops - greatest(CAST(round(usual_stops) AS BIGINT),
    CASE WHEN year_ago_stops >= 5 AND year_ago_stops >= 0.5 * unexplained_stops
      THEN least(unexplained_stops, year_ago_stops) ELSE 0 END)) AS net_stops
FROM summed
WHERE stops_120d > 0
