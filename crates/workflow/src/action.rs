//! What a person or a timer can want to do.

use huiyin_core::time::Instant;
use huiyin_core::{AccountId, Digest, Satisfaction, SuggestionKind, TopicId, UnitId};

use crate::obligation::DueBasis;
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
    MoveDue = "move-due", "调整时限";
}
