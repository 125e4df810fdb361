//! 查进度: what the holder of a query code sees and can do.

use askama::Template;
use huiyin_core::{ReviewLevel, Satisfaction, text};

use crate::catalogue::Messages;
use crate::pages::action::ActionForm;
use crate::pages::chrome::{Chrome, Tone};
use crate::pages::errors::ErrorSummary;
use crate::pages::field::{Choice, FieldView, FormErrors};
use crate::pages::parts::{AttachmentView, Badge, DueView, Fact, ReplyView, Timeline};
use crate::pages::public::submit;
use crate::pages::urls;

/// GET `/track`: asks for the code. Field name: `code`.
#[derive(Debug, Clone, Template)]
#[template(path = "public/track_entry.html")]
pub struct TrackEntryPage {
    pub chrome: Chrome,
    pub code: FieldView,
    pub errors: ErrorSummary,
}

impl TrackEntryPage {
    /// The field with what was typed. A wrong code and a missing item get the same message.
    pub fn new(chrome: Chrome, typed: &str, errors: &FormErrors) -> Self {
        let code = code_field(chrome.messages, typed).errors(errors);
        Self {
            errors: ErrorSummary::of(errors, [&code]),
            code,
            chrome,
        }
    }
}

/// The field for a query code.
pub fn code_field(m: &Messages, typed: &str) -> FieldView {
    FieldView::text("code", m.t("track.code"), typed)
        .hint(m.t("track.code_hint"))
        .required()
        .max_length(40)
        .autocomplete("off")
}

/// How far a step of the way has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    Done,
    Current,
    Ahead,
}

/// One of the steps 收到 → 受理 → 办理 → 答复 → 办结.
#[derive(Debug, Clone)]
pub struct StepView {
    pub label: String,
    /// A date, or empty.
    pub note: String,
    pub state: StepState,
}

impl StepView {
    const fn class(&self) -> &'static str {
        match self.state {
            StepState::Done => "done",
            StepState::Current => "current",
            StepState::Ahead => "ahead",
        }
    }

    const fn is_current(&self) -> bool {
        matches!(self.state, StepState::Current)
    }
}

/// The progress of one suggestion.
#[derive(Debug, Clone, Template)]
#[template(path = "public/track.html")]
pub struct TrackPage {
    pub chrome: Chrome,
    pub ticket_no: String,
    pub title: String,
    pub status: Badge,
    /// Where it is, in a sentence: `已交由市总工会权益保障部办理。`
    pub standing: String,
    pub steps: Vec<StepView>,
    /// Absent once nothing is owed.
    pub due: Option<DueView>,
    /// 收到时间、渠道、主办单位 …
    pub facts: Vec<Fact>,
    /// The text as it was sent, unchanged.
    pub body: String,
    /// What the submitter added later, each with its time in `label`.
    pub supplements: Vec<Fact>,
    pub attachments: Vec<AttachmentView>,
    /// Issued replies, newest first.
    pub replies: Vec<ReplyView>,
    /// What was split off this letter.
    pub parts: Vec<PartView>,
    /// The letter that this was split off.
    pub whole: Option<WholeView>,
    pub timeline: Timeline,
    /// [`supplement_form`], [`rating_form`], when they are possible now.
    pub supplement: Option<ActionForm>,
    pub rating: Option<ActionForm>,
    /// [`review_form`], while 复查 or 复核 may be asked for.
    pub review: Option<ActionForm>,
    /// What was rated before: `结果：满意；态度：满意；速度：基本满意`.
    pub rated: Option<String>,
    /// Address of the confirmation page, when withdrawing is possible.
    pub withdraw_url: Option<String>,
    /// Whether it may be published, and what is public.
    pub publication: Option<PublicationBox>,
    /// Hash of the first event, as printed on the receipt.
    pub first_event: String,
}

/// 拆分: one of the items that a letter was split into.
#[derive(Debug, Clone)]
pub struct PartView {
    pub ticket_no: String,
    pub title: String,
    pub status: Badge,
    pub standing: String,
    /// `答复不晚于2026年10月9日`; empty once nothing is owed.
    pub due: String,
    /// The latest that was issued.
    pub reply: Option<ReplyView>,
    /// Its own page, under the code of the letter.
    pub href: String,
}

/// The way back from a part to its letter.
#[derive(Debug, Clone)]
pub struct WholeView {
    pub text: String,
    pub href: String,
}

/// 公开, as its submitter sees it.
#[derive(Debug, Clone)]
pub struct PublicationBox {
    /// Where it stands, in a sentence.
    pub text: String,
    /// The public page; empty while there is none.
    pub href: String,
    pub body: String,
    pub reply: String,
    /// Agrees, or takes it back.
    pub form: ActionForm,
}

/// Asks once more before a suggestion is withdrawn.
#[derive(Debug, Clone, Template)]
#[template(path = "public/withdraw.html")]
pub struct WithdrawPage {
    pub chrome: Chrome,
    pub ticket_no: String,
    pub title: String,
    /// [`withdraw_form`]
    pub form: ActionForm,
    pub back_url: String,
}

/// Adds to what was sent. Field names: `body`, `files`. `asked` is what the desk wants to know.
pub fn supplement_form(
    m: &Messages,
    url: &str,
    asked: &str,
    typed: &str,
    errors: &FormErrors,
) -> ActionForm {
    let form = ActionForm::new("supplement", m.t("track.supplement"), url, "")
        .explain(m.t("track.supplement_hint"))
        .submit(m.t("track.supplement_send"))
        .field(
            FieldView::textarea("body", m.t("track.supplement_body"), typed, 5)
                .context(asked)
                .required()
                .max_length(text::BODY_MAX),
        )
        .field(FieldView::files(
            "files",
            m.t("submit.files"),
            submit::ACCEPT,
            submit::MAX_FILES,
            submit::MAX_MEGABYTES,
        ));
    form.errors(errors)
}

/// Codes typed into the rating form, by field name.
#[derive(Debug, Clone, Default)]
pub struct RatingValues {
    pub result: String,
    pub attitude: String,
    pub speed: String,
    pub comment: String,
}

/// 评价. Field names: `result`, `attitude`, `speed` (codes of [`Satisfaction`]), `comment`.
pub fn rating_form(
    m: &Messages,
    url: &str,
    values: &RatingValues,
    errors: &FormErrors,
) -> ActionForm {
    let scale = |name: &str, label: &str, chosen: &str| {
        let choices = Satisfaction::ALL
            .iter()
            .map(|value| {
                let label = match value {
                    Satisfaction::Satisfied => m.t("rating.satisfied"),
                    Satisfaction::MostlySatisfied => m.t("rating.mostly_satisfied"),
                    Satisfaction::Dissatisfied => m.t("rating.dissatisfied"),
                };
                Choice::new(value.code(), label).selected_if(chosen == value.code())
            })
            .collect();
        FieldView::radios(name, label, choices).required()
    };
    ActionForm::new("rate", m.t("rating.title"), url, "")
        .explain(m.t("rating.hint"))
        .submit(m.t("rating.send"))
        .tone(Tone::Good)
        .field(scale("result", m.t("rating.result"), &values.result))
        .field(scale("attitude", m.t("rating.attitude"), &values.attitude))
        .field(scale("speed", m.t("rating.speed"), &values.speed))
        .field(
            FieldView::textarea("comment", m.t("rating.comment"), &values.comment, 3)
                .hint(m.t("rating.comment_hint"))
                .max_length(1000),
        )
        .errors(errors)
}

/// 申请复查 or 复核. Field names: `reason`.
pub fn review_form(
    m: &Messages,
    url: &str,
    level: ReviewLevel,
    until: &str,
    typed: &str,
    errors: &FormErrors,
) -> ActionForm {
    let title = match level {
        ReviewLevel::Reexamination => m.t("review.ask_reexamination"),
        ReviewLevel::FinalReview => m.t("review.ask_final"),
    };
    ActionForm::new("review", title, url, "")
        .explain(m.fill("review.hint", &[until]))
        .submit(title)
        .field(
            FieldView::textarea("reason", m.t("review.reason"), typed, 4)
                .hint(m.t("review.reason_hint"))
                .required()
                .max_length(text::BODY_MAX),
        )
        .errors(errors)
}

/// 撤回. Field names: `reason` (optional).
pub fn withdraw_form(m: &Messages, url: &str, typed: &str, errors: &FormErrors) -> ActionForm {
    ActionForm::new("withdraw", m.t("withdraw.title"), url, "")
        .submit(m.t("withdraw.send"))
        .tone(Tone::Bad)
        .field(
            FieldView::textarea("reason", m.t("withdraw.reason"), typed, 3)
                .hint(m.t("withdraw.reason_hint"))
                .max_length(500),
        )
        .errors(errors)
}
