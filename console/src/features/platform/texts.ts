import { defineTexts } from "@/lib/i18n/language";

export const platformTexts = defineTexts(
  {
    title: "平台总览",
    note: (day: string) => `${day} 的实际数量`,
    kinds: { function: "九项管理职能", subsystem: "八个子系统" },
    missing: "尚未提供",
    none: "尚无",
    refused: "您的角色不能打开",
    figures: {
      elements: "数据元", code_sets: "代码集", conflicts: "同码异义", clauses_enforced: "由平台执行的条款", clauses: "标准条款", revisions_open: "修订待审",
      core_tables: "明细层模型", core_columns: "模型字段", graded_columns: "已定级字段", personal_columns: "个人信息字段", sources: "接入系统", source_tables: "来源表",
      mapped_items: "映射到标准的信息项", recoded_items: "有代码转换的信息项", loads: "装载包", raw_rows: "贴源行", core_rows: "明细行", harvested_systems: "采集目录的系统",
      harvested_items: "采集到的指标项", bound_items: "确认了数据元", pool_tables: "资源池的表", releases: "最新发布号", set_aside: "搁置记录", findings: "问题数据", persons: "人员主数据",
      employers: "单位主数据", quality_score: "质量得分", written_rules: "人工规则", rework_open: "未办结整改", pairs_waiting: "待复核的记录对", judgements: "人工判定",
      grade_decisions: "分级审批", destructions: "销毁", resources: "已发布资源", catalogue_items: "资源信息项", mounted: "有挂接的资源", authorisations: "有效授权", log_entries: "上链记录",
      access_records: "访问记录", roles: "角色", indicators: "风险指标", steps: "加工步骤", reports: "已签发报告", tags: "单位标签", tagged_employers: "有标签的单位",
    } as Record<string, string>,
  },
  {
    title: "Platform overview",
    note: (day: string) => `Real figures of ${day}`,
    kinds: { function: "Nine management functions", subsystem: "Eight subsystems" },
    missing: "Not provided yet",
    none: "none yet",
    refused: "Your role may not open it",
    figures: {
      elements: "Data elements", code_sets: "Code sets", conflicts: "Conflicts", clauses_enforced: "Clauses enforced", clauses: "Clauses", revisions_open: "Revisions in review",
      core_tables: "Core models", core_columns: "Model columns", graded_columns: "Graded columns", personal_columns: "Personal columns", sources: "Systems", source_tables: "Source tables",
      mapped_items: "Mapped items", recoded_items: "Recoded items", loads: "Loads", raw_rows: "Raw rows", core_rows: "Core rows", harvested_systems: "Harvested systems",
      harvested_items: "Harvested items", bound_items: "Bound items", pool_tables: "Pool tables", releases: "Newest release", set_aside: "Set aside", findings: "Findings", persons: "Persons",
      employers: "Employers", quality_score: "Quality score", written_rules: "Written rules", rework_open: "Open rework", pairs_waiting: "Pairs waiting", judgements: "Judgements",
      grade_decisions: "Grade decisions", destructions: "Destructions", resources: "Resources", catalogue_items: "Resource items", mounted: "Mounted", authorisations: "Authorisations", log_entries: "Log entries",
      access_records: "Access records", roles: "Roles", indicators: "Indicators", steps: "Steps", reports: "Reports", tags: "Employer tags", tagged_employers: "Tagged employers",
    } as Record<string, string>,
  },
);
