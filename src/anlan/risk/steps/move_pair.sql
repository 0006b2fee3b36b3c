-- table: move_pair
-- label: 人员流动双方的关系
-- grain: uscc, next_uscc
-- relation: affiliate (holding either way, common holder, branch), dispatch (labour dispatch), reregistered, or null;
-- known_at is the day from which the registers told it.
WITH pair AS (
  SELECT DISTINCT s.uscc, n.next_uscc
  FROM ended_stop AS s JOIN next_employer AS n ON n.stop_id = s.stop_id
),
firm AS (
  SELECT uscc, arg_max(name, known_at) AS name, arg_max(former_names, known_at) AS former_names,
    arg_max(legal_representative, known_at) AS legal_representative,
    arg_max(registered_address, known_at) AS registered_address,
    arg_max(industry_code, known_at) AS industry_code, arg_max(scope, known_at) AS scope,
    arg_max(head_uscc, known_at) AS head_uscc, min(known_at) AS known_at
  FROM seen_registry__enterprise GROUP BY uscc
),
held AS (
  SELECT p.uscc, p.next_uscc, h.known_at FROM pair AS p
  JOIN seen_registry__holding AS h
    ON (h.uscc = p.uscc AND h.holder_uscc = p.next_uscc) OR (h.uscc = p.next_uscc AND h.holder_uscc = p.uscc)
  UNION ALL
  SELECT p.uscc, p.next_uscc, greatest(a.known_at, b.known_at) FROM pair AS p
  JOIN seen_registry__holding AS a ON a.uscc = p.uscc
  JOIN seen_registry__holding AS b ON b.uscc = p.next_uscc AND b.holder_uscc = a.holder_uscc
),
related AS (
  SELECT uscc, next_uscc, min(known_at) AS known_at FROM held GROUP BY ALL
)
SELECT p.uscc, p.next_uscc,
  CASE
    WHEN r.uscc IS NOT NULL OR a.head_uscc IN (p.next_uscc, b.head_uscc) OR b.head_uscc = p.uscc THEN 'affiliate'
    WHEN b.industry_code SIMILAR TO '[A-T]?7263.*' OR b.name LIKE '%劳务派遣%' OR b.scope LIKE '%劳务派遣%' THEN 'dispatch'
    WHEN a.legal_representative = b.legal_representative OR a.registered_address = b.registered_address
      OR contains(coalesce(b.former_names, ''), a.name) OR contains(coalesce(a.former_names, ''), b.name)
      THEN 'reregistered'
  END AS relation,
  coalesce(r.known_at, greatest(a.known_at, b.known_at), DATE '1900-01-01') AS known_at
FROM pair AS p
LEFT JOIN firm AS a ON a.uscc = p.uscc
LEFT JOIN firm AS b ON b.uscc = p.next_uscc
LEFT JOIN related AS r ON r.uscc = p.uscc AND r.next_uscc = p.next_uscc
