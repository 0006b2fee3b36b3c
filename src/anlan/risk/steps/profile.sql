-- table: profile
-- label: 单位登记信息（按获知时间）
-- grain: week, uscc
-- Where the register had not yet told about an employer, its first known version describes it: names are no evidence.
WITH ranked AS (
  SELECT w.week, e.*,
    row_number() OVER (
      PARTITION BY w.week, e.uscc
      ORDER BY e.known_at <= w.end_date DESC, CASE WHEN e.known_at <= w.end_date THEN -epoch(e.known_at) ELSE epoch(e.known_at) END
    ) AS place
  FROM weeks AS w CROSS JOIN seen_registry__enterprise AS e
),
insured AS (
  SELECT uscc, any_value(name) AS name, any_value(district_code) AS district_code,
    any_value(industry_code) AS industry_code
  FROM seen_social__employer WHERE uscc IS NOT NULL GROUP BY uscc
)
SELECT r.week, r.uscc, coalesce(r.name, i.name) AS name,
  coalesce(r.district_code, i.district_code) AS district_code,
  coalesce(r.industry_code, i.industry_code) AS industry_code,
  r.capital_yuan, r.status_code, r.registered_address, r.actual_address, r.legal_representative, r.former_names
FROM ranked AS r LEFT JOIN insured AS i ON i.uscc = r.uscc
WHERE r.place = 1
UNION ALL
SELECT w.week, i.uscc, i.name, i.district_code, i.industry_code, NULL, NULL, NULL, NULL, NULL, NULL
FROM weeks AS w CROSS JOIN insured AS i
WHERE i.uscc NOT IN (SELECT uscc FROM seen_registry__enterprise)
