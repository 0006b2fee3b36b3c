import { createBrowserRouter, Navigate, useRouteError, type RouteObject } from "react-router";
import { Button } from "antd";
import { menuFor } from "@/app/menu";
import { Shell } from "@/app/Shell";
import { appTexts } from "@/app/texts";
import { EmptyNote } from "@/components/Note";
import { may } from "@/lib/access";
import { useTexts } from "@/lib/i18n/language";
import { useSession } from "@/lib/session";

/** The first page of the menu the person may open: the ledger for most. */
function Home() {
  const texts = useTexts(appTexts);
  const { session } = useSession();
  const first = menuFor((permission) => may(session?.person, permission))[0]?.pages[0];
  if (!first) return <EmptyNote title={texts.nothingAllowed}>{texts.nothingAllowedHint}</EmptyNote>;
  return <Navigate to={first.path} replace />;
}

function NotFound() {
  const texts = useTexts(appTexts);
  return (
    <EmptyNote title={texts.notFound} action={<Button href="/">{texts.home}</Button>}>
      {texts.notFoundHint}
    </EmptyNote>
  );
}

function Broken() {
  const texts = useTexts(appTexts);
  const error = useRouteError();
  return (
    <EmptyNote title={texts.broken} action={<Button onClick={() => window.location.reload()}>{texts.reload}</Button>}>
      {texts.brokenHint}
      <br />
      <code className="mono">{error instanceof Error ? error.message : String(error)}</code>
    </EmptyNote>
  );
}

/** Every page loads its own code when it is opened first. */
export const routes: RouteObject[] = [
  {
    element: <Shell />,
    errorElement: <Broken />,
    HydrateFallback: () => null,
    children: [
      {
        errorElement: <Broken />,
        children: [
          { index: true, element: <Home /> },
          { path: "ledger", lazy: async () => ({ Component: (await import("@/features/ledger/routes/Ledger")).Ledger }) },
          { path: "employers/:uscc", lazy: async () => ({ Component: (await import("@/features/employer/routes/Employer")).Employer }) },
          { path: "evidence/:evidenceId", lazy: async () => ({ Component: (await import("@/features/evidence/routes/EvidenceRows")).EvidenceRows }) },
          { path: "events", lazy: async () => ({ Component: (await import("@/features/events/routes/Events")).Events }) },
          { path: "events/:eventId", lazy: async () => ({ Component: (await import("@/features/events/routes/Event")).Event }) },
          { path: "corrections", lazy: async () => ({ Component: (await import("@/features/events/routes/Corrections")).Corrections }) },
          { path: "indicators", lazy: async () => ({ Component: (await import("@/features/indicators/routes/Indicators")).Indicators }) },
          { path: "reports", lazy: async () => ({ Component: (await import("@/features/reports/routes/Reports")).Reports }) },
          { path: "standardise", lazy: async () => ({ Component: (await import("@/features/standardise/routes/Standardise")).Standardise }) },
          { path: "quality/rules", lazy: async () => ({ Component: (await import("@/features/quality/routes/Rules")).Rules }) },
          { path: "quality/findings", lazy: async () => ({ Component: (await import("@/features/quality/routes/Findings")).Findings }) },
          { path: "quality/scores", lazy: async () => ({ Component: (await import("@/features/quality/routes/Scores")).Scores }) },
          { path: "quality/trends", lazy: async () => ({ Component: (await import("@/features/quality/routes/Trends")).Trends }) },
          { path: "quality/rework", lazy: async () => ({ Component: (await import("@/features/quality/routes/Rework")).Rework }) },
          { path: "quality/rework/:number", lazy: async () => ({ Component: (await import("@/features/quality/routes/ReworkOrder")).ReworkOrder }) },
          { path: "standards/elements", lazy: async () => ({ Component: (await import("@/features/standards/routes/Elements")).Elements }) },
          { path: "standards/elements/:id", lazy: async () => ({ Component: (await import("@/features/standards/routes/Element")).Element }) },
          { path: "standards/code-sets", lazy: async () => ({ Component: (await import("@/features/standards/routes/CodeSets")).CodeSets }) },
          { path: "standards/code-sets/:id", lazy: async () => ({ Component: (await import("@/features/standards/routes/CodeSet")).CodeSet }) },
          { path: "standards/conflicts", lazy: async () => ({ Component: (await import("@/features/standards/routes/Conflicts")).Conflicts }) },
          { path: "standards/objects", lazy: async () => ({ Component: (await import("@/features/standards/routes/Objects")).Objects }) },
          { path: "standards/documents", lazy: async () => ({ Component: (await import("@/features/standards/routes/Documents")).Documents }) },
          { path: "standards/documents/:id", lazy: async () => ({ Component: (await import("@/features/standards/routes/Document")).Document }) },
          { path: "standards/revisions", lazy: async () => ({ Component: (await import("@/features/standards/routes/Revisions")).Revisions }) },
          { path: "standards/revisions/:number", lazy: async () => ({ Component: (await import("@/features/standards/routes/Revision")).Revision }) },
          { path: "runs", lazy: async () => ({ Component: (await import("@/features/runs/routes/Runs")).Runs }) },
          { path: "runs/:runId", lazy: async () => ({ Component: (await import("@/features/runs/routes/Run")).Run }) },
          { path: "jobs", lazy: async () => ({ Component: (await import("@/features/jobs/routes/Jobs")).Jobs }) },
          { path: "sources", lazy: async () => ({ Component: (await import("@/features/runs/routes/Sources")).Sources }) },
          { path: "harvest", lazy: async () => ({ Component: (await import("@/features/harvest/routes/Harvest")).Harvest }) },
          { path: "offline", lazy: async () => ({ Component: (await import("@/features/offline/routes/Offline")).Offline }) },
          { path: "reconciliations", lazy: async () => ({ Component: (await import("@/features/offline/routes/Reconciliations")).Reconciliations }) },
          { path: "set-aside", lazy: async () => ({ Component: (await import("@/features/runs/routes/SetAside")).SetAside }) },
          { path: "audit", lazy: async () => ({ Component: (await import("@/features/audit/routes/Audit")).Audit }) },
          { path: "approvals", lazy: async () => ({ Component: (await import("@/features/approvals/routes/Approvals")).Approvals }) },
          { path: "catalogue", lazy: async () => ({ Component: (await import("@/features/catalogue/routes/Catalogue")).Catalogue }) },
          { path: "catalogue/entries/:code", lazy: async () => ({ Component: (await import("@/features/catalogue/routes/Entry")).Entry }) },
          { path: "catalogue/duties", lazy: async () => ({ Component: (await import("@/features/catalogue/routes/Duties")).Duties }) },
          { path: "catalogue/mounts", lazy: async () => ({ Component: (await import("@/features/catalogue/routes/Mounts")).Mounts }) },
          { path: "catalogue/truth", lazy: async () => ({ Component: (await import("@/features/catalogue/routes/Truth")).Truth }) },
          { path: "catalogue/log", lazy: async () => ({ Component: (await import("@/features/catalogue/routes/Log")).Log }) },
          { path: "catalogue/drafts", lazy: async () => ({ Component: (await import("@/features/catalogue/routes/Drafts")).Drafts }) },
          { path: "catalogue/drafts/:draftId", lazy: async () => ({ Component: (await import("@/features/catalogue/routes/Editor")).Editor }) },
          { path: "master", lazy: async () => ({ Component: (await import("@/features/master/routes/Review")).Review }) },
          { path: "master/:subject/:entityId", lazy: async () => ({ Component: (await import("@/features/master/routes/Entity")).Entity }) },
          { path: "lineage", lazy: async () => ({ Component: (await import("@/features/lineage/routes/Lineage")).Lineage }) },
          { path: "lineage/tree", lazy: async () => ({ Component: (await import("@/features/lineage/routes/ResourceTree")).ResourceTree }) },
          { path: "platform", lazy: async () => ({ Component: (await import("@/app/PlatformPage")).PlatformPage }) },
          { path: "assets/tags", lazy: async () => ({ Component: (await import("@/features/tags/routes/Tags")).Tags }) },
          { path: "assets/tags/:code", lazy: async () => ({ Component: (await import("@/features/tags/routes/Tag")).Tag }) },
          { path: "assets/models", lazy: async () => ({ Component: (await import("@/features/assets/routes/Models")).Models }) },
          { path: "assets/grades", lazy: async () => ({ Component: (await import("@/features/assets/routes/Grades")).Grades }) },
          { path: "assets/lifecycle", lazy: async () => ({ Component: (await import("@/features/assets/routes/Lifecycle")).Lifecycle }) },
          { path: "assets/lifecycle/:number", lazy: async () => ({ Component: (await import("@/features/assets/routes/Destruction")).Destruction }) },
          { path: "*", element: <NotFound /> },
        ],
      },
    ],
  },
];

export const makeRouter = () => createBrowserRouter(routes);
