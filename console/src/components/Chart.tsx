import type { EChartsOption, EChartsType } from "echarts";
import { useEffect, useRef, useState, type RefObject } from "react";

interface Props {
  option: EChartsOption;
  height: number | string;
  /** What the chart says, for those who do not see it. */
  label: string;
  /** Outlines the option names as map. */
  map?: { name: string; geojson: object };
  /** Called with the name of what was clicked. */
  onPick?: (name: string) => void;
}

/** Whether an element has come into view, or everything is about to be printed. */
function useWanted(element: RefObject<HTMLElement | null>): boolean {
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    const want = () => setWanted(true);
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && want(), { rootMargin: "200px" });
    if (element.current) observer.observe(element.current);
    window.addEventListener("beforeprint", want);
    return () => {
      observer.disconnect();
      window.removeEventListener("beforeprint", want);
    };
  }, [element]);
  return wanted;
}

/** Draws an option once it comes into view; the chart library is loaded when the first chart does. */
export function Chart({ option, height, label, map, onPick }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType | null>(null);
  const wanted = useWanted(frame);
  const pick = useRef(onPick);
  useEffect(() => {
    pick.current = onPick;
  });

  useEffect(() => {
    let made: EChartsType | null = null;
    let gone = false;
    const element = frame.current;
    if (!element || !wanted) return undefined;
    const resize = new ResizeObserver(() => made?.resize());
    void import("@/lib/charts/echarts").then(({ init, registerMap }) => {
      if (gone) return;
      if (map) registerMap(map.name, map.geojson as never);
      made = init(element);
      made.on("click", (event) => pick.current?.(String(event.name)));
      resize.observe(element);
      setChart(made);
    });
    return () => {
      gone = true;
      resize.disconnect();
      made?.dispose();
      setChart(null);
    };
  }, [map, wanted]);

  useEffect(() => {
    chart?.setOption(option, { notMerge: true });
  }, [chart, option]);

  return <div ref={frame} role="img" aria-label={label} style={{ height, width: "100%" }} />;
}
