import { Link, useNavigate } from "react-router";
import { employerTexts } from "@/features/employer/texts";
import { CorrectionTag } from "@/components/CorrectionTag";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { Measure } from "@/components/Measure";
import { EmptyNote, ErrorNote } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatDate, formatNumber } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { riskTexts } from "@/lib/risk";

/** The events that the news tell of this employer. */
export function Events({ uscc, week }: { uscc: string; week: string }) {
  const texts = useTexts(employerTexts);
  const risk = useTexts(riskTexts);
  const navigate = useNavigate();
  const { data, error, isLoading, mutate } = useGet("/api/v1/events", { query: { uscc, week: week || undefined, size: 200 } });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  const address = (event: Api<"Event">) => `/events/${encodeURIComponent(event.event_id)}`;
  const columns: DataColumn<Api<"Event">>[] = [
    { key: "type", title: texts.event.type, width: 110, fixed: true, render: (event) => <Link to={address(event)}>{risk.type[event.risk_type_code]}</Link> },
    { key: "dates", title: texts.event.dates, width: 190, render: (event) => `${formatDate(event.first_date)} — ${formatDate(event.last_date)}` },
    { key: "mention", title: texts.event.sentence, width: 180, render: (event) => event.mention },
    { key: "articles", title: texts.event.articles, width: 80, align: "right", render: (event) => formatNumber(event.article_count) },
    { key: "sources", title: texts.event.sources, width: 80, align: "right", render: (event) => formatNumber(event.source_count) },
    { key: "people", title: texts.event.people, width: 110, align: "right", render: (event) => <Measure state={event.people_count === null ? "not_observed" : "observed"} value={event.people_count} unit="人" /> },
    { key: "money", title: texts.event.money, width: 120, align: "right", render: (event) => <Measure state={event.money_yuan === null ? "not_observed" : "observed"} value={event.money_yuan} unit="元" /> },
    {
      key: "marks",
      title: texts.event.rumour,
      width: 140,
      render: (event) => (
        <span className="row">
          <CorrectionTag event={event} />
          {event.is_rumour && <span className="tag warn">{texts.event.rumour}</span>}
          {event.is_denied && <span className="tag">{texts.event.denied}</span>}
        </span>
      ),
    },
  ];
  return (
    <section className="panel">
      <DataTable
        plain
        id="employer-events"
        label={texts.tabs.events}
        columns={columns}
        rows={data?.rows ?? []}
        keyOf={(event) => event.event_id}
        loading={isLoading}
        onOpen={(event) => void navigate(address(event))}
        empty={data && <EmptyNote title={texts.eventsEmpty}>{texts.eventsEmptyHint}</EmptyNote>}
      />
    </section>
  );
}
