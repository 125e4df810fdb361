//! The names of the actions: buttons, URL segments, rows of the rights table.

use super::Action;

macro_rules! action_kinds {
    ($($variant:ident = $code:literal, $label:literal;)+) => {
        /// Name of an action: the button, the URL segment, the row of the rights table.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum ActionKind { $($variant,)+ }

        impl ActionKind {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The URL segment.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The words on the button.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }

        impl Action {
            pub const fn kind(&self) -> ActionKind {
                match self { $(Self::$variant { .. } => ActionKind::$variant,)+ }
            }
        }
    };
}

action_kinds! {
    Accept = "accept", "受理";
    AskSupplement = "ask-supplement", "要求补正";
    Supplement = "supplement", "补充内容";
    LapseSupplement = "lapse-supplement", "补正逾期";
    ProposeDecline = "propose-decline", "拟不予受理";
    ConfirmDecline = "confirm-decline", "核准不予受理";
    RejectDecline = "reject-decline", "不同意不予受理";
    Assign = "assign", "分办";
    Acknowledge = "acknowledge", "签收";
    GiveSupport = "give-support", "提交协办意见";
    DraftReply = "draft-reply", "拟写答复";
    ReturnDraft = "return-draft", "退回修改";
    SignOff = "sign-off", "审签发出";
    Rate = "rate", "评价";
    LapseRating = "lapse-rating", "评价期满";
    Close = "close", "办结";
    Withdraw = "withdraw", "撤回";
    Note = "note", "备注";
    ProposeExclusion = "propose-exclusion", "提请剔除";
    ApproveExclusion = "approve-exclusion", "核准剔除";
    RefuseExclusion = "refuse-exclusion", "不同意剔除";
    MarkRepeat = "mark-repeat", "标为重复件";
    RequestSendBack = "request-send-back", "申请退回";
    SendBack = "send-back", "退回分办台";
    AskRuling = "ask-ruling", "提请裁定";
    Rule = "rule", "裁定";
    Reassign = "reassign", "改派";
    ProposeMerge = "propose-merge", "建议并案";
    RefuseMerge = "refuse-merge", "不同意并案";
    Merge = "merge", "并案";
    TakeChild = "take-child", "接收并案";
    AnswerChild = "answer-child", "并案已答复";
    ReleaseChild = "release-child", "并案移出";
    FollowParent = "follow-parent", "随主件变更";
    Unmerge = "unmerge", "解除并案";
    SplitPoints = "split-points", "拆分诉求点";
    Split = "split", "拆分成几件";
    AskSupport = "ask-support", "申请协办";
    AddSupport = "add-support", "增加协办";
    RefuseSupport = "refuse-support", "不同意协办";
    AskExtension = "ask-extension", "申请延期";
    GrantExtension = "grant-extension", "同意延期";
    RefuseExtension = "refuse-extension", "不同意延期";
    ChangeHandler = "change-handler", "更换承办人";
    Recuse = "recuse", "回避";
    NameAccused = "name-accused", "列明被反映人";
    HandOver = "hand-over", "移交";
    ReleaseHandler = "release-handler", "承办人离岗";
    Redo = "redo", "重办";
    FollowUp = "follow-up", "回访";
    FulfilCommitment = "fulfil-commitment", "兑现承诺";
    GiveConsent = "give-consent", "同意公开";
    WithdrawConsent = "withdraw-consent", "撤回公开同意";
    Publish = "publish", "公开";
    Unpublish = "unpublish", "撤下公开";
    Archive = "archive", "归档";
    Supervise = "supervise", "督办";
    AnswerSupervision = "answer-supervision", "督办反馈";
    LiftSupervision = "lift-supervision", "解除督办";
    Direct = "direct", "批示";
    AnswerDirective = "answer-directive", "落实批示";
    Shelve = "shelve", "挂账";
    Unshelve = "unshelve", "解除挂账";
    ProposeTermination = "propose-termination", "提请终止";
    ApproveTermination = "approve-termination", "核准终止";
    RefuseTermination = "refuse-termination", "不同意终止";
    MarkUrgent = "mark-urgent", "加急";
    UnmarkUrgent = "unmark-urgent", "取消加急";
    ExplainOverdue = "explain-overdue", "超期说明";
    TellAcceptance = "tell-acceptance", "受理告知";
    AskReview = "ask-review", "申请复查复核";
    LapseReviewWindow = "lapse-review-window", "复查申请期满";
    AssignReview = "assign-review", "指定复查单位";
    ConcludeReview = "conclude-review", "作出复查意见";
    MarkMajor = "mark-major", "列为重大建议";
    Assess = "assess", "评审";
    ReportEffect = "report-effect", "报告实施效果";
    ProposeAward = "propose-award", "拟奖励";
    ApproveAward = "approve-award", "批准奖励";
    RefuseAward = "refuse-award", "不同意奖励";
    MoveDue = "move-due", "调整时限";
}

impl ActionKind {
    /// Whether it is the step that the item waits for, rather than one that somebody may choose
    /// to take. A page shows it first and open.
    pub const fn is_awaited(self) -> bool {
        matches!(
            self,
            Self::Accept
                | Self::ConfirmDecline
                | Self::Assign
                | Self::Acknowledge
                | Self::GiveSupport
                | Self::DraftReply
                | Self::SignOff
                | Self::Rate
                | Self::Close
                | Self::Rule
                | Self::RefuseMerge
                | Self::GrantExtension
                | Self::ApproveTermination
                | Self::ApproveExclusion
                | Self::RefuseSupport
                | Self::FollowUp
                | Self::FulfilCommitment
                | Self::AnswerSupervision
                | Self::AnswerDirective
                | Self::TellAcceptance
                | Self::AssignReview
                | Self::ConcludeReview
                | Self::ReportEffect
                | Self::ApproveAward
        )
    }
}
