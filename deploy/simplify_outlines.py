"""Make the console's sketch map from full district outlines: shared borders are simplified once, so no gap opens.

    python deploy/simplify_outlines.py beijing_districts.geojson src/anlan/api/maps/110000.json

The facts of the outlines come from a GeoJSON under the MIT licence (see NOTICE). The result is a sketch for
orientation, not an official map: coordinates are rounded and borders are thinned out.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

Point = tuple[float, float]
TOLERANCE = 0.0015  # degrees, about 150 m: below a pixel of the console's map
NOTE = "示意图，非官方地图，不作为划界依据"
SOURCE = "ArcherDing 等，北京市行政区划 GeoJSON（MIT 许可），经简化"
CODES = {
    "东城区": "110101",
    "西城区": "110102",
    "朝阳区": "110105",
    "丰台区": "110106",
    "石景山区": "110107",
    "海淀区": "110108",
    "门头沟区": "110109",
    "房山区": "110111",
    "通州区": "110112",
    "顺义区": "110113",
    "昌平区": "110114",
    "大兴区": "110115",
    "怀柔区": "110116",
    "平谷区": "110117",
    "密云区": "110118",
    "延庆区": "110119",
}


def distance(point: Point, start: Point, end: Point) -> float:
    """How far a point lies from the line through two others, in degrees."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    if length == 0:
        return float(((x - x1) ** 2 + (y - y1) ** 2) ** 0.5)
    return float(abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length)


def thinned(line: list[Point]) -> list[Point]:
    """The line with fewer points, none moved by more than the tolerance (Douglas-Peucker)."""
    keep, spans = {0, len(line) - 1}, [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        inner = range(first + 1, last)
        worst = max(inner, key=lambda i: distance(line[i], line[first], line[last]), default=None)
        if worst is not None and distance(line[worst], line[first], line[last]) > TOLERANCE:
            keep.add(worst)
            spans += [(first, worst), (worst, last)]
    return [line[i] for i in sorted(keep)]


def arcs(ring: list[Point], owners: dict[Point, set[str]]) -> list[list[Point]]:
    """The ring cut where the districts that share its points change."""
    open_ring = ring[:-1]
    size = len(open_ring)
    sets = [owners[point] for point in open_ring]
    # Seen from both sides of a border, so that both neighbours cut at the same points.
    cuts = [i for i in range(size) if sets[i] - sets[i - 1] or sets[i] - sets[(i + 1) % size]] or [0]
    if len(cuts) == 1:
        cuts.append((cuts[0] + size // 2) % size)
    cuts.sort()
    pieces = []
    for start, end in zip(cuts, [*cuts[1:], cuts[0] + size], strict=True):
        pieces.append([open_ring[i % size] for i in range(start, end + 1)])
    return pieces


def simplified(ring: list[Point], owners: dict[Point, set[str]]) -> list[Point]:
    """The ring with each arc thinned in one canonical direction, rounded and closed."""
    result: list[Point] = []
    for arc in arcs(ring, owners):
        forward = arc[0] <= arc[-1]
        line = thinned(arc if forward else arc[::-1])
        result += (line if forward else line[::-1])[:-1]
    rounded = [(round(x, 4), round(y, 4)) for x, y in result]
    return [*rounded, rounded[0]]


def polygons(geometry: dict) -> list[list[list[Point]]]:
    """The rings of each polygon of a geometry."""
    nested = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[[(float(x), float(y)) for x, y, *_ in ring] for ring in polygon] for polygon in nested]


def main(source: Path, target: Path) -> None:
    """Read the outlines, write the sketch."""
    features = json.loads(source.read_text(encoding="utf-8"))["features"]
    owners: dict[Point, set[str]] = defaultdict(set)
    for feature in features:
        for polygon in polygons(feature["geometry"]):
            for ring in polygon:
                for point in ring:
                    owners[point].add(feature["properties"]["name"])
    outlines = []
    for feature in features:
        name = feature["properties"]["name"]
        rings = [[simplified(ring, owners) for ring in polygon] for polygon in polygons(feature["geometry"])]
        kept = [[ring for ring in polygon if len(ring) > 4] for polygon in rings]
        outlines.append(
            {
                "type": "Feature",
                "id": CODES[name],
                "properties": {"code": CODES[name], "name": name, "centre": feature["properties"]["cp"]},
                "geometry": {"type": "MultiPolygon", "coordinates": [polygon for polygon in kept if polygon]},
            }
        )
    outlines.sort(key=lambda outline: outline["id"])
    sketch = {"type": "FeatureCollection", "note": NOTE, "source": SOURCE, "features": outlines}
    target.write_text(json.dumps(sketch, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
