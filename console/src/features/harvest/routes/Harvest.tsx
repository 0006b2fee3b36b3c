import "@/features/harvest/harvest.css";
import { Tabs } from "antd";
import { ProposalList } from "@/features/harvest/components/ProposalList";
import { SystemList } from "@/features/harvest/components/SystemList";
import { harvestTexts } from "@/features/harvest/texts";
import { PageHead } from "@/components/PageHead";
import { number, text, useView } from "@/lib/address";
import { useTexts } from "@/lib/i18n/language";

const shape = { tab: text("proposals"), system: text(), state: text("open"), q: text(), page: number(1), size: number(50) };

/** Harvested systems, and the elements proposed for their items. */
export function Harvest() {
  const texts = useTexts(harvestTexts);
  const [view, change] = useView(shape);
  const { system, state, q, page, size } = view;
  const items = [
    { key: "proposals", label: texts.tabs.proposals, children: <ProposalList system={system} state={state} q={q} page={page} size={size} change={change} /> },
    { key: "systems", label: texts.tabs.systems, children: <SystemList /> },
  ];
  return (
    <>
      <PageHead title={texts.title} note={texts.note} />
      <Tabs activeKey={view.tab} onChange={(tab) => change({ tab })} items={items} destroyOnHidden />
    </>
  );
}
