/** What stands where there is nothing to show. */
export const NOTHING = "—";

const grouped = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 2 });
const whole = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 0 });

/** A number with thousands separators and at most two decimals. */
export function formatNumber(value: number | null | undefined): string {
  return value === null || value === undefined ? NOTHING : grouped.format(value);
}

/** A score with one decimal. */
export function formatScore(value: number | null | undefined): string {
  return value === null || value === undefined ? NOTHING : value.toFixed(1);
}

/** Money in 元 below ten thousand and in 万元 from there; it always says which. */
export function formatMoney(yuan: number | null | undefined): string {
  if (yuan === null || yuan === undefined) return NOTHING;
  return Math.abs(yuan) < 10_000 ? `${grouped.format(yuan)} 元` : `${grouped.format(yuan / 10_000)} 万元`;
}

/** A ratio as a percentage. */
export function formatPercent(ratio: number | null | undefined): string {
  return ratio === null || ratio === undefined ? NOTHING : `${grouped.format(ratio * 100)}%`;
}

/** A value with the unit it is declared in; ratios become percentages. */
export function formatMeasure(value: number | null | undefined, unit: string | null | undefined): string {
  if (value === null || value === undefined) return NOTHING;
  if (unit === "元") return formatMoney(value);
  if (unit === "ratio") return formatPercent(value);
  if (unit === "%" || unit === "％") return `${grouped.format(value)}%`;
  return unit ? `${grouped.format(value)} ${unit}` : grouped.format(value);
}

/** ISO date, whatever precision came; also of the run of digits that bureaus write, 20261122 with or without the time. */
export function formatDate(value: string | null | undefined): string {
  if (!value) return NOTHING;
  const digits = /^(\d{4})(\d{2})(\d{2})(\d{6})?$/.exec(value);
  return digits ? digits.slice(1, 4).join("-") : value.slice(0, 10);
}

// Swedish writes dates as ISO does. The bureau's time, as schedules and business days are told in it.
const moments = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "medium" });

/** ISO date and time to the second in the bureau's time, wherever the reader's clock stands. */
export function formatMoment(value: string | null | undefined): string {
  if (!value) return NOTHING;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? value : moments.format(at);
}

/** Seconds as people say them: 8.2 s, 3 min 20 s. */
export function formatDuration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return NOTHING;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** Bytes in the unit people read. */
export function formatBytes(bytes: number): string {
  return bytes < 1024 * 1024 ? `${whole.format(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** `2026-W47` as people say it. */
export function weekNumber(week: string | null | undefined): string {
  return week ? String(Number(week.slice(6))) : NOTHING;
}
