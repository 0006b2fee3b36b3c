import "@/features/master/master.css";
import { Segmented, Tabs } from "antd";
import { subjectOf, type Subject } from "@/features/master/api/master";
import { EntityList } from "@/features/master/components/EntityList";
import { JudgementList } from "@/features/master/components/JudgementList";
import { ReviewQueue } from "@/features/master/components/ReviewQueue";
import { masterTexts } from "@/features/master/texts";
import { PageHead } from "@/components/PageHead";
import { number, text, useView } from "@/lib/address";
import { useTexts } from "@/lib/i18n/language";

const shape = { tab: text("waiting"), subject: text("person"), q: text(), page: number(1), size: number(50) };

/** Master data: what waits for a person, what was judged, and the entities. */
export function Review() {
  const texts = useTexts(masterTexts);
  const [view, change] = useView(shape);
  const { page, size, q } = view;
  const subject = subjectOf(view.subject);
  const items = [
    { key: "waiting", label: texts.tabs.waiting, children: <ReviewQueue key={subject} subject={subject} page={page} go={(to) => change({ page: to })} /> },
    { key: "judgements", label: texts.tabs.judgements, children: <JudgementList subject={subject} page={page} size={size} go={(to, many) => change({ page: to, size: many })} /> },
    { key: "entities", label: texts.tabs.entities, children: <EntityList subject={subject} q={q} page={page} size={size} change={change} /> },
  ];
  const subjects = (["person", "employer"] as Subject[]).map((value) => ({ value, label: texts.subjects[value] }));
  return (
    <>
      <PageHead title={texts.entities} note={texts.masked} actions={<Segmented value={subject} options={subjects} onChange={(value) => change({ subject: value })} />} />
      <Tabs activeKey={view.tab} onChange={(tab) => change({ tab })} items={items} destroyOnHidden />
    </>
  );
}
