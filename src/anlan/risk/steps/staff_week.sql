-- table: staff_week
-- label: 单位周口径参保人数
-- grain: week, uscc
-- staff_0 is the front month, staff_1 the month before it; is_reported says whether the front month of this employer is in.
-- seasonal_loss is what the same months lost a year ago, where that is comparable with the loss of now.
WITH summed AS (
SELECT w.week, w.end_date, f.month_no, f.data_date, h.uscc,
  coalesce(sum(h.people) FILTER (h.month_no = f.month_no), 0) AS staff_0,
  coalesce(sum(h.people) FILTER (h.month_no = f.month_no - 1), 0) AS staff_1,
  coalesce(sum(h.people) FILTER (h.month_no = f.month_no - 2), 0) AS staff_2,
  coalesce(sum(h.people) FILTER (h.month_no = f.month_no - 3), 0) AS staff_3,
  coalesce(sum(h.people) FILTER (h.month_no = f.month_no - 11), 0) AS staff_11,
  coalesce(sum(h.people) FILTER (h.month_no = f.month_no - 12), 0) AS staff_12,
  coalesce(sum(h.people) FILTER (h.month_no = f.month_no - 13), 0) AS staff_13,
  coalesce(sum(h.people) FILTER (h.month_no = f.month_no - 15), 0) AS staff_15,
  count(*) FILTER (h.month_no = f.month_no AND h.people > 0) > 0 AS is_reported,
  sum(h.base_yuan) FILTER (h.month_no = f.month_no) AS base_0,
  sum(h.base_yuan) FILTER (h.month_no = f.month_no - 1) AS base_1,
  sum(h.base_yuan) FILTER (h.month_no = f.month_no - 2) AS base_2,
  sum(h.base_people) FILTER (h.month_no = f.month_no) AS base_people_0,
  sum(h.base_people) FILTER (h.month_no = f.month_no - 1) AS base_people_1,
  sum(h.base_people) FILTER (h.month_no = f.month_no - 2) AS base_people_2,
  count(*) FILTER (h.month_no > f.month_no - 6 AND h.people > 0
    AND greatest(h.unpaid_pension, h.unpaid_unemployment, h.unpaid_injury) >= 0.5 * h.people) AS unpaid_months,
  coalesce(sum(greatest(h.unpaid_pension, h.unpaid_unemployment, h.unpaid_injury))
    FILTER (h.month_no > f.month_no - 6), 0) AS unpaid_person_months,
  max(h.month_no) FILTER (h.people > 0) AS last_month_no,
  max(h.people) FILTER (h.month_no BETWEEN f.month_no - 3 AND f.month_no) AS staff_peak
FROM weeks AS w
JOIN front_month AS f ON f.week = w.week
JOIN headcount_span AS h
  ON h.month_no BETWEEN f.month_no - 15 AND f.month_no AND w.end_date >= h.known_at AND w.end_date < h.known_until
GROUP BY ALL
)
SELECT *,
  CASE WHEN staff_13 - staff_12 >= 0.5 * (staff_1 - staff_0) AND staff_1 > staff_0
    THEN staff_13 - staff_12 ELSE 0 END AS seasonal_loss,
  CASE WHEN staff_15 - staff_12 >= 0.5 * (staff_3 - staff_0) AND staff_3 > staff_0
    THEN staff_15 - staff_12 ELSE 0 END AS seasonal_loss_3
FROM summed
