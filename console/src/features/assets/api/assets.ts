import { bodyOf, client, type Api } from "@/lib/api/client";

export type Grade = "L1" | "L2" | "L3" | "L4";

/** Proposes an end to a conflict of grades. Throws `ProblemError`. */
export const proposeGrade = (node: string, grade: Grade, reason: string): Promise<Api<"GradeProposal">> => bodyOf(client.POST("/api/v1/assets/grades", { body: { node, grade, reason } }));

/** What a destruction would touch. Throws `ProblemError`. */
export const planDestruction = (system: string, before: string | null): Promise<Api<"DestructionPlan">> => bodyOf(client.POST("/api/v1/assets/destructions/plan", { body: { system, before } }));

/** Asks for a destruction. Throws `ProblemError`. */
export const requestDestruction = (body: Api<"DestructionRequest">): Promise<Api<"DestructionDetail">> => bodyOf(client.POST("/api/v1/assets/destructions", { body }));

/** Carries out an approved destruction, or goes on with it. Throws `ProblemError`. */
export const runDestruction = (number: number, rebuild: boolean): Promise<Api<"DestructionDetail">> =>
  bodyOf(client.POST("/api/v1/assets/destructions/{number}/run", { params: { path: { number } }, body: { rebuild } }));

/** Notes who received the package handed back. Throws `ProblemError`. */
export const confirmReceipt = (number: number, receipt: string): Promise<Api<"DestructionDetail">> =>
  bodyOf(client.POST("/api/v1/assets/destructions/{number}/receipt", { params: { path: { number } }, body: { receipt } }));

/** Checks the certificate against the log and the pool. Throws `ProblemError`. */
export const verifyCertificate = (number: number): Promise<Api<"VerifiedCertificate">> =>
  bodyOf(client.GET("/api/v1/assets/destructions/{number}/certificate", { params: { path: { number } } }));

/** What the search found before, from the proof as the server keeps it. */
export function foundBefore(proof: Record<string, unknown>): { places: number; hits: number } {
  const found = (proof.found_before ?? {}) as Record<string, number>;
  return { places: Object.keys(found).length, hits: Object.values(found).reduce((sum, one) => sum + one, 0) };
}
