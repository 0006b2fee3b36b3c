import { BarChart, LineChart, MapChart } from "echarts/charts";
import { GeoComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { init, registerMap, use as register } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

register([BarChart, LineChart, MapChart, GeoComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, VisualMapComponent, SVGRenderer]);

export { init, registerMap };
