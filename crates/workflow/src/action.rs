//! What a person or a timer can want to do.

use chrono::NaiveDate;
use huiyin_core::time::Instant;
use huiyin_core::{
    AccountId, Byline, Digest, FollowUpResult, NewAttachment, Satisfaction, SuggestionKind,
    SupervisionLevel, SupervisionTrigger, TopicId, UnitId,
};

use crate::obligation::DueBasis;
use crate::publication::PublicText;
use crate::suggestion::ReplyContent;

/// An intention, with what it needs. Texts are already parsed (tidy, not empty, not too long).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// 受理: kind and topic as triage sees them; `points` are the clerk's summaries, empty for
    /// "the letter is one point".
    Accept {
        kind: SuggestionKind,
        topic: Option<TopicId>,
        points: Vec<String>,
    },
    /// 要求补正: one list, once.
    AskSupplement {
        list: String,
    },
    /// 补充: the submitter's own words, already stored under their seal.
    Supplement {
        seal: Digest,
        attachments: Vec<Digest>,
    },
    /// The submitter let the time for the supplement pass.
    LapseSupplement,
    /// 拟不予受理: the first of two persons.
    ProposeDecline {
        reason_code: String,
        explanation: String,
        go_instead: String,
    },
    /// 核准不予受理: the second person.
    ConfirmDecline,
    /// 不同意不予受理: the second person disagrees.
    RejectDecline {
        reason: String,
    },
    Assign {
        lead: UnitId,
        supports: Vec<UnitId>,
        note: String,
    },
    /// 签收, naming the handler.
    Acknowledge {
        handler: AccountId,
    },
    /// 协办意见 to the lead.
    GiveSupport {
        opinion: String,
    },
    DraftReply {
        content: ReplyContent,
    },
    ReturnDraft {
        reason: String,
    },
    SignOff,
    Rate {
        result: Satisfaction,
        attitude: Satisfaction,
        speed: Satisfaction,
        comment_seal: Option<Digest>,
    },
    /// The rating window is over: 未评价.
    LapseRating,
    Close,
    Withdraw {
        reason_seal: Option<Digest>,
    },
    /// 备注: an internal remark on the timeline.
    Note {
        text: String,
    },
    /// 申请退回: the liaison asks the own head.
    RequestSendBack {
        reason: String,
        proposed: Option<UnitId>,
    },
    /// 退回: the head of the lead unit sends it back, once and in time.
    SendBack {
        reason: String,
        proposed: Option<UnitId>,
    },
    /// 提请裁定: what can no longer be sent back goes to the supervisor.
    AskRuling {
        reason: String,
    },
    /// 裁定: the supervisor names the lead unit; final.
    Rule {
        lead: UnitId,
        reason: String,
    },
    /// 改派: the submitter's due date does not restart.
    Reassign {
        lead: UnitId,
        reason: String,
    },
    /// 申请协办: the lead asks, triage confirms.
    AskSupport {
        units: Vec<UnitId>,
        reason: String,
    },
    /// 增加协办.
    AddSupport {
        units: Vec<UnitId>,
        note: String,
    },
    /// 不同意增加协办.
    RefuseSupport {
        reason: String,
    },
    /// 申请延期, in working days (信访: in days), from the old due date.
    AskExtension {
        amount: u32,
        reason: String,
    },
    /// 同意延期; the submitter reads the reason.
    GrantExtension {
        reason: String,
    },
    /// 不同意延期.
    RefuseExtension {
        reason: String,
    },
    /// 更换承办人: on leave, transferred, disabled.
    ChangeHandler {
        handler: AccountId,
        reason: String,
    },
    /// 回避: whoever says so no longer acts on the item.
    Recuse {
        reason: String,
    },
    /// 重办: a new round with its own clock.
    Redo {
        reason: String,
    },
    /// 回访.
    FollowUp {
        result: FollowUpResult,
        note: String,
    },
    /// 承诺兑现: the obligation by its number, and what the submitter is told.
    FulfilCommitment {
        no: i64,
        text: String,
    },
    /// 同意公开, given apart from everything else; the byline is the submitter's choice.
    GiveConsent {
        byline: Byline,
    },
    /// 撤回公开同意: what was published disappears with it.
    WithdrawConsent,
    /// 公开: the reviewer's de-identified wording, and the salt of its seal.
    Publish {
        text: PublicText,
        salt: [u8; 16],
        attachments: Vec<NewAttachment>,
        /// Running public number within the year; the application draws it.
        seq: i64,
    },
    /// 撤下公开.
    Unpublish {
        reason: String,
    },
    /// 归档: the package with these bytes lies in the blob store.
    Archive {
        digest: Digest,
        bytes: u64,
    },
    /// 督办, with a number of its own.
    Supervise {
        level: SupervisionLevel,
        trigger: SupervisionTrigger,
        requirement: String,
        due_on: NaiveDate,
        /// Running number within the year; the application draws it.
        seq: i64,
    },
    /// 督办反馈 by the lead unit.
    AnswerSupervision {
        text: String,
    },
    /// 解除督办.
    LiftSupervision {
        result: String,
    },
    /// 批示.
    Direct {
        text: String,
        due_on: NaiveDate,
    },
    /// 报告批示落实情况.
    AnswerDirective {
        text: String,
    },
    /// 挂账: an objective obstacle, looked at again by a date.
    Shelve {
        reason: String,
        review_on: NaiveDate,
    },
    /// 解除挂账.
    Unshelve {
        reason: String,
    },
    /// 提请终止.
    ProposeTermination {
        reason: String,
        explanation: String,
    },
    /// 核准终止.
    ApproveTermination,
    /// 不同意终止.
    RefuseTermination {
        reason: String,
    },
    /// 加急.
    MarkUrgent {
        reason: String,
    },
    /// 取消加急: due times that were brought forward stay.
    UnmarkUrgent {
        reason: String,
    },
    /// 超期说明.
    ExplainOverdue {
        text: String,
    },
    /// 调整时限: the calendar changed, and with it the due time of an open obligation.
    MoveDue {
        no: i64,
        due_at: Instant,
        basis: DueBasis,
        reason: String,
    },
}

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
    RequestSendBack = "request-send-back", "申请退回";
    SendBack = "send-back", "退回分办台";
    AskRuling = "ask-ruling", "提请裁定";
    Rule = "rule", "裁定";
    Reassign = "reassign", "改派";
    AskSupport = "ask-support", "申请协办";
    AddSupport = "add-support", "增加协办";
    RefuseSupport = "refuse-support", "不同意协办";
    AskExtension = "ask-extension", "申请延期";
    GrantExtension = "grant-extension", "同意延期";
    RefuseExtension = "refuse-extension", "不同意延期";
    ChangeHandler = "change-handler", "更换承办人";
    Recuse = "recuse", "回避";
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
                | Self::GrantExtension
                | Self::ApproveTermination
                | Self::RefuseSupport
                | Self::FollowUp
                | Self::FulfilCommitment
                | Self::AnswerSupervision
                | Self::AnswerDirective
        )
    }
}
