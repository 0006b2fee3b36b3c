import "./profile.css";
import { Tooltip } from "antd";
import { employerTexts } from "@/features/employer/texts";
import { Facts, type Fact } from "@/components/Facts";
import { RecordTable } from "@/components/RecordTable";
import type { Api } from "@/lib/api/client";
import { formatDate, formatMoney, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { useLabels } from "@/lib/labels";

/** What the registers say about the employer: registration, then records by section. */
export function Profile({ employer }: { employer: Api<"Employer"> }) {
  const texts = useTexts(employerTexts);
  const labelOf = useLabels();
  const { facts: names } = texts;
  const person = employer.legal_representative;
  const facts: Fact[] = [
    [names.status, labelOf("REGISTRY_STATUS", employer.status_code)],
    [names.registered, formatDate(employer.registered_date)],
    [names.capital, formatMoney(employer.capital_yuan)],
    [names.person, person ? <Tooltip key="person" title={person.includes("＊") || person.includes("*") ? texts.masked : ""}><span>{person}</span></Tooltip> : NOTHING],
    [names.former, employer.former_names || NOTHING],
    [texts.district, labelOf("district", employer.district_code)],
  ];
  const long: Fact[] = [
    [names.registeredAddress, employer.registered_address ?? NOTHING],
    [names.actualAddress, employer.actual_address ?? NOTHING],
    [names.scope, employer.scope ?? NOTHING],
  ];
  return (
    <div className="stack">
      <section className="panel">
        <header className="panel-head">
          <h2>{texts.registry}</h2>
        </header>
        <div className="panel-body">
          <Facts facts={facts} columns={3} />
          <Facts facts={long} />
        </div>
      </section>
      {employer.groups.map((group) => (
        <section key={group.key} className="panel">
          <header className="panel-head">
            <h2>{group.label}</h2>
          </header>
          <div className="panel-body stack">
            {group.records.length === 0 && <p className="quiet" title={texts.noRecordsHint}>{texts.noRecords}</p>}
            {group.records.map((records) => (
              <section key={records.table}>
                <h3 className="profile-table-name">
                  {records.label} <span className="quiet">{texts.records(records.total)}</span>
                </h3>
                <RecordTable columns={records.columns} rows={records.rows} />
                {records.total > records.rows.length && <p className="quiet">{texts.showing(records.rows.length, records.total)}</p>}
              </section>
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}
