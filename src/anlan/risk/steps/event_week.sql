-- table: event_week
-- label: 舆情事件（按获知时间）
-- grain: week, event_id
-- Counts are of the articles known by the week's end, so that later articles do not leak into an earlier week.
-- Outlets that copy one text are one independent source.
-- An event is hearsay when half of its articles speak so; a denial about an employer counts for all its events.
WITH told AS (
SELECT w.week, e.event_id, e.uscc, e.risk_type_code,
  count(DISTINCT a.article_id) AS articles,
  count(DISTINCT coalesce(a.group_id, a.article_id)) AS groups,
  count(DISTINCT a.source_name) AS outlets,
  count(DISTINCT a.source_name) FILTER (a.source_kind_code IN ('1', '3')) AS media,
  count(DISTINCT coalesce(a.group_id, a.article_id)) FILTER (x.published_date > w.end_date - 7) AS groups_7d,
  count(DISTINCT coalesce(a.group_id, a.article_id)) FILTER (x.published_date > w.end_date - 30) AS groups_30d,
  coalesce(sum(o.read_count), 0) AS read_count,
  coalesce(sum(o.repost_count), 0) AS repost_count,
  min(x.published_date) AS first_date, max(x.published_date) AS last_date,
  bool_and(coalesce(x.is_negated, false)) AS is_negated,
  2 * count_if(coalesce(x.is_rumour, false)) >= count(*) AS is_rumour,
  bool_or(coalesce(x.is_negated, false) OR coalesce(x.is_denied, false)) AS was_denied,
  any_value(e.people_count) AS people_count
FROM weeks AS w
JOIN article_mention AS x ON x.known_at <= w.end_date AND x.published_date BETWEEN w.end_date - 59 AND w.end_date
JOIN event_fact AS e ON e.event_id = x.event_id AND e.uscc IS NOT NULL
JOIN article_fact AS a ON a.article_id = x.article_id
LEFT JOIN seen_opinion__article AS o ON o.article_id = x.article_id
GROUP BY ALL
)
SELECT * EXCLUDE (was_denied, outlets), least(outlets, groups) AS sources,
  bool_or(was_denied) OVER (PARTITION BY week, uscc) AS is_denied FROM told
