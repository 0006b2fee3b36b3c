/** One hand for all charts: thin grey axes, no decoration, the console's type. */
export const INK = "#1c242b";
export const INK_2 = "#47515b";
export const INK_3 = "#66707a";
export const LINE = "#dfe4e8";
export const ACCENT = "#0c5c5a";

export const TEXT = { color: INK_2, fontSize: 11, fontFamily: "inherit" };

export const categoryAxis = {
  type: "category" as const,
  axisLine: { lineStyle: { color: "#c3cad1" } },
  axisTick: { show: false },
  axisLabel: { ...TEXT },
};

export const valueAxis = {
  type: "value" as const,
  splitLine: { lineStyle: { color: "#edf0f2" } },
  axisLabel: { ...TEXT },
};

export const tooltip = {
  confine: true,
  backgroundColor: "#ffffff",
  borderColor: "#cbd2d8",
  padding: [6, 10] as [number, number],
  textStyle: { color: INK, fontSize: 12 },
  extraCssText: "box-shadow:0 2px 8px rgba(20,30,40,.12)",
};

/** `2026-W47` short enough for an axis. */
export function shortWeek(week: string): string {
  return week.slice(5);
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text for a tooltip, which the chart library takes as HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
}
