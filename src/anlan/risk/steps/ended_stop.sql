-- table: ended_stop
-- label: 停保原因归类
-- grain: stop_id and version
-- kind: ended (may be a layoff), natural (retirement, death, study, service, abroad), moved (insurance carried elsewhere)
SELECT stop_id, uscc, person_id, stop_date, reason_code, known_at, known_until,
  CASE
    WHEN reason_code IN ('6308', '6501', '6401', '6303', '6304', '6305', '6306', '6402', '6403', '6406', '6407') THEN 'natural'
    WHEN reason_code IN ('6302', '6404') THEN 'moved'
    ELSE 'ended'
  END AS kind
FROM seen_social__stop
WHERE stop_date IS NOT NULL AND uscc IS NOT NULL
