import type { EChartsOption } from "echarts";
import type { Api } from "@/lib/api/client";
import { ACCENT, escapeHtml, INK, TEXT, tooltip } from "@/lib/charts/style";

export const MAP_NAME = "districts";

interface District {
  code: string;
  name: string;
}

/** The districts of the outlines, code and name. */
export function districtsOf(map: Api<"DistrictMap">): District[] {
  return map.features.map((feature) => {
    const properties = feature.properties as Record<string, unknown>;
    return { code: String(properties.code), name: String(properties.name) };
  });
}

type Position = [number, number];

function positionsOf(coordinates: unknown): Position[] {
  if (!Array.isArray(coordinates)) return [];
  return typeof coordinates[0] === "number" ? [coordinates as Position] : coordinates.flatMap(positionsOf);
}

function areaOf(positions: Position[]): number {
  const extent = (axis: 0 | 1) => {
    const along = positions.map((position) => position[axis]);
    return Math.max(...along) - Math.min(...along);
  };
  return positions.length === 0 ? 0 : extent(0) * extent(1);
}

/** The districts too small for their name at the size of a card; their name shows when pointed at. */
export function namelessDistricts(map: Api<"DistrictMap">): Set<string> {
  const areas = map.features.map((feature) => ({
    name: String((feature.properties as Record<string, unknown>).name),
    area: areaOf(positionsOf((feature.geometry as { coordinates?: unknown } | null)?.coordinates)),
  }));
  const greatest = Math.max(...areas.map((each) => each.area));
  return new Set(areas.filter((each) => each.area < greatest * 0.12).map((each) => each.name));
}

/** The code of the district with that name. */
export function codeOf(map: Api<"DistrictMap">, name: string): string | undefined {
  return districtsOf(map).find((district) => district.name === name)?.code;
}

interface Options {
  map: Api<"DistrictMap">;
  counts: Api<"Choice">[];
  chosen: string[];
  tip: (name: string, count: number) => string;
}

/** Districts shaded by their number of warnings; chosen ones have a strong edge. */
export function districtMapOption({ map, counts, chosen, tip }: Options): EChartsOption {
  const byCode = new Map(counts.map((choice) => [choice.value, choice.count]));
  const data = districtsOf(map).map(({ code, name }) => ({
    name,
    value: byCode.get(code) ?? 0,
    selected: chosen.includes(code),
  }));
  const greatest = Math.max(1, ...data.map((district) => district.value));
  const nameless = namelessDistricts(map);
  return {
    animation: false,
    tooltip: {
      ...tooltip,
      formatter: (each: unknown) => {
        const { name, value } = each as { name: string; value: number };
        return escapeHtml(tip(name, Number.isFinite(value) ? value : 0));
      },
    },
    visualMap: {
      type: "continuous",
      min: 0,
      max: greatest,
      inRange: { color: ["#f3f7f7", "#bcd9d6", "#5fa39e", ACCENT] },
      show: false,
    },
    series: [
      {
        type: "map",
        map: MAP_NAME,
        roam: false,
        selectedMode: "multiple",
        layoutCenter: ["61%", "51%"],
        layoutSize: "104%",
        label: { show: true, ...TEXT, fontSize: 9, formatter: ({ name }) => String(name).replace(/区$/, "") },
        itemStyle: { borderColor: "#ffffff", borderWidth: 0.8 },
        emphasis: { label: { color: INK, fontWeight: "bold" }, itemStyle: { areaColor: "#e9d9a6" } },
        select: { label: { color: INK, fontWeight: "bold" }, itemStyle: { areaColor: "#f0d98c", borderColor: INK, borderWidth: 1.2 } },
        data: data.map((district) => ({
          ...district,
          label: { show: !nameless.has(district.name), color: district.value > greatest * 0.55 ? "#ffffff" : TEXT.color },
        })),
      },
    ],
  };
}
