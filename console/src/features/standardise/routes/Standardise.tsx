import "@/features/standardise/standardise.css";
import { Tabs } from "antd";
import { CorrectionList } from "@/features/standardise/components/CorrectionList";
import { DecisionList } from "@/features/standardise/components/DecisionList";
import { UnmappedList } from "@/features/standardise/components/UnmappedList";
import { standardiseTexts } from "@/features/standardise/texts";
import { PageHead } from "@/components/PageHead";
import { text, useView } from "@/lib/address";
import { useTexts } from "@/lib/i18n/language";

const shape = { tab: text("unmapped"), state: text(), table: text() };

/** Standardisation: values to map, decisions of two persons, corrections down to the raw row. */
export function Standardise() {
  const texts = useTexts(standardiseTexts);
  const [view, change] = useView(shape);
  const items = [
    { key: "unmapped", label: texts.tabs.unmapped, children: <UnmappedList /> },
    { key: "decisions", label: texts.tabs.decisions, children: <DecisionList state={view.state} change={change} /> },
    { key: "corrections", label: texts.tabs.corrections, children: <CorrectionList table={view.table} change={change} /> },
  ];
  return (
    <>
      <PageHead title={texts.title} note={texts.note} />
      <Tabs activeKey={view.tab} onChange={(tab) => change({ tab })} items={items} destroyOnHidden />
    </>
  );
}
