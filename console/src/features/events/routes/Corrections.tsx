import { Tabs } from "antd";
import { CorrectionList } from "@/features/events/components/CorrectionList";
import { MentionQueue } from "@/features/events/components/MentionQueue";
import { correctionTexts } from "@/features/events/correctionTexts";
import { PageHead } from "@/components/PageHead";
import { number, text, useView } from "@/lib/address";
import { useTexts } from "@/lib/i18n/language";

const shape = { tab: text("corrections"), released: text(), page: number(1), size: number(50) };

/** What analysts corrected, and the mentions that wait to be linked. */
export function Corrections() {
  const texts = useTexts(correctionTexts);
  const [view, change] = useView(shape);
  const { page, size, released } = view;
  const items = [
    { key: "corrections", label: texts.tabs.corrections, children: <CorrectionList page={page} size={size} released={released} change={change} /> },
    { key: "mentions", label: texts.tabs.mentions, children: <MentionQueue page={page} size={size} change={change} /> },
  ];
  return (
    <>
      <PageHead title={texts.title} note={texts.note} />
      <Tabs activeKey={view.tab} onChange={(tab) => change({ tab })} items={items} destroyOnHidden />
    </>
  );
}
