import { Input, Select } from "antd";
import { Link, useNavigate } from "react-router";
import { eventTexts } from "@/features/events/texts";
import { CorrectionTag } from "@/components/CorrectionTag";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { Measure, MeasureLegend } from "@/components/Measure";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import { WeekSelect } from "@/components/WeekSelect";
import { list, number, text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatDate, formatNumber } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { useLabels } from "@/lib/labels";
import { riskTexts } from "@/lib/risk";

const shape = { week: text(), q: text(), type: list(), page: number(1), size: number(50) };

/** The events that were read from news and opinion. */
export function Events() {
  const texts = useTexts(eventTexts);
  const risk = useTexts(riskTexts);
  const labelOf = useLabels();
  const navigate = useNavigate();
  const [view, change] = useView(shape);
  const { data, error, isLoading, mutate } = useGet("/api/v1/events", { query: { ...view, week: view.week || undefined } });
  const address = (event: Api<"Event">) => `/events/${encodeURIComponent(event.event_id)}`;
  const { columns: words, help } = texts;
  const columns: DataColumn<Api<"Event">>[] = [
    {
      key: "name",
      title: words.name,
      width: 250,
      fixed: true,
      render: (event) => (
        <Link to={address(event)}>
          {event.name ?? event.mention}
          {event.uscc === null && <span className="tag" style={{ marginLeft: 6 }}>{texts.unlinked[event.link_status] ?? event.link_status}</span>}
        </Link>
      ),
    },
    { key: "type", title: words.type, width: 84, render: (event) => <span className="tag">{risk.type[event.risk_type_code]}</span> },
    { key: "dates", title: words.dates, width: 178, render: (event) => `${formatDate(event.first_date)} — ${formatDate(event.last_date).slice(5)}` },
    { key: "articles", title: words.articles, width: 62, align: "right", render: (event) => formatNumber(event.article_count) },
    { key: "groups", title: words.groups, help: help.groups, width: 72, align: "right", render: (event) => formatNumber(event.group_count) },
    { key: "sources", title: words.sources, help: help.sources, width: 72, align: "right", render: (event) => formatNumber(event.source_count) },
    { key: "people", title: words.people, help: help.people, width: 94, align: "right", render: (event) => <Measure state={event.people_count === null ? "not_observed" : "observed"} value={event.people_count} /> },
    { key: "money", title: words.money, help: help.money, width: 104, align: "right", render: (event) => <Measure state={event.money_yuan === null ? "not_observed" : "observed"} value={event.money_yuan} unit="元" /> },
    { key: "read", title: words.read, width: 92, align: "right", render: (event) => <Measure state={event.read_count === null ? "not_observed" : "observed"} value={event.read_count} /> },
    { key: "marks", title: words.marks, width: 190, render: (event) => (
      <>
        <CorrectionTag event={event} />
        <EventMarks event={event} />
      </>
    ) },
    { key: "known", title: words.known, width: 100, render: (event) => formatDate(event.known_at) },
    { key: "media", title: words.media, width: 100, align: "right", hidden: true, render: (event) => `${event.media_count} / ${event.netizen_count}` },
    { key: "district", title: words.district, width: 90, hidden: true, render: (event) => <OneLine>{labelOf("district", event.district_code)}</OneLine> },
  ];
  return (
    <>
      <PageHead title={texts.title} note={data && texts.note(data.total)} actions={<WeekSelect week={view.week} choose={(week) => change({ week })} />} />
      {error ? (
        <ErrorNote error={error} retry={() => void mutate()} />
      ) : (
        <section className="panel">
          <DataTable
            id="events"
            label={texts.title}
            columns={columns}
            rows={data?.rows ?? []}
            keyOf={(event) => event.event_id}
            loading={isLoading}
            onOpen={(event) => void navigate(address(event))}
            empty={data && <EmptyNote title={texts.empty}>{texts.emptyHint}</EmptyNote>}
            paging={data && { page: data.page, size: data.size, total: data.total, go: (page, size) => change({ page, size }) }}
            toolbar={
              <>
                <span data-search>
                  <Input.Search key={view.q} allowClear size="small" style={{ width: 240 }} placeholder={`${texts.search}  ( / )`} aria-label={texts.search} defaultValue={view.q} onSearch={(q) => change({ q: q.trim() })} />
                </span>
                <Select
                  size="small"
                  mode="multiple"
                  style={{ minWidth: 180 }}
                  placeholder={texts.type}
                  aria-label={texts.type}
                  value={view.type}
                  onChange={(type: string[]) => change({ type })}
                  options={(data?.types ?? []).map((choice) => ({ value: choice.value, label: `${risk.type[choice.value] ?? choice.label} ${choice.count}` }))}
                />
              </>
            }
          />
          <footer style={{ padding: "8px 12px" }}>
            <MeasureLegend />
          </footer>
        </section>
      )}
    </>
  );
}

/** What has to be known before believing an event. */
export function EventMarks({ event }: { event: Api<"Event"> }) {
  const { marks } = useTexts(eventTexts);
  return (
    <span className="row" style={{ gap: 4 }}>
      {event.is_rumour && <span className="tag warn">{marks.rumour}</span>}
      {event.is_denied && <span className="tag">{marks.denied}</span>}
      {event.is_negated && <span className="tag">{marks.negated}</span>}
    </span>
  );
}
