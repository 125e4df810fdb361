//! The page of one suggestion: what it says, who owes what, what can be done now.

use askama::Template;

use crate::pages::action::ActionForm;
use crate::pages::chrome::Chrome;
use crate::pages::gate::GateView;
use crate::pages::parts::{AttachmentView, Badge, DueView, Fact, PointView, ReplyView, Timeline};

/// What is still owed.
#[derive(Debug, Clone)]
pub struct ObligationView {
    /// Who owes it.
    pub unit: String,
    pub due: DueView,
}

/// Another item that this one is, or could be, handled with (并案), or was cut from (拆分).
#[derive(Debug, Clone)]
pub struct RelativeView {
    /// `主件`, `并入的事项`, `原件`, `拆分出的一件`; empty for a similar one.
    pub role: String,
    pub text: String,
    pub href: String,
    pub mark: Badge,
    /// The button 并案到此件; empty where it is merged already.
    pub merge_href: String,
}

/// The submitter, as far as the viewer may know.
#[derive(Debug, Clone, Default)]
pub struct IdentityBox {
    /// `实名`, `隐名`, `匿名`
    pub level: String,
    /// What the level means for staff, in a sentence.
    pub note: String,
    /// Masked: `张*`, `138****5678`; or in clear after a reveal.
    pub facts: Vec<Fact>,
    /// Whether `facts` are in clear. Then `watermark` says who is looking.
    pub is_revealed: bool,
    /// `李敏 2026-09-25 14:03 查看`
    pub watermark: String,
    /// Asks for the reason; absent when there is nothing to see or no right to it.
    pub reveal: Option<ActionForm>,
    /// `已被查看 2 次，最近：李敏 2026-09-24 09:12，电话核实情况`
    pub seen: Vec<String>,
}

/// `/desk/suggestions/{id}`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/suggestion.html")]
pub struct SuggestionPage {
    pub chrome: Chrome,
    pub ticket_no: String,
    pub title: String,
    pub status: Badge,
    /// `督办`, `加急`, `保密` …
    pub marks: Vec<Badge>,
    /// The reply's due time, with 'why this date'.
    pub due: Option<DueView>,
    /// 件类、主题、渠道、收到时间、主办、协办、承办人 …
    pub facts: Vec<Fact>,
    /// The raw text, never edited.
    pub body: String,
    /// Supplements, each with its time in `label`.
    pub supplements: Vec<Fact>,
    pub points: Vec<PointView>,
    pub attachments: Vec<AttachmentView>,
    pub identity: IdentityBox,
    /// 并案: its parent or its children.
    pub family: Vec<RelativeView>,
    /// 拆分: what it was split off, or what was split off it.
    pub letter: Vec<RelativeView>,
    /// 相似件.
    pub similar: Vec<RelativeView>,
    pub obligations: Vec<ObligationView>,
    /// Issued and drafted, newest first.
    pub replies: Vec<ReplyView>,
    /// What the gate sees in the draft, or in what was just written.
    pub gate: Option<GateView>,
    /// From `workflow::available`, the expected next step first and open.
    pub actions: Vec<ActionForm>,
    /// Said when there is nothing to do: `正由权益保障部办理，您可以查看，不能操作。`
    pub no_actions: String,
    pub timeline: Timeline,
    /// Where the list was left.
    pub back_href: String,
    /// Raw mail this came from; empty when it did not come by mail.
    pub mail_href: String,
}

impl SuggestionPage {
    /// Unfolds the form of an action.
    pub fn open(&mut self, action_code: &str) {
        for action in &mut self.actions {
            if action.action_code == action_code {
                action.open = true;
            }
        }
    }
}
