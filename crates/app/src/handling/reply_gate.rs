//! 答复质检 at work: gathers what the gate reads, shows the writer what it saw, and puts it before
//! the engine at the signature.

use chrono::Days;
use huiyin_core::time::{self, Instant};
use huiyin_core::{Digest, ReplyKind};
use huiyin_search::Index;
use huiyin_store::Read;
use huiyin_workflow::gate::{Cut, KeyTerms, key_terms};
use huiyin_workflow::suggestion::ReplyContent;
use huiyin_workflow::{Action, GateFinding, GateMaterial, Suggestion, check_reply};

use super::form::{ActionForm, FieldSpec};
use crate::application::App;
use crate::error::AppError;

/// Name of the field that says which draft the writer has read the findings of.
pub const SEEN: &str = "gate_seen";

/// Replies of the unit that a reply is compared with.
const RECENT_MAX: u64 = 50;
/// How far back they may lie.
const RECENT_DAYS: u64 = 180;

/// What the gate sees in a reply, and question and reply side by side.
#[derive(Debug, Clone)]
pub struct ReplyCheck {
    pub kind: ReplyKind,
    pub findings: Vec<GateFinding>,
    pub terms: KeyTerms,
    /// Of the words that were looked at: other words are another draft.
    pub seen: String,
}

impl ReplyCheck {
    /// Whether the head has to say why it goes out all the same.
    pub fn needs_reason(&self) -> bool {
        self.kind == ReplyKind::Final && !self.findings.is_empty()
    }
}

/// The gate on the draft that waits for its signature, if there is one.
pub(crate) async fn of_draft(
    app: &App,
    read: &Read,
    suggestion: &Suggestion,
    now: Instant,
) -> Result<Option<ReplyCheck>, AppError> {
    match suggestion.draft() {
        None => Ok(None),
        Some(draft) => Ok(Some(
            check(app, read, suggestion, &draft.content, now).await?,
        )),
    }
}

/// What the writer is shown before a draft goes to its signature; `None` when there is nothing to
/// say, or when they have seen it and send the same words again.
pub async fn advice(
    app: &App,
    suggestion: &Suggestion,
    action: &Action,
    form: &ActionForm,
) -> Result<Option<ReplyCheck>, AppError> {
    let Some(content) = drafted(action) else {
        return Ok(None);
    };
    let found = check(app, &app.store().read(), suggestion, content, app.now()).await?;
    // what blocks is refused by the engine in its own words
    let is_blocked = found.findings.iter().any(|f| f.kind.is_blocking());
    let has_read = form.raw(SEEN) == found.seen;
    Ok((!found.findings.is_empty() && !is_blocked && !has_read).then_some(found))
}

const fn drafted(action: &Action) -> Option<&ReplyContent> {
    if let Action::DraftReply { content } = action {
        Some(content)
    } else {
        None
    }
}

/// The signature with what the gate sees in the draft now; `None` for every other action.
pub(crate) async fn signed(
    app: &App,
    read: &Read,
    suggestion: &Suggestion,
    action: &Action,
    now: Instant,
) -> Result<Option<Action>, AppError> {
    let Action::SignOff {
        override_reason, ..
    } = action
    else {
        return Ok(None);
    };
    let found = of_draft(app, read, suggestion, now).await?;
    Ok(Some(Action::SignOff {
        findings: found.map(|f| f.findings).unwrap_or_default(),
        override_reason: override_reason.clone(),
    }))
}

/// The field for the reason, when the gate asks for one.
pub(crate) fn reason_field(check: Option<&ReplyCheck>) -> Option<FieldSpec> {
    check.filter(|check| check.needs_reason()).map(|check| {
        let mut labels: Vec<&str> = check.findings.iter().map(|f| f.kind.label()).collect();
        labels.dedup();
        FieldSpec::words("override_reason", "仍然发出的理由").hint(format!(
            "答复质检发现：{}。理由记入台账并统计；不属实的请退回修改",
            labels.join("、")
        ))
    })
}

async fn check(
    app: &App,
    read: &Read,
    suggestion: &Suggestion,
    content: &ReplyContent,
    now: Instant,
) -> Result<ReplyCheck, AppError> {
    let id = suggestion.id;
    let text = read.submission(id).await?.ok_or(AppError::NotFound)?;
    let mut body = text.body;
    for supplement in read.supplements(id).await? {
        body.push('\n');
        body.push_str(&supplement.body);
    }
    let since = now.checked_sub_days(Days::new(RECENT_DAYS)).unwrap_or(now);
    let recent = match suggestion.lead_unit() {
        None => Vec::new(),
        Some(unit) => read.recent_replies(unit, id, since, RECENT_MAX).await?,
    };
    let recent: Vec<&str> = recent.iter().map(String::as_str).collect();
    let index = app.index();
    let outcome = content.outcome.as_ref();
    let material = GateMaterial {
        today: time::local_date(now),
        title: &text.title,
        body: &body,
        points: &suggestion.points,
        kind: content.kind,
        replies: &content.points,
        has_commitment: outcome.is_some_and(|o| o.commitment.is_some()),
        recent: &recent,
        cut: Cut(&|clause| cut(index.as_deref(), clause)),
    };
    Ok(ReplyCheck {
        kind: content.kind,
        findings: check_reply(&material),
        terms: key_terms(&material),
        seen: seen(content),
    })
}

/// What people read of a text stands in whole words, as soon as the dictionary is there.
fn cut<'t>(index: Option<&Index>, clause: &'t str) -> Vec<&'t str> {
    index
        .and_then(|index| index.cut(clause))
        .unwrap_or_else(|| vec![clause])
}

fn seen(content: &ReplyContent) -> String {
    let has_commitment = content
        .outcome
        .as_ref()
        .is_some_and(|o| o.commitment.is_some());
    let mut parts: Vec<&[u8]> = vec![
        content.kind.code().as_bytes(),
        if has_commitment { b"tracked" } else { b"" },
    ];
    for point in &content.points {
        parts.push(point.text.as_bytes());
    }
    Digest::of_parts(&parts).to_hex()
}
