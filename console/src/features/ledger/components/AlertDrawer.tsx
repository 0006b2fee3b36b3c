import { Button, Drawer } from "antd";
import { Link } from "react-router";
import { employerAddress } from "@/features/ledger/components/columns";
import { ledgerTexts } from "@/features/ledger/texts";
import { Code } from "@/components/Code";
import { Facts, type Fact } from "@/components/Facts";
import { LevelMark } from "@/components/Level";
import { Measure } from "@/components/Measure";
import { ChangeTag, RiskTypes, StatusTag } from "@/components/Tags";
import type { Api } from "@/lib/api/client";
import { formatScore, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { industrySection, useLabels } from "@/lib/labels";
import { riskTexts } from "@/lib/risk";

interface Props {
  alert: Api<"Alert"> | null;
  week: string;
  close: () => void;
}

/** One row in full, beside the list. */
export function AlertDrawer({ alert, week, close }: Props) {
  const texts = useTexts(ledgerTexts);
  return (
    <Drawer open={alert !== null} onClose={close} size={420} mask={false} title={alert?.name} destroyOnHidden>
      {alert && <AlertFacts alert={alert} week={week} />}
      {alert && (
        <div className="row" style={{ marginTop: 16 }}>
          <Link to={employerAddress(alert, week)}>
            <Button type="primary" autoFocus>
              {texts.openEmployer}
            </Button>
          </Link>
          <Link to={employerAddress(alert, week, "evidence")}>
            <Button>{texts.drawer.history}</Button>
          </Link>
        </div>
      )}
    </Drawer>
  );
}

function AlertFacts({ alert, week }: { alert: Api<"Alert">; week: string }) {
  const texts = useTexts(ledgerTexts);
  const risk = useTexts(riskTexts);
  const labelOf = useLabels();
  const { columns } = texts;
  const facts: Fact[] = [
    [columns.uscc, <Code key="uscc">{alert.uscc}</Code>],
    [columns.score, <Link key="score" to={employerAddress(alert, week, "evidence")}>{formatScore(alert.score)}</Link>],
    [columns.types, <RiskTypes key="types" types={alert.types} main={alert.main_type} />],
    [columns.keys, alert.key_classes.map((each) => risk.sourceClass[each]).join("、") || NOTHING],
    [columns.rumour, risk.rumour[alert.rumour_state]],
    [columns.change, <ChangeTag key="change" change={alert.change} />],
    [columns.firstSeen, <span key="first" className="mono">{alert.first_seen ?? NOTHING}</span>],
    [columns.district, labelOf("district", alert.district_code)],
    [columns.industry, labelOf("industry", industrySection(alert.industry_code))],
    [columns.staff, <Measure key="staff" state={alert.staff_count === null ? "not_observed" : "observed"} value={alert.staff_count} />],
  ];
  return (
    <div className="stack">
      <p className="row wrap">
        <LevelMark level={alert.level} full />
        <StatusTag status={alert.status} />
        {alert.is_hard && <span className="tag bad">{texts.hard}</span>}
        {alert.uncapped_level > alert.level && <span className="tag">{texts.capped(risk.level[alert.uncapped_level] ?? "")}</span>}
      </p>
      {alert.summary && (
        <section>
          <h3>{texts.drawer.why}</h3>
          <p>{alert.summary}</p>
        </section>
      )}
      {alert.clears_when && (
        <section>
          <h3>{texts.drawer.clears}</h3>
          <p>{alert.clears_when}</p>
        </section>
      )}
      <Facts facts={facts} />
    </div>
  );
}
