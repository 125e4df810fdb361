//! The metrics by name: code, label and formula of each row of DOMAIN 8.

/// 指标.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    AcceptanceRate,
    AcknowledgedInTime,
    SentBackRate,
    AnsweredRate,
    AnsweredInTime,
    CompletionRate,
    Overdue,
    Duration,
    RatedRate,
    Satisfied,
    AtLeastMostlySatisfied,
    SolvedRate,
    RedoneRate,
    RepeatRate,
    AdoptionRate,
    CommitmentsKept,
    FirstAssignmentRight,
    ReportsInTime,
}

impl Metric {
    /// Every metric, in the order of DOMAIN 8.
    pub const ALL: &'static [Self] = &[
        Self::AcceptanceRate,
        Self::AcknowledgedInTime,
        Self::SentBackRate,
        Self::AnsweredRate,
        Self::AnsweredInTime,
        Self::CompletionRate,
        Self::Overdue,
        Self::Duration,
        Self::RatedRate,
        Self::Satisfied,
        Self::AtLeastMostlySatisfied,
        Self::SolvedRate,
        Self::RedoneRate,
        Self::RepeatRate,
        Self::AdoptionRate,
        Self::CommitmentsKept,
        Self::FirstAssignmentRight,
        Self::ReportsInTime,
    ];

    /// The stable code, for URLs and exports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AcceptanceRate => "acceptance_rate",
            Self::AcknowledgedInTime => "acknowledged_in_time",
            Self::SentBackRate => "sent_back_rate",
            Self::AnsweredRate => "answered_rate",
            Self::AnsweredInTime => "answered_in_time",
            Self::CompletionRate => "completion_rate",
            Self::Overdue => "overdue",
            Self::Duration => "duration",
            Self::RatedRate => "rated_rate",
            Self::Satisfied => "satisfied",
            Self::AtLeastMostlySatisfied => "at_least_mostly_satisfied",
            Self::SolvedRate => "solved_rate",
            Self::RedoneRate => "redone_rate",
            Self::RepeatRate => "repeat_rate",
            Self::AdoptionRate => "adoption_rate",
            Self::CommitmentsKept => "commitments_kept",
            Self::FirstAssignmentRight => "first_assignment_right",
            Self::ReportsInTime => "reports_in_time",
        }
    }

    /// The metric of a code; `None` for anything else.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|metric| metric.code() == code)
    }

    /// Whether both are read from one count, so that leaving an item out of one leaves it out of
    /// the other: what is not in time is 超期, and the two 满意率 have the same ratings.
    pub fn counts_as(self, other: Self) -> bool {
        self.count() == other.count()
    }

    const fn count(self) -> Self {
        match self {
            Self::Overdue => Self::AnsweredInTime,
            Self::AtLeastMostlySatisfied => Self::Satisfied,
            Self::AcceptanceRate
            | Self::AcknowledgedInTime
            | Self::SentBackRate
            | Self::AnsweredRate
            | Self::AnsweredInTime
            | Self::CompletionRate
            | Self::Duration
            | Self::RatedRate
            | Self::Satisfied
            | Self::SolvedRate
            | Self::RedoneRate
            | Self::RepeatRate
            | Self::AdoptionRate
            | Self::CommitmentsKept
            | Self::FirstAssignmentRight
            | Self::ReportsInTime => self,
        }
    }

    /// The Chinese name a person reads.
    pub const fn label(self) -> &'static str {
        match self {
            Self::AcceptanceRate => "受理率",
            Self::AcknowledgedInTime => "按时签收率",
            Self::SentBackRate => "退回率",
            Self::AnsweredRate => "答复率",
            Self::AnsweredInTime => "按时办结率",
            Self::CompletionRate => "办结率",
            Self::Overdue => "超期",
            Self::Duration => "平均办理时长",
            Self::RatedRate => "参评率",
            Self::Satisfied => "满意率",
            Self::AtLeastMostlySatisfied => "满意率（含基本满意）",
            Self::SolvedRate => "解决率",
            Self::RedoneRate => "重办率",
            Self::RepeatRate => "重复率",
            Self::AdoptionRate => "采纳率",
            Self::CommitmentsKept => "落实率",
            Self::FirstAssignmentRight => "首派准确率",
            Self::ReportsInTime => "报送及时率",
        }
    }

    /// How it is counted, as printed under the figure.
    pub const fn formula(self) -> &'static str {
        match self {
            Self::AcceptanceRate => "已受理 ÷ 已登记",
            Self::AcknowledgedInTime => "限期内签收 ÷ 已分办",
            Self::SentBackRate => "退回 ÷ 已分办；不同意退回的另计",
            Self::AnsweredRate => "已答复（含告知不予受理）÷ 有效登记",
            Self::AnsweredInTime => "在依规延期后的期限内答复 ÷ 本期到期；超期未答复计入分母",
            Self::CompletionRate => "已答复或已办结 ÷ 已受理",
            Self::Overdue => "逾期答复或逾期未答复 ÷ 本期到期",
            Self::Duration => "登记至首次正式答复的工作日，扣除停表；平均、中位数、P90",
            Self::RatedRate => "已评价 ÷ 可评价",
            Self::Satisfied => "满意 ÷ 已评价",
            Self::AtLeastMostlySatisfied => "（满意＋基本满意）÷ 已评价",
            Self::SolvedRate => "已解决 ÷ 回访接通",
            Self::RedoneRate => "两轮及以上 ÷ 已答复",
            Self::RepeatRate => "同一人同一事项重复提出 ÷ 已登记",
            Self::AdoptionRate => "（采纳＋部分采纳）÷ 已有结论的建议；并案只计一次",
            Self::CommitmentsKept => "已兑现的承诺 ÷ 到期的承诺",
            Self::FirstAssignmentRight => "从未改派 ÷ 已分办",
            Self::ReportsInTime => "按时报送 ÷ 应报送",
        }
    }
}
