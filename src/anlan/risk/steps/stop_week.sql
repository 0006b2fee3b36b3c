-- table: stop_week
-- label: 近45天停保与去向
-- grain: week, uscc
-- net_stops are stops that may be layoffs: natural ones, moves, and what is usual for the employer or the season are off.
WITH recent AS (
  SELECT w.week, w.end_date, s.uscc, s.kind,
    CASE WHEN s.kind <> 'natural' AND n.known_at <= w.end_date THEN n.next_uscc END AS next_uscc,
    count(*) AS stops_120d,
    count(*) FILTER (s.stop_date > w.end_date - 75) AS stops_75d,
    count(*) FILTER (s.stop_date > w.end_date - 45) AS stops,
    max(s.stop_date) AS data_date
  FROM weeks AS w
  JOIN ended_stop AS s ON w.end_date >= s.known_at AND w.end_date < s.known_until
    AND s.stop_date BETWEEN w.end_date - 119 AND w.end_date
  LEFT JOIN next_employer AS n ON n.stop_id = s.stop_id
  GROUP BY ALL
),
past AS (
  SELECT w.week, s.uscc, count(*) * 45.0 / 305 AS usual_stops,
    count(*) FILTER (s.stop_date <= w.end_date - 350) AS year_ago_stops
  FROM weeks AS w
  JOIN ended_stop AS s ON w.end_date >= s.known_at AND w.end_date < s.known_until
    AND s.stop_date BETWEEN w.end_date - 425 AND w.end_date - 120 AND s.kind = 'ended'
  GROUP BY ALL
),
gone AS (
  SELECT r.*, CASE WHEN p.known_at <= r.end_date THEN p.relation END AS relation,
    sum(r.stops_120d) OVER (PARTITION BY r.week, r.uscc, r.next_uscc) AS together,
    sum(r.stops_120d) FILTER (r.kind <> 'natural') OVER (PARTITION BY r.week, r.uscc) AS leavers
  FROM recent AS r LEFT JOIN move_pair AS p ON p.uscc = r.uscc AND p.next_uscc = r.next_uscc
),
judged AS (
  SELECT *, CASE
      WHEN kind = 'natural' THEN 'natural'
      WHEN relation = 'reregistered' AND together < 3 THEN kind
      WHEN relation IS NOT NULL THEN relation
      WHEN next_uscc IS NOT NULL AND together >= 8 AND together >= 0.5 * leavers THEN 'together'
      ELSE kind
    END AS fate
  FROM gone
),
totalled AS (
  SELECT week, uscc,
    sum(stops) AS stops,
    coalesce(sum(stops) FILTER (kind = 'ended'), 0) AS ended_stops,
    coalesce(sum(stops) FILTER (fate = 'ended'), 0) AS unexplained_stops,
    coalesce(sum(stops) FILTER (fate = 'natural'), 0) AS natural_stops,
    coalesce(sum(stops) FILTER (fate = 'moved'), 0) AS moved_stops,
    sum(stops_120d) AS stops_120d,
    coalesce(sum(stops_120d) FILTER (fate IN ('affiliate', 'dispatch', 'reregistered', 'together')), 0)
      AS transfers_120d,
    coalesce(sum(stops_120d) FILTER (fate <> 'ended'), 0) AS explained_120d,
    coalesce(sum(stops_75d) FILTER (fate <> 'ended'), 0) AS explained_75d,
    max(data_date) AS data_date
  FROM judged GROUP BY ALL
),
summed AS (
  SELECT t.* REPLACE (CAST(stops AS BIGINT) AS stops, CAST(unexplained_stops AS BIGINT) AS unexplained_stops,
      CAST(natural_stops AS BIGINT) AS natural_stops, CAST(moved_stops AS BIGINT) AS moved_stops,
      CAST(stops_120d AS BIGINT) AS stops_120d, CAST(transfers_120d AS BIGINT) AS transfers_120d),
    coalesce(p.usual_stops, 0) AS usual_stops, coalesce(p.year_ago_stops, 0) AS year_ago_stops
  FROM totalled AS t LEFT JOIN past AS p ON p.week = t.week AND p.uscc = t.uscc
)
SELECT *,
  CASE WHEN year_ago_stops >= 5 AND year_ago_stops >= 0.5 * unexplained_stops
    THEN least(unexplained_stops, year_ago_stops) ELSE 0 END AS seasonal_stops,
  greatest(0, unexplained_stops - greatest(CAST(round(usual_stops) AS BIGINT),
    CASE WHEN year_ago_stops >= 5 AND year_ago_stops >= 0.5 * unexplained_stops
      THEN least(unexplained_stops, year_ago_stops) ELSE 0 END)) AS net_stops
FROM summed
