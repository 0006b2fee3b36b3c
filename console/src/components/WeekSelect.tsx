import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Select, Space } from "antd";
import { useGet } from "@/lib/api/useGet";
import { defineTexts, useTexts } from "@/lib/i18n/language";

const weekTexts = defineTexts(
  { week: "周次", earlier: "前一周", later: "后一周", option: (start: string, end: string) => `${start} 至 ${end}` },
  { week: "Week", earlier: "Week before", later: "Week after", option: (start: string, end: string) => `${start} to ${end}` },
);

interface Props {
  /** Empty means the latest week. */
  week: string;
  choose: (week: string) => void;
}

/** The week a page speaks of; the latest one needs no word in the address. */
export function WeekSelect({ week, choose }: Props) {
  const texts = useTexts(weekTexts);
  const { data: weeks = [] } = useGet("/api/v1/weeks", {});
  const at = week ? weeks.findIndex((each) => each.week === week) : 0;
  const go = (index: number) => {
    const wanted = weeks[index];
    if (wanted) choose(index === 0 ? "" : wanted.week);
  };
  return (
    <Space.Compact>
      <Button icon={<LeftOutlined />} aria-label={texts.earlier} title={texts.earlier} disabled={at < 0 || at >= weeks.length - 1} onClick={() => go(at + 1)} />
      <Select
        aria-label={texts.week}
        value={week || weeks[0]?.week}
        style={{ width: 232 }}
        onChange={(wanted: string) => go(weeks.findIndex((each) => each.week === wanted))}
        options={weeks.map((each) => ({
          value: each.week,
          label: (
            <span>
              <b className="mono">{each.week}</b> <span className="quiet">{texts.option(each.start_date.slice(5), each.end_date.slice(5))}</span>
            </span>
          ),
        }))}
      />
      <Button icon={<RightOutlined />} aria-label={texts.later} title={texts.later} disabled={at <= 0} onClick={() => go(at - 1)} />
    </Space.Compact>
  );
}
