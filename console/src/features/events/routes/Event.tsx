import "./event.css";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { CorrectButtons, CorrectedNote } from "@/features/events/components/Corrections";
import { MarkedSentence } from "@/features/events/components/MarkedSentence";
import { EventMarks } from "@/features/events/routes/Events";
import { eventTexts } from "@/features/events/texts";
import { Code } from "@/components/Code";
import { Facts, type Fact } from "@/components/Facts";
import { Measure } from "@/components/Measure";
import { EmptyNote, ErrorNote, Waiting } from "@/components/Note";
import { PageHead } from "@/components/PageHead";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatDate, formatNumber, formatPercent, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { useLabels } from "@/lib/labels";
import { riskTexts } from "@/lib/risk";

const observed = (value: number | null) => (value === null ? "not_observed" : "observed") as "not_observed" | "observed";

/** One event with the articles that tell of it. */
export function Event() {
  const texts = useTexts(eventTexts);
  const risk = useTexts(riskTexts);
  const { eventId = "" } = useParams();
  const { data, error, mutate } = useGet("/api/v1/events/{event_id}", { path: { event_id: eventId } });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return <Waiting height={300} />;
  const { event, groups } = data;
  return (
    <>
      <p className="no-print" style={{ marginBottom: 6 }}>
        <Link to="/events">← {texts.back}</Link>
      </p>
      <PageHead
        title={texts.heading(event.name ?? event.mention, risk.type[event.risk_type_code] ?? "")}
        note={<EventMarks event={event} />}
        actions={
          <span className="row">
            <CorrectButtons event={event} done={() => void mutate()} />
            {event.uscc && <Link to={`/employers/${event.uscc}`}>{texts.employer} →</Link>}
          </span>
        }
      />
      <CorrectedNote event={event} />
      <EventFacts event={event} />
      <h2 className="event-articles">{texts.articles}</h2>
      {groups.length === 0 && <EmptyNote title={texts.noArticles}>{texts.noArticlesHint}</EmptyNote>}
      <ol className="stack">
        {groups.map((group) => (
          <Group key={group.group_id} group={group} />
        ))}
      </ol>
    </>
  );
}

function EventFacts({ event }: { event: Api<"Event"> }) {
  const texts = useTexts(eventTexts);
  const labelOf = useLabels();
  const { facts: names } = texts;
  const facts: Fact[] = [
    [names.dates, `${formatDate(event.first_date)} — ${formatDate(event.last_date)}`],
    [names.known, formatDate(event.known_at)],
    [names.articles, texts.articleCount(event.article_count, event.group_count)],
    [names.people, <Measure key="people" state={observed(event.people_count)} value={event.people_count} unit="人" />],
    [names.money, <Measure key="money" state={observed(event.money_yuan)} value={event.money_yuan} unit="元" />],
    [names.split, `${formatNumber(event.media_count)} / ${formatNumber(event.netizen_count)}`],
    [names.read, `${formatNumber(event.read_count)} / ${formatNumber(event.repost_count)}`],
    [names.sentiment, formatPercent(event.sentiment_ratio)],
    [names.district, labelOf("district", event.district_code)],
    [names.link, texts.unlinked[event.link_status] ?? event.link_status],
    [texts.employer, event.uscc ? <Code key="uscc">{event.uscc}</Code> : NOTHING],
  ];
  return (
    <section className="panel" style={{ padding: "8px 14px" }}>
      <Facts facts={facts} columns={3} />
    </section>
  );
}

function Group({ group }: { group: Api<"ArticleGroup"> }) {
  const texts = useTexts(eventTexts);
  const [unfolded, setUnfolded] = useState(false);
  return (
    <li className="panel event-group">
      <Article article={group.first} />
      {group.copies.length > 0 && (
        <button type="button" className="plain event-fold" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
          {unfolded ? `▾ ${texts.hideCopies}` : `▸ ${texts.copies(group.copies.length)}`}
        </button>
      )}
      {unfolded && (
        <div className="event-copies">
          {group.copies.map((copy) => (
            <Article key={copy.article_id} article={copy} />
          ))}
        </div>
      )}
    </li>
  );
}

function Article({ article }: { article: Api<"Article"> }) {
  const texts = useTexts(eventTexts);
  const risk = useTexts(riskTexts);
  return (
    <article>
      <h3>{article.title}</h3>
      <p className="row wrap quiet event-source">
        <span>{article.source_name ?? NOTHING}</span>
        <span>{formatDate(article.published_date)}</span>
        <span>{texts.position(article.load_id, article.row_no)}</span>
        {article.url && (
          <span title={texts.original}>
            <Code>{article.url}</Code>
          </span>
        )}
      </p>
      <ul className="event-sentences" aria-label={texts.sentences}>
        {article.sentences.map((sentence, index) => (
          <li key={index}>
            <span className="tag">{risk.type[sentence.risk_type_code]}</span>
            <MarkedSentence sentence={sentence} />
            {sentence.is_negated && <span className="tag">{texts.marks.negated}</span>}
            {sentence.is_rumour && <span className="tag warn">{texts.marks.rumour}</span>}
          </li>
        ))}
      </ul>
    </article>
  );
}
