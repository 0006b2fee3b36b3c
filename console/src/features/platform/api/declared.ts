/** What the contract asks the platform to have, by the contract's own names: nine management functions, eight subsystems. */
export interface Part {
  id: string;
  kind: "function" | "subsystem";
  name: string;
  english: string;
  /** Other words by which people look for it. */
  words: string;
  /** Keys of the figures that say how it stands; each with its label in the texts. */
  figures: string[];
  /** Addresses of the pages where the work is done. */
  pages: string[];
  /** What the part does not have yet, said as it is. */
  missing?: { chinese: string; english: string };
}

export const PARTS: Part[] = [
  { id: "standards", kind: "function", name: "数据标准管理", english: "Data standards", words: "标准 规范 数据元 代码集 指标项 修订 条款 standard", figures: ["elements", "code_sets", "conflicts", "clauses_enforced", "clauses", "revisions_open"], pages: ["/standards/elements", "/standards/code-sets", "/standards/conflicts", "/standards/documents", "/standards/revisions"] },
  { id: "models", kind: "function", name: "数据模型管理", english: "Data models", words: "模型 粒度 分层 表结构 主键 model", figures: ["core_tables", "core_columns", "pool_tables"], pages: ["/assets/models", "/lineage"] },
  { id: "metadata", kind: "function", name: "元数据管理", english: "Metadata", words: "元数据 目录 血缘 资源树 字典 metadata", figures: ["resources", "catalogue_items", "harvested_systems", "harvested_items", "bound_items"], pages: ["/catalogue", "/lineage/tree", "/lineage", "/harvest"] },
  { id: "master", kind: "function", name: "主数据管理", english: "Master data", words: "主数据 人员 单位 合并 归一 黄金记录 master", figures: ["persons", "employers", "pairs_waiting", "judgements"], pages: ["/master"] },
  { id: "quality", kind: "function", name: "数据质量管理", english: "Data quality", words: "质量 校验 规则 问题 得分 评分 整改 quality", figures: ["quality_score", "findings", "rework_open", "written_rules"], pages: ["/quality/rules", "/quality/findings", "/quality/scores", "/quality/trends", "/quality/rework"] },
  { id: "grades", kind: "function", name: "数据资源分级管理", english: "Data grading", words: "分级 分域 分类 敏感 L1 L2 L3 L4 数据分级 grade", figures: ["graded_columns", "personal_columns", "grade_decisions"], pages: ["/assets/grades", "/standards/objects"] },
  { id: "security", kind: "function", name: "数据安全治理", english: "Data security", words: "安全 审计 权限 脱敏 上链 日志 数据安全 security", figures: ["roles", "access_records", "log_entries"], pages: ["/audit", "/catalogue/log", "/approvals"] },
  { id: "sharing", kind: "function", name: "数据共享管理", english: "Data sharing", words: "共享 授权 申请 职责 挂接 sharing", figures: ["resources", "mounted", "authorisations"], pages: ["/catalogue", "/catalogue/duties", "/catalogue/mounts", "/approvals"], missing: { chinese: "共享后的使用评价", english: "evaluation of use after sharing" } },
  { id: "lifecycle", kind: "function", name: "数据生命周期管理", english: "Data life cycle", words: "生命周期 保存 归档 销毁 期限 lifecycle", figures: ["loads", "releases", "destructions"], pages: ["/assets/lifecycle", "/runs", "/catalogue/truth"] },
  { id: "collection", kind: "subsystem", name: "数据采集子系统", english: "Collection", words: "采集 汇聚 接入 来源 装载 数据采集 collect", figures: ["sources", "source_tables", "loads", "harvested_systems", "harvested_items"], pages: ["/sources", "/harvest", "/offline", "/reconciliations", "/runs", "/jobs", "/set-aside"] },
  { id: "conversion", kind: "subsystem", name: "数据转换子系统", english: "Conversion", words: "转换 清洗 标准化 映射 加载 数据转换 transform ETL", figures: ["mapped_items", "recoded_items", "core_rows", "set_aside"], pages: ["/standardise", "/set-aside", "/lineage", "/standards/code-sets"] },
  { id: "storage", kind: "subsystem", name: "数据存储子系统", english: "Storage", words: "存储 资源池 贴源 明细 归档 发布版本 数据存储 storage", figures: ["pool_tables", "raw_rows", "core_rows", "releases"], pages: ["/runs", "/lineage", "/sources"] },
  { id: "analysis", kind: "subsystem", name: "数据分析子系统", english: "Analysis", words: "分析 统计 指标 研判 报告 预警 数据分析 analysis", figures: ["indicators", "steps", "reports"], pages: ["/ledger", "/indicators", "/events", "/reports"], missing: { chinese: "自助分析与统计场景", english: "self-service analysis and scenarios" } },
  { id: "exchange", kind: "subsystem", name: "数据交换子系统", english: "Exchange", words: "交换 委办局 挂接 导入 导出 数据交换 exchange", figures: ["sources", "mounted", "log_entries"], pages: ["/sources", "/catalogue/mounts", "/catalogue/drafts"], missing: { chinese: "向外的交换作业与接口转发", english: "outgoing exchange jobs and forwarding" } },
  { id: "distribution", kind: "subsystem", name: "数据共享子系统", english: "Sharing", words: "共享 服务 授权 申请 查询 比对 验证 数据共享 share", figures: ["resources", "catalogue_items", "authorisations"], pages: ["/catalogue", "/catalogue/duties", "/approvals"], missing: { chinese: "验证、查询、比对、转发、同步五种数据服务接口", english: "the five data services" } },
  { id: "development", kind: "subsystem", name: "数据开发子系统", english: "Development", words: "开发 规则 指标 步骤 脚本 SQL 加工 数据开发 develop", figures: ["steps", "indicators", "written_rules"], pages: ["/quality/rules", "/indicators", "/standards/revisions"], missing: { chinese: "在线编排与脚本编写；步骤与指标以声明文件开发", english: "an online workbench; steps and indicators are developed as declared files" } },
  { id: "assets", kind: "subsystem", name: "数据资产管理子系统", english: "Asset management", words: "资产 目录 盘点 总览 九项职能 数据资产 标签 数据标签 asset", figures: ["resources", "catalogue_items", "harvested_items", "mounted", "tags", "tagged_employers"], pages: ["/catalogue", "/lineage/tree", "/catalogue/truth", "/assets/tags", "/assets/models", "/assets/grades", "/assets/lifecycle"] },
];

/** The part a page names by its identifier. */
export const partOf = (id: string): Part | undefined => PARTS.find((part) => part.id === id);
