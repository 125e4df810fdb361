//! What a person or a timer can want to do.

mod kind;

use chrono::NaiveDate;
use huiyin_core::time::Instant;
use huiyin_core::{
    AccountId, Byline, Digest, FollowUpResult, NewAttachment, ReviewResult, Satisfaction,
    SuggestionId, SuggestionKind, SupervisionLevel, SupervisionTrigger, TopicId, UnitId,
};

use crate::award_register::MatterFacts;
use crate::gate::GateFinding;
use crate::merge::{ChildFacts, LedFacts, MergeProposal, ParentFacts, TakenFacts};
use crate::metric::Metric;
use crate::obligation::DueBasis;
use crate::overlay::{Assessment, AwardProposal, Effect};
use crate::publication::PublicText;
use crate::split::NewPart;
use crate::suggestion::ReplyContent;

pub use kind::ActionKind;

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
    /// 审签发出. The application puts in what the gate sees in the draft; the head says why a
    /// final reply goes out all the same.
    SignOff {
        findings: Vec<GateFinding>,
        override_reason: Option<String>,
    },
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
    /// 提请剔除: a metric shall leave the item out.
    ProposeExclusion {
        metric: Metric,
        reason: String,
    },
    /// 核准剔除: the second person.
    ApproveExclusion,
    /// 不同意剔除.
    RefuseExclusion {
        reason: String,
    },
    /// 标为重复件: the same person brought the same matter before.
    MarkRepeat {
        of: SuggestionId,
        reason: String,
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
    /// 建议并案: the lead unit asks, triage decides.
    ProposeMerge(MergeProposal),
    /// 不同意并案.
    RefuseMerge {
        reason: String,
    },
    /// 并案: handled with the parent, answered separately.
    Merge {
        parent: ParentFacts,
        reason: String,
    },
    /// The parent's side of 并案.
    TakeChild(TakenFacts),
    /// The parent's side of the child's own final reply.
    AnswerChild(ChildFacts),
    /// The parent's side of 解除并案, or of a child that ended.
    ReleaseChild(ChildFacts),
    /// The child's side of a new lead unit or handler of the parent.
    FollowParent(LedFacts),
    /// 解除并案: the own way again, with the own due date.
    Unmerge {
        reason: String,
    },
    /// 拆分诉求点: triage cuts the letter into points anew, before any reply.
    SplitPoints {
        points: Vec<String>,
    },
    /// 拆分: unrelated matters of one letter become items of their own, before any reply.
    Split {
        parts: Vec<NewPart>,
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
    /// 列明被反映人: replaces the list. Whoever is on it sees nothing of the item any more.
    NameAccused {
        accounts: Vec<AccountId>,
        units: Vec<UnitId>,
        reason: String,
    },
    /// 移交: a unit was merged into another or dissolved.
    HandOver {
        from: UnitId,
        to: UnitId,
        reason: String,
    },
    /// 承办人离岗: on leave or disabled, and nobody stands in.
    ReleaseHandler {
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
    /// 受理告知 of a petition: in writing, and how it reached the submitter.
    TellAcceptance {
        way: String,
    },
    /// 申请复查 or 复核, whichever is next: the submitter's own words, stored under their seal.
    AskReview {
        seal: Digest,
    },
    /// Nobody asked within the time for it.
    LapseReviewWindow,
    /// 指定复查（复核）单位: never one that took part.
    AssignReview {
        unit: UnitId,
    },
    /// 作出复查（复核）意见.
    ConcludeReview {
        result: ReviewResult,
        text: String,
    },
    /// 列为重大建议: more time for the conclusion; the submitter is told why.
    MarkMajor {
        reason: String,
    },
    /// 评审.
    Assess(Assessment),
    /// 报告实施效果.
    ReportEffect(Effect),
    /// 拟奖励. The application says what else was awarded for the same content.
    ProposeAward(AwardProposal, MatterFacts),
    /// 批准奖励, by another person; the facts are those of the moment.
    ApproveAward(MatterFacts),
    RefuseAward {
        reason: String,
    },
    /// 调整时限: the calendar changed, and with it the due time of an open obligation.
    MoveDue {
        no: i64,
        due_at: Instant,
        basis: DueBasis,
        reason: String,
    },
}

impl Action {
    /// 审签 without a reason against the gate.
    pub const fn sign_off() -> Self {
        Self::SignOff {
            findings: Vec::new(),
            override_reason: None,
        }
    }
}
