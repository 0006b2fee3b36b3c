import type { Job } from "@/features/jobs/api/jobs";

const LOOKS: Record<Job["state"], [sign: string, look: string]> = {
  waiting: ["◷", "tag"],
  queued: ["◷", "tag"],
  running: ["▶", "tag strong"],
  done: ["✓", "tag good"],
  done_with_incidents: ["!", "tag warn"],
  failed: ["✕", "tag bad"],
  crashed: ["‖", "tag bad"],
  cancelled: ["○", "tag"],
  missed: ["…", "tag warn"],
};

/** How a job stands; sign and word. */
export function JobState({ job }: { job: Pick<Job, "state" | "state_label"> }) {
  const [sign, look] = LOOKS[job.state];
  return (
    <span className={look}>
      {sign} {job.state_label}
    </span>
  );
}
